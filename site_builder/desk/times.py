"""Times as people say them at a desk (`+2h`, `tomorrow 9:00`, `17:00`) → instants.

A strict grammar of our own, and not one of the libraries that read any text as some time: what they take "5 on friday"
for depends on their settings and their version, and a promise that was guessed wrong is worse than a question back.
What isn't in the grammar is refused, and so is what a clock change makes ambiguous.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from site_builder.desk.wish import WrongWish
from site_builder.door.times import format_instant, in_zone, parse_instant
from site_builder.problems import quoted

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_AWAY = {"yesterday": -1, "today": 0, "tomorrow": 1}

_SPAN = re.compile(
    r"([+-])\s*(?=[0-9])(?:([0-9]{1,3})\s*w)?\s*(?:([0-9]{1,4})\s*d)?\s*(?:([0-9]{1,4})\s*h)?\s*(?:([0-9]{1,5})\s*m(?:in)?)?"
)
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?\s*(am|pm)?")
_ABSOLUTE = re.compile(r"[0-9]{4}-.*")
_SHORT_HOUR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]:[0-9]{2})")

EXAMPLES = '+2h, +90m, +1d, 17:00, "tomorrow 9:00", "monday 9:00" or "2026-12-01 22:00"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where and when somebody writes: times without an offset are in `zone`, and `now` is what others count from."""

    zone: ZoneInfo
    now: datetime

    def written(self, instant: datetime) -> str:
        """The instant as it stands in a file."""
        return format_instant(instant, self.zone)


def parse_moment(text: str, desk: Desk, *, count_from: datetime | None = None, lone_clock: bool = True) -> datetime:
    """The instant that is meant, in UTC. Raises WrongWish.

    `+2h` and a lone `17:00` count from `count_from`, the beginning of what is spoken of, or else from now;
    names of days always from now. Without `lone_clock` a time without a day is refused: it could be past or to come.
    """
    said = " ".join(text.casefold().split())
    if span := _SPAN.fullmatch(said):
        return _away(span, count_from or desk.now, desk.zone)
    if _ABSOLUTE.fullmatch(said):
        absolute = _SHORT_HOUR.sub(r"\1 0\2", " ".join(text.split()))
        return _or_refuse(lambda: parse_instant(absolute, desk.zone))
    if said == "now":
        return desk.now
    word, _, rest = said.partition(" ")
    if word in _DAYS_AWAY or word in WEEKDAYS:
        return _at(_day(word, desk), _clock(rest, text), desk.zone)
    if _CLOCK.fullmatch(said):
        clock = _clock(said, text)
        if lone_clock:
            return _next(clock, count_from or desk.now, desk.zone)
        raise WrongWish(f"{quoted(text)} can be today's or tomorrow's", f'write "today {said}", or the date')
    raise WrongWish(f"{quoted(text)} is not a time", f"write {EXAMPLES}")


def looks_like_a_moment(text: str) -> bool:
    """Whether a text can only be meant as a time, so that it is refused if it isn't one, and not printed as words."""
    said = " ".join(text.casefold().split())
    word, _, rest = said.partition(" ")
    named = word in (*WEEKDAYS, *_DAYS_AWAY) and rest[:1].isdigit()
    return said[:1] in {"+", "-"} or said[:4].isdigit() or named or _CLOCK.fullmatch(said) is not None


def _away(span: re.Match[str], start: datetime, zone: ZoneInfo) -> datetime:
    """Days keep the time of day, hours and minutes are counted."""
    sign = -1 if span[1] == "-" else 1
    weeks, days, hours, minutes = (int(part or 0) for part in span.groups()[1:])
    try:
        if weeks or days:
            local = start.astimezone(zone)
            moved = local.replace(tzinfo=None) + sign * timedelta(weeks=weeks, days=days)
            start = _or_refuse(lambda: in_zone(moved, zone))
        return start + sign * timedelta(hours=hours, minutes=minutes)
    except OverflowError:
        raise WrongWish(f"{quoted(span[0])} is too far away") from None


def _day(word: str, desk: Desk) -> date:
    today = desk.now.astimezone(desk.zone).date()
    if word in _DAYS_AWAY:
        return today + timedelta(days=_DAYS_AWAY[word])
    days = (WEEKDAYS.index(word) - today.weekday()) % len(WEEKDAYS)
    if not days:
        in_a_week = today + timedelta(weeks=1)
        raise WrongWish(f"today is {word.capitalize()}", f'write "today …", or the date: {in_a_week} for the next one')
    return today + timedelta(days=days)


def _clock(said: str, text: str) -> time:
    """A time of day: 9:00, 17:30, 9am, 5:30 pm."""
    found = _CLOCK.fullmatch(said)
    if found is None:
        raise WrongWish(f"{quoted(text)} has no time of day", 'write it as "tomorrow 9:00"')
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half is None and found[2] is None:
        raise WrongWish(f"{quoted(text)} is not a time of day", f"write {hour:02}:00")
    if half and hour == 12:
        raise WrongWish(f'"12 {half}" is read differently by different people', "write 00:00 or 12:00")
    if half and not 1 <= hour <= 12:
        raise WrongWish(f"{quoted(text)} does not exist", f"leave {half} out")
    hour += 12 if half == "pm" else 0
    if hour > 23 or minute > 59:
        raise WrongWish(f"{quoted(text)} does not exist", "hours go from 0:00 to 23:59")
    return time(hour, minute)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return _or_refuse(lambda: in_zone(datetime.combine(day, clock), zone))


def _next(clock: time, after: datetime, zone: ZoneInfo) -> datetime:
    """The first time that the clocks of `zone` show this, later than `after`."""
    local = after.astimezone(zone)
    day = local.date() + timedelta(days=int(clock <= local.time()))
    return _at(day, clock, zone)


def _or_refuse(read: Callable[[], datetime]) -> datetime:
    try:
        return read().astimezone(UTC)
    except PydanticCustomError as error:
        raise WrongWish.refused(error) from None
