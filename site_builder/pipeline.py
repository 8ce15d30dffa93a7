"""The way through, read top to bottom: load → derive → plan → render → write.

Planning never writes; writing never thinks. `check` plans, `build` plans and writes, `watch` repeats `build`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from site_builder.content.library import FOLDER as CONTENT_FOLDER
from site_builder.content.library import load_library
from site_builder.door.fields import DoorContext
from site_builder.model import Incident, Site
from site_builder.output.api import api_documents
from site_builder.output.attachments import Attachments
from site_builder.output.badges import badge_documents, embed_documents
from site_builder.output.calendar import calendar_documents
from site_builder.output.feed_list import feed_list_document
from site_builder.output.feeds import feed_documents
from site_builder.output.foresight import problems_beside_broken_files, problems_to_come
from site_builder.output.headers import headers_document, own_rules
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import LanguagePages, all_languages
from site_builder.output.places import files_of
from site_builder.output.security_txt import is_stale, security_document
from site_builder.output.setting_warnings import setting_warnings
from site_builder.output.shelf import shelf_of
from site_builder.output.site_map import Document
from site_builder.output.sitemap import robots_document, sitemap_documents
from site_builder.output.summary import summary_documents
from site_builder.output.theme import FOLDER as THEME_FOLDER
from site_builder.output.theme import Theme
from site_builder.output.writer import OutputFolder, Written
from site_builder.overview import Overview
from site_builder.problems import Location, Problem, SiteProblems
from site_builder.settings import FILE_NAME, load_site
from site_builder.status import site_overview

INPUTS = (FILE_NAME, CONTENT_FOLDER, THEME_FOLDER)
"""What a build reads, below the site's folder; besides, the logo wherever site.yml says that it is."""


def inputs(folder: Path) -> tuple[Path, ...]:
    """The files and folders that a build of the site in `folder` reads. A broken site.yml names no logo."""
    try:
        logo = load_site(folder).logo
    except SiteProblems:
        logo = None
    return tuple(folder / name for name in (*INPUTS, *([logo] if logo else [])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to build: the site in `folder` as of `now`. With `drafts` as a preview of what isn't public yet."""

    folder: Path
    now: datetime
    drafts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the files say, and the state that follows from it. `incidents` holds those that aren't public yet, too."""

    site: Site
    incidents: tuple[Incident, ...]
    overview: Overview


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Every document of the site, ready to be written; `warnings` don't stand in the way.

    `incidents` is everything that was read, public or not.
    """

    site: Site
    incidents: tuple[Incident, ...]
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


def build(request: Request, output: Path, *, strict: bool = False, tick: Tick = _no_tick) -> tuple[Plan, Written]:
    """Plans the site and makes `output` hold it. Raises SiteProblems; then `output` stays as it was.

    With `strict` a warning stops it like an error.
    """
    _refuse_as_output(output, request.folder)
    planned = plan(request, tick=tick)
    if strict and planned.warnings:
        raise SiteProblems(planned.warnings)
    if planned.site.check.raised and not request.drafts:
        _refuse_raised(request, planned)
    return planned, OutputFolder(output, request.folder).write(planned.documents)


def _refuse_raised(request: Request, planned: Plan) -> None:
    """What the site raised from a warning of `check` to an error stops a build, too."""
    # Most sites raise nothing, and their builds never load this.
    from site_builder.editing.desk import desk_of
    from site_builder.editing.registry import obstacles

    found = obstacles(desk_of(request.folder, planned.site, planned.incidents, planned.overview))
    if found:
        raise SiteProblems(found)


def _refuse_as_output(output: Path, site_folder: Path) -> None:
    """What a build writes must not become what the next one reads."""
    site = site_folder.resolve()
    inputs = [site / name for name in INPUTS]
    if output.resolve() == site or any(output.resolve().is_relative_to(one) for one in inputs):
        hint = "choose a folder of its own, for example --output public"
        problem = Problem(location=Location(str(output)), message="the output would lie among its sources", hint=hint)
        raise SiteProblems([problem])


def plan(request: Request, *, tick: Tick = _no_tick) -> Plan:
    """Works out the whole site. Raises SiteProblems with everything that is wrong; writes nothing."""
    known = survey(request)
    warnings = tuple(setting_warnings(request.folder, known.site, known.overview.now))
    documents = render(request, known.site, known.incidents, known.overview, tick)
    return Plan(
        site=known.site,
        incidents=known.incidents,
        overview=known.overview,
        documents=documents,
        warnings=warnings,
    )


def survey(request: Request) -> Survey:
    """Reads the site and works out how things are, and renders nothing. Raises SiteProblems."""
    now = request.now.astimezone(UTC)
    site = load_site(request.folder)
    incidents = load(request.folder, site, now)
    overview = site_overview(site.components, incidents, now, site.timezone, drafts=request.drafts)
    return Survey(site=site, incidents=incidents, overview=overview)


def load(folder: Path, site: Site, now: datetime) -> tuple[Incident, ...]:
    """All incidents of the site, whether public yet or not. Raises SiteProblems, also of those that could be read."""
    context = DoorContext(
        zone=site.timezone,
        languages=site.languages,
        components=tuple(component.id for component in site.components),
    )
    library = load_library(folder, context)
    if library.problems:
        others = problems_beside_broken_files(library.incidents, now, site.languages, folder, files_of(folder))
        raise SiteProblems(sorted([*library.problems, *others], key=lambda problem: problem.location))
    return library.incidents


def render(
    request: Request, site: Site, incidents: tuple[Incident, ...], overview: Overview, tick: Tick
) -> tuple[Document, ...]:
    """All documents of the site, none of them written yet."""
    public = [state.incident for state in overview.incidents]
    read = files_of(request.folder)
    renderer = MarkupRenderer(shelf_of(public, site.languages), read)
    theme = Theme.load(site, request.folder)
    documents = list(theme.documents())
    expected = len(site.languages) * (len(public) + len(site.components))
    for pages in all_languages(site, overview, theme, renderer, preview=request.drafts):
        for document in _language_documents(pages, feeds=not request.drafts):
            documents.append(document)
            tick(min(len(documents), expected), expected)
    if not request.drafts:
        documents += list(_documents_for_machines(site, overview, documents))
    attachments = Attachments(request.folder, {document.path for document in documents})
    documents += attachments.documents(public, renderer.attachments)
    if not request.drafts:
        documents.append(headers_document(documents, own_rules(request.folder, documents)))
    problems = [*renderer.problems, *attachments.problems]
    if not request.drafts:
        problems += problems_to_come(incidents, overview, site.languages, read)
    if problems:
        raise SiteProblems(sorted(set(problems), key=lambda problem: problem.location))
    return tuple(documents)


def _documents_for_machines(site: Site, overview: Overview, documents: list[Document]) -> Iterator[Document]:
    """What programs ask a host for. A preview has none of it: nobody should come upon it."""
    yield from sitemap_documents(site, overview, documents)
    yield robots_document(site)
    if site.security and not is_stale(site.security, overview.now):
        yield security_document(site, site.security)


def _language_documents(pages: LanguagePages, *, feeds: bool) -> Iterator[Document]:
    # A preview has nothing to subscribe to and nothing to show elsewhere: nobody should tell what isn't public.
    if feeds:
        yield from feed_documents(pages)
        yield from calendar_documents(pages)
        yield from api_documents(pages)
        yield from badge_documents(pages)
        yield from embed_documents(pages)
        yield feed_list_document(pages)
    yield from summary_documents(pages)
    yield from pages.documents()
