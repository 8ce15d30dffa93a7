"""Atom and RSS as feedgen writes them, by way of forms: what it writes, with blanks in place of the texts.

feedgen takes its time, and what it writes of two feeds, or of two entries, of the same shape differs in nothing but the
texts. So it writes each shape once, with a mark in place of every text. To fill such a form in gives the same
(tests/output/feeds/test_forms.py), fifty times faster. The cache keeps what it has written, so a later program need not
even load it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from site_builder.cache import EVERYBODYS
from site_builder.output.feeds.channel import ArchiveLinks, Channel
from site_builder.output.feeds.entries import Entry
from site_builder.output.known_works import Entries


def xml_feed(channel: Channel, ending: str, kept: Entries | None = None) -> bytes:
    """The feed in the format of a file name's ending: atom or rss. `kept` knows what feedgen wrote for other
    programs."""
    archive = channel.archive
    texts = (
        _moment(channel.updated, ending),
        *(channel.id, channel.title, channel.description, channel.language, channel.address, channel.home),
        *(channel.author, channel.hub or "", archive.current or "", archive.previous or "", archive.next or ""),
    )
    begins, ends = _feed_form(Shape(ending, "archive" if archive.is_archive else "feed", _given(texts)), kept)
    entries = [_entry(each, ending, channel.language, kept) for each in channel.entries]
    return _sound("".join([begins.filled(texts), *entries, ends]).encode())


def _entry(entry: Entry, ending: str, language: str, kept: Entries | None) -> str:
    """An entry as the lines that stand for it in a feed of `language`."""
    given = _given(["moment", "moment", *_texts(entry, language)])
    return _filled(_entry_form(Shape(ending, "entry", given), kept), entry, ending, language)


@lru_cache(maxsize=512)
def _filled(form: "Form", entry: Entry, ending: str, language: str) -> str:
    """The newest ones stand in many feeds, and in those of the next build."""
    moments = _moment(entry.published, ending), _moment(entry.updated, ending)
    return form.filled((*moments, *_texts(entry, language)))


def _texts(entry: Entry, language: str) -> tuple[str, ...]:
    other = entry.language if entry.language != language else ""
    return entry.id, entry.title, entry.html, entry.link, other, *entry.categories


def _moment(at: datetime, ending: str) -> str:
    if ending == "atom":
        return at.isoformat()
    # RFC 5322 §3.3. The names that Python gives are those of the user's language.
    return f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at:%Y %H:%M:%S %z}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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


@dataclass(frozen=True, slots=True, eq=False)
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


class Shape(NamedTuple):
    """What decides what feedgen writes besides the texts: the ending of the file's name, whether it is a feed, one that
    claims to be an archive, or an entry, and for each text, as 0 or 1, whether it is there. For an empty one feedgen
    writes nothing, or another tag, or refuses."""

    ending: str
    what: str
    given: str

    def marks(self) -> list[str]:
        """A mark in place of each text that there is."""
        return [_mark(number) if is_given == "1" else "" for number, is_given in enumerate(self.given)]


def _given(texts: Sequence[str]) -> str:
    return "".join(["1" if text else "0" for text in texts])


_MOMENTS = datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC)
"""They stand for the texts that come first."""
_BEGINNINGS = {"atom": "  <entry", "rss": "    <item>"}
_ENDS = {"atom": "</feed>", "rss": "  </channel>"}
"""The line of a feed before which its entries end."""


def _mark(number: int) -> str:
    return f"{_MARK}{number}{_MARK}"


def _feed_form(shape: Shape, kept: Entries | None) -> tuple[Form, str]:
    """A feed before its entries, and what stands behind them."""
    begins, ends = _parts(shape, kept)
    return _form(begins), ends


def _entry_form(shape: Shape, kept: Entries | None) -> Form:
    entry, _ = _parts(shape, kept)
    return _form(entry)


_form = lru_cache(maxsize=128)(Form.of)

_known: dict[Shape, tuple[str, str]] = {}
"""What feedgen has written: before entries, or an entry, and what stands behind all entries."""


def _parts(shape: Shape, kept: Entries | None) -> tuple[str, str]:
    """What feedgen writes of this shape."""
    if shape not in _known:
        slot = f"form {' '.join(shape)}"
        match kept.get(EVERYBODYS, slot, "") if kept else None:
            case [str(begins), str(ends)] if _fits(begins, shape):
                _known[shape] = begins, ends
            case _:
                _known[shape] = _write(shape)
                if kept:
                    kept.put(EVERYBODYS, slot, "", _known[shape])
    return _known[shape]


def _fits(marked: str, shape: Shape) -> bool:
    """Whether each of its blanks can be filled in."""
    return all(int(number) < len(shape.given) for number in _BLANK.findall(marked))


def _write(shape: Shape) -> tuple[str, str]:
    marks = shape.marks()
    end = _ENDS[shape.ending]
    if shape.what == "entry":
        written = _written(_channel("-" * 12, _an_entry(marks)), shape.ending)  # feedgen writes none without a feed
        return written[written.index(_BEGINNINGS[shape.ending]) : written.rindex(end)], ""
    written = _written(_channel(marks, is_archive=shape.what == "archive"), shape.ending)
    return written[: written.rindex(end)], written[written.rindex(end) :]


def _an_entry(texts: Sequence[str]) -> Entry:
    _, _, id, title, html, link, language, *categories = texts
    published, updated = _MOMENTS
    return Entry(
        id=id,
        title=title,
        html=html,
        link=link,
        language=language,
        published=published,
        updated=updated,
        categories=tuple(categories),
    )


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
    # It takes longer to load than an edit's feeds take to be written.
    from site_builder.output.feeds.by_feedgen import feed_by_feedgen

    written = feed_by_feedgen(channel, ending)
    for number, moment in enumerate(_MOMENTS):
        written = written.replace(_moment(moment, ending), _mark(number))
    return written
