"""Incidents that were read before: while their files are the same, nobody parses them again.

Two entries are kept of each. One tells from the looks of its files (names, times, sizes, inodes) which incident is in
them, with the little that lists need of it, so that they need not even be opened; as Git does it, the looks of a file
that was written only just now are not trusted: it could be written again within the same tick of the clock
(https://git-scm.com/docs/racy-git). The other holds the incident by the content of its files, and so serves a fresh
clone, too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from site_builder.cache import Cache, Entry, LostEntry, Row, as_text, digest
from site_builder.codec import from_text, to_text
from site_builder.content.kept_incident import KeptIncident, gist_of, names_inside, title_of
from site_builder.content.known_folders import KnownFolders, Listed
from site_builder.content.texts import IncidentFiles
from site_builder.door.context import DoorContext
from site_builder.lookout import BETWEEN, SLOT, Lookout, Looks
from site_builder.machine import JUST_NOW
from site_builder.model import Incident
from site_builder.slot import Slot

_WHOLE = "incident"


def _stems(files: Iterable[str]) -> Iterator[str]:
    """What may be the path, without `.md`, of the incident that a file belongs to: it opens or translates it, or lies
    in its folder."""
    for file in files:
        folder, _, name = file.rpartition("/")
        yield f"{folder}/{name.partition('.')[0]}"
        while folder:
            yield folder
            folder = folder.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Packed:
    """An incident, ready to be kept: what lists need of it, its title, and rows of the cache: the whole, if that is not
    kept already, and what was foreseen. It is here itself only where it can't be read again."""

    gist: list[Any]
    title: list[Any]
    rows: list[Row]
    incident: Incident | None


Foresee = Callable[[Incident], Iterable[Row]]
"""Works out at once what a build will ask of an incident that was just read."""


def _nothing(_incident: Incident) -> tuple[Row, ...]:
    return ()


class Place(NamedTuple):
    """Where the files of an incident are: `stem.md` in `folder` opens it, others beside it translate that."""

    folder: str
    stem: str
    languages: list[str]
    has_folder: bool

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.stem}"

    @property
    def opener(self) -> str:
        return f"{self.folder}/{self.stem}.md"


class _AtHand(NamedTuple):
    """An incident of an earlier build, with what its files looked like then, and more of its entry."""

    placed: tuple[str, Incident]
    """With the file that opens it."""
    key: str
    more: str


class KnownIncidents:
    """The incidents of one site. An object of it serves one build after the other, each with `use` before it."""

    def __init__(self) -> None:
        self.folders = KnownFolders()
        self._cache: Cache | None = None
        self._context = ""
        self._now = 0
        self._looks: dict[str, Looks] = {}
        self._gists: Slot | None = None
        self._at_hand: dict[str, dict[str, _AtHand]] = {}
        """By folder and stem."""
        self._listed: dict[str, Listed] = {}
        """What lay in each folder when it was last compared with that."""
        self._knows_changes = False
        self._looked_different: Set[str] | None = None
        self._lookout: Lookout | None = None
        self._foresee: Foresee = _nothing
        self.some_are_fresh = False
        """Whether a file that was read in this build had been written only just before."""

    def forget(self) -> None:
        """Begins anew."""
        self._at_hand.clear()
        self._listed.clear()
        self.folders.forget()

    def use(
        self,
        cache: Cache | None,
        context: DoorContext,
        changed: Iterable[str] | None = None,
        lookout: Lookout | None = None,
        foresee: Foresee = _nothing,
    ) -> None:
        """Begins a build. `context` is what incidents are read with; without a `cache` all of them are read.

        `changed` are the only files, by their path in the site, that may have changed since the last build with this
        object that read them, where somebody knows; for the first build a `lookout` knows it.
        """
        key = digest(context)
        if key != self._context or cache is None:
            self._at_hand.clear()
        self._cache, self._context = cache, key
        self._foresee = foresee
        self._now = cache.file_time() if cache else 0
        self._looks.clear()
        self.some_are_fresh = False
        for stem in _stems(changed or ()):
            folder, _, name = stem.rpartition("/")
            self._at_hand.get(folder, {}).pop(name, None)
        self.folders.use(cache, key, self._now)
        # A program that goes on running has nearly all of them at hand.
        self._gists = Slot(cache, SLOT) if cache and not any(self._at_hand.values()) else None
        self._knows_changes = changed is not None
        is_first = self._gists is not None and not self._knows_changes
        self._lookout = lookout
        self._looked_different = lookout.changed(self._keys()) if lookout and is_first else None

    def _keys(self) -> dict[str, str]:
        return {opener: entry.key for opener, entry in self._gists.entries.items()} if self._gists else {}

    @property
    def cache(self) -> Cache | None:
        return self._cache

    def unchanged(self, folder: str, listed: Listed) -> Mapping[str, _AtHand]:
        """Of the incidents that open in files of this folder, by their stems, those of which nobody saw anything
        change."""
        if self._looked_different is not None:
            self._at_hand[folder] = dict(self._looking_the_same(folder, listed, self._looked_different))
        elif not self._knows_changes:
            return {}
        at_hand = self._at_hand.setdefault(folder, {})
        if self._listed.get(folder) is not listed:
            for stem in at_hand.keys() - listed.originals.keys():
                del at_hand[stem]
            self._listed[folder] = listed
        return at_hand

    def _looking_the_same(self, folder: str, listed: Listed, changed: Set[str]) -> Iterator[tuple[str, _AtHand]]:
        entries = self._gists.entries if self._gists else {}
        context = f" {self._context}"
        for stem in listed.originals:
            path = f"{folder}/{stem}"
            opener = f"{path}.md"
            entry = entries.get(opener)
            if entry is None or opener in changed or not entry.key.endswith(context):
                continue
            languages, has_folder, *_ = entry.value
            if languages == list(listed.translations.get(stem, ())) and has_folder == (stem in listed.with_folder):
                incident = self._kept(path, entry)
                if incident is not None:
                    yield stem, _AtHand((opener, incident), entry.key, entry.more)

    def inside(self, place: Place) -> Sequence[str] | None:
        """What lay in the folder of an incident, if somebody knows, and nobody saw that it looks another."""
        if place.opener in (self._looked_different or ()):
            return None
        known = self._at_hand.get(place.folder, {}).get(place.stem)
        entry = self._gists.entries.get(place.opener) if self._gists else None
        more = known.more if known else entry.more if entry else None
        return None if more is None else names_inside(more)

    def by_looks(self, place: Place, looks: Looks | None) -> Incident | None:
        """The incident at this place, if its files look as before. They were looked at before any of them is read: what
        changes while they are looks different the next time."""
        # What is at hand of it may be older than its files, which may turn out to be broken: then nothing is.
        at_hand = self._at_hand.setdefault(place.folder, {})
        known = at_hand.pop(place.stem, None)
        if self._cache is None or looks is None:
            return None
        self._looks[place.opener] = looks
        key = self._key(looks)
        if known is not None and known.key == key:
            at_hand[place.stem] = known
            return known.placed[1]
        entry = self._gists.entry(place.opener, key) if self._gists else None
        incident = self._kept(place.path, entry) if entry is not None else None
        if entry is not None and incident is not None:
            at_hand[place.stem] = _AtHand((place.opener, incident), key, entry.more)
        return incident

    def take_over(self) -> None:
        """Keeps what somebody else has read of those whose files look another."""
        if self._cache is not None and self._lookout is not None and self._looked_different:
            for row in self._lookout.rows():
                self._cache.put_text(*row)

    def packed(self, files: IncidentFiles, parse: Callable[[], Incident]) -> Packed:
        """The incident that was made of just these texts, or else the one that `parse` makes of them."""
        if self._cache is None:
            return self._packed(parse(), [])
        opener, content = files.opener.original.path, self._digest(files)
        known = self._read(opener, content)
        if known is not None:
            return self._packed(replace(known, digest=content), [])
        incident = replace(parse(), digest=content)
        # An incident that stays in memory whole can be asked itself.
        foreseen = self._foresee(incident) if self._cache.lasts else ()
        return self._packed(incident, [(opener, _WHOLE, content, to_text(incident)), *foreseen])

    def _packed(self, incident: Incident, rows: list[Row]) -> Packed:
        can_be_read_again = self._cache is not None and self._cache.lasts
        return Packed(gist_of(incident), title_of(incident), rows, None if can_be_read_again else incident)

    def keep(self, place: Place, packed: Packed, *, for_long: bool = True) -> Incident:
        """Keeps an incident. Gives it back, without its texts if they can be read again. Unless `for_long` its files
        are read again by the next build."""
        looks = self._looks.pop(place.opener, None)
        value = [place.languages, place.has_folder, *packed.gist]
        more = [BETWEEN.join(looks.inside) if looks else "", packed.title]
        incident = packed.incident or KeptIncident.of(place.path, value, as_text(more), self._whole)
        if self._cache is None:
            return incident
        for row in packed.rows:
            self._cache.put_text(*row)
        if looks is not None and looks.latest >= self._now - JUST_NOW:
            self.some_are_fresh = True
        elif for_long and looks is not None:
            key = self._key(looks)
            self._cache.put_with_more(place.opener, SLOT, key, value, more)
            at_hand = self._at_hand.setdefault(place.folder, {})
            at_hand[place.stem] = _AtHand((place.opener, incident), key, as_text(more))
        return incident

    def _kept(self, path: str, entry: Entry) -> Incident | None:
        try:
            return KeptIncident.of(path, entry.value, entry.more, self._whole)
        except (TypeError, ValueError, LookupError):
            return None  # somebody wrote into it

    def _whole(self, opener: str, content: str) -> Incident:
        incident = self._read(opener, content)
        if incident is None:
            raise LostEntry(opener)
        return incident

    def _read(self, opener: str, content: str) -> Incident | None:
        text = self._cache.get_text(opener, _WHOLE, content) if self._cache else None
        try:
            return from_text(Incident, text) if text is not None else None
        except ValueError:
            return None

    def _key(self, looks: Looks) -> str:
        return f"{looks.digest} {self._context}"

    def _digest(self, files: IncidentFiles) -> str:
        """Stands for all that the texts say, and for what they are read with."""
        return digest(self._context, files)
