"""Equal moments follow each other by a millisecond: which ones are moved, and to when.

Updates of the same minute have an order, and readers that sort by `updated` need to see it; a feed validator warns of
equal ones. What is said later comes later here, so it never moves what was said before.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_A_LITTLE = timedelta(milliseconds=1)


class ToldApart(Generic[T]):
    """Things that happened, of which some may come and go. Of thousands only those of the same day are gone through."""

    def __init__(self, moment: Callable[[T], datetime], order: Callable[[T], Any]) -> None:
        """`moment` is when a thing happened, `order` sorts those of the same moment. A thing that comes to happen at
        another time is another object."""
        self._moment = moment
        self._order = order
        self._days: dict[int, list[T]] = {}
        self._moved: dict[int, dict[int, tuple[T, datetime]]] = {}
        """Of the days that have any, by the identity of the thing."""
        self._spilt: set[int] = set()
        """Days with so many moments in their last second that some were moved to the next one."""

    def change(self, came: Iterable[T], went: Iterable[T]) -> None:
        """Some came, and some of those that were there went."""
        touched: dict[int, set[int]] = {}
        for thing in went:
            touched.setdefault(_day(self._moment(thing)), set()).add(id(thing))
        for day, gone in touched.items():
            self._days[day] = [thing for thing in self._days[day] if id(thing) not in gone]
        for thing in came:
            day = _day(self._moment(thing))
            touched.setdefault(day, set())
            self._days.setdefault(day, []).append(thing)
        for day in touched:
            self._tell_apart(day)

    def _tell_apart(self, day: int) -> None:
        things = self._days[day]
        moved = self._moved_of(things)
        if not things:
            del self._days[day]
        self._moved.pop(day, None)
        self._spilt.discard(day)
        if moved:
            self._moved[day] = moved
        if any(_day(moment) != day for _, moment in moved.values()):
            self._spilt.add(day)

    def _moved_of(self, things: list[T]) -> dict[int, tuple[T, datetime]]:
        if len(set(map(self._moment, things))) == len(things):
            return {}  # as on most days
        things.sort(key=self._order)
        moved = moved_moments(map(self._moment, things))
        return {id(things[place]): (things[place], moment) for place, moment in moved.items()}

    @property
    def moved(self) -> list[tuple[T, datetime]]:
        """What counts as of another moment than its own, and as of which, in order."""
        by_day: Iterable[Mapping[int, tuple[T, datetime]]] = self._moved.values()
        if self._spilt:  # what is moved in one day may meet what happened on the next
            by_day = [self._moved_of(list(chain.from_iterable(self._days.values())))]
        return sorted((pair for each in by_day for pair in each.values()), key=lambda pair: self._order(pair[0]))


def moved_moments(moments: Iterable[datetime]) -> Mapping[int, datetime]:
    """Which of these are moved, by their place, and to when."""
    taken: set[datetime] = set()
    moved = {}
    for place, moment in enumerate(moments):
        if moment in taken:
            later = moment + _A_LITTLE
            while later in taken:
                later += _A_LITTLE
            moved[place] = later
            taken.add(later)
        else:
            taken.add(moment)
    return moved


def _day(moment: datetime) -> int:
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).toordinal()
