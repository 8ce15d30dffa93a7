"""Markdown → HTML that is safe to publish, with links that can be placed into any document: see prose.py."""

import html as html_entities
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote, urlsplit

import nh3

from site_builder.cache import LostEntry
from site_builder.door.text_file import forbidden_character
from site_builder.model import Phrase
from site_builder.output.bidi import with_directions
from site_builder.output.cleaning import cleaner, is_clean, is_full_address
from site_builder.output.limits import CpuTimeExceeded, cpu_limit
from site_builder.output.places import ReadText, find_place, no_files
from site_builder.output.prose import LANGUAGE_ROOT, ROOT, KeptTexts, Notes, Prose
from site_builder.output.shelf import Shelf
from site_builder.output.simple_markdown import simple_html
from site_builder.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from markdown import Markdown

MAX_SECONDS = 2.0
"""CPU time that one text may take. The door refuses what is known to take long; this is for the rest."""
MAX_HTML = 1024 * 1024

_TARGETS = {"a": "href", "img": "src"}
_SOUND_TARGET = re.compile(r"https?://[\w.:@-]+(?:[/?#].*)?|(?:mailto|tel):.*", re.IGNORECASE | re.DOTALL)
_NOTHING = Notes()
"""What comes up of a simple text that is clean."""
_NUMBERED_CHARACTER = re.compile(r"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")


class MarkupRenderer:
    """Renders texts, and notes what comes up. A text that was rendered before is not rendered again; `kept` knows
    those of earlier builds, but for simple ones: to read those anew is as fast."""

    def __init__(self, shelf: Shelf, read: ReadText = no_files) -> None:
        self.kept: KeptTexts | None = None
        self._shelf = shelf
        self._read = read
        self._known: dict[tuple[str, str, int, str], tuple[Prose, Notes]] = {}
        self._phrase = Phrase("", "")
        self._seen: Counter[tuple[str, str]] = Counter()
        self._complained: Counter[str] = Counter()
        self._noted = Notes()
        self._lost: LostEntry | None = None
        self.notes = Notes()

    @cached_property
    def _markdown(self) -> "Markdown":
        # Hardly a build has a text that needs it.
        from site_builder.output.markdown_converter import converter

        return converter()

    @cached_property
    def _cleaner(self) -> nh3.Cleaner:
        return cleaner(self._attribute)

    def render(self, phrase: Phrase) -> Prose:
        """The HTML of a text. What can't be rendered becomes a problem and an empty text."""
        path, line = (phrase.at.path, phrase.at.line) if phrase.at else ("", 0)
        key = (phrase.language, path, line, phrase.text)
        if key not in self._known:
            self._known[key] = self._rendered(phrase)
        prose, noted = self._known[key]
        self.notes.add(noted)
        return prose

    def forget(self) -> None:
        """Drops the texts that are known, to make room."""
        self._known.clear()

    def _rendered(self, phrase: Phrase) -> tuple[Prose, Notes]:
        simple = simple_html(phrase.text)
        if simple is not None and is_clean(simple):
            return Prose(with_directions(simple, phrase.language), phrase.language), _NOTHING
        kept = self.kept if simple is None else None
        known = kept.text(phrase) if kept else None
        if known is not None:
            return known
        self._phrase = phrase
        self._seen.clear()
        self._complained.clear()
        self._noted = Notes()
        prose = Prose(self._html(phrase, simple), phrase.language)
        if kept is not None:
            kept.keep_text(phrase, prose, self._noted)
        return prose, self._noted

    @property
    def problems(self) -> list[Problem]:
        return self.notes.problems

    @property
    def attachments(self) -> set[str]:
        return self.notes.attachments

    @contextmanager
    def noting(self) -> Iterator[Notes]:
        """Notes of what is rendered in this block alone; they come to the others at its end."""
        before, self.notes = self.notes, Notes()
        try:
            yield self.notes
        finally:
            before.add(self.notes)
            self.notes = before

    def _html(self, phrase: Phrase, simple: str | None) -> str:
        try:
            with cpu_limit(MAX_SECONDS):
                raw = self._markdown.reset().convert(phrase.text) if simple is None else simple
                self._refuse_characters(raw)
                html = self._cleaner.clean(raw)
                if self._lost is not None:
                    raise self._lost
                self._refuse_dropped_targets(raw)
        except (CpuTimeExceeded, RecursionError):
            self._complain(phrase.text, "this text takes too long to render", "is something nested very deeply?")
            return ""
        if len(html) > MAX_HTML:
            self._complain(phrase.text, "this text grows too long as HTML", "say it in several updates")
            return ""
        return with_directions(html.strip(), phrase.language)

    # -- what the cleaner would drop without a word ----------------------------------------------

    def _refuse_characters(self, raw: str) -> None:
        """XML has no control characters, and feeds are XML: not even ones that are written as numbers."""
        for written in _NUMBERED_CHARACTER.findall(raw):
            meant = html_entities.unescape(written)
            if not meant or forbidden_character(meant) is not None:
                self._complain(written, f'"{written}" is an invisible control character', "leave it out")

    def _refuse_dropped_targets(self, raw: str) -> None:
        """A link that loses its address in the cleaner is a mistake; the writer would not see it."""
        lowered = raw.lower()
        if lowered.count("href") + lowered.count("src") == self._seen.total():
            return
        written = Counter(_targets(raw))
        if written.total() <= self._seen.total():
            return
        unseen = written - self._seen
        for (tag, target), count in unseen.items():
            for _ in range(count):
                self._complain_of_dropped(tag, target.strip())

    def _complain_of_dropped(self, tag: str, target: str) -> None:
        if not re.match(r"[a-z][a-z0-9+.\s-]*:", target, re.IGNORECASE) or _SOUND_TARGET.fullmatch(target):
            return  # the cleaner drops no such target; the two parsers only read an "&" in it differently
        if tag == "img":
            self._complain_of_picture(target)
        elif target.lower().startswith(("http:", "https:")):
            self._complain(target, f'"{target}" leads nowhere', "is the address complete?")
        else:
            hint = "a link begins with https://, http://, mailto: or tel:, or names a file beside this one"
            self._complain(target, f'"{target}" is no link that can be published', hint)

    # -- links -----------------------------------------------------------------------------------

    def _attribute(self, tag: str, attribute: str, value: str) -> str | None:
        """Called by nh3 for each attribute that it would keep. It must not raise: nh3 only prints that."""
        if _TARGETS.get(tag) != attribute:
            return value
        self._seen[tag, value] += 1
        try:
            parts = urlsplit(value)
        except ValueError:
            self._complain(value, f'"{value}" leads nowhere', "is the address complete?")
            return None
        try:
            return self._picture(value, parts) if tag == "img" else self._link(value, parts)
        except LostEntry as error:
            self._lost = error
            return None

    def _link(self, target: str, parts: SplitResult) -> str | None:
        """A link as it stands in the output, or None when it leads nowhere."""
        if is_full_address(parts):
            return target
        found = self._find(parts) if not parts.scheme and not parts.netloc else None
        if found is None:
            self._complain(target, f'"{target}" leads nowhere', self._link_hint(parts))
        return found

    def _picture(self, target: str, parts: SplitResult) -> str | None:
        if parts.scheme or parts.netloc:
            self._complain_of_picture(target)
            return None
        found = self._find(parts) if parts.path else None
        if found is None or not found.startswith(ROOT):
            self._complain(target, f'there is no picture "{target}"', self._link_hint(parts))
            return None
        return found

    def _complain_of_picture(self, target: str) -> None:
        hint = "put the picture beside the update: readers' browsers fetch nothing from other sites"
        self._complain(target, "a picture from another site", hint)

    def _find(self, parts: SplitResult) -> str | None:
        """What a relative link leads to: an attachment, or a page, at a fragment that is there."""
        at = self._phrase.at
        if at is None or parts.path.startswith("/") or not (parts.path or parts.fragment):
            return None
        for path in (unquote(parts.path), parts.path):
            source = posixpath.normpath(posixpath.join(posixpath.dirname(at.path), path)) if path else at.path
            link = f"{source}#{parts.fragment}"
            found = self._noted.links[link] = self._shelf.find(link)
            if found is not None:
                break
        else:
            return None
        if source in self._shelf.attachments:
            self._noted.attachments.add(source)
            query = f"?{parts.query}" if parts.query else ""
            fragment = f"#{parts.fragment}" if parts.fragment else ""
            return ROOT + quote(found) + query + fragment
        return LANGUAGE_ROOT + found

    def _link_hint(self, parts: SplitResult) -> str:
        at = self._phrase.at
        if at is None or parts.scheme or parts.netloc or parts.path.startswith("/"):
            return "write the full address, with https://"
        folder = posixpath.dirname(at.path)
        source = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else at.path
        page = self._shelf.page(source)
        if page is not None:
            return did_you_mean(parts.fragment, sorted(self._shelf.anchors(source)))
        known = [posixpath.relpath(source, folder) for source in self._shelf.known()]
        guess = did_you_mean(unquote(parts.path), known, listing=False)
        rule = "write https:// for other sites; a file must lie in the incident's folder and be public"
        return f"{guess}\n{rule}" if guess.startswith("did you mean") else rule

    def _complain(self, target: str, message: str, hint: str) -> None:
        """A problem at the place of `target`: the second complaint about the same is about the second place."""
        place = find_place(self._phrase, target, self._complained[target], self._read)
        self._complained[target] += 1
        self._noted.problems.append(Problem(location=place.location, message=message, hint=hint, excerpt=place.excerpt))


class _TargetParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = _TARGETS.get(tag)
        # Of an attribute that is written twice, browsers take the first.
        value = next((value for name, value in attrs if name == wanted), None)
        if value is not None:
            self.found.append((tag, value))


def _targets(raw: str) -> Iterator[tuple[str, str]]:
    """All links and pictures of a text, each as (tag, target), as they are written."""
    parser = _TargetParser()
    parser.feed(raw)
    parser.close()
    yield from parser.found
