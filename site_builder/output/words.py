"""The theme's own words in each language, and dates as its readers write them.

Catalogues are the `.po` files themselves: no compiled files, nothing to run after a translation.
"""

import gettext
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list

from site_builder.problems import Problem, SiteProblems, Source, did_you_mean

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


class Words(gettext.NullTranslations):
    """One language's catalogue. A word that it lacks is shown as it stands in the template: in English."""

    def __init__(self, catalog: "Catalog | None") -> None:
        super().__init__()
        self._messages: dict[tuple[str | None, str], Sequence[str]] = {}
        self._lines: dict[tuple[str | None, str], int] = {}
        self._plural = gettext.c2py(catalog.plural_expr if catalog else "n != 1")
        for message in catalog or ():
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            self._lines[message.context, key] = message.lineno or 0
            said = message.string or ()
            text = (said,) if isinstance(said, str) else tuple(said)
            if text and all(text) and not message.fuzzy:
                self._messages[message.context, key] = text

    def says(self, message: str, context: str | None = None) -> bool:
        """Whether it has a translation, one that is not only a guess ("fuzzy")."""
        return (context, message) in self._messages

    def line_of(self, message: str, context: str | None = None) -> int:
        """The line of the catalogue in which a message stands, translated or not; 0 where it doesn't."""
        return self._lines.get((context, message), 0)

    def gettext(self, message: str) -> str:
        found = self._messages.get((None, message))
        return found[0] if found else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        found = self._messages.get((None, msgid1))
        if found is None:
            return msgid1 if n == 1 else msgid2
        return found[min(self._plural(n), len(found) - 1)]

    def pgettext(self, context: str, message: str) -> str:
        found = self._messages.get((context, message))
        return found[0] if found else message

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        found = self._messages.get((context, msgid1))
        if found is None:
            return msgid1 if n == 1 else msgid2
        return found[min(self._plural(n), len(found) - 1)]


def load_words(folders: Sequence[Path], language: str) -> Words:
    """The catalogue of a language from the first folder that has one: `locale/cy.po`."""
    file = catalogue_file(folders, language)
    return _read(f"templates/locale/{file.name}", file.read_bytes()) if file else Words(None)


def catalogue_file(folders: Sequence[Path], language: str) -> Path | None:
    """The catalogue that is used for a language; None where nobody has written one."""
    files = (folder / "locale" / f"{language}.po" for folder in folders)
    return next((file for file in files if file.is_file()), None)


@lru_cache(maxsize=32)
def _read(name: str, content: bytes) -> Words:
    """The words of a catalogue. A program that watches builds again and again, and its words hardly ever change."""
    # A site in English has no catalogue, and its builds never load this.
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalog = read_po(BytesIO(content), abort_invalid=True)
        words = Words(catalog)
    except PoFileError as error:
        problem = Source(name, _text(content)).problem(
            f"the translation can't be read: {error}", line=error.lineno + 1, column=1
        )
        raise SiteProblems([problem]) from error
    except ValueError as error:  # not UTF-8, or a plural rule that is none
        problem = Source(name, "").problem(f"the translation can't be read: {error}")
        raise SiteProblems([problem]) from error
    problems = list(_lost_values(name, _text(content), catalog))
    if problems:
        raise SiteProblems(problems)
    return words


def _text(content: bytes) -> str:
    """Of a file, as opening it gives it: with any line break as a line break."""
    return TextIOWrapper(BytesIO(content), encoding="utf-8").read()


_VALUE = re.compile(r"%\(\w*\)s|%(?!%)")


def _lost_values(name: str, text: str, catalog: "Catalog") -> Iterator[Problem]:
    """A translation can leave a value out, but one that the original doesn't have would stop the page."""
    source = Source(name, text)
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        known = {value for original in originals for value in _VALUE.findall(original.replace("%%", ""))}
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for value in (value for words in said for value in _VALUE.findall((words or "").replace("%%", ""))):
            if value not in known:
                hint = did_you_mean(value, sorted(known)) if value != "%" else "write %% for a percent sign"
                problem = f'"{value}" is not in the original'
                yield source.problem(problem, line=message.lineno or 0, column=1, hint=hint)


@lru_cache(maxsize=32)
def babel_locale(language: str) -> Locale:
    """Babel's locale of a language code. English dates are written the British way unless a country is named."""
    return Locale.parse("en-GB" if language == "en" else language, sep="-")


def language_name(language: str) -> str:
    """Welsh, from "cy": the name in English, for the people who write the site."""
    return Locale.parse(language, sep="-").get_display_name("en") or language


_WELSH_VOWELS = tuple("aeiouwyâêîôûŵŷ")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Writes dates and times for readers of one language, in the site's time zone.

    The same few dates stand all over a site, and Babel takes its time for each: those who ask often keep what they got.
    """

    language: str
    zone: ZoneInfo

    def day(self, moment: date | datetime) -> str:
        """22 April 2026"""
        return _long_day(self.language, self._local_day(moment))

    def short_day(self, day: date) -> str:
        """22 Apr, where the year is clear."""
        return format_skeleton("MMMd", day, locale=babel_locale(self.language))

    def month(self, month: str) -> str:
        """April 2026, from "2026-04"."""
        first = date.fromisoformat(f"{month}-01")
        return format_skeleton("yMMMM", first, locale=babel_locale(self.language))

    def time(self, moment: datetime) -> str:
        """09:00 BST"""
        return _apart(self.language).format(time=self._clock(moment.astimezone(self.zone)))

    def moment(self, moment: date | datetime) -> str:
        """22 April 2026, 09:00 BST; a day alone has no time."""
        if not isinstance(moment, datetime):
            return self.day(moment)
        local = moment.astimezone(self.zone)
        return self.day_and_time.format(day=_long_day(self.language, local.date()), time=self._clock(local))

    @property
    def day_and_time(self) -> str:
        """How the two stand together: "{day}, {time}"."""
        return _day_and_time(self.language)

    def _clock(self, local: datetime) -> str:
        return f"{_short_time(self.language, local.hour, local.minute)} {_zone_name(local.tzname() or '')}"

    def join(self, words: Sequence[str]) -> str:
        """a, b and c"""
        joined = format_list(list(words), locale=babel_locale(self.language))
        if self.language.partition("-")[0] == "cy":  # CLDR leaves open which of the two Welsh words for "and" it is
            last = re.sub("<[^>]*>", "", words[-1]).lower()
            joined = joined.replace(" a(c) ", " ac " if last.startswith(_WELSH_VOWELS) else " a ")
        return joined

    def _local_day(self, moment: date | datetime) -> date:
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment


@lru_cache(maxsize=1024)
def _long_day(language: str, day: date) -> str:
    return format_date(day, format="long", locale=babel_locale(language))


@lru_cache(maxsize=4096)
def _short_time(language: str, hour: int, minute: int) -> str:
    """The same on any day and in any zone: no language writes more than hours and minutes here."""
    return format_time(time(hour, minute), format="short", locale=babel_locale(language))


@lru_cache(maxsize=32)
def _apart(language: str) -> str:
    """From right to left, invisible characters keep a time apart: "9:05 AM GMT+4" is read as written."""
    return "\u2068{time}\u2069" if babel_locale(language).text_direction == "rtl" else "{time}"


@lru_cache(maxsize=32)
def _day_and_time(language: str) -> str:
    pattern = str(babel_locale(language).datetime_formats["long"])
    # Without a comma, "2026 9:05" would be two numbers in a row.
    return pattern.format(_apart(language), "{day}").replace("} \u2068", "}، \u2068")


@lru_cache(maxsize=64)
def _zone_name(name: str) -> str:
    """BST. Many zones have no name but their offset, "+04", which nobody takes for a zone: GMT+4, as browsers say."""
    offset = re.fullmatch(r"([+-])0?(\d{1,2})(\d\d)?", name)
    if not offset:
        return name
    sign, hours, minutes = offset.groups()
    return f"GMT{sign}{hours}:{minutes}" if minutes else f"GMT{sign}{hours}"
