"""What one incident gives to the site in one language. Shared documents take from it what they list."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from site_builder.cache import LostEntry
from site_builder.output.api.shapes import IncidentObject, NoticeObject
from site_builder.output.feeds.entries import Entry, entry_from_text, entry_to_text
from site_builder.output.site_map import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentWork:
    """It depends on nothing but the incident's own files, the settings, the theme, and what its texts link to.

    `documents`: its summary, feed and API document. `entries`: its updates in feeds, oldest first. `told_text`: the
    incident, or the notice, as the documents of the API have it.
    """

    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    told_text: str

    @property
    def told(self) -> IncidentObject | NoticeObject:
        """The same as an object: of ten thousand, the lists of the API have fifty."""
        try:
            return _told(self.told_text)
        except ValueError as error:
            raise LostEntry("what the API tells of an incident") from error


@lru_cache(maxsize=128)
def _told(text: str) -> IncidentObject | NoticeObject:
    """Nobody changes it: those that are listed now are listed by the next build, too."""
    told: IncidentObject | NoticeObject = json.loads(text)
    return told


Works = Callable[[str], IncidentWork]
"""The work of an incident by its name."""


_AT_HAND = 128


class WorksAtHand:
    """The works that shared documents took last, which they will take again: an edit changes one of them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, IncidentWork]] = {}
        """What was taken last comes last."""

    def take(self, language: str, name: str, identity: str, read: Callable[[], IncidentWork]) -> IncidentWork:
        """The work with this identity, which `read` reads where it isn't at hand."""
        known, work = self._known.pop((language, name), ("", None))
        if work is None or known != identity:
            work = read()
            if len(self._known) >= _AT_HAND:
                del self._known[next(iter(self._known))]
        self._known[language, name] = identity, work
        return work

    def forget(self) -> None:
        """Begins anew."""
        self._known.clear()


def work_to_text(work: IncidentWork) -> str:
    """What shared documents take of a work, as it is kept."""
    return _BETWEEN.join([work.told_text, *map(entry_to_text, work.entries)])


def work_from_text(text: str) -> IncidentWork:
    """The same work but for its own documents. Raises ValueError where the text is none."""
    told, *entries = text.split(_BETWEEN)
    return IncidentWork(documents=(), entries=tuple(map(entry_from_text, entries)), told_text=told)


_BETWEEN = "\x1e"
"""In none of the texts of an entry, and JSON writes it in another way."""
