"""Markdown texts that would make Python-Markdown run for seconds or out of stack are refused at the door."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_MARKDOWN = 32 * 1024
"""Longest Markdown text, in bytes of UTF-8: Python-Markdown's time grows with the square of some texts."""
_MAX_QUOTES = 20
_MAX_INDENT = 80
_MAX_BRACKETS = 1000
# What the extension `fenced_code` takes for a fence: no indentation, and closed by the very same one.
_FENCE = re.compile(r"(`{3,}|~{3,})[ ]*(?:\{[^\n]*\}|[.\w#+-]*)[ ]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text, and in which of its lines, counted from 0."""

    line: int
    message: str
    hint: str


def markdown_fault(text: str) -> Fault | None:
    """What makes a text too dear to render, or None."""
    size = len(text.encode())
    if size > MAX_MARKDOWN:
        message = f"the text is too long: {_kilobytes(size)} KB, {MAX_MARKDOWN // 1024} KB are the most"
        return Fault(0, message, "say it in several updates, or attach a file")
    is_flat = text.count(">") <= _MAX_QUOTES and not any(line[:1].isspace() for line in text.split("\n"))
    if is_flat and text.count("[") <= _MAX_BRACKETS:
        return None  # as nearly all texts: no line needs a closer look
    brackets = 0
    for number, line in prose_lines(text):
        brackets += line.count("[")
        if brackets > _MAX_BRACKETS:
            return Fault(number, f"more than {_MAX_BRACKETS} opening brackets", _CODE_HINT)
        if _is_deep(line):
            return Fault(number, "this line is nested too deeply", _CODE_HINT)
    return None


_CODE_HINT = "put lines of code or data between two lines of ```"


def _kilobytes(size: int) -> int:
    return -(-size // 1024)


def _is_deep(line: str) -> bool:
    if not line.strip():
        return False
    expanded = line.expandtabs(4)
    indent = len(expanded) - len(expanded.lstrip())
    quotes = re.match(r"[>\s]*", line)
    return indent > _MAX_INDENT or (quotes is not None and quotes.group().count(">") > _MAX_QUOTES)


def prose_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not code between fences, with their number. A fence that is never closed is none."""
    lines = text.split("\n")
    index = 0
    closings: dict[str, int] = {}
    for number, line in enumerate(lines):
        if _FENCE.fullmatch(line):
            closings[line.rstrip(" ")] = number
    while index < len(lines):
        opening = _FENCE.fullmatch(lines[index])
        if opening and closings.get(opening[1], -1) > index:
            index = next(at for at in range(index + 1, len(lines)) if lines[at].rstrip(" ") == opening[1]) + 1
            continue
        yield index, lines[index]
        index += 1
