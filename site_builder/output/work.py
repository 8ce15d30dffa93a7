"""What one incident gives to the site in one language. Shared documents take from it what they list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from site_builder.output.api.shapes import IncidentObject, NoticeObject
from site_builder.output.feeds.entries import Entry, entry_from_json, entry_to_json
from site_builder.output.site_map import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentWork:
    """It depends on nothing but the incident's own files, the settings, the theme, and what its texts link to.

    `documents`: its summary, feed and API document. `entries`: its updates in feeds, oldest first. `told`: the
    incident, or the notice, in the lists of the API.
    """

    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    told: IncidentObject | NoticeObject


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


def work_to_json(work: IncidentWork) -> dict[str, Any]:
    """What shared documents take of a work, as JSON can hold it."""
    return {"entries": [entry_to_json(entry) for entry in work.entries], "told": work.told}


def work_from_json(tree: dict[str, Any]) -> IncidentWork:
    """The same work but for its own documents."""
    return IncidentWork(
        documents=(),
        entries=tuple(entry_from_json(each) for each in tree["entries"]),
        told=tree["told"],
    )
