"""Values as they were written, each with its place in the file: what texts become before they are checked."""

from dataclasses import dataclass, field
from typing import NamedTuple

from site_builder.problems import Problem, Source

KeyPath = tuple[str | int, ...]

Value = str | None | list["Value"] | dict[str, "Value"]
"""What a YAML text holds here. None is an empty value (`key:`), `~` or `null`."""


class Mark(NamedTuple):
    """Where something stands in the file: line and column from 1, length in characters. There is one for each word of
    the front matter, and nothing is made faster than a tuple."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Located:
    """A mapping and the places of all its keys and values, by their path of keys and indexes."""

    source: Source
    data: dict[str, Value]
    start: Mark
    keys: dict[KeyPath, Mark] = field(default_factory=dict)
    values: dict[KeyPath, Mark] = field(default_factory=dict)

    def problem(self, path: KeyPath, message: str, *, hint: str | None = None, at_key: bool = False) -> Problem:
        """A problem at the value (or key) of `path`, or at the nearest place around it that is known."""
        places = (self.keys, self.values) if at_key else (self.values, self.keys)
        for length in range(len(path), 0, -1):
            for marks in places:
                mark = marks.get(path[:length])
                if mark is not None:
                    return self._at(mark, message, hint)
        return self._at(self.start if path else self.values.get((), self.start), message, hint)

    def _at(self, mark: Mark, message: str, hint: str | None) -> Problem:
        return self.source.problem(message, line=mark.line, column=mark.column, length=mark.length, hint=hint)


def start_of(first_line: int) -> Mark:
    """Where a problem stands that is about a whole text which begins in this line: above it, if anything is there."""
    return Mark(max(first_line - 1, 1), 1)
