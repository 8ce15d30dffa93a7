"""Markdown → HTML that is safe to publish, with links that can be placed into any document.

A link to a file of the site comes out with a marker in place of `../..`; `place` puts in what leads
from the document at hand to the root. So a text is rendered once, whether it then stands on its
incident's page, on the home page or in a feed.
"""

import posixpath
import re
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from site_builder.model import Phrase
from site_builder.output import site_map
from site_builder.problems import Location, Problem, did_you_mean

# Non-characters: the door lets none of them in (door/text_file.py), so they can't be the writer's.
_ROOT = "\ufdd0"
_LANGUAGE_ROOT = "\ufdd1"

MAX_SECONDS = 2.0
"""CPU time that one text may take. The door refuses what is known to take long; this is for the rest."""
MAX_HTML = 1024 * 1024

HEADING_LEVEL = 4
"""Level of the highest heading of a writer's text: page, section and update have the three above it."""

_TAGS = (
    "a abbr b blockquote br code dd del dl dt em h4 h5 h6 hr i img ins kbd li mark ol p pre q s small strong sub sup "
    "table tbody td tfoot th thead tr u ul"
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What texts may link to: attachments by their source path, and the pages of published files.

    `pages` maps a source file to the address below a language's root.
    """

    attachments: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as HTML, not yet placed, with the language it really is in."""

    html: str
    language: str

    def place(self, to_root: str, to_language_root: str) -> Markup:
        """The HTML for a document from which these two lead to the roots."""
        html = self.html.replace(_ROOT, to_root).replace(_LANGUAGE_ROOT, to_language_root)
        return Markup(html)  # noqa: S704 - it went through nh3 below


class MarkupRenderer:
    """Renders texts, and collects what is wrong with their links and which attachments they use."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._markdown = Markdown(
            extensions=["tables", "fenced_code", "sane_lists", _HouseRules()], output_format="html"
        )
        self._cleaner = nh3.Cleaner(
            tags=set(_TAGS.split()),
            attributes=_ATTRIBUTES,
            attribute_filter=self._attribute,
            clean_content_tags={"script", "style"},
            url_schemes=_SCHEMES,
            link_rel=None,
        )
        self._cache: dict[tuple[str, str], Prose] = {}
        self._phrase = Phrase("", "")
        self.problems: list[Problem] = []
        self.attachments: set[str] = set()

    def render(self, phrase: Phrase) -> Prose:
        """The HTML of a text. What can't be rendered becomes a problem and an empty text."""
        key = (phrase.at.path if phrase.at else "", phrase.text)
        if key not in self._cache:
            self._phrase = phrase
            self._cache[key] = Prose(self._html(phrase), phrase.language)
        return self._cache[key]

    def _html(self, phrase: Phrase) -> str:
        try:
            with cpu_limit(MAX_SECONDS):
                self._markdown.reset()
                html = self._cleaner.clean(self._markdown.convert(phrase.text))
        except (CpuTimeExceeded, RecursionError):
            self._complain(phrase.text, "this text takes too long to render", "is something nested very deeply?")
            return ""
        if len(html) > MAX_HTML:
            self._complain(phrase.text, "this text grows too long as HTML", "say it in several updates")
            return ""
        return html.strip()

    def _attribute(self, tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("a", "href"):
            return self._resolve(value)
        if (tag, attribute) == ("img", "src"):
            return self._resolve_image(value)
        return value

    def _resolve(self, target: str) -> str | None:
        """A link as it stands in the output, or None when it leads nowhere."""
        parts = urlsplit(target)
        if parts.scheme in _SCHEMES or (target.startswith("#") and len(target) > 1):
            return target
        found = self._find(unquote(parts.path)) if not parts.netloc else None
        if found is None:
            self._complain(target, f'"{target}" leads nowhere', self._link_hint(parts.path))
            return None
        return found + (f"#{parts.fragment}" if parts.fragment else "")

    def _resolve_image(self, target: str) -> str | None:
        if urlsplit(target).scheme or target.startswith("//"):
            hint = "put the picture beside the update: readers' browsers fetch nothing from other sites"
            self._complain(target, "a picture from another site", hint)
            return None
        return self._resolve(target)

    def _find(self, path: str) -> str | None:
        if not path or path.startswith("/") or self._phrase.at is None:
            return None
        source = posixpath.normpath(posixpath.join(posixpath.dirname(self._phrase.at.path), path))
        if source in self._shelf.attachments:
            self.attachments.add(source)
            return _ROOT + quote(self._shelf.attachments[source])
        page = self._shelf.pages.get(source)
        return _LANGUAGE_ROOT + page if page is not None else None

    def _link_hint(self, path: str) -> str:
        if not path or path.startswith("/") or self._phrase.at is None:
            return "write the full address, with https://"
        folder = posixpath.dirname(self._phrase.at.path)
        known = [posixpath.relpath(source, folder) for source in (*self._shelf.attachments, *self._shelf.pages)]
        guess = did_you_mean(path, known, listing=False)
        rule = "write https:// for other sites; a file must lie in the incident's folder and be public"
        return f"{guess}\n{rule}" if guess.startswith("did you mean") else rule

    def _complain(self, target: str, message: str, hint: str) -> None:
        """A problem at the place of `target` in the text, as far as it can be found."""
        at, text = self._phrase.at, self._phrase.text
        if at is None:
            at = Location("")
        first, *_ = target.split("\n")
        index = max(text.find(first), 0)
        before = text[:index]
        shift = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1) + (at.column if shift == 0 else 1)
        location = Location(at.path, at.line + shift, column, max(len(first), 1))
        excerpt = text.split("\n")[shift]
        excerpt = " " * (at.column - 1) + excerpt if shift == 0 else excerpt
        self.problems.append(Problem(location=location, message=message, hint=hint, excerpt=excerpt))


# -- Markdown as this house wants it -------------------------------------------------------------


class _HouseRules(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(_Headings(md), "headings", 5)
        # Below Python-Markdown's own links (160) and <autolinks> (120): only what is left bare.
        md.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, md), "bare_address", 75)


class _Headings(Treeprocessor):
    """Puts headings below the page's own, and closes gaps: a `#` followed by a `###` skips no level."""

    def run(self, root: Element) -> None:
        open_levels: list[int] = []
        for element in root.iter():
            if not re.fullmatch("h[1-6]", element.tag):
                continue
            level = int(element.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.tag = f"h{min(HEADING_LEVEL + len(open_levels) - 1, 6)}"


_BARE_ADDRESS = r"(https?://[^\s<>\"'\x02\x03]*[^\s<>\"'\x02\x03.,;:!?)\]*_])"


class _BareAddress(InlineProcessor):
    """An address in the running text becomes a link, as readers of every Git host are used to."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802, ARG002
        link = Element("a", href=m[1])
        link.text = m[1]
        return link, m.start(0), m.end(0)


# -- limits --------------------------------------------------------------------------------------


class CpuTimeExceeded(Exception):
    """Something took more CPU time than it may."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raises CpuTimeExceeded inside the block after `seconds` of this process's CPU time.

    Signals reach only a main thread, and only where the platform has this timer: elsewhere nothing limits.
    """
    timer = getattr(signal, "ITIMER_VIRTUAL", None)
    if timer is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> Any:
        raise CpuTimeExceeded

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(signal.SIGVTALRM, before)


def attachments_of(name: str, folder: str, files: tuple[str, ...]) -> dict[str, str]:
    """Source path → address of an incident's attachments, for a `Shelf`."""
    return {f"{folder}/{file}": site_map.attachment(name, file) for file in files}
