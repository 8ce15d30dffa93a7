"""The complete archive (RFC 5005 §4): one document for each month, from the first update to the month that is running.

Months are those of the site's time zone, as on the pages of the history, and no month is left out, not even an
empty one. So a document knows its neighbours before they are written: once its month is over it never changes
again, although it links to the next. Only the one of the running month grows, and doesn't claim to be an archive.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from site_builder.output import site_map
from site_builder.output.all_said import SaidChapter
from site_builder.output.story import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The updates that were said in one month, newest first; `name` is YYYY-MM, `begins` its first instant."""

    name: str
    begins: datetime
    said: Sequence[Said]
    is_over: bool


def months(said_in: Iterable[SaidChapter], now: datetime, zone: ZoneInfo) -> tuple[Month, ...]:
    """Every month from the first update to `now`, oldest first; none where nothing was ever said."""
    by_month: dict[str, Sequence[Said]] = {chapter.name: chapter.members for chapter in said_in}
    if not by_month:
        return ()
    running = site_map.month_of(now, zone)
    return tuple(
        Month(
            name=name,
            begins=datetime(*_year_and_month(name), 1, tzinfo=zone).astimezone(UTC),
            said=by_month.get(name, ()),
            is_over=name < running,
        )
        for name in _months_between(min(by_month), running)
    )


def _months_between(first: str, last: str) -> Iterator[str]:
    """All months from `first` to `last`, both included."""
    begin, end = (year * 12 + month - 1 for year, month in map(_year_and_month, (first, last)))
    for number in range(begin, end + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def _year_and_month(name: str) -> tuple[int, int]:
    year, _, month = name.partition("-")
    return int(year), int(month)
