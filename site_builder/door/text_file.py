"""Files to text: UTF-8 only, one kind of line ending, nothing invisible that breaks feeds later."""

import re
from pathlib import Path

from site_builder.problems import SiteProblems, Source

MAX_BYTES = 256 * 1024
"""Size of a text file that is still read, in bytes."""
_USUAL = 16 * 1024
"""Hardly a text is longer. To make room for all that there may be takes longer than to read what there is."""

# XML 1.0 (§2.2) has no control characters, and feeds are XML. Unicode promises never to assign the
# non-characters; `output/markup.py` uses one of them as a marker, so no text may hold it.
# U+2028 and U+2029 would end a line for YAML and for nobody else.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def forbidden_character(text: str) -> int | None:
    """Index of the first character that no text may hold, or None."""
    found = _FORBIDDEN.search(text)
    return found.start() if found else None


def read_source(file: Path | str, name: str) -> Source:
    """The text of `file`, which problems call `name`. Raises SiteProblems for what isn't plain UTF-8 text."""
    try:
        with open(file, "rb") as stream:  # noqa: PTH123 - to open it with pathlib takes twice as long
            raw = stream.read(_USUAL)
            if len(raw) == _USUAL:
                raw += stream.read(MAX_BYTES + 1 - _USUAL)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Source(name, "").problem(f"can't be read: {reason}", hint="is it a file, and may you read it?")
        raise SiteProblems([problem]) from error
    return decode(raw, name)


def decode(raw: bytes, name: str) -> Source:
    """Bytes of a file as its text, with `\\n` line endings and no byte order mark."""
    if len(raw) > MAX_BYTES:
        hint = "split it into several updates; pictures and tables belong beside it, as attachments"
        message = f"the file is too long: {MAX_BYTES // 1024} KB are the most"
        raise SiteProblems([Source(name, "").problem(message, hint=hint)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The error counts from behind the byte order mark.
        readable = _lines(error.object.decode("utf-8", errors="replace"))
        line, column = _place(_lines(error.object[: error.start].decode()))
        hint = "save the file as UTF-8 (most editors offer it under “Save with encoding”)"
        problem = Source(name, readable).problem("this is not UTF-8 text", line=line, column=column, hint=hint)
        raise SiteProblems([problem]) from error
    source = Source(name, _lines(text))
    text = source.text
    index = forbidden_character(text)
    if index is not None:
        line, column = _place(text[:index])
        message = f"an invisible control character (U+{ord(text[index]):04X})"
        hint = "delete it; it often comes with text pasted from another program"
        raise SiteProblems([source.problem(message, line=line, column=column, hint=hint)])
    return source


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(before: str) -> tuple[int, int]:
    """Line and column of what follows `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
