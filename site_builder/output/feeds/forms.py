"""Atom and RSS as feedgen writes them, by way of forms: what it writes, with blanks in place of the texts.

feedgen takes its time, and what it writes of two feeds, or of two entries, of the same shape differs in nothing but the
texts. So it writes each shape once, with a mark in place of every text. To fill such a form in gives the same
(tests/output/feeds/test_forms.py), fifty times faster.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from feedgen.util import formatRFC2822

from site_builder.output.feeds.by_feedgen import feed_by_feedgen
from site_builder.output.feeds.channel import ArchiveLinks, Channel
from site_builder.output.feeds.entries import Entry


def xml_feed(channel: Channel, ending: str) -> bytes:
    """The feed in the format of a file name's ending: atom or rss."""
    texts = _texts_of_feed(channel)
    begins, ends = _feed_form(ending, _given(texts), channel.archive.is_archive)
    entries = [_entry(each, ending, channel.language) for each in channel.entries]
    texts["updated"] = _moment(channel.updated, ending)
    return _sound("".join([begins.filled(texts), *entries, ends]).encode())


def _entry(entry: Entry, ending: str, language: str) -> str:
    """An entry as the lines that stand for it in a feed of `language`."""
    texts = _texts_of_entry(entry, language)
    form = _entry_form(ending, _given(texts), len(entry.categories))
    texts["published"], texts["updated"] = _moment(entry.published, ending), _moment(entry.updated, ending)
    return form.filled(texts)


def _texts_of_feed(channel: Channel) -> dict[str, str]:
    archive = channel.archive
    return {
        "id": channel.id,
        "title": channel.title,
        "description": channel.description,
        "language": channel.language,
        "address": channel.address,
        "home": channel.home,
        "author": channel.author,
        "hub": channel.hub or "",
        "current": archive.current or "",
        "previous": archive.previous or "",
        "next": archive.next or "",
    }


def _texts_of_entry(entry: Entry, language: str) -> dict[str, str]:
    texts = {
        "id": entry.id,
        "title": entry.title,
        "html": entry.html,
        "link": entry.link,
        "language": entry.language if entry.language != language else "",
    }
    return texts | {f"category {index}": category for index, category in enumerate(entry.categories)}


def _given(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The names of those that aren't empty. For an empty one feedgen writes nothing, or another tag, or refuses."""
    return tuple([name for name, text in texts.items() if text])


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
"""Around the name of a blank. All else in a form is feedgen's own."""
_BLANK = re.compile(f"{_MARK}([^{_MARK}]+){_MARK}")


@dataclass(frozen=True, slots=True)
class Form:
    """A text with blanks. Each has a name, what makes a text fit in, and what follows behind it."""

    begins: str
    blanks: tuple[tuple[str, Callable[[str], str], str], ...]

    @classmethod
    def of(cls, marked: str) -> "Form":
        """From a text with marks."""
        begins, *pieces = _BLANK.split(marked)
        before = begins, *pieces[1::2]
        fits = [_in_attribute if piece.endswith('="') else _in_text for piece in before]
        return cls(begins, tuple(zip(pieces[::2], fits, pieces[1::2], strict=False)))

    def filled(self, texts: Mapping[str, str]) -> str:
        """The text, with these in its blanks."""
        return self.begins + "".join([fit(texts[name]) + following for name, fit, following in self.blanks])


def _in_text(text: str) -> str:
    """As libxml2 writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _in_attribute(text: str) -> str:
    return _in_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


_UPDATED, _PUBLISHED = datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC)
"""Moments that stand for blanks."""
_BEGINNINGS = {"atom": "  <entry", "rss": "    <item>"}
_ENDS = {"atom": "</feed>", "rss": "  </channel>"}
"""The line of a feed before which its entries end."""


def _marks(names: Iterable[str]) -> defaultdict[str, str]:
    """What stands for these texts; all others are empty."""
    return defaultdict(str, {name: f"{_MARK}{name}{_MARK}" for name in names})


@lru_cache(maxsize=64)
def _feed_form(ending: str, given: tuple[str, ...], is_archive: bool) -> tuple[Form, str]:
    """A feed before its entries, and what stands behind them."""
    written = _marked(_channel(_marks(given), is_archive=is_archive), ending)
    end = written.rindex(_ENDS[ending])
    return Form.of(written[:end]), written[end:]


@lru_cache(maxsize=64)
def _entry_form(ending: str, given: tuple[str, ...], categories: int) -> Form:
    marks = _marks(given)
    entry = Entry(
        id=marks["id"],
        title=marks["title"],
        html=marks["html"],
        link=marks["link"],
        language=marks["language"],
        published=_PUBLISHED,
        updated=_UPDATED,
        categories=tuple(marks[f"category {index}"] for index in range(categories)),
    )
    any_feed: defaultdict[str, str] = defaultdict(lambda: "-")  # feedgen writes no entry alone
    written = _marked(_channel(any_feed, entry), ending)
    return Form.of(written[written.index(_BEGINNINGS[ending]) : written.rindex(_ENDS[ending])])


def _channel(marks: Mapping[str, str], *entries: Entry, is_archive: bool = False) -> Channel:
    links = ArchiveLinks(
        is_archive=is_archive, previous=marks["previous"], next=marks["next"], current=marks["current"]
    )
    return Channel(
        id=marks["id"],
        title=marks["title"],
        description=marks["description"],
        language=marks["language"],
        address=marks["address"],
        home=marks["home"],
        author=marks["author"],
        entries=entries,
        begins=_UPDATED,
        hub=marks["hub"],
        archive=links,
    )


def _marked(channel: Channel, ending: str) -> str:
    """What feedgen writes, with marks for its moments, too."""
    marks, written = _marks(["updated", "published"]), feed_by_feedgen(channel, ending)
    written = written.replace(_moment(_UPDATED, ending), marks["updated"])
    return written.replace(_moment(_PUBLISHED, ending), marks["published"])
