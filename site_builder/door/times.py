"""Dates and times as people write them → instants in UTC. What can't be meant is refused, with what to write."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from site_builder.door.fields import LINE_FOR_EDITORS, context_of, one_line, refusal
from site_builder.door.for_editors import matching
from site_builder.problems import quoted

YEARS = range(1990, 2200)
"""Years that a status page can speak of; any other is a slip of the finger."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt]|[ \t]+)([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?"
    r"[ \t]*([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_SLOPPY = re.compile(
    r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?:[Tt]|,?[ \t]+)([0-9]{1,2})[:.h]([0-9]{2})(?::[0-9]{2})?[ \t]*(.*)"
)
_STARTS_LIKE_A_DATE = re.compile(r"[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}(?:[Tt ]+[0-9]{1,2}[:.h]?[0-9]{0,2}\S*)?")
_DAY_FIRST = re.compile(r"[0-9]{1,2}[-./ ][0-9]{1,2}[-./ ][0-9]{2,4}.*")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ZONE_NAME = re.compile(r"[A-Z]{2,5}")
_EXAMPLE = "write it as 2026-04-23 09:00 (the site's time), or with an offset: 2026-04-23 09:00 +01:00"
_LARGEST_OFFSET = timedelta(hours=14)


def parse_instant(text: str, zone: ZoneInfo) -> datetime:
    """A point in time, in UTC. Without an offset it is in `zone`; raises a refusal for times that aren't."""
    text = text.strip()
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise refusal(*_not_a_time(text))
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    _refuse_day(text, year, month, day)
    _refuse_clock(text, hour, minute, second)
    naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone follows
    if match[7] is None:
        return in_zone(naive, zone)
    return naive.replace(tzinfo=_offset(match[7])).astimezone(UTC)


def format_instant(instant: datetime, zone: ZoneInfo) -> str:
    """An instant as people write it, to the second: in `zone`, with the offset where that is needed to tell it."""
    local = instant.astimezone(zone).replace(microsecond=0)
    text = f"{local:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    others = {local.replace(fold=fold).utcoffset() for fold in (0, 1)}
    return text if len(others) == 1 else f"{text} {local.isoformat()[19:]}"


def _not_a_time(text: str) -> tuple[str, str]:
    if _DATE.fullmatch(text):
        return "the time is missing", f"write the time too: {text} 09:00"
    sloppy = _SLOPPY.fullmatch(text)
    if sloppy is None and _DAY_FIRST.fullmatch(text):
        return f"{quoted(text)} is not a date with a time", f"the year comes first, then month and day; {_EXAMPLE}"
    if sloppy is None:
        return f"{quoted(text)} is not a date with a time", _EXAMPLE
    year, month, day, hour, minute, rest = sloppy.groups()
    better = f"{year}-{month:0>2}-{day:0>2} {hour:0>2}:{minute}"
    if _ZONE_NAME.fullmatch(rest):
        return (
            f'the time zone "{rest}" can mean several',
            f"write {better} (the site's time), or an offset: {better} +01:00",
        )
    return f"{quoted(text)} is not a date with a time", f"did you mean {better}?"


def _refuse_day(text: str, year: int, month: int, day: int) -> None:
    if year not in YEARS:
        raise refusal(f"the year {year:04} can't be right", f"{YEARS.start} to {YEARS.stop - 1} can be written")
    if not 1 <= month <= 12:
        raise refusal(f"{quoted(text)} does not exist: there is no month {month:02}", "the order is year-month-day")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise refusal(f"{quoted(text)} does not exist", f"{_MONTHS[month - 1]} {year} has {days} days")


def _refuse_clock(text: str, hour: int, minute: int, second: int) -> None:
    if hour > 23:
        raise refusal(
            f"{quoted(text)} does not exist", "hours go from 00 to 23; midnight is 00:00 of the day that begins"
        )
    if minute > 59 or second > 59:
        raise refusal(f"{quoted(text)} does not exist", "minutes and seconds go from 00 to 59")


@lru_cache(maxsize=64)
def _offset(written: str) -> timezone:
    if written in "Zz":
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[2:])
    size = timedelta(hours=int(digits[:2]), minutes=minutes)
    if size > _LARGEST_OFFSET or minutes > 59:
        raise refusal(f'no clock is at "{written}"', "offsets go from -14:00 to +14:00")
    return timezone(size if written[0] == "+" else -size)


def in_zone(naive: datetime, zone: ZoneInfo) -> datetime:
    """A local time as an instant; refused when a clock change makes it happen twice or not at all."""
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before == after:
        return first.astimezone(UTC)
    times = "happens twice" if before > after else "does not exist"
    readings = [f"{naive:%Y-%m-%d %H:%M} {reading.isoformat()[19:]}" for reading in (first, second)]
    raise refusal(
        f"{naive:%Y-%m-%d %H:%M} {times} in {zone.key}: the clocks change",
        f"write {readings[0]} (the clock before the change) or {readings[1]} (the clock after it)",
    )


def _instant(value: Any, info: ValidationInfo) -> datetime:
    return parse_instant(one_line(value), context_of(info).zone)


Instant = Annotated[
    datetime,
    PlainValidator(_instant),
    WithJsonSchema(matching(_DATE_TIME.pattern, _EXAMPLE)),
]


def _when(value: Any, info: ValidationInfo) -> date | datetime | str:
    """A day, an instant, or one line of text; what only looks like a date is refused, not printed as text."""
    text = one_line(value)
    if match := _DATE.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        _refuse_day(text, year, month, day)
        return date(year, month, day)
    sloppy = _SLOPPY.fullmatch(text)
    names_zone = sloppy is not None and _ZONE_NAME.fullmatch(sloppy[6]) is not None
    if names_zone or _STARTS_LIKE_A_DATE.fullmatch(text) or _DATE_TIME.fullmatch(text):
        return parse_instant(text, context_of(info).zone)
    return text


When = Annotated[date | datetime | str, PlainValidator(_when), WithJsonSchema(LINE_FOR_EDITORS)]
