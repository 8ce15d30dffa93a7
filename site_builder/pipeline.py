"""The way through, read top to bottom: load → derive → plan → render → write.

Planning never writes; writing never thinks. `check` plans, `build` plans and writes, `watch` repeats `build`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from site_builder.content.library import FOLDER as CONTENT_FOLDER
from site_builder.content.library import load_library
from site_builder.door.fields import DoorContext
from site_builder.model import Incident, Site
from site_builder.output.feeds import feed_documents
from site_builder.output.markup import MarkupRenderer, Shelf, attachments_of
from site_builder.output.pages import LanguagePages, all_languages
from site_builder.output.site_map import Document
from site_builder.output.theme import FOLDER as THEME_FOLDER
from site_builder.output.theme import Theme
from site_builder.output.writer import OutputFolder, Written
from site_builder.overview import Overview
from site_builder.problems import Problem, SiteProblems
from site_builder.settings import FILE_NAME, load_site
from site_builder.status import site_overview

INPUTS = (FILE_NAME, CONTENT_FOLDER, THEME_FOLDER)
"""What a build reads, below the site's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to build: the site in `folder` as of `now`. With `drafts` as a preview of what isn't public yet."""

    folder: Path
    now: datetime
    drafts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Every document of the site, ready to be written; `warnings` don't stand in the way."""

    site: Site
    overview: Overview
    documents: tuple[Document, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def incident_count(self) -> int:
        return len(self.overview.incidents)

    @property
    def update_count(self) -> int:
        return sum(len(state.incident.updates) for state in self.overview.incidents)


Tick = Callable[[int, int], None]
"""Told how many documents are rendered, and of about how many."""


def _no_tick(_done: int, _total: int) -> None:
    """For callers whom nobody watches."""


def build(request: Request, output: Path, *, tick: Tick = _no_tick) -> tuple[Plan, Written]:
    """Plans the site and makes `output` hold it. Raises SiteProblems; then `output` stays as it was."""
    planned = plan(request, tick=tick)
    return planned, OutputFolder(output, request.folder).write(planned.documents)


def plan(request: Request, *, tick: Tick = _no_tick) -> Plan:
    """Works out the whole site. Raises SiteProblems with everything that is wrong; writes nothing."""
    site = load_site(request.folder)
    incidents = load(request.folder, site)
    overview = site_overview(site.components, incidents, request.now, site.timezone, drafts=request.drafts)
    documents = render(request, site, overview, tick)
    return Plan(site=site, overview=overview, documents=documents)


def load(folder: Path, site: Site) -> tuple[Incident, ...]:
    """All incidents of the site, whether public yet or not."""
    context = DoorContext(
        zone=site.timezone,
        languages=site.languages,
        components=tuple(component.id for component in site.components),
    )
    library = load_library(folder, context)
    if library.problems:
        raise SiteProblems(library.problems)
    return library.incidents


def render(request: Request, site: Site, overview: Overview, tick: Tick) -> tuple[Document, ...]:
    """All documents of the site, none of them written yet."""
    published = [state.incident for state in overview.incidents]
    renderer = MarkupRenderer(_shelf(published))
    theme = Theme.load(site, request.folder)
    documents = list(theme.documents())
    expected = len(site.languages) * (len(published) + len(site.components))
    for pages in all_languages(site, overview, theme, renderer, preview=request.drafts):
        for document in _language_documents(pages, feeds=not request.drafts):
            documents.append(document)
            tick(min(len(documents), expected), expected)
    documents += _attachments(request.folder, published, renderer.attachments)
    if renderer.problems:
        raise SiteProblems(sorted(renderer.problems, key=lambda problem: problem.location))
    return tuple(documents)


def _shelf(published: Iterable[Incident]) -> Shelf:
    """What texts may link to: only what is public now, so that no link gives away what isn't."""
    attachments: dict[str, str] = {}
    pages: dict[str, str] = {}
    for incident in published:
        attachments |= attachments_of(incident.name, incident.folder, incident.attachments)
        page = f"incidents/{incident.name}/index.html"
        pages |= {update.source: f"{page}#update-{update.id}" for update in incident.updates[1:]}
        pages[incident.opener.source] = page
    return Shelf(attachments, pages)


def _language_documents(pages: LanguagePages, *, feeds: bool) -> Iterator[Document]:
    # A preview has no feeds: nobody should subscribe to it by mistake.
    if feeds:
        yield from feed_documents(pages)
    yield from pages.documents()


def _attachments(folder: Path, published: Iterable[Incident], used: set[str]) -> Iterator[Document]:
    """Only files that a public text links to: a name can give away what is still held back."""
    for incident in published:
        for source, address in attachments_of(incident.name, incident.folder, incident.attachments).items():
            if source in used:
                yield Document(address, (folder / source).read_bytes())
