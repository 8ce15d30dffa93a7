"""One document that is rendered, and what is wrong with the theme if that fails."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from site_builder.cache import LostEntry
from site_builder.output.page_blocks import NotAtHandError
from site_builder.output.theme_parts import FOLDER
from site_builder.problems import Location, Problem, SiteProblems, Source


class Counting(Protocol):
    """Who counts the documents that are begun, and those among them that are not made yet."""

    rendering: int
    under_way: int


class ThemeFaults:
    """A document that is rendered in this block, which raises SiteProblems at the line of the template that is at
    fault. It is no generator: it stands around each of some hundred thousand."""

    __slots__ = ("_count", "_folders")

    def __init__(self, count: Counting, folders: Sequence[Path]) -> None:
        """`folders` are those of the theme, the site's own before the packaged one."""
        self._count = count
        self._folders = folders

    def __enter__(self) -> None:
        # While one is under way, it still has a use for all that was made for it.
        self._count.rendering += not self._count.under_way
        self._count.under_way += 1

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._count.under_way -= 1
        if isinstance(error, Exception) and not isinstance(error, SiteProblems | LostEntry | NotAtHandError):
            problem = self._problem_of(error)
            if problem is not None:
                raise SiteProblems([problem]) from error

    def _problem_of(self, error: Exception) -> Problem | None:
        """What is wrong with the theme; None if it is our own bug."""
        if isinstance(error, TemplateSyntaxError):
            return self._problem(error, error.filename, error.lineno)
        filename, line = _template_line(error)
        if filename is None and not isinstance(error, TemplateError):
            return None
        return self._problem(error, filename, line)

    def _problem(self, error: Exception, filename: str | None, line: int) -> Problem:
        message = f"the template can't be rendered: {_reason(error)}"
        hint = "docs/theming.md lists what templates get to see" if isinstance(error, UndefinedError) else None
        if filename is None:
            return Problem(location=Location(FOLDER), message=message, hint=hint)
        name = self._short_name(Path(filename))
        return Source(name, Path(filename).read_text(encoding="utf-8")).problem(message, line=line, column=1, hint=hint)

    def _short_name(self, file: Path) -> str:
        for folder in self._folders:
            if file.is_relative_to(folder):
                is_own = folder == self._folders[0]
                return f"{FOLDER if is_own else 'default'}/{file.relative_to(folder).as_posix()}"
        return file.name


def _reason(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f'there is no template "{error.name}"'
    if isinstance(error, TemplateError | LookupError):
        return str(error.args[0] if error.args else error)
    return f"{type(error).__name__}: {error}"


def _template_line(error: BaseException) -> tuple[str | None, int]:
    """The innermost place of a traceback that lies in a template; Jinja rewrites those to template lines."""
    place: tuple[str | None, int] = (None, 0)
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if not filename.endswith(".py") and Path(filename).is_file():
            place = (filename, trace.tb_lineno)
        trace = trace.tb_next
    return place
