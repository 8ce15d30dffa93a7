"""Python-Markdown with only those of its parts that a text needs: an extension.

Python-Markdown tries each of its preprocessors, block processors and inline patterns on every piece of a text, and a
few sentences hold the signs of hardly any of them. So each is tried only where its sign stands. The result is the same
(tests/output/test_markdown_needs.py) for less than half of the time. A part of which no sign is known is always tried.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import Pattern
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import ETX, STX, AtomicString, Registry

Sign = Callable[[str], object]
"""Whether a text may need a part: something true, or not."""


class NeededOnly(Extension):
    """To be registered behind all other extensions."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Whitespace(md), "normalize_whitespace", 30)
        for name, priority, sign in _PREPROCESSORS:
            md.preprocessors.register(_IfNeeded(md, md.preprocessors[name], sign), name, priority)
        md.parser = _Blocks(md)
        # What these replace stands at the same places.
        md.treeprocessors.register(_Inline(md), "inline", 20)
        md.treeprocessors.register(_Unescape(md), "unescape", 0)
        # A list by its type; it is only ever asked whether it holds a tag, and that for nearly every element.
        md.block_level_elements = frozenset(md.block_level_elements)  # type: ignore[assignment]


Part = TypeVar("Part")


def _signed(parts: Registry[Part], signs: dict[str, Sign]) -> list[tuple[Sign, Part]]:
    """All parts in their order, each with what tells whether a text may need it."""
    known = {id(parts[name]): sign for name, sign in signs.items() if name in parts}
    return [(known.get(id(part), _always), part) for part in parts]


def _always(_text: str) -> bool:
    return True


# -- the text as it is written -------------------------------------------------------------------

_PREPROCESSORS = (
    ("fenced_code_block", 25, lambda text: "```" in text or "~~~" in text),
    # Of entities, only numbered ones are ever written otherwise.
    ("html_block", 20, lambda text: "<" in text or "&#" in text),
)


class _Whitespace(NormalizeWhitespace):
    """Most texts have nothing but line ends, and need two more of them."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join([*lines, ""])
        is_usual = not (STX in text or ETX in text or "\r" in text or "\t" in text or " \n" in text)
        return [*lines, "", ""] if is_usual else super().run(lines)


class _IfNeeded(Preprocessor):
    """A preprocessor that leaves texts without its sign as they are."""

    def __init__(self, md: Markdown, preprocessor: Preprocessor, sign: Sign) -> None:
        super().__init__(md)
        self._preprocessor = preprocessor
        self._is_needed = sign

    def run(self, lines: list[str]) -> list[str]:
        return self._preprocessor.run(lines) if self._is_needed("\n".join(lines)) else lines


# -- blocks --------------------------------------------------------------------------------------

# What a processor is given, in whatever it is nested, is made of lines of the text that may have lost their beginnings.
# Each of these costs less than trying the processor would; for ordered lists there is no such sign.
_BLOCK_SIGNS: dict[str, Sign] = {
    "indent": lambda text: "    " in text,
    "code": lambda text: "    " in text,
    "table": lambda text: "|" in text,
    "hashheader": lambda text: "#" in text,
    "setextheader": lambda text: "=" in text or "-\n" in text or " \n" in text,
    "hr": lambda text: "-\n" in text or "_\n" in text or "*\n" in text or " \n" in text,
    "ulist": lambda text: "- " in text or "* " in text or "+ " in text,
    "quote": lambda text: ">" in text,
    "reference": lambda text: "]:" in text,
}


class _Blocks(BlockParser):
    """Takes the place of the parser of `md`, with its processors."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.blockprocessors = md.parser.blockprocessors
        for processor in self.blockprocessors:
            processor.parser = self
        self._needed: list[BlockProcessor] = []

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:
        lines = list(lines)
        text = "\n".join([*lines, ""])
        self._needed = [processor for is_needed, processor in self._processors if is_needed(text)]
        return super().parseDocument(lines)

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        while blocks:
            for processor in self._needed:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break

    @cached_property
    def _processors(self) -> list[tuple[Sign, BlockProcessor]]:
        return _signed(self.blockprocessors, _BLOCK_SIGNS)


# -- inside of blocks ----------------------------------------------------------------------------

# Each pattern looks for one of these in one piece. Whatever was taken out of a text leaves a placeholder, so nothing
# that stood apart ever comes together.
_INLINE_SIGNS: dict[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "escape": ("\\",),
    "reference": ("[",),
    "link": ("](",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
    "bare_address": ("http",),
}


class _Inline(InlineProcessor):
    """Takes the place of Python-Markdown's own, which tries all patterns on all texts.

    A text without any of the signs is marked as one that is finished, and then not looked into.
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        text = "".join(tree.itertext())
        patterns = []
        found: list[str] = []
        for pattern, signs in self._signed:
            if pattern in self._references and not self.md.references:
                continue  # it would look for an address that isn't there
            present = [sign for sign in signs if sign in text]
            if present:
                patterns.append(pattern)
                found += present
        if not patterns:
            return tree
        # The class only iterates over it and takes items by their index.
        self.inlinePatterns = patterns  # type: ignore[assignment]
        for element in tree.iter():
            if element.text and not any(sign in element.text for sign in found):
                element.text = AtomicString(element.text)
        return super().run(tree, ancestors)

    @cached_property
    def _signed(self) -> list[tuple[Pattern, tuple[str, ...]]]:
        """Every pattern in its order with its signs; what is in any text where they aren't known."""
        patterns = self.md.inlinePatterns
        signs = {patterns[name]: signs for name, signs in _INLINE_SIGNS.items() if name in patterns}
        return [(pattern, signs.get(pattern, ("",))) for pattern in patterns]

    @cached_property
    def _references(self) -> frozenset[Pattern]:
        names = ("reference", "image_reference", "short_reference", "short_image_ref")
        return frozenset(self.md.inlinePatterns[name] for name in names if name in self.md.inlinePatterns)


class _Unescape(UnescapeTreeprocessor):
    """Takes the place of Python-Markdown's own, which looks for escaped characters in every text."""

    def unescape(self, text: str) -> str:
        return super().unescape(text) if STX in text else text
