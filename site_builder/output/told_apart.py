"""Equal moments follow each other by a millisecond: which ones are moved, and to when.

Updates of the same minute have an order, and readers that sort by `updated` need to see it; a feed validator warns of
equal ones. What is said later comes later here, so it never moves what was said before.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from site_builder.cache import EVERYBODYS, Cache
from site_builder.output.chapters import StateChapter
from site_builder.output.month_told import MonthTold
from site_builder.output.site_map import month_of

T = TypeVar("T", bound=tuple[Any, ...])

_A_LITTLE = timedelta(milliseconds=1)


class Happened(NamedTuple, Generic[T]):
    """Something that happened, `place` sorts those of the same moment. `what` tells which one it is, as JSON can."""

    place: Any
    moment: datetime
    what: T


class _Month(NamedTuple, Generic[T]):
    """What is moved of all that happened in a month of UTC. `key` stands for all of it."""

    key: str
    moved: Mapping[T, datetime]


class ToldApart(Generic[T]):
    """Of thousands of moments only those of the months in which something has changed are gone through."""

    def __init__(
        self,
        slot: str,
        months: Callable[[MonthTold], Iterable[str]],
        happened: Callable[[StateChapter], Iterable[Happened[T]]],
    ) -> None:
        """`happened` is what is told in a chapter, and `months` are those of UTC in which that happened. `slot` is
        where the cache keeps it."""
        self._slot = slot
        self._months = months
        self._happened = happened
        self._known: dict[str, _Month[T]] = {}

    def forget(self) -> None:
        """Begins anew."""
        self._known = {}

    def moved(self, chapters: Sequence[StateChapter], cache: Cache | None) -> Mapping[T, datetime]:
        """What counts as of another moment than its own, and as of which. The `cache` knows it of earlier builds."""
        if cache is not None and not self._known:
            self._known = _from_rows(cache.get(EVERYBODYS, self._slot, ""))
        by_month: dict[str, list[StateChapter]] = {}
        for chapter in chapters:
            for month in self._months(chapter.told):
                by_month.setdefault(month, []).append(chapter)
        before = self._known
        self._known = {month: self._of_month(month, of) for month, of in by_month.items()}
        if any(month_of(at, UTC) != month for month, one in self._known.items() for at in one.moved.values()):
            # What was moved into the next month may meet what happened there.
            self._known = {}
            return _moved(chain.from_iterable(map(self._happened, chapters)))
        if cache is not None and self._known != before:
            cache.put(EVERYBODYS, self._slot, "", _rows(self._known))
        return dict(chain.from_iterable(month.moved.items() for month in self._known.values()))

    def _of_month(self, month: str, chapters: Sequence[StateChapter]) -> _Month[T]:
        key = " ".join([chapter.key for chapter in chapters])
        known = self._known.get(month)
        if known is not None and known.key == key:
            return known
        all_of_them = chain.from_iterable(map(self._happened, chapters))
        return _Month(key, _moved([each for each in all_of_them if month_of(each.moment, UTC) == month]))


def _moved(happened: Iterable[Happened[T]]) -> Mapping[T, datetime]:
    ordered = sorted(happened)
    return {ordered[place].what: at for place, at in moved_moments(each.moment for each in ordered).items()}


def moved_moments(moments: Iterable[datetime]) -> Mapping[int, datetime]:
    """Which of these are moved, by their place, and to when."""
    taken: dict[datetime, datetime] = {}  # each, with up to where all that follow it are taken, too
    moved = {}
    for place, moment in enumerate(moments):
        at = moment
        if at in taken:
            at = taken[moment] + _A_LITTLE
            while at in taken:
                at = taken[at] + _A_LITTLE
            moved[place] = taken[moment] = at
        taken[at] = at
    return moved


def _rows(months: Mapping[str, _Month[T]]) -> list[object]:
    return [
        (name, month.key, [(*what, at.isoformat()) for what, at in month.moved.items()])
        for name, month in months.items()
    ]


def _from_rows(rows: Any) -> dict[str, _Month[T]]:
    try:
        return {
            name: _Month(key, {tuple(what): datetime.fromisoformat(at) for *what, at in moved})  # type: ignore[misc]
            for name, key, moved in rows or ()
        }
    except (TypeError, ValueError):
        return {}  # somebody wrote into it
