"""Rendered texts as a place needs them: only the beginning, cut between blocks, or with lower headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from site_builder.output.prose import HEADING_LEVEL, Prose

ENOUGH = 280
"""Characters after which no further block is taken: about what a phone shows without scrolling."""

# The cleaner writes every attribute in double quotes, so a ">" in one doesn't end the tag here.
TAG = re.compile(r'<(?P<close>/?)(?P<name>[a-z][a-z0-9]*)(?:[^">]|"[^"]*")*>')
_EMPTY = frozenset({"br", "hr", "img"})
_LISTING = frozenset({"ul", "ol", "dl", "blockquote", "pre", "div"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ENDS = (".", "!", "?", "…", "。", "؟")


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """`prose` is the beginning of a text; `is_whole` when nothing was left out."""

    prose: Prose
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """A top-level element with the bare text before it. `end` is where it ends in the HTML."""

    tag: str
    text: str
    end: int
    has_picture: bool

    def needs(self, following: "_Block") -> bool:
        """Whether this says nothing without what follows: a heading, a picture, or "We never" above a list."""
        if self.tag in _HEADINGS or not self.text:
            return True
        return self.tag == "p" and following.tag in _LISTING and not self.text.endswith(_ENDS)


def excerpt(prose: Prose) -> Excerpt:
    """The first paragraph with the headings above it, and what follows as long as it all stays short."""
    end = said = 0
    for blocks in _units(prose.html):
        length = sum(len(block.text) for block in blocks)
        if end and (said + length > ENOUGH or any(block.has_picture for block in blocks)):
            break
        end = blocks[-1].end
        said += length
    is_whole = not end or not prose.html[end:].strip()
    return Excerpt(prose=prose if is_whole else Prose(prose.html[:end], prose.language), is_whole=is_whole)


def _units(html: str) -> Iterator[list[_Block]]:
    """Blocks that must not be parted."""
    unit: list[_Block] = []
    for block in _blocks(html):
        if unit and not unit[-1].needs(block):
            yield unit
            unit = []
        unit.append(block)
    if unit:
        yield unit


def _blocks(html: str) -> Iterator[_Block]:
    """The top-level elements of clean HTML, which closes all that it opens."""
    depth = start = 0
    outermost = ""
    for tag in TAG.finditer(html):
        is_empty = tag["name"] in _EMPTY
        if depth == 0:
            outermost = tag["name"]
        if not is_empty:
            depth += -1 if tag["close"] else 1
        if depth == 0:
            piece = html[start : tag.end()]
            yield _Block(outermost, _text(piece), tag.end(), "<img" in piece)
            start = tag.end()


def _text(html: str) -> str:
    return unescape(TAG.sub("", html)).strip()


def with_headings_at(level: int, prose: Prose) -> Prose:
    """The text with its highest heading at `level`, `HEADING_LEVEL` or below; no level is lower than 6."""
    down = level - HEADING_LEVEL
    if down <= 0:
        return prose

    def lowered(tag: re.Match[str]) -> str:
        if tag["name"] not in _HEADINGS:
            return tag[0]
        return f"<{tag['close']}h{min(int(tag['name'][1]) + down, 6)}>"

    return Prose(TAG.sub(lowered, prose.html), prose.language)
