"""What is wrong with the user's files, as data: where it stands, what it is, and what to do about it.

Problems are collected rather than raised one by one, so that one run shows all of them.
How they are printed (text, JSON, annotations of a Git host) is decided in `commands/report.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the build; a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file. Lines and columns count from 1, columns in characters.

    `line` 0 means the file as a whole (its name, or that it is missing).
    """

    path: str
    line: int = 0
    column: int = 0
    length: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend. `excerpt` is the line of the file that `location` points into."""

    location: Location
    message: str
    hint: str | None = None
    excerpt: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """The problem as text: the sentence, the line with carets under it, the hint."""
        warning = "warning: " if self.severity is Severity.WARNING else ""
        lines = [f"{self.location}: {warning}{self.message}"]
        if self.excerpt is not None and self.location.line:
            lines += _excerpt(self.location, self.excerpt)
        if self.hint:
            lines += [f"  {line}" for line in self.hint.splitlines()]
        return "\n".join(lines)


_WIDEST_EXCERPT = 100


def _excerpt(location: Location, text: str) -> list[str]:
    """The line and its carets; a very long line is cut around the place that matters."""
    start = max(location.column - 1, 0)
    text = text.expandtabs(1).rstrip()
    if len(text) > _WIDEST_EXCERPT:
        first = max(0, min(start - _WIDEST_EXCERPT // 2, len(text) - _WIDEST_EXCERPT))
        text = text[first : first + _WIDEST_EXCERPT]
        start -= first
    carets = max(1, min(location.length, len(text) - start))
    margin = f"  {location.line} | "
    return [margin + text, " " * (len(margin) - 2) + "| " + " " * start + "^" * carets]


class SiteProblems(Exception):
    """The user's files can't be built as they are. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, able to say where in it something is wrong."""

    path: str
    text: str

    def line(self, number: int) -> str | None:
        """Line `number`, counted from 1; None outside of the text."""
        # Not `splitlines`: that also cuts at form feeds and U+2028, which no editor counts.
        lines = self.text.split("\n")
        return lines[number - 1].removesuffix("\r") if 0 < number <= len(lines) else None

    def problem(
        self,
        message: str,
        *,
        line: int = 0,
        column: int = 0,
        length: int = 1,
        hint: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at a place in this file, with the line it points into."""
        return Problem(
            location=Location(self.path, line, column, length),
            message=message,
            hint=hint,
            excerpt=self.line(line),
            severity=severity,
        )


def did_you_mean(word: str, known: Iterable[str], *, listing: bool = True) -> str:
    """A hint that names the known word nearest to `word`, and the list of all known ones."""
    words = list(known)
    folded = {known_word.casefold().replace("-", "_"): known_word for known_word in words}
    sought = word.strip().casefold().replace("-", "_")
    nearest = get_close_matches(sought, folded, n=1, cutoff=0.6)
    nearest = nearest or [one for one in folded if len(sought) > 2 and one.startswith(sought)][:1]  # noqa: PLR2004
    everything = ", ".join(words)
    if nearest:
        guess = f'did you mean "{folded[nearest[0]]}"?'
        return f"{guess} ({everything})" if listing else guess
    return f"known are: {everything}" if words else "none is known here"
