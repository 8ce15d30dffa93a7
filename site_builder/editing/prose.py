"""Markdown → what people read of it, at the same places: what isn't prose becomes blanks.

So a finding in the prose has the place that it has in the writer's text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.door.markdown_text import prose_lines

_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*-->", re.DOTALL)
_NOT_READ = [
    # [words](target "title")
    re.compile(r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"),
    # [words][reference], and the line that says what the reference is
    re.compile(r"(?<=\])\[[^\]\n]*\]"),
    re.compile(r"^ {0,3}\[[^\]\n]+\]:.*$", re.MULTILINE),
    # tags, and <https://…>
    re.compile(r"<[a-zA-Z/][^<>]*>"),
    re.compile(r"\b(?:https?://|www\.)[^\s<>)\]]*[^\s<>)\].,;:!?]", re.IGNORECASE),
    # RFC 5321 §4.5.3.1: at most 64 characters before the @
    re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
]
# What stands before the words of a line: quotations, items, headings, and the lines that draw a table or a rule.
_MARKS = re.compile(r"^(?:[ \t]*(?:>|[-*+](?=\s)|\d{1,9}[.)](?=\s)|#{1,6}(?=\s)))+|^[ \t|:=_*-]+$", re.MULTILINE)
_SIGNS = re.compile(r"[*_~\\\[\]|]|!(?=\[)")


def without_code(text: str) -> str:
    """The text with blanks in place of code and comments."""
    prose = {number for number, _ in prose_lines(text)}
    lines = text.split("\n")
    kept = "\n".join(line if number in prose else " " * len(line) for number, line in enumerate(lines))
    return _blanked(_blanked(kept, _INLINE_CODE), _COMMENT)


def prose(text: str) -> str:
    """The text with blanks in place of all that isn't read as words: code, addresses, tags, signs of Markdown."""
    kept = without_code(text)
    for pattern in _NOT_READ:
        kept = _blanked(kept, pattern)
    return _blanked(_blanked(kept, _MARKS), _SIGNS)


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands in its text, and how many words it has."""

    start: int
    end: int
    words: int


# A full stop ends a sentence before a blank; not behind a shortened word, nor behind a single letter ("J. Smith").
# Those in the second row are of Arabic, Urdu and Hindi, the last ones of Chinese and Japanese, where no blank follows.
_END = re.compile(
    r"[.!?…"
    "\u061f\u06d4\u0964"
    r"][\"'”’)»\]]*(?=\s|$)|["
    "\u3002\uff01\uff1f"
    "]"
)
_SHORT = re.compile(
    r"\b(?:[A-Za-z]|e\.g|i\.e|a\.m|p\.m|etc|approx|ca|cf|vs|No|Nr|Mr|Mrs|Ms|Dr|St|Inc|Ltd|Co|z\.B|bzw|usw)\.$"
)
_LONGEST_SHORT = 8
"""How far back one of them may begin."""
_NEXT = re.compile(r"\s*(\S)")
_WORD = re.compile(r"\w+(?:[-'’./:,@]\w+)*")


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a Markdown text. An item of a list, a heading or a cell of a table is one of its own."""
    read = prose(text)
    for start, end in _blocks(text):
        begin = start
        for match in _END.finditer(read, start, end):
            last_word = max(begin, match.start() - _LONGEST_SHORT)
            if _SHORT.search(read, last_word, match.start() + 1) and _goes_on(read, match.end(), end):
                continue
            yield from _sentence(read, begin, match.end())
            begin = match.end()
        yield from _sentence(read, begin, end)


def _goes_on(text: str, at: int, end: int) -> bool:
    """Whether a sentence goes on behind a shortened word: what follows begins with a small letter or a number."""
    following = _NEXT.match(text, at, end)
    return following is not None and (following[1].islower() or following[1].isdigit())


def _sentence(text: str, start: int, end: int) -> Iterator[Sentence]:
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    if words:
        yield Sentence(words[0][0], end, len(words))


_BEGINS_A_BLOCK = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s|\||<)")


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs, items of lists, headings and rows of tables, as (start, end)."""
    start = at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if not line.strip() or line.lstrip(" >\t") == "":
            yield start, at
            start = end
        elif _BEGINS_A_BLOCK.match(line):
            yield start, at
            start = at
            if line.lstrip().startswith(("#", "|")):
                yield start, end
                start = end
        at = end + 1
    yield start, len(text)
