"""What one incident gives to the site in one language. Shared documents take from it what they list."""

from collections.abc import Callable
from dataclasses import dataclass

from site_builder.output.api.shapes import IncidentObject, NoticeObject
from site_builder.output.feeds.entries import Entry
from site_builder.output.site_map import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentWork:
    """It depends on nothing but the incident's own files, the settings, the theme, and what its texts link to.

    `documents`: its page, summary, feed and API document. `entries`: its updates in feeds, oldest first, and `atom`
    the same as the lines of an Atom feed. `told`: the incident, or the notice, in the lists of the API.
    """

    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    atom: tuple[str, ...]
    told: IncidentObject | NoticeObject


Works = Callable[[str], IncidentWork]
"""The work of an incident by its name."""
