"""Atom and RSS as feedgen writes them, by way of forms: what it writes, with blanks in place of the texts.

feedgen takes its time, and what it writes of two feeds, or of two entries, of the same shape differs in nothing but the
texts. So it writes each shape once, with a mark in place of every text. To fill such a form in gives the same
(tests/output/feeds/test_forms.py), fifty times faster.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from feedgen.util import formatRFC2822

from site_builder.output.feeds.by_feedgen import feed_by_feedgen
from site_builder.output.feeds.channel import ArchiveLinks, Channel
from site_builder.output.feeds.entries import Entry


def xml_feed(channel: Channel, ending: str) -> bytes:
    """The feed in the format of a file name's ending: atom or rss."""
    archive = channel.archive
    texts = (
        _moment(channel.updated, ending),
        *(channel.id, channel.title, channel.description, channel.language, channel.address, channel.home),
        *(channel.author, channel.hub or "", archive.current or "", archive.previous or "", archive.next or ""),
    )
    begins, ends = _feed_form(ending, tuple(map(bool, texts)), archive.is_archive)
    entries = [_entry(each, ending, channel.language) for each in channel.entries]
    return _sound("".join([begins.filled(texts), *entries, ends]).encode())


def _entry(entry: Entry, ending: str, language: str) -> str:
    """An entry as the lines that stand for it in a feed of `language`."""
    texts = (
        *(_moment(entry.published, ending), _moment(entry.updated, ending)),
        *(entry.id, entry.title, entry.html, entry.link, entry.language if entry.language != language else ""),
        *entry.categories,
    )
    return _entry_form(ending, tuple(map(bool, texts))).filled(texts)


def _moment(at: datetime, ending: str) -> str:
    return at.isoformat() if ending == "atom" else str(formatRFC2822(at))


_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})


def _sound(xml: bytes) -> bytes:
    """What no XML may hold can only be a theme's: the door lets no such character in."""
    if len(xml.translate(None, _CONTROLS)) < len(xml) or b"\xef\xbf\xbe" in xml or b"\xef\xbf\xbf" in xml:
        raise ValueError("a control character in a feed")
    return xml


# -- forms ---------------------------------------------------------------------------------------

_MARK = "\ue000"
"""Around the number of a blank. All else in a form is feedgen's own."""
_BLANK = re.compile(f"{_MARK}([0-9]+){_MARK}")


@dataclass(frozen=True, slots=True)
class Form:
    """A text with blanks. Each has the number of the text that belongs there, what makes it fit, and what follows."""

    begins: str
    blanks: tuple[tuple[int, Callable[[str], str], str], ...]

    @classmethod
    def of(cls, marked: str) -> "Form":
        """From a text with marks."""
        begins, *pieces = _BLANK.split(marked)
        before = begins, *pieces[1::2]
        fits = [_in_attribute if piece.endswith('="') else _in_text for piece in before]
        return cls(begins, tuple(zip(map(int, pieces[::2]), fits, pieces[1::2], strict=False)))

    def filled(self, texts: Sequence[str]) -> str:
        """The text, with these in its blanks."""
        return self.begins + "".join([fit(texts[number]) + following for number, fit, following in self.blanks])


def _in_text(text: str) -> str:
    """As libxml2 writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _in_attribute(text: str) -> str:
    return _in_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


Shape = tuple[bool, ...]
"""Whether each text is there: for an empty one feedgen writes nothing, or another tag, or refuses."""

_MOMENTS = datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC)
"""They stand for the texts that come first."""
_BEGINNINGS = {"atom": "  <entry", "rss": "    <item>"}
_ENDS = {"atom": "</feed>", "rss": "  </channel>"}
"""The line of a feed before which its entries end."""


def _mark(number: int) -> str:
    return f"{_MARK}{number}{_MARK}"


def _marks(shape: Shape) -> list[str]:
    """A mark in place of each text that there is."""
    return [_mark(number) if is_given else "" for number, is_given in enumerate(shape)]


@lru_cache(maxsize=64)
def _feed_form(ending: str, shape: Shape, is_archive: bool) -> tuple[Form, str]:
    """A feed before its entries, and what stands behind them."""
    written = _written(_channel(_marks(shape), is_archive=is_archive), ending)
    end = written.rindex(_ENDS[ending])
    return Form.of(written[:end]), written[end:]


@lru_cache(maxsize=64)
def _entry_form(ending: str, shape: Shape) -> Form:
    _, _, id, title, html, link, language, *categories = _marks(shape)
    published, updated = _MOMENTS
    entry = Entry(
        id=id,
        title=title,
        html=html,
        link=link,
        language=language,
        published=published,
        updated=updated,
        categories=tuple(categories),
    )
    written = _written(_channel("-" * 12, entry), ending)  # feedgen writes no entry without a feed
    return Form.of(written[written.index(_BEGINNINGS[ending]) : written.rindex(_ENDS[ending])])


def _channel(texts: Sequence[str], *entries: Entry, is_archive: bool = False) -> Channel:
    _, id, title, description, language, address, home, author, hub, current, previous, next = texts
    return Channel(
        id=id,
        title=title,
        description=description,
        language=language,
        address=address,
        home=home,
        author=author,
        entries=entries,
        begins=_MOMENTS[0],
        hub=hub,
        archive=ArchiveLinks(is_archive=is_archive, current=current, previous=previous, next=next),
    )


def _written(channel: Channel, ending: str) -> str:
    """What feedgen writes, with marks for its moments, too."""
    written = feed_by_feedgen(channel, ending)
    for number, moment in enumerate(_MOMENTS):
        written = written.replace(_moment(moment, ending), _mark(number))
    return written
