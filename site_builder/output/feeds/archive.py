"""The complete archive (RFC 5005 §4): one document for each month, from the first update to the month that is running.

Months are those of the site's time zone, as on the pages of the history, and no month is left out, not even an
empty one. So a document knows its neighbours before they are written: once its month is over it never changes
again, although it links to the next. Only the one of the running month grows, and doesn't claim to be an archive.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from site_builder.output.story import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The updates that were said in one month, newest first; `name` is YYYY-MM, `begins` its first instant."""

    name: str
    begins: datetime
    said: tuple[Said, ...]
    is_over: bool


def months(newest_first: Sequence[Said], now: datetime, zone: ZoneInfo) -> tuple[Month, ...]:
    """Every month from the first update to `now`, oldest first; none where nothing was ever said."""
    if not newest_first:
        return ()
    running = _month_of(now, zone)
    by_month: dict[tuple[int, int], list[Said]] = {}
    for said in newest_first:
        by_month.setdefault(_month_of(said.date, zone), []).append(said)
    return tuple(
        Month(
            name=f"{year:04}-{month:02}",
            begins=datetime(year, month, 1, tzinfo=zone).astimezone(UTC),
            said=tuple(by_month.get((year, month), ())),
            is_over=(year, month) < running,
        )
        for year, month in _months_between(min(by_month), running)
    )


def _month_of(moment: datetime, zone: ZoneInfo) -> tuple[int, int]:
    if moment.tzinfo is UTC and 1 < moment.day < 28:
        return moment.year, moment.month  # no zone is further away than a day
    local = moment.astimezone(zone)
    return local.year, local.month


def _months_between(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """All months from `first` to `last`, both included."""
    for number in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1]):
        yield number // 12, number % 12 + 1
