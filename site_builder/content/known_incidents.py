"""Incidents that were read before: while their files are the same, nobody parses them again.

Two entries are kept of each. One tells from the looks of its files (names, times, sizes, inodes) which incident is in
them, with the little that lists need of it, so that they need not even be opened; as Git does it, the looks of a file
that was written only just now are not trusted: it could be written again within the same tick of the clock
(https://git-scm.com/docs/racy-git). The other holds the incident by the content of its files, and so serves a fresh
clone, too.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from pydantic import TypeAdapter, ValidationError

from site_builder.cache import Cache, Entry, LostEntry, Slot, digest
from site_builder.content.folder import Looks
from site_builder.content.incident_file import IncidentFiles
from site_builder.door.fields import DoorContext
from site_builder.machine import JUST_NOW
from site_builder.model import Incident, LocalText, Phrase
from site_builder.on_demand import OnDemand
from site_builder.problems import Location
from site_builder.vocabulary import Kind

_GIST = "gist"
_WHOLE = "incident"


class KeptIncident(OnDemand, Incident):
    """An incident whose texts are read from the cache when somebody asks for them: most pages never do."""

    __slots__ = ("_public_from", "_read", "_update_count")
    ON_DEMAND = ("updates", "questions")

    @classmethod
    def of(cls, gist: Any, read: Callable[[str], Incident]) -> "KeptIncident":
        """From its entry. `read` gives the whole one, by its digest. Raises what a wrong entry makes Python raise."""
        known, name, id, kind, title, pinned, attachments, folder, public_from, update_count = gist
        facts = {
            "name": name,
            "id": id,
            "kind": Kind(kind),
            "title": LocalText(tuple(_phrase(*phrase) for phrase in title)),
            "pinned": pinned,
            "attachments": tuple(attachments),
            "folder": folder,
            "digest": known,
            "_public_from": datetime.fromisoformat(public_from) if public_from else None,
            "_update_count": update_count,
            "_read": partial(read, known),
        }
        return cls.with_fields(facts)

    def worked_out(self) -> Incident:
        return self._read()  # type: ignore[no-any-return]  # __slots__ have no types

    @property
    def public_from(self) -> datetime | None:
        return self._public_from  # type: ignore[no-any-return]

    @property
    def update_count(self) -> int:
        return self._update_count  # type: ignore[no-any-return]


def _gist(incident: Incident) -> list[object]:
    """What a KeptIncident is made of, as JSON can hold it."""
    title = [
        (one.language, one.text, one.at and (one.at.path, one.at.line, one.at.column, one.at.length))
        for one in incident.title.phrases
    ]
    return [
        incident.digest,
        incident.name,
        incident.id,
        incident.kind,
        title,
        incident.pinned,
        incident.attachments,
        incident.folder,
        incident.public_from and incident.public_from.isoformat(),
        incident.update_count,
    ]


def _stems(files: Iterable[str]) -> Iterator[str]:
    """What may be the path, without `.md`, of the incident that a file belongs to: it opens or translates it, or lies
    in its folder."""
    for file in files:
        folder, _, name = file.rpartition("/")
        yield f"{folder}/{name.partition('.')[0]}"
        while folder:
            yield folder
            folder = folder.rpartition("/")[0]


def _phrase(language: str, text: str, at: list[Any] | None) -> Phrase:
    return Phrase(language, text, Location(*at) if at else None)


@lru_cache(maxsize=1)
def _whole_incident() -> TypeAdapter[Incident]:
    """Reads and writes whole incidents. It takes a while to make, and some builds need none."""
    return TypeAdapter(Incident)


@dataclass(frozen=True, slots=True)
class Packed:
    """An incident, ready to be kept: what lists need of it, and entries of the cache: the whole, if that is not kept
    already, and what was foreseen. It is here itself only where it can't be read again."""

    gist: list[Any]
    entries: list[Entry]
    incident: Incident | None


Foresee = Callable[[Incident], Iterable[Entry]]
"""Works out at once what a build will ask of an incident that was just read."""


def _nothing(_incident: Incident) -> tuple[Entry, ...]:
    return ()


class KnownIncidents:
    """The incidents of one site. An object of it serves one build after the other, each with `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._context = ""
        self._now = 0
        self._looks: dict[str, Looks] = {}
        self._gists: Slot | None = None
        self._at_hand: dict[str, tuple[str, Incident]] = {}
        self._changed: frozenset[str] | None = None
        self._foresee: Foresee = _nothing

    def forget(self) -> None:
        """Begins anew."""
        self._at_hand.clear()

    def use(
        self,
        cache: Cache | None,
        context: DoorContext,
        changed: Iterable[str] | None = None,
        foresee: Foresee = _nothing,
    ) -> None:
        """Begins a build. `context` is what incidents are read with; without a `cache` all of them are read.

        `changed` are the only files, by their path in the site, that may have changed since the last build with this
        object that read them, where somebody knows.
        """
        self._cache = cache
        self._foresee = foresee
        self._changed = None if changed is None else frozenset(_stems(changed))
        self._context = digest(context)
        self._now = cache.file_time() if cache else 0
        self._looks.clear()
        # A program that goes on running has nearly all of them at hand.
        self._gists = Slot(cache, _GIST) if cache and not self._at_hand else None

    @property
    def cache(self) -> Cache | None:
        return self._cache

    def unchanged(self, stem: str) -> Incident | None:
        """The incident that opens in the file `stem.md`, if nobody saw anything change about it."""
        if self._cache is None or self._changed is None or stem in self._changed:
            return None
        known, incident = self._at_hand.get(f"{stem}.md", ("", None))
        return incident if known.endswith(self._context) else None

    def by_looks(self, opener: str, looks: Looks | None) -> Incident | None:
        """The incident that opens in the file `opener`, if its files look as before. They were looked at before any
        of them is read: what changes while they are looks different the next time."""
        # What is at hand of it may be older than its files, which may turn out to be broken: then nothing is.
        known, incident = self._at_hand.pop(opener, ("", None))
        if self._cache is None or looks is None:
            return None
        self._looks[opener] = looks
        key = self._key(looks)
        if known == key and incident is not None:
            self._at_hand[opener] = key, incident
            return incident
        gist = self._gists.take(opener, key) if self._gists else None
        incident = self._kept(opener, gist) if gist is not None else None
        if incident is not None:
            self._at_hand[opener] = key, incident
        return incident

    def packed(self, files: IncidentFiles, parse: Callable[[], Incident]) -> Packed:
        """The incident that was made of just these texts, or else the one that `parse` makes of them."""
        if self._cache is None:
            return self._packed(parse(), [])
        opener, content = files.opener.original.path, self._digest(files)
        known = self._read(opener, content)
        if known is not None:
            return self._packed(replace(known, digest=content), [])
        incident = replace(parse(), digest=content)
        whole = (opener, _WHOLE, content, _whole_incident().dump_json(incident).decode())
        # An incident that stays in memory whole can be asked itself.
        foreseen = self._foresee(incident) if self._cache.lasts else ()
        return self._packed(incident, [whole, *foreseen])

    def _packed(self, incident: Incident, entries: list[Entry]) -> Packed:
        can_be_read_again = self._cache is not None and self._cache.lasts
        return Packed(_gist(incident), entries, None if can_be_read_again else incident)

    def keep(self, opener: str, packed: Packed) -> Incident:
        """Keeps an incident. Gives it back, without its texts if they can be read again."""
        looks, incident = self._looks.get(opener), packed.incident
        if incident is None:
            incident = KeptIncident.of(packed.gist, partial(self._whole, opener))
        if self._cache is None:
            return incident
        for entry in packed.entries:
            self._cache.put_text(*entry)
        if looks is not None and looks.latest < self._now - JUST_NOW:
            self._cache.put(opener, _GIST, self._key(looks), packed.gist)
            self._at_hand[opener] = self._key(looks), incident
        return incident

    def _kept(self, opener: str, gist: Any) -> Incident | None:
        try:
            return KeptIncident.of(gist, partial(self._whole, opener))
        except (TypeError, ValueError):
            return None  # somebody wrote into it

    def _whole(self, opener: str, content: str) -> Incident:
        incident = self._read(opener, content)
        if incident is None:
            raise LostEntry(opener)
        return incident

    def _read(self, opener: str, content: str) -> Incident | None:
        text = self._cache.get_text(opener, _WHOLE, content) if self._cache else None
        try:
            return _whole_incident().validate_json(text) if text is not None else None
        except ValidationError:
            return None

    def _key(self, looks: Looks) -> str:
        return f"{looks.digest} {self._context}"

    def _digest(self, files: IncidentFiles) -> str:
        """Stands for all that the texts say, and for what they are read with."""
        return digest(self._context, files)
