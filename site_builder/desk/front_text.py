"""The front matter of a file, changed at one place: every other byte stays as its writer left it."""

import re
from dataclasses import dataclass

import yaml

from site_builder.content.front_matter import FrontMatter, read_parts
from site_builder.desk.wish import WrongWish
from site_builder.door.text_file import decode
from site_builder.problems import SiteProblems

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_ONE_LINE = 10**9


@dataclass(frozen=True, slots=True)
class FrontText:
    """A file's lines with their ends, and the keys of its front matter: where each begins and how far it goes."""

    lines: tuple[str, ...]
    closing: int
    root: yaml.MappingNode

    @classmethod
    def read(cls, text: str, path: str) -> "FrontText":
        """Raises SiteProblems for a front matter that the door would not read, either."""
        front = parsed(text, path)
        lines = tuple(_LINE.findall(text))
        closing = next(index for index, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
        # The door has seen that there are no anchors, tags or depths in it.
        root = yaml.compose("\n".join(front.source.text.split("\n")[1:closing]) + "\n", Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode) or root.flow_style:
            raise CannotChange
        return cls(lines, closing, root)

    @property
    def ending(self) -> str:
        """How the file ends its lines."""
        return self.lines[0][len(self.lines[0].rstrip("\r\n")) :]

    def value(self, key: str) -> yaml.Node | None:
        return next((value for name, value in self.root.value if name.value == key), None)

    def span(self, key: str) -> tuple[int, int]:
        """The first line of a key and the one behind its last: comments below it belong to what follows."""
        starts = [name.start_mark.line + 1 for name, _ in self.root.value]
        first = next(name.start_mark.line + 1 for name, _ in self.root.value if name.value == key)
        last = min([start for start in starts if start > first], default=self.closing)
        while last > first + 1 and self._says_nothing(self.lines[last - 1]):
            last -= 1
        return first, last

    def _says_nothing(self, line: str) -> bool:
        """An empty line, or a comment that isn't further in than the keys: further in it may be part of a text."""
        margin = line[: len(line) - len(line.lstrip())]
        return not line.strip() or (line.lstrip().startswith("#") and len(margin) <= self.root.start_mark.column)

    def replaced(self, first: int, last: int, new: list[str]) -> str:
        """The text with other lines in place of those from `first` to before `last`."""
        added = [line + self.ending for line in new]
        return "".join([*self.lines[:first], *added, *self.lines[last:]])


class CannotChange(Exception):
    """This front matter is written in a way that can't be changed without touching the rest of it."""


def parsed(text: str, path: str) -> FrontMatter:
    """The file as the door reads it. Raises SiteProblems."""
    return read_parts(decode(text.encode(), path))


def key_lines(text: str, path: str) -> dict[str, list[str]]:
    """The keys of a file, each with its lines. Raises SiteProblems, and WrongWish for a front matter in { }."""
    try:
        front = FrontText.read(text, path)
    except CannotChange:
        raise WrongWish(*_in_braces(path)) from None
    spans = {name.value: front.span(name.value) for name, _ in front.root.value}
    return {key: [line.rstrip("\r\n") for line in front.lines[first:last]] for key, (first, last) in spans.items()}


def with_keys(text: str, path: str, keys: dict[str, list[str]]) -> str:
    """The file with these keys, each in its place if it is there and else behind the others; comments stay.

    Raises SiteProblems, and WrongWish for a front matter in { }.
    """
    try:
        for key, lines in keys.items():
            front = FrontText.read(text, path)
            first, last = front.span(key) if front.value(key) else (front.closing, front.closing)
            text = front.replaced(first, last, lines)
    except CannotChange:
        raise WrongWish(*_in_braces(path)) from None
    return text


def _in_braces(path: str) -> tuple[str, str]:
    return f"the front matter of {path} can't be filled in", "write one “key: value” to a line"


def with_body(text: str, path: str, body: str) -> str:
    """The file with another text below its front matter. Raises SiteProblems."""
    try:
        front = FrontText.read(text, path)
    except CannotChange:
        raise WrongWish(*_in_braces(path)) from None
    lines = ["", *body.strip("\n").split("\n")]
    return front.replaced(front.closing + 1, len(front.lines), lines)


def with_edit(text: str, path: str, when: str, reason: str) -> str:
    """The file with one more correction in `edited`.

    Raises SiteProblems, and WrongWish if it has to be done by hand.
    """
    item = {"date": when, "reason": reason}
    before = parsed(text, path)
    try:
        changed = _with_item(FrontText.read(text, path), item)
        after = parsed(changed, path)
    except (CannotChange, SiteProblems):  # what was wrong before has been raised above
        raise WrongWish(*_by_hand(path, item)) from None
    given = before.located.data.get("edited") or []
    wanted = before.located.data | {"edited": [*(given if isinstance(given, list) else []), item]}
    if (after.located.data, after.body) != (wanted, before.body):
        raise WrongWish(*_by_hand(path, item))
    return changed


def _by_hand(path: str, item: dict[str, str]) -> tuple[str, str]:
    lines = "\n".join(["edited:", *_item_lines(item, "  ")])
    return f"{path} is written in a way that can't be changed here without touching the rest", f"add by hand:\n{lines}"


def _with_item(front: FrontText, item: dict[str, str]) -> str:
    node = front.value("edited")
    if node is None:
        margin = " " * front.root.start_mark.column
        new = [f"{margin}edited:", *_item_lines(item, f"{margin}  ")]
        return front.replaced(front.closing, front.closing, new)
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        return _in_brackets(front, node, item)
    first, last = front.span("edited")
    if isinstance(node, yaml.SequenceNode):
        return front.replaced(last, last, _item_lines(item, " " * node.start_mark.column))
    if isinstance(node, yaml.ScalarNode) and not node.value and not node.style:
        margin = " " * front.root.start_mark.column
        return front.replaced(first + 1, first + 1, _item_lines(item, f"{margin}  "))
    raise CannotChange


def _item_lines(item: dict[str, str], margin: str) -> list[str]:
    lines = _yaml(item).splitlines()
    return [f"{margin}{'  ' if index else '- '}{line}" for index, line in enumerate(lines)]


def _in_brackets(front: FrontText, node: yaml.SequenceNode, item: dict[str, str]) -> str:
    """`edited: [{date: …, reason: …}]`"""
    at, column = node.end_mark.line + 1, node.end_mark.column - 1
    line = front.lines[at]
    after_last = node.value[-1].end_mark.index if node.value else node.start_mark.index
    has_comma = not node.value or "," in (node.end_mark.buffer or "")[after_last : node.end_mark.index]
    added = ("" if has_comma else ", ") + _yaml(item, default_flow_style=True).strip()
    return "".join([*front.lines[:at], line[:column] + added + line[column:], *front.lines[at + 1 :]])


def _yaml(item: dict[str, str], *, default_flow_style: bool = False) -> str:
    return yaml.safe_dump(
        item, default_flow_style=default_flow_style, sort_keys=False, allow_unicode=True, width=_ONE_LINE
    )
