"""An incident that was read before: what lists need of it is at hand, and the cache has the rest."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from site_builder.cache import LostEntry
from site_builder.content.folder import printable_path
from site_builder.lookout import BETWEEN
from site_builder.model import Incident, LocalText, Phrase
from site_builder.on_demand import OnDemand
from site_builder.problems import Location
from site_builder.vocabulary import Kind


class KeptIncident(OnDemand, Incident):
    """An incident whose texts are read from the cache when somebody asks for them: most pages never do."""

    __slots__ = ("_more", "_opener", "_read", "public_from", "update_count")
    ON_DEMAND = ("updates", "questions")
    OTHERS = ("title",)
    # What an incident works out is said with it, at no more cost than a slot.
    public_from: datetime | None
    update_count: int

    @classmethod
    def of(cls, path: str, gist: Any, more: str, read: "Callable[[str, str], Incident]") -> "KeptIncident":
        """From its entry: the incident that opens in `path.md`. `read` gives the whole one, by that file and its
        digest. Raises what a wrong entry makes Python raise."""
        _, _, known, id, kind, pinned, attachments, public_from, update_count = gist
        made = object.__new__(cls)
        name = path.rpartition("/")[2]
        # There may be ten thousand: a loop over names would take twice as long.
        put = object.__setattr__
        put(made, "name", name)
        put(made, "id", id or name)
        put(made, "kind", _KINDS[kind])
        put(made, "pinned", pinned)
        put(made, "attachments", tuple(attachments))
        put(made, "folder", path if path.isprintable() else printable_path(path))
        put(made, "digest", known)
        put(made, "public_from", datetime.fromisoformat(public_from) if public_from else None)
        put(made, "update_count", update_count)
        put(made, "_more", more)
        put(made, "_opener", f"{path}.md")
        put(made, "_read", read)
        return made

    def __getattr__(self, name: str) -> Any:
        if name != "title":
            return super().__getattr__(name)
        try:
            _, phrases = json.loads(self._more)
            title = LocalText(tuple([_phrase(*phrase) for phrase in phrases]))
        except (TypeError, ValueError) as error:
            raise LostEntry(self._opener) from error
        object.__setattr__(self, "title", title)
        return title

    def worked_out(self) -> Incident:
        return self._read(self._opener, self.digest)  # type: ignore[no-any-return]  # __slots__ have no types


_KINDS = {kind.value: kind for kind in Kind}


def gist_of(incident: Incident) -> list[object]:
    """What a KeptIncident is made of, as JSON can hold it."""
    return [
        incident.digest,
        None if incident.id == incident.name else incident.id,
        incident.kind,
        incident.pinned,
        incident.attachments,
        incident.public_from and incident.public_from.isoformat(),
        incident.update_count,
    ]


def title_of(incident: Incident) -> list[object]:
    """The same of its title."""
    return [
        (one.language, one.text, one.at and (one.at.path, one.at.line, one.at.column, one.at.length))
        for one in incident.title.phrases
    ]


def _phrase(language: str, text: str, at: list[Any] | None) -> Phrase:
    return Phrase(language, text, Location(*at) if at else None)


def names_inside(more: str) -> Sequence[str] | None:
    """What lay in its folder, of the second line of its entry; None if nobody can say."""
    try:
        inside, _ = json.loads(more)
        return inside.split(BETWEEN) if inside else []
    except (TypeError, ValueError, AttributeError):
        return None  # somebody wrote into it
