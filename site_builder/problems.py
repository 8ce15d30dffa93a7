"""What is wrong with the user's files, as data: where it stands, what it is, and what to do about it.

Problems are collected rather than raised one by one, so that one run shows all of them.
How they are printed (text, JSON, annotations of a Git host) is decided in `commands/report.py`.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from site_builder.record import record


class Severity(StrEnum):
    """An error stops the build; a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@record(frozen=True, slots=True, order=True)
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
    """One thing to mend. `excerpt` is the line of the file that `location` points into.

    `rule` is the name under which `site.yml` can switch it; what can't be switched has none.
    """

    location: Location
    message: str
    hint: str | None = None
    excerpt: str | None = None
    severity: Severity = Severity.ERROR
    rule: str | None = None

    def __str__(self) -> str:
        """The problem as text: the sentence, the line with carets under it, the hint."""
        lines = [f"{self.location}: {self._label()}{self.message}"]
        if self.excerpt is not None and self.location.line:
            lines += _excerpt(self.location, self.excerpt)
        if self.hint:
            lines += [f"  {line}" for line in self.hint.splitlines()]
        return "\n".join(lines)

    def _label(self) -> str:
        """An error says that it is one only where it might have been a warning."""
        if self.rule is not None:
            return f"{self.severity}[{self.rule}]: "
        return "warning: " if self.severity is Severity.WARNING else ""


_WIDEST_EXCERPT = 100


def _excerpt(location: Location, text: str) -> list[str]:
    """The line and its carets; a very long line is cut around the place that matters."""
    start = max(location.column - 1, 0)
    text = "".join(one if one.isprintable() else "�" for one in text.expandtabs(1)).rstrip()
    if len(text) > _WIDEST_EXCERPT:
        first = max(0, min(start - _WIDEST_EXCERPT // 2, len(text) - _WIDEST_EXCERPT))
        left, right = "…" * (first > 0), "…" * (first + _WIDEST_EXCERPT < len(text))
        text = left + text[first : first + _WIDEST_EXCERPT] + right
        start += len(left) - first
    marked = text[start : start + max(location.length, 1)]
    margin = f"  {location.line} | "
    carets = " " * _width(text[:start]) + "^" * max(1, _width(marked))
    return [margin + text, " " * (len(margin) - 2) + "| " + carets]


def _width(text: str) -> int:
    """Columns that `text` takes in a terminal: Chinese characters and emoji take two, accents none."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


class SiteProblems(Exception):
    """The user's files can't be built as they are. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["SiteProblems"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # as it travels from a process to another


@record(frozen=True, slots=True)
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


_LONGEST_QUOTE = 60
_LONGEST_LISTING = 20


def quoted(value: object) -> str:
    """What was written, in quotation marks, short enough for a sentence."""
    text = " ".join(str(value).split())
    return f'"{text}"' if len(text) <= _LONGEST_QUOTE else f'"{text[:_LONGEST_QUOTE]}…"'


def did_you_mean(
    word: str,
    known: Iterable[str],
    *,
    listing: bool = True,
    synonyms: Mapping[str, str] | None = None,
) -> str:
    """A hint that names the known word nearest to `word`, and the list of all known ones.

    `synonyms` are words that people say instead of a known one.
    """
    words = [str(one) for one in known]
    if not words:
        return "none is known here"
    everything = ", ".join(words[:_LONGEST_LISTING]) + ", …" * (len(words) > _LONGEST_LISTING)
    nearest = _nearest(_folded(word), words, synonyms or {})
    if nearest is None:
        return f"known are: {everything}"
    guess = f'did you mean "{nearest}"?'
    return f"{guess} ({everything})" if listing else guess


def _nearest(asked: str, words: list[str], synonyms: Mapping[str, str]) -> str | None:
    folded = {_folded(word): word for word in words}
    if synonyms.get(asked) in words:
        return synonyms[asked]
    close = get_close_matches(asked, folded, n=1, cutoff=0.6)
    # "degraded" is too short to be near "degraded_performance", and yet a part of it.
    parts = [one for one in folded if asked in one.split("_") or one in asked.split("_")]
    found = close or parts[:1]
    return folded[found[0]] if found else None


def _folded(word: str) -> str:
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())
