"""Dates as people wrote them in a cState site, read leniently, always in UTC.

Hugo takes a time without an offset as UTC unless the site says otherwise, and cState's documentation asks
for UTC; so a time without an offset is UTC here too.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[Tt ]\s*(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_WRITTEN = re.compile(
    r"(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
    r"(?:\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>[a-z]{3,9})"
    r"|\b(?P<month2>[a-z]{3,9})\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?)"
    r",?(?:\s+(?P<year>\d{4}))?,?(?:\s*[-–—]\s*|\s+at\s+|\s+)"
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<zone>utc|gmt|z)?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = range(1970, 9000)


def parse_date(text: str) -> datetime | None:
    """A front matter date: ISO with a `T` or a space, any offset or none, with or without a time."""
    found = _ISO.fullmatch(text.strip())
    return _moment(found) if found else None


def find_moment(text: str, near: datetime) -> tuple[datetime, str] | None:
    """The date **and time** inside the words of a label, and the words around it; None without a time.

    A day alone does not say when something was said, so it doesn't count. `near` gives the year to dates
    that leave it out. A time zone that isn't UTC or an offset ("15:00 CET", "3:00pm") isn't guessed.
    """
    for pattern in (_ISO, _WRITTEN):
        for found in pattern.finditer(text):
            following = text[found.end() : found.end() + 5]
            if found["hour"] is None or re.match(r"[\w:]|\s(?!UTC|GMT)[A-Z]{2,5}\b", following):
                continue
            moment = _moment(found, near)
            if moment is not None:
                return moment, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return None


def _moment(found: re.Match[str], near: datetime | None = None) -> datetime | None:
    parts = found.groupdict()
    month, day = parts["month"] or parts.get("month2") or "", parts["day"] or parts.get("day2") or ""
    number = int(month) if month.isdigit() else _month(month)
    year = _year(parts["year"], number, near)
    try:
        local = datetime(
            year,
            number,
            int(day),
            int(parts["hour"] or 0),
            int(parts["minute"] or 0),
            int(parts["second"] or 0),
            tzinfo=_zone(parts["zone"]),
        )
        moment = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _month(word: str) -> int:
    """1 to 12, or 0 for what is no month."""
    short = word[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _year(written: str | None, month: int, near: datetime | None) -> int:
    if written:
        return int(written)
    if near is None:
        return 0
    return near.year + 1 if month < near.month else near.year


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
