"""Months and years of long lists, newest first, without looking at each member."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def runs(newest_first: Sequence[T], period: Callable[[T], str]) -> Iterator[tuple[str, Sequence[T]]]:
    """The members of each period that has any, newest first. Names of periods sort like time, as YYYY-MM does."""
    begin = 0
    while begin < len(newest_first):
        name = period(newest_first[begin])
        end = end_of_run(name, newest_first, begin, period)
        yield name, newest_first[begin:end]
        begin = end


def end_of_run(name: str, newest_first: Sequence[T], begin: int, period: Callable[[T], str]) -> int:
    """Where the members of the period with this name, which begin there, end."""
    return bisect_left(newest_first, True, begin, key=lambda each: period(each) < name)
