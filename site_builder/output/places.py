"""Where in the writer's file does a piece of a text stand? Asked only once something is wrong with it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from site_builder.door.text_file import read_source
from site_builder.model import Phrase
from site_builder.problems import Location, SiteProblems, Source

ReadText = Callable[[str], str | None]
"""The text of a file of the site by its path, or None."""

_BEFORE_A_TARGET = "(<\"'"
_AFTER_A_TARGET = ")>\"' \t"


def no_files(_path: str) -> None:
    """For texts that stand in no file."""


def files_of(folder: Path) -> ReadText:
    """Reads the files of the site in `folder` again, for problems that are found late."""

    def read(path: str) -> str | None:
        try:
            return read_source(folder / path, path).text
        except SiteProblems:
            return None

    return read


@dataclass(frozen=True, slots=True)
class Place:
    """A location and the line that it points into."""

    location: Location
    excerpt: str | None


def find_place(phrase: Phrase, target: str, nth: int, read: ReadText) -> Place:
    """The `nth` place (from 0) at which `target` stands in a text, or else the beginning of the text.

    It looks into the file, because a text in the front matter is indented there, or folded.
    """
    at = phrase.at or Location("")
    text = read(at.path) if phrase.at else None
    source = Source(at.path, text if text is not None else "\n" * (max(at.line, 1) - 1) + phrase.text)
    lines = source.text.split("\n")
    wanted = target.split("\n")[0]
    found = list(_occurrences(lines, max(at.line, 1), max(at.column, 1) if text is not None else 1, wanted))
    as_targets = [(number, column) for number, column in found if _is_target(lines[number - 1], column, wanted)]
    places = as_targets or found
    if not places:
        return Place(Location(at.path, at.line, at.column, max(at.length, 1)), source.line(at.line))
    number, column = places[min(nth, len(places) - 1)]
    return Place(Location(at.path, number, column, len(wanted)), source.line(number))


def _occurrences(lines: list[str], first: int, column: int, wanted: str) -> Iterator[tuple[int, int]]:
    """Line and column of each, from a place on."""
    if not wanted:
        return
    for number, line in enumerate(lines[first - 1 :], first):
        for match in re.finditer(re.escape(wanted), line):
            if number > first or match.start() + 1 >= column:
                yield number, match.start() + 1


def _is_target(line: str, column: int, wanted: str) -> bool:
    """Whether it stands where Markdown or HTML has the target of a link."""
    before, after = line[: column - 1], line[column - 1 + len(wanted) :]
    begins = before.endswith(tuple(_BEFORE_A_TARGET)) or re.search(r"\]:\s*$", before) is not None
    return begins and (not after or after[0] in _AFTER_A_TARGET)
