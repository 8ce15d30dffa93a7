"""What the files of a site say, and the state that follows from it: load → derive. Nothing is rendered here."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from site_builder.cache import Cache
from site_builder.content.library import FOLDER as CONTENT_FOLDER
from site_builder.content.library import load_library
from site_builder.door.context import context_for
from site_builder.means import Means
from site_builder.model import Incident, Site
from site_builder.output.foresight import problems_beside_broken_files
from site_builder.output.places import files_of
from site_builder.output.setting_warnings import setting_warnings
from site_builder.output.theme_parts import FOLDER as THEME_FOLDER
from site_builder.overview import Overview
from site_builder.problems import Problem, SiteProblems
from site_builder.reading import foreseen
from site_builder.settings import FILE_NAME, load_site
from site_builder.status import site_overview
from site_builder.vocabulary import Edition

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
    """What to build: the site in `folder` as of `now`, for everybody unless it is another edition."""

    folder: Path
    now: datetime
    edition: Edition = Edition.PUBLISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the files say, and the state that follows from it; `warnings` don't stand in the way.

    `incidents` is everything that was read, public or not.
    """

    site: Site
    incidents: tuple[Incident, ...]
    overview: Overview
    warnings: tuple[Problem, ...] = ()

    @property
    def incident_count(self) -> int:
        return len(self.overview.incidents)

    @property
    def update_count(self) -> int:
        return sum(state.incident.update_count for state in self.overview.incidents)


def survey(request: Request, cache: Cache | None = None, means: Means | None = None) -> Survey:
    """Reads the site and works out how things are, and renders nothing. Raises SiteProblems."""
    means = means or Means(jobs=1)
    try:
        return _survey(request, cache, means)
    finally:
        means.lookout.leave()


def _survey(request: Request, cache: Cache | None, means: Means) -> Survey:
    memory = means.memory
    now = request.now.astimezone(UTC)
    site = load_site(request.folder, cache)
    memory.states.use(cache)
    incidents = load(request.folder, site, now, cache, means)
    drafts = request.edition.shows_drafts
    overview = site_overview(
        site.components, incidents, now, site.timezone, drafts=drafts, states_of=memory.states.states
    )
    warnings = tuple(setting_warnings(request.folder, site, now))
    return Survey(site=site, incidents=incidents, overview=overview, warnings=warnings)


def load(
    folder: Path, site: Site, now: datetime, cache: Cache | None = None, means: Means | None = None
) -> tuple[Incident, ...]:
    """All incidents of the site, whether public yet or not. Raises SiteProblems, also of those that could be read."""
    context = context_for(site)
    means = means or Means(jobs=1)
    changed = None if means.changed is None else [os.path.relpath(file, folder) for file in means.changed]
    means.memory.incidents.use(cache, context, changed, means.lookout, partial(foreseen, now))
    library = load_library(
        folder,
        context,
        means.memory.incidents,
        jobs=means.processes,
        meanwhile=lambda known: means.memory.states.work_ahead(known, now),
    )
    if library.problems:
        others = problems_beside_broken_files(library.incidents, now, site.languages, folder, files_of(folder))
        raise SiteProblems(sorted([*library.problems, *others], key=lambda problem: problem.location))
    return library.incidents
