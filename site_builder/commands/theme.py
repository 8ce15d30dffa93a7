"""`theme`: which templates there are to override, and a copy of one to begin with."""

from pathlib import Path

from site_builder.commands.session import Exit, Session
from site_builder.output.atomic import write_atomically
from site_builder.output.site_map import HEADERS
from site_builder.output.theme import packaged_templates
from site_builder.output.theme_parts import FOLDER
from site_builder.problems import Location, Problem, SiteProblems
from site_builder.settings import FILE_NAME

_FOR_TRANSLATORS_OF_THE_PACKAGE = "locale/babel.cfg"


def template_names() -> tuple[str, ...]:
    """The packaged templates, then the assets and the translations, by their paths in `templates/`."""
    folder = packaged_templates()
    names = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    known = [name for name in names if not _is_hidden(name) and name != _FOR_TRANSLATORS_OF_THE_PACKAGE]
    return tuple(sorted(known, key=lambda name: (name.startswith(("assets/", "locale/")), name.count("/"), name)))


def list_templates(session: Session) -> Exit:
    """Prints every packaged template, which of them the site overrides, and what it adds of its own."""
    known = template_names()
    own = _own_files(session.folder)
    overridden = [name for name in known if name in own]
    added = sorted(own - set(known))
    width = max(map(len, [*known, *added]))
    marks = dict.fromkeys(overridden, "overridden by this site") | dict.fromkeys(added, "this site's own")
    for name in (*known, *added):
        session.report.note(f"{name.ljust(width)}  {marks[name]}" if name in marks else name)
    session.report.result(
        f"{len(known)} files, {len(overridden)} overridden; copy one with: site-builder theme copy NAME",
        templates=list(known),
        overridden=overridden,
        own=added,
    )
    return Exit.FINE


def copy(session: Session, name: str) -> Exit:
    """Copies a packaged template, one of `template_names`, into the site's folder; never over a file that is there."""
    if not (session.folder / FILE_NAME).is_file():
        hint = "name the site's folder with --site, or make a site with: site-builder init"
        raise SiteProblems([_problem(f"{session.folder / FILE_NAME}", "there is no site here", hint)])
    target = session.folder / FOLDER / name
    shown = f"{FOLDER}/{name}"
    if target.exists() or target.is_symlink():
        hint = "edit the file that is there, or move it away first"
        raise SiteProblems([_problem(shown, "there is a file of this name already", hint)])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, (packaged_templates() / name).read_bytes())
    except OSError as error:
        raise SiteProblems([_problem(shown, f"can't be written: {error.strerror}", None)]) from error
    session.report.result(f"wrote {shown}", written=shown)
    if name.endswith(".html"):
        hint = f'to replace only a block, begin with {{% extends "default/{name}" %}}: see docs/theming.md'
        session.report.note(hint)
    return Exit.FINE


def _own_files(site_folder: Path) -> set[str]:
    """What the site's own theme holds; nothing in a checkout of Site Builder, which is its own theme."""
    folder = site_folder / FOLDER
    if not folder.is_dir() or folder.resolve() == packaged_templates().resolve():
        return set()
    names = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return {name for name in names if not _is_hidden(name) or name == HEADERS}


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "_")) for part in name.split("/"))


def _problem(path: str, message: str, hint: str | None) -> Problem:
    return Problem(location=Location(path), message=message, hint=hint)
