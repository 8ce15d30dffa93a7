"""A cState site (https://github.com/cstate/cstate: a theme for Hugo) as our site and its incidents.

Nothing is written here. What can't be understood is reported with its place; a file that can't be imported
at all is an error and left out, everything else is a warning. What means what: `cstate_kind` (severity,
maintenance), `cstate_timeline` (updates and their dates), `cstate_systems` (components), `cstate_config`.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from site_builder.importers.cstate_config import Config, read_config
from site_builder.importers.cstate_front import Notes, read_lenient
from site_builder.importers.cstate_issue import Importer
from site_builder.importers.cstate_links import LinkMender, slug, unique
from site_builder.importers.cstate_systems import Systems
from site_builder.model import Incident, LocalText, Site
from site_builder.problems import Problem, SiteProblems, Source

ISSUES = "content/issues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A foreign site in our terms.

    `files` are further text files to write, by their path in the new site. Of `problems`, an error names a
    file that was left out; a warning, something worth a look.
    """

    site: Site
    incidents: tuple[Incident, ...]
    files: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


def import_cstate(folder: Path) -> Imported:
    """Reads the cState site in `folder`. Raises SiteProblems when its configuration can't be read."""
    notes = Notes()
    config = read_config(folder, notes)
    systems = Systems(config.language, config.categories, config.systems)
    files, problems = _issue_files(folder)
    names = _names(files)
    old_names = {slug(_stem(path)): name for path, name in names.items()}
    importer = Importer(language=config.language, systems=systems, links=LinkMender(config.url, old_names))
    incidents = []
    for path, name in names.items():
        try:
            source = read_lenient(folder / path, path, notes)
            incidents.append(importer.incident(source, name, _stem(path), notes))
        except SiteProblems as error:
            problems += error.problems
    found = sorted([*notes.problems, *problems], key=lambda problem: problem.location)
    return Imported(site=_site(config, systems), incidents=tuple(incidents), files=(), problems=tuple(found))


def _issue_files(folder: Path) -> tuple[list[str], list[Problem]]:
    """The issues as sorted POSIX paths, and warnings for what lies between them and isn't one."""
    root = folder / ISSUES
    notes = Notes()
    issues = []
    if not root.is_dir():
        notes.warn(Source(ISSUES, ""), "there is no such folder: no incidents were imported")
    for file in sorted(root.rglob("*")) if root.is_dir() else ():
        path = file.relative_to(folder).as_posix()
        if file.is_dir() or file.name.startswith("."):
            continue
        if file.suffix.lower() not in (".md", ".markdown") or file.is_symlink():
            notes.warn(Source(path, ""), "this is no Markdown file: it was left out")
        elif file.stem == "_index":
            notes.warn(Source(path, ""), "this is the old list of issues, not an issue: it was left out")
        else:
            issues.append(path)
    return issues, notes.problems


def _stem(path: str) -> str:
    """The name that Hugo gives the page: that of the file, or of the folder around `index.md`."""
    pure = PurePosixPath(path)
    return pure.parent.name if pure.stem == "index" else pure.stem


def _names(paths: list[str]) -> dict[str, str]:
    """A name of ours for each file, the same as before wherever it can be."""
    taken: set[str] = set()
    return {path: unique(slug(_stem(path)) or "incident", taken) for path in paths}


def _site(config: Config, systems: Systems) -> Site:
    description = LocalText.of(config.language, config.description) if config.description else None
    return Site(
        name=LocalText.of(config.language, config.name),
        url=config.url,
        authority=urlsplit(config.url).hostname or "",
        timezone=ZoneInfo("UTC"),
        languages=(config.language,),
        groups=systems.groups(),
        description=description,
        accent=config.accent,
        official_channels=config.channels,
    )
