"""YAML of the plainest kind, without a YAML parser: lines of `key: value`, and more of them below a key without one.

There is nothing else in most front matters. They are read as PyYAML reads them (tests/door/test_plain_yaml.py), four
times faster. What has anything else in it, or could mean anything else, is left to PyYAML whole.
"""

import re

from site_builder.door.located import KeyPath, Located, Mark, start_of
from site_builder.problems import Source

# Plain words without a colon at an end of one, or words in quotes that hold neither a quotation mark nor an escape.
_CHARACTERS = r"-\w .,;/()&?%+’‘“”–—…"
_PLAIN = rf"[^\W_][{_CHARACTERS}']*(?::(?=[^\s:])[{_CHARACTERS}']*)*(?<! )"
_QUOTED = rf"'[{_CHARACTERS}:#!]+'|\"[{_CHARACTERS}:#!']+\""
_LINE = re.compile(rf"(  )?([a-z][a-z0-9_-]*):(?:( +)({_PLAIN}|{_QUOTED}))?")


def read_plain(source: Source, text: str, first_line: int) -> Located | None:
    """The mapping in `text`, which begins at `first_line` of `source`; None where there is more to it."""
    located = Located(source, {}, start_of(first_line))
    keys, values = located.keys, located.values
    values[()] = Mark(first_line, 1)
    path: KeyPath
    above, below = "", located.data  # the key without a value that was read last, and what stands below it
    for number, line in enumerate(text.removesuffix("\n").split("\n"), first_line):
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        indent, key, space, written = found.groups()
        if indent:
            path, column = (above, key), 3
            if not above or not written:
                return None
            if not below:
                values[above,] = Mark(number, column, len(key))  # a mapping is shown by its first key
        else:
            path, column = (key,), 1
            if not below and above:
                return None  # nothing stood below it
            above, below = ("", located.data) if written else (key, {})
        if path in keys or key == "null" or written == "null":
            return None
        keys[path] = Mark(number, column, len(key))
        if written:
            below[key] = written[1:-1] if written[0] in "'\"" else written
            values[path] = Mark(number, column + len(key) + 1 + len(space), len(written))
        else:
            located.data[key] = below
    return located if below or not above else None
