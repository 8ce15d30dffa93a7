"""Text of both directions in one line: https://www.w3.org/International/articles/inline-bidi-markup/

A page is written in one direction, and names, addresses and code in another stand in it. Without a mark, a browser
guesses what belongs together: the bracket at the end of "Click & collect (UK)" would jump to its beginning in an
Arabic sentence, and a telephone number would be read from its end.
"""

import re
import unicodedata
from functools import cache
from html import unescape

from site_builder.output.words import babel_locale

_ISOLATE = "\u2068"
"""FIRST STRONG ISOLATE: what follows has the direction of its first letter, and touches nothing around it."""
_END = "\u2069"
"""POP DIRECTIONAL ISOLATE"""

# What a writer can't mark in Markdown. The cleaner writes no such element into another of its kind.
_MAYBE_FOREIGN = re.compile(
    r'<(?P<tag>a|code|pre|kbd)\b(?P<attributes>(?:[^">]|"[^"]*")*)>(?P<content>.*?)</(?P=tag)>', re.DOTALL
)


@cache
def direction(language: str) -> str:
    """`ltr` or `rtl`, for the attribute `dir`."""
    return babel_locale(language).text_direction


def isolated(text: str) -> str:
    """A name that may stand in a line of the other direction, where there can be no markup: `<bdi>` in characters."""
    return f"{_ISOLATE}{text}{_END}"


def with_directions(html: str, language: str) -> str:
    """Clean HTML of a text in `language`, with what is left-to-right in a right-to-left one marked as that.

    That is all code, and links that show an address or a number: those without a letter of a right-to-left script.
    """
    return _MAYBE_FOREIGN.sub(_marked, html) if direction(language) == "rtl" else html


def _marked(found: re.Match[str]) -> str:
    if found["tag"] == "a" and _has_right_to_left_letters(unescape(found["content"])):
        return found[0]
    return f'<{found["tag"]} dir="ltr"{found["attributes"]}>{found["content"]}</{found["tag"]}>'


def _has_right_to_left_letters(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
