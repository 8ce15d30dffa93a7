"""YAML to plain values, every scalar as the string that was written, with its place in the file.

PyYAML's own construction guesses types (`NO`, `12:30`, `0755`), lets the last of two equal keys win, and
can be made to run for seconds by merges. So the values are built here straight from the parser's
events: anchors, aliases, tags and merge keys are refused, and depth is bounded.
"""

from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from site_builder.door.text_file import forbidden_character
from site_builder.problems import Problem, SiteProblems, Source

KeyPath = tuple[str | int, ...]

Value = str | None | list["Value"] | dict[str, "Value"]
"""What a YAML text holds here. None is an empty value (`key:`), `~` or `null`."""

MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something stands in the file: line and column from 1, length in characters."""

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
        return self._at(self.start, message, hint)

    def _at(self, mark: Mark, message: str, hint: str | None) -> Problem:
        return self.source.problem(
            message, line=mark.line, column=mark.column, length=mark.length, hint=hint
        )


def read_mapping(source: Source, text: str, *, first_line: int = 1) -> Located:
    """The mapping in `text`, which begins at `first_line` of `source`. Raises SiteProblems."""
    builder = _Builder(source, first_line)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise SiteProblems([_syntax_problem(source, error, first_line)]) from error
    except (ValueError, OverflowError) as error:  # an escape such as "\\U99999999" names no character
        hint = "write the character itself"
        raise SiteProblems([source.problem("an escape that names no character", line=first_line, hint=hint)]) from error
    located = Located(source, {}, Mark(max(first_line - 1, 1), 1, 3), builder.keys, builder.values)
    if builder.root is None:
        return located
    if not isinstance(builder.root, dict):
        message = "this must be a list of keys and values, one to a line"
        raise SiteProblems([located.problem((), message, hint="for example: title: Online orders")])
    located.data.update(builder.root)
    return located


class _Builder:
    """Takes the parser's events in order and grows the value, without recursion."""

    def __init__(self, source: Source, first_line: int) -> None:
        self.source = source
        self.shift = first_line
        self.root: Value = None
        self.documents = 0
        self.keys: dict[KeyPath, Mark] = {}
        self.values: dict[KeyPath, Mark] = {}
        self.open: list[tuple[list[Value] | dict[str, Value], KeyPath]] = []
        self.key: list[str | None] = []  # the key that waits for its value, one for each open container

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.refuse(event, "a second YAML document", "leave out the line with three dashes")
        elif isinstance(event, yaml.AliasEvent):
            self.refuse(event, "YAML aliases (*name) are not read here", "write the text out")
        elif isinstance(event, yaml.NodeEvent):
            self.take_node(event)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.open.pop()
            self.key.pop()

    def take_node(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self.refuse(event, "YAML anchors (&name) are not read here", "put the text in quotes")
        if getattr(event, "tag", None) is not None:
            self.refuse(event, "YAML tags (!name) are not read here", "put the text in quotes")
        if isinstance(event, yaml.ScalarEvent):
            if forbidden_character(event.value) is not None:  # by an escape such as "\\x07"
                self.refuse(event, "an invisible control character", "leave the escape out")
            plain = event.style is None and event.value in ("", "~", "null")
            self.place(None if plain else event.value, event)
            return
        container: list[Value] | dict[str, Value] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        path = self.place(container, event)
        if len(self.open) >= MAX_DEPTH:
            self.refuse(event, f"nested more than {MAX_DEPTH} levels deep", "is a bracket missing?")
        self.open.append((container, path))
        self.key.append(None)

    def place(self, value: Value, event: yaml.NodeEvent) -> KeyPath:
        """Puts `value` where it belongs and returns its path."""
        if not self.open:
            self.root = value
            self.values[()] = self.mark(event)
            return ()
        container, path = self.open[-1]
        if isinstance(container, list):
            here: KeyPath = (*path, len(container))
            container.append(value)
        elif self.key[-1] is None:
            return self.place_key(container, path, value, event)
        else:
            here = (*path, self.key[-1])
            container[self.key[-1]] = value
            self.key[-1] = None
        self.values[here] = self.mark(event)
        return here

    def place_key(
        self, container: dict[str, Value], path: KeyPath, key: Value, event: yaml.NodeEvent
    ) -> KeyPath:
        if not isinstance(key, str):
            self.refuse(event, "a key must be a word", "put it in quotes")
        here = (*path, key)
        if key == "<<":
            self.refuse(event, "YAML merge keys (<<) are not read here", "write the keys out")
        if here in self.keys:
            hint = f"it stands already in line {self.keys[here].line}; one of the two must go"
            self.refuse(event, f'the key "{key}" is given twice', hint)
        self.keys[here] = self.mark(event)
        container[key] = None
        self.key[-1] = key
        return here

    def mark(self, event: yaml.Event) -> Mark:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # only events made by hand have none
            return Mark(self.shift, 1)
        length = end.column - start.column if end.line == start.line else 1
        return Mark(start.line + self.shift, start.column + 1, max(length, 1))

    def refuse(self, event: yaml.Event, message: str, hint: str) -> NoReturn:
        mark = self.mark(event)
        raise SiteProblems(
            [self.source.problem(message, line=mark.line, column=mark.column, length=mark.length, hint=hint)]
        )


_SYNTAX_HINTS = {
    "mapping values are not allowed here": "a colon followed by a space starts a value; "
    'put a text that holds one in quotes: title: "Card payments: an update"',
    "found character '\\t' that cannot start any token": "indent with spaces; YAML allows no tabs there",
    "could not find expected ':'": "write key: value, with a space after the colon",
    "found unexpected end of stream": "a quotation mark or bracket is not closed",
    "did not find expected key": "check the indentation and the quotation marks of the lines above",
    "expected <block end>, but found": "check the indentation and the quotation marks of the lines above",
    "that cannot start any token": "put a text that begins with this character in quotes",
}


def _syntax_problem(source: Source, error: yaml.MarkedYAMLError, first_line: int) -> Problem:
    """PyYAML's complaint in the words of this project, at the place where the parser stopped."""
    mark = error.problem_mark or error.context_mark
    said = error.problem or "not readable"
    hint = next((text for pattern, text in _SYNTAX_HINTS.items() if pattern in said), None)
    line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
    text = source.line(line)
    if text is not None and column > len(text) + 1:
        column = len(text) + 1
    return source.problem(f"YAML can't be read here: {said}", line=line, column=column, hint=hint)
