"""What texts may link to: only what is public, so that no link gives away what isn't."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from site_builder.model import Incident
from site_builder.output import site_map


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Attachments, and the files that have a page, by their path in the site's folder.

    An attachment leads to its address, a page to its address below a language's root: it is there in every
    language. `anchors` are the fragments that a page has.
    """

    attachments: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def page(self, source: str) -> str | None:
        """Where a file is shown, perhaps at a fragment; a translation is shown where its original is."""
        for language in self.languages:
            source = source.removesuffix(f".{language}.md") + ".md" if source.endswith(f".{language}.md") else source
        return self.pages.get(source)

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
        return f"{page}#{fragment}" if fragment in self.anchors.get(page, frozenset()) else None

    def known(self) -> tuple[str, ...]:
        """All paths that can be linked to."""
        return (*self.attachments, *self.pages)


def shelf_of(published: Iterable[Incident], languages: tuple[str, ...]) -> Shelf:
    """The shelf of the incidents that are public."""
    attachments: dict[str, str] = {}
    pages: dict[str, str] = {}
    anchors: dict[str, frozenset[str]] = {}
    for incident in published:
        attachments |= attachments_of(incident)
        page = f"incidents/{incident.name}/index.html"
        pages |= {update.source: f"{page}#{site_map.update_anchor(update.id)}" for update in incident.updates[1:]}
        pages[incident.opener.source] = page
        if incident.questions:
            pages[f"{incident.folder}/questions.md"] = f"{page}#{incident.questions[0].id}"
        updates = (site_map.update_anchor(update.id) for update in incident.updates)
        anchors[page] = frozenset([*updates, *(question.id for question in incident.questions)])
    return Shelf(attachments=attachments, pages=pages, anchors=anchors, languages=languages)


def attachments_of(incident: Incident) -> dict[str, str]:
    """Source path → address of an incident's attachments."""
    return {f"{incident.folder}/{file}": site_map.attachment(incident.name, file) for file in incident.attachments}
