"""Markdown as this house wants it: an extension of Python-Markdown."""

import re
from collections.abc import Iterator
from typing import ClassVar
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import InlineProcessor as InlineTreeprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE

from site_builder.output.prose import ALIGNMENTS, HEADING_LEVEL, WIDE_TABLE


class HouseRules(Extension):
    """Headings below the page's own, and addresses in the running text as links."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(_Headings(md), "headings", 5)
        md.treeprocessors.register(_WideTables(md), "wide_tables", 4)
        # After Python-Markdown's own links (160), <autolinks> (120) and HTML (90), so that only what is left
        # bare is seen; before entities (80), so that an address may hold "&amp;".
        md.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, md), "bare_address", 85)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class _Headings(Treeprocessor):
    """Puts headings below the page's own, and closes gaps: a `#` followed by a `###` skips no level."""

    def run(self, root: Element) -> None:
        open_levels: list[int] = []
        for element in root.iter():
            if element.tag not in _HEADINGS:
                continue
            level = int(element.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.tag = f"h{min(HEADING_LEVEL + len(open_levels) - 1, 6)}"


class _WideTables(Treeprocessor):
    """Puts a table into a box of its own that scrolls, also with the keyboard (WCAG 2.1.1), so the page doesn't."""

    def run(self, root: Element) -> None:
        if next(root.iter("table"), None) is None:
            return
        for cell in root.iter():
            if cell.tag in ("td", "th") and (name := ALIGNMENTS.get(cell.attrib.pop("style", ""))):
                cell.set("class", name)
        for parent in list(root.iter()):
            for index, child in enumerate(parent):
                if child.tag == "table":
                    box = Element("div", {name: value for name, (value,) in WIDE_TABLE.items()})
                    box.append(child)
                    parent[index] = box


# \x02 and \x03 enclose what Python-Markdown has already taken out of the text.
# What stands before an address is looked at behind its beginning, which can be looked for much faster.
_BARE_ADDRESS = r"(http(?<![\w/@.:-]http)s?://[^\s<>\"'\x02\x03]+)"
_NOT_AT_THE_END = ".,;:!?*_~…”’»"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


class _BareAddress(InlineProcessor):
    """An address in the running text becomes a link, as readers of every Git host are used to."""

    ANCESTOR_EXCLUDES: ClassVar[tuple[str, ...]] = ("a",)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        address = _without_the_sentence(m[1])
        if not re.fullmatch(r"https?://\w.*", address) or self._inside_html_link(data[: m.start()]):
            return None, None, None
        link = Element("a", href=address)
        link.text = address
        return link, m.start(), m.start() + len(address)

    def _inside_html_link(self, before: str) -> bool:
        """Whether the writer's own `<a href=…>` is still open here."""
        links = [tag for tag in self._html_tags(before) if re.match(r"</?a[\s>]", tag, re.IGNORECASE)]
        return bool(links) and not links[-1].startswith("</")

    def _html_tags(self, before: str) -> Iterator[str]:
        """What was already taken out of the text stands in a stash, and HTML in a second one behind it."""
        inline = self.md.treeprocessors["inline"]
        stashed = inline.stashed_nodes if isinstance(inline, InlineTreeprocessor) else {}
        for key in INLINE_PLACEHOLDER_RE.findall(before):
            node = stashed.get(key)
            if isinstance(node, str):
                for index in HTML_PLACEHOLDER_RE.findall(node):
                    yield str(self.md.htmlStash.rawHtmlBlocks[int(index)])


def _without_the_sentence(address: str) -> str:
    """The address without the punctuation that belongs to the sentence around it."""
    while address:
        last = address[-1]
        opening = _BRACKETS.get(last)
        is_stray = opening is not None and address.count(last) > address.count(opening)
        if last not in _NOT_AT_THE_END and not is_stray:
            break
        address = address[:-1]
    return address
