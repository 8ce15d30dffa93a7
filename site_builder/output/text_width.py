"""How wide is a text, about, before anybody draws it? For pictures whose boxes are drawn here and whose text elsewhere.

A badge stretches its text to the width that is worked out here, so this need not be exact: a few percent nobody sees.
What it must not do is take a Chinese name for half its width, or count the parts of an accented letter one by one.
Libraries for badges know the widths of one Latin font only; those for terminals count cells, which letters don't fill.
"""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_WIDTHS = (
    (0.28, "'ijl"),
    (0.3, "IJ"),
    (0.32, " ,."),
    (0.34, "/:;\\|"),
    (0.36, "-f"),
    (0.4, "!()[]rt"),
    (0.5, '"*_`s'),
    (0.54, "?cz"),
    (0.57, "FLk"),
    (0.59, "vxy"),
    (0.61, "PTYaeo"),
    (0.635, "$0123456789ESbdghnpqu{}"),
    (0.69, "ABCKRVXZ"),
    (0.75, "HNU"),
    (0.78, "&DGOQ"),
    (0.83, "#+<=>^w~"),
    (0.87, "M"),
    (0.96, "%Wm"),
    (1.0, "@"),
)
_LETTERS = {letter: width for width, letters in _WIDTHS for letter in letters}
"""Advance widths in em of Verdana and of DejaVu Sans, which hardly differ; others are narrower."""

_CLASSES = {"Ll": 0.6, "Lu": 0.73, "Lt": 0.73, "Zs": 0.32, "Mc": 0.35, "Cc": 0.32}
_KINDS = {"L": 0.63, "N": 0.635, "P": 0.45, "S": 0.83}
"""The mean of a class of letters by its general category, or by the first letter of that."""

_UNSEEN = ("Mn", "Me", "Cf")
_ARABIC, _HEBREW = 0.44, 0.56
_WIDE = 1.0
_EMOJI = 1.25
_JOINER = "\u200d"
_SKINS = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


def text_width(text: str, size: float) -> float:
    """The width of `text` in the unit of `size`, the size of its type, to a tenth of it."""
    return round(sum(_widths(text)) * size, 1)


def _widths(text: str) -> Iterator[float]:
    for before, letter in pairwise(f" {text}"):
        # What follows a joiner is part of the picture before it: 👩 + 💻 is one woman at a computer.
        yield 0 if before == _JOINER else _width(letter)


def _width(letter: str) -> float:
    category = unicodedata.category(letter)
    if category in _UNSEEN or ord(letter) in _SKINS:
        return 0
    if ord(letter) in _FLAGS:
        return _EMOJI / 2  # two of them are one flag
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return _EMOJI if category == "So" else _WIDE
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _LETTERS:
        return _LETTERS[base]
    direction = unicodedata.bidirectional(letter)
    if category[0] == "L" and direction in ("AL", "R"):
        return _ARABIC if direction == "AL" else _HEBREW
    return _CLASSES.get(category, _KINDS.get(category[0], 0.65))


def text_direction(text: str) -> str:
    """`rtl` or `ltr`, from the first letter that has a direction (Unicode Standard Annex 9, rules P2 and P3)."""
    directions = map(unicodedata.bidirectional, text)
    return "rtl" if next((found for found in directions if found in ("L", "R", "AL")), "L") != "L" else "ltr"
