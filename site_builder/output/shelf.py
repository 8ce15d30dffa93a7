"""What texts may link to: only what is public, so that no link gives away what isn't."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from site_builder.model import Incident
from site_builder.output import site_map


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one incident's files are shown: the addresses of its files, and the fragments of its page."""

    pages: Mapping[str, str]
    anchors: frozenset[str]


class Shelf:
    """Attachments, and the files that have a page, by their path in the site's folder.

    An attachment leads to its address, a page to its address below a language's root: it is there in every language.
    """

    def __init__(self, incidents: Iterable[Incident] = (), languages: tuple[str, ...] = ()) -> None:
        self._public = incidents
        self._languages = languages
        self._places: dict[str, _Place] = {}

    @cached_property
    def _incidents(self) -> Mapping[str, Incident]:
        return {incident.folder: incident for incident in self._public}

    @cached_property
    def attachments(self) -> Mapping[str, str]:
        """The address of each attachment by its path."""
        found: dict[str, str] = {}
        for incident in self._incidents.values():
            found |= attachments_of(incident)
        return found

    def page(self, source: str) -> str | None:
        """Where a file is shown, perhaps at a fragment; a translation is shown where its original is."""
        source, place = self._original(source), self._place(source)
        return place.pages.get(source) if place else None

    def anchors(self, source: str) -> frozenset[str]:
        """The fragments that the page has on which a file is shown."""
        place = self._place(source)
        return place.anchors if place else frozenset()

    def find(self, link: str) -> str | None:
        """Where a link leads, given as `SOURCE#FRAGMENT` with the path of a file: to an attachment, or to a page below
        a language's root, at that fragment if there is one. None: nowhere."""
        source, _, fragment = link.partition("#")
        if source in self.attachments:
            return self.attachments[source]
        page = self.page(source)
        if page is None or not fragment:
            return page
        page = page.partition("#")[0]
        return f"{page}#{fragment}" if fragment in self.anchors(source) else None

    def known(self) -> Iterator[str]:
        """All paths that can be linked to."""
        yield from self.attachments
        for incident in self._incidents.values():
            yield from self._placed(incident).pages

    def owner(self, source: str) -> str:
        """The name of the incident that a file belongs to; of a file that is no incident's, the path itself."""
        incident = self._incident(source)
        return incident.name if incident else source

    def _original(self, source: str) -> str:
        for language in self._languages:
            source = source.removesuffix(f".{language}.md") + ".md" if source.endswith(f".{language}.md") else source
        return source

    def _incident(self, source: str) -> Incident | None:
        """The incident that a file opens, or in whose folder it lies."""
        for folder in (self._original(source).removesuffix(".md"), posixpath.dirname(source)):
            if folder in self._incidents:
                return self._incidents[folder]
        return None

    def _place(self, source: str) -> _Place | None:
        incident = self._incident(source)
        return self._placed(incident) if incident else None

    def _placed(self, incident: Incident) -> _Place:
        if incident.folder not in self._places:
            self._places[incident.folder] = _place_of(incident)
            incident.let_go()
        return self._places[incident.folder]


def _place_of(incident: Incident) -> _Place:
    page = f"incidents/{incident.name}/index.html"
    pages = {update.source: f"{page}#{site_map.update_anchor(update.id)}" for update in incident.updates[1:]}
    pages[incident.opener.source] = page
    if incident.questions:
        pages[f"{incident.folder}/questions.md"] = f"{page}#{incident.questions[0].id}"
    updates = (site_map.update_anchor(update.id) for update in incident.updates)
    return _Place(pages, frozenset([*updates, *(question.id for question in incident.questions)]))


def attachments_of(incident: Incident) -> dict[str, str]:
    """Source path → address of an incident's attachments."""
    return {f"{incident.folder}/{file}": site_map.attachment(incident.name, file) for file in incident.attachments}
