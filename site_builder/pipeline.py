"""The way through, read top to bottom: load → derive → plan → render → write.

survey.py loads and derives. Planning never writes; writing never thinks. `check` plans, `build` plans and writes,
`watch` repeats `build`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from site_builder import known_states
from site_builder.cache import Cache, LostEntry, digest, made_with
from site_builder.means import Means, Memory
from site_builder.model import Site
from site_builder.output import known_stories, sitemap
from site_builder.output.api.documents import api_documents
from site_builder.output.attachments import Attachments
from site_builder.output.badges import badge_documents, embed_documents
from site_builder.output.calendar import calendar_documents
from site_builder.output.chronicle import Chronicle
from site_builder.output.edition_marks import EditionMarks
from site_builder.output.facts import Facts
from site_builder.output.feed_list import feed_list_document
from site_builder.output.feeds.documents import feed_documents
from site_builder.output.foresight import problems_to_come
from site_builder.output.headers import headers_document, own_rules
from site_builder.output.keeping import Keeper
from site_builder.output.kept_pages import Published, nothing
from site_builder.output.known_stories import month_owner
from site_builder.output.left import Left, Planned, Standing
from site_builder.output.manifest import cache_file
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import LanguagePages, all_languages
from site_builder.output.places import files_of
from site_builder.output.security_txt import is_stale, security_document
from site_builder.output.shelf import Shelf
from site_builder.output.site_map import Document
from site_builder.output.sitemap import robots_document, sitemap_documents
from site_builder.output.theme import Theme
from site_builder.output.work import Works
from site_builder.output.workshop import Workshop
from site_builder.output.writer import OutputFolder, Written
from site_builder.problems import Location, Problem, SiteProblems
from site_builder.survey import INPUTS, Request, Survey, survey
from site_builder.workers import Tick

D = TypeVar("D", Document, Standing, Document | Standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Survey):
    """Every document of the site, ready to be written."""

    documents: tuple[Document, ...]


def build(
    request: Request, output: Path, *, strict: bool = False, means: Means | None = None
) -> tuple[Survey, Written]:
    """Plans the site and makes `output` hold it. Raises SiteProblems; then `output` stays as it was.

    With `strict` a warning stops it like an error.
    """
    _refuse_as_output(output, request.folder)
    means = means or Means()
    # Every document of another edition is looked into, so there nothing would be saved.
    use_cache = means.use_cache and request.edition.is_public
    file = cache_file(output, request.folder) if use_cache else None
    try:
        return _built(request, output, file, strict=strict, means=means)
    except LostEntry:
        # Nothing of it is taken again: the next build begins a new one.
        means.memory.forget()
        with closing(Cache(file, made_with())) as spoilt:
            spoilt.keep_only("nobody", frozenset)
            spoilt.save()
        return _built(request, output, None, strict=strict, means=replace(means, memory=Memory()))
    finally:
        means.lookout.end()


def _built(
    request: Request, output: Path, cached: Path | None, *, strict: bool, means: Means
) -> tuple[Survey, Written]:
    version = made_with()
    means.lookout.wait()
    left = means.memory.left if request.edition.is_public else Left()
    folder = OutputFolder(output, request.folder, request.edition, left, means.lookout.changed_documents)
    with closing(Cache(cached, version)) as cache:
        if means.lookout.is_looking:  # somebody is busy anyway
            folder.read_ahead()
            left.read_ahead(cache)
            cache.read_ahead([known_states.SLOT, known_stories.MONTHS, sitemap.SLOT])
        known = survey(request, cache, means)
        if strict and known.warnings:
            raise SiteProblems(known.warnings)
        if known.site.check.raised and request.edition.is_public:
            _refuse_raised(request, known)
        left.use(cache)
        return known, folder.write(lambda: render(request, known, cache, means, left, folder.read))


def _refuse_raised(request: Request, known: Survey) -> None:
    """What the site raised from a warning of `check` to an error stops a build, too."""
    # Most sites raise nothing, and their builds never load this.
    from site_builder.editing.desk import desk_of
    from site_builder.editing.registry import obstacles

    found = obstacles(desk_of(request.folder, known.site, known.incidents, known.overview))
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


def plan(request: Request, *, means: Means | None = None) -> Plan:
    """Works out the whole site. Raises SiteProblems with everything that is wrong; writes nothing."""
    means = means or Means()
    with closing(Cache(None, made_with())) as cache:
        known = survey(request, cache, means)
        documents = tuple(each for each in render(request, known, cache, means) if isinstance(each, Document))
    return Plan(
        site=known.site,
        incidents=known.incidents,
        overview=known.overview,
        warnings=known.warnings,
        documents=documents,
    )


def mistakes(request: Request, known: Survey, means: Means) -> tuple[Problem, ...]:
    """What stands in the way of a site whose files could be read; keeps none of its documents."""
    with closing(Cache(None, made_with())) as cache:
        try:
            for _ in render(request, known, cache, means):
                pass
        except SiteProblems as error:
            return error.problems
    return ()


def render(
    request: Request,
    known: Survey,
    cache: Cache,
    means: Means,
    left: Left | None = None,
    published: Published = nothing,
) -> Iterator[Document | Standing]:
    """All documents of the site, each as soon as it is made, but for those that stand as they were `left`. Raises
    SiteProblems at the end: write none until then.

    `published` reads what an earlier build of this site put at a path.
    """
    left = left or Left()
    site, overview = known.site, known.overview
    public = [state.incident for state in overview.incidents]
    shelf = Shelf(public, site.languages)
    read = files_of(request.folder)
    renderer = MarkupRenderer(shelf, read)
    theme = Theme.load(site, request.folder)
    means.memory.stories.use(cache)
    means.memory.sitemap.use(cache)
    chronicle = Chronicle(overview, site.timezone, means.memory.stories)
    languages = tuple(all_languages(site, overview, theme, renderer, request.edition, chronicle))
    facts = {pages.language: Facts(pages.facts, theme.templates, pages.templates.block) for pages in languages}
    keeper = Keeper(cache, digest(site, theme.basis, request.edition), shelf, facts, means.memory.works, published)
    renderer.kept = keeper
    workshop = Workshop(languages, cache, keeper, renderer, left, means.memory.at_hand, jobs=means.processes)
    marks = EditionMarks(request.edition, theme)
    planned = Planned()
    for document in _noted(_pages_and_feeds(theme, languages, workshop, means.tick), planned):
        if isinstance(document, Document):
            marks.look_for(document)
        yield document
    if request.edition.is_public:
        yield from _noted(_documents_for_machines(site, chronicle, planned, means.memory), planned)
    attachments = Attachments(request.folder, planned)
    yield from _noted(attachments.documents(public, renderer.attachments), planned)
    yield headers_document(planned.top_levels, own_rules(request.folder, planned), request.edition)
    problems = [*renderer.problems, *attachments.problems, *marks.problems()]
    if not request.edition.shows_drafts:
        problems += problems_to_come(known.incidents, overview, site.languages, read)
    if problems:
        raise SiteProblems(sorted(set(problems), key=lambda problem: problem.location))
    shared = workshop.shared_paths.union(month_owner(month.name) for month in chronicle.months)
    left.note_lists(means.memory.works.lists)
    means.memory.works.keep_only(shared, [incident.folder for incident in known.incidents], cache)
    cache.save()


def _noted(documents: Iterable[D], planned: Planned) -> Iterator[D]:
    """The documents, and their paths come to `planned`."""
    for document in documents:
        planned.note(document)
        yield document


def _pages_and_feeds(
    theme: Theme, languages: Sequence[LanguagePages], workshop: Workshop, tick: Tick
) -> Iterator[Document | Standing]:
    yield from theme.documents()
    yield from workshop.documents(tick)
    for pages in languages:
        yield from workshop.shared(_shared_documents(pages, partial(workshop.work, pages)))


def _shared_documents(pages: LanguagePages, works: Works) -> Iterator[Document]:
    """What lists several incidents, in one language."""
    # Other editions have nothing to subscribe to and nothing to show elsewhere: nobody should tell what isn't public.
    if pages.edition.is_public:
        yield from feed_documents(pages, works)
        yield from calendar_documents(pages)
        yield from api_documents(pages, works)
        yield from badge_documents(pages)
        yield from embed_documents(pages)
        yield feed_list_document(pages)
    yield from pages.documents()


def _documents_for_machines(site: Site, chronicle: Chronicle, planned: Planned, memory: Memory) -> Iterator[Document]:
    """What programs ask a host for. Only the published site has it: nobody should come upon another edition."""
    yield from sitemap_documents(site, chronicle, planned.made, known=memory.sitemap)
    yield robots_document(site)
    if site.security and not is_stale(site.security, chronicle.overview.now):
        yield security_document(site, site.security)
