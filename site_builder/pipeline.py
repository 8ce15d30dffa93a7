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
from site_builder.door.text_file import read_source
from site_builder.model import Incident, Site
from site_builder.output.api import api_documents
from site_builder.output.attachments import Attachments
from site_builder.output.badges import badge_documents, embed_documents
from site_builder.output.calendar import calendar_documents
from site_builder.output.feeds import feed_documents
from site_builder.output.foresight import problems_beside_broken_files, problems_to_come
from site_builder.output.headers import headers_document
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import LanguagePages, all_languages
from site_builder.output.places import ReadText
from site_builder.output.shelf import shelf_of
from site_builder.output.site_map import Document
from site_builder.output.summary import summary_documents
from site_builder.output.theme import FOLDER as THEME_FOLDER
from site_builder.output.theme import Theme, theme_folders
from site_builder.output.theme_words import WordsCoverage, words_coverage
from site_builder.output.translation_coverage import Coverage, text_coverage
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
    return planned, OutputFolder(output, request.folder).write(planned.documents)


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
    now = request.now.astimezone(UTC)
    site = load_site(request.folder)
    incidents = load(request.folder, site, now)
    overview = site_overview(site.components, incidents, now, site.timezone, drafts=request.drafts)
    documents = render(request, site, incidents, overview, tick)
    return Plan(site=site, incidents=incidents, overview=overview, documents=documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCoverage:
    """How far a language is translated. `texts` is None for the default language, in which everything is written."""

    language: str
    texts: Coverage | None
    words: WordsCoverage

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*(self.texts.problems if self.texts else ()), *self.words.problems)


def translation_coverage(planned: Plan, folder: Path) -> tuple[LanguageCoverage, ...]:
    """How far the site in `folder` is translated: each of its languages in their order."""
    site, held = planned.site, planned.overview.held_back
    folders = theme_folders(folder)
    return tuple(
        LanguageCoverage(
            language=language,
            texts=text_coverage(site, planned.incidents, held, language, _reader(folder))
            if language != site.language
            else None,
            words=words_coverage(folders, language),
        )
        for language in site.languages
    )


def load(folder: Path, site: Site, now: datetime) -> tuple[Incident, ...]:
    """All incidents of the site, whether public yet or not. Raises SiteProblems, also of those that could be read."""
    context = DoorContext(
        zone=site.timezone,
        languages=site.languages,
        components=tuple(component.id for component in site.components),
    )
    library = load_library(folder, context)
    if library.problems:
        others = problems_beside_broken_files(library.incidents, now, site.languages, folder, _reader(folder))
        raise SiteProblems(sorted([*library.problems, *others], key=lambda problem: problem.location))
    return library.incidents


def render(
    request: Request, site: Site, incidents: tuple[Incident, ...], overview: Overview, tick: Tick
) -> tuple[Document, ...]:
    """All documents of the site, none of them written yet."""
    public = [state.incident for state in overview.incidents]
    read = _reader(request.folder)
    renderer = MarkupRenderer(shelf_of(public, site.languages), read)
    theme = Theme.load(site, request.folder)
    documents = list(theme.documents())
    expected = len(site.languages) * (len(public) + len(site.components))
    for pages in all_languages(site, overview, theme, renderer, preview=request.drafts):
        for document in _language_documents(pages, feeds=not request.drafts):
            documents.append(document)
            tick(min(len(documents), expected), expected)
    attachments = Attachments(request.folder, {document.path for document in documents})
    documents += attachments.documents(public, renderer.attachments)
    if not request.drafts:
        documents.append(headers_document(documents))
    problems = [*renderer.problems, *attachments.problems]
    if not request.drafts:
        problems += problems_to_come(incidents, overview, site.languages, read)
    if problems:
        raise SiteProblems(sorted(set(problems), key=lambda problem: problem.location))
    return tuple(documents)


def _reader(folder: Path) -> ReadText:
    """For problems that are found late: the text of a file that was read before."""

    def read(path: str) -> str | None:
        try:
            return read_source(folder / path, path).text
        except SiteProblems:
            return None

    return read


def _language_documents(pages: LanguagePages, *, feeds: bool) -> Iterator[Document]:
    # A preview has nothing to subscribe to and nothing to show elsewhere: nobody should tell what isn't public.
    if feeds:
        yield from feed_documents(pages)
        yield from calendar_documents(pages)
        yield from api_documents(pages)
        yield from badge_documents(pages)
        yield from embed_documents(pages)
    yield from summary_documents(pages)
    yield from pages.documents()
