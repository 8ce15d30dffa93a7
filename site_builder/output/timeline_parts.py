"""A long timeline in parts that a reader can jump to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from site_builder.output.views import UpdateView

LONG = 10
"""A timeline of more updates than this has parts."""
MANY_DAYS = 40
"""With updates on more days than this its parts are months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePart:
    """The updates of a day or a month, newest first. `anchor` is where it stands; `first` is its first day."""

    anchor: str
    first: date
    is_month: bool
    updates: tuple[UpdateView, ...]


def timeline_parts(updates: Sequence[UpdateView], zone: ZoneInfo) -> tuple[TimelinePart, ...]:
    """The days or months of a long timeline by the calendar of `zone`; none of a short one, or of a single day."""

    def day(update: UpdateView) -> date:
        return update.date.astimezone(zone).date()

    def month(update: UpdateView) -> date:
        return day(update).replace(day=1)

    if len(updates) <= LONG:
        return ()
    by_month = len({day(update) for update in updates}) > MANY_DAYS
    parts = tuple(
        TimelinePart(
            anchor=f"on-{first:%Y-%m}" if by_month else f"on-{first}",
            first=first,
            is_month=by_month,
            updates=tuple(same),
        )
        for first, same in groupby(updates, key=month if by_month else day)
    )
    return parts if len(parts) > 1 else ()
