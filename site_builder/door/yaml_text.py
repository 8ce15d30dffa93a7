"""YAML to plain values, every scalar as the string that was written, with its place in the file.

PyYAML's own construction guesses types (`NO`, `12:30`, `0755`), lets the last of two equal keys win, and
can be made to run for seconds by merges. So the values are built here straight from the parser's
events: anchors, aliases, tags and merge keys are refused, and depth is bounded.
"""

import re
from contextlib import suppress
from dataclasses import field
from typing import NamedTuple, NoReturn

import yaml

from site_builder.door.text_file import forbidden_character
from site_builder.door.yaml_errors import syntax_problem
from site_builder.problems import Problem, SiteProblems, Source, quoted
from site_builder.record import record

KeyPath = tuple[str | int, ...]

Value = str | None | list["Value"] | dict[str, "Value"]
"""What a YAML text holds here. None is an empty value (`key:`), `~` or `null`."""

MAX_DEPTH = 20


class Mark(NamedTuple):
    """Where something stands in the file: line and column from 1, length in characters. There is one for each word of
    the front matter, and nothing is made faster than a tuple."""

    line: int
    column: int
    length: int = 1


@record(frozen=True, slots=True)
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


def read_mapping(source: Source, text: str, *, first_line: int = 1) -> Located:
    """The mapping in `text`, which begins at `first_line` of `source`. Raises SiteProblems."""
    if _QUICK is not None and text.endswith("\n") and not _is_read_differently(text):
        # What it finds wrong is said in the words of the other parser, which are the same on every machine.
        with suppress(SiteProblems, yaml.YAMLError, ValueError, OverflowError):
            return _located(_built(source, text, first_line, _QUICK), source, first_line)
    return _located(_built_in_python(source, text, first_line), source, first_line)


_QUICK: type[yaml.CSafeLoader] | None = getattr(getattr(yaml, "cyaml", None), "CParser", None)
"""libyaml, where PyYAML was built with it: seven times faster. As a parser of events it doesn't recurse. Of the loader
that it belongs to nothing else is needed here, and to make one takes a third of the time."""

# In these, libyaml and PyYAML's own parser don't see the same: characters that one takes for a break or a blank, a
# comment behind the sign of a block, collections in brackets, and tags. Found by reading some hundred thousand texts
# with both (tests/door/test_yaml_parsers.py); such a text is left to the slower one.
_READ_DIFFERENTLY = re.compile(
    r"[\t\r\x85\u2028\u2029\ufeff]|[|>][^\n]*#|(?:^|[:?-]\s)\s*[\[{]|(?:^|\s)!", re.MULTILINE
)
_SIGNS = ("#", "[", "{", "!", "\t", "\r", "\x85", "\u2028", "\u2029", "\ufeff")
"""One of these is in all of that. Most front matters hold none."""


def _is_read_differently(text: str) -> bool:
    return any(sign in text for sign in _SIGNS) and _READ_DIFFERENTLY.search(text) is not None


def _built(source: Source, text: str, first_line: int, loader: type[yaml.CSafeLoader | yaml.SafeLoader]) -> "_Builder":
    builder = _Builder(source, first_line)
    for event in yaml.parse(text, Loader=loader):
        builder.take(event)
    if builder.problems:
        raise SiteProblems(builder.problems)
    return builder


def _built_in_python(source: Source, text: str, first_line: int) -> "_Builder":
    builder = _Builder(source, first_line)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise SiteProblems([*builder.problems, syntax_problem(source, error, first_line)]) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # An escape such as "\\U99999999" names no character.
        raise SiteProblems([*builder.problems, _escape_problem(source, text, first_line)]) from error
    if builder.problems:
        raise SiteProblems(builder.problems)
    return builder


def _located(builder: "_Builder", source: Source, first_line: int) -> Located:
    located = Located(source, {}, Mark(max(first_line - 1, 1), 1), builder.keys, builder.values)
    if builder.root is None:
        return located
    if not isinstance(builder.root, dict):
        raise SiteProblems([located.problem((), "a “key: value” is missing here", hint=_MAPPING_HINT)])
    located.data.update(builder.root)
    return located


_MAPPING_HINT = "write one to a line, with a space after the colon: title: Online orders are unavailable"
_LONG_ESCAPE = re.compile(r"\\U[0-9a-fA-F]{8}")


def _escape_problem(source: Source, text: str, first_line: int) -> Problem:
    found = _LONG_ESCAPE.search(text)
    at = found.start() if found else 0
    return source.problem(
        "this names no character",
        line=first_line + text.count("\n", 0, at),
        column=at - text.rfind("\n", 0, at),
        length=len(found[0]) if found else 1,
        hint="write the character itself",
    )


class _Builder:
    """Takes the parser's events in order and grows the value, without recursion."""

    def __init__(self, source: Source, first_line: int) -> None:
        self.source = source
        self.shift = first_line
        self.root: Value = None
        self.documents = 0
        self.problems: list[Problem] = []
        self.keys: dict[KeyPath, Mark] = {}
        self.values: dict[KeyPath, Mark] = {}
        self.open: list[tuple[list[Value] | dict[str, Value], KeyPath]] = []
        self.key: list[str | None] = []  # the key that waits for its value, one for each open container

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):  # first, as nearly all are
            self.take_node(event)
        elif isinstance(event, yaml.AliasEvent):
            self.refuse_sign(event, "*")
        elif isinstance(event, yaml.NodeEvent):
            self.take_node(event)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.open.pop()
            self.key.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.refuse(event, "a second YAML document", "leave out the line with three dashes")

    def take_node(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self.refuse_sign(event, "&")
        if getattr(event, "tag", None) is not None:
            self.refuse_sign(event, "!")
        if isinstance(event, yaml.ScalarEvent):
            if forbidden_character(event.value) is not None:  # by an escape such as "\\x07"
                self.refuse(event, "an invisible control character", "leave the escape out")
            plain = not event.style and event.value in ("", "~", "null")
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

    def place_key(self, container: dict[str, Value], path: KeyPath, key: Value, event: yaml.NodeEvent) -> KeyPath:
        if not isinstance(key, str):
            self.refuse(event, "a key must be a word", "put it in quotes")
        here = (*path, key)
        if key == "<<":
            self.refuse(event, "YAML merge keys (<<) are not read here", "write the keys out")
        if here in self.keys:
            hint = f"it stands already in line {self.keys[here].line}; one of the two must go"
            self.complain(event, f"the key {quoted(key)} is given twice", hint)
        mark = self.mark(event)
        if not container and path:
            self.values[path] = mark  # a mapping is shown by its first key
        self.keys[here] = mark
        container[key] = None
        self.key[-1] = key
        return here

    def mark(self, event: yaml.Event) -> Mark:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # only events made by hand have none
            return Mark(self.shift, 1)
        length = end.column - start.column if end.line == start.line else 1
        return Mark(start.line + self.shift, start.column + 1, max(length, 1))

    def complain(self, event: yaml.Event, message: str, hint: str) -> None:
        """Notes a problem behind which reading can go on."""
        mark = self.mark(event)
        problem = self.source.problem(message, line=mark.line, column=mark.column, length=mark.length, hint=hint)
        self.problems.append(problem)

    def refuse_sign(self, event: yaml.Event, sign: str) -> NoReturn:
        """Aliases, anchors and tags: most who write the sign mean only the sign."""
        mark = self.mark(event)
        message = f"a text can't begin with {sign}"
        hint = "put the whole text in quotes (YAML's aliases, anchors and tags are not read here)"
        self.problems.append(self.source.problem(message, line=mark.line, column=mark.column, hint=hint))
        raise SiteProblems(self.problems)

    def refuse(self, event: yaml.Event, message: str, hint: str) -> NoReturn:
        """Ends the reading with a problem."""
        self.complain(event, message, hint)
        raise SiteProblems(self.problems)
