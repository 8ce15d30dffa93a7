"""A long list, newest first, by months: of one in which nothing has changed everything is known that was asked before.

A site lives for years, and its news are in the last month. What has to be worked out of thousands of incidents, such as
when a component last changed, is worked out of each month, and then of the months.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain, groupby
from operator import is_
from typing import TypeVar, overload
from zoneinfo import ZoneInfo

from site_builder.cache import digest
from site_builder.output import news
from site_builder.output.month_told import MonthTold
from site_builder.output.site_map import month_of
from site_builder.overview import IncidentState
from site_builder.vocabulary import Kind

T_co = TypeVar("T_co", covariant=True)

_NEVER = datetime.max.replace(tzinfo=UTC)


class Roll(Sequence[T_co]):
    """A list that is the very same object for as long as its members are, and is made when somebody looks into it.
    `key` stands for them in every program: another list has another one. `names` are at least those of the incidents
    that they are of."""

    def __init__(self, key: str, names: Set[str], make: Callable[[], Sequence[T_co]]) -> None:
        self.key = key
        self.names = names
        self._make = make

    @cached_property
    def _members(self) -> Sequence[T_co]:
        return self._make()

    @overload
    def __getitem__(self, place: int) -> T_co: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T_co]: ...

    def __getitem__(self, place: int | slice) -> T_co | Sequence[T_co]:
        return self._members[place]

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._members)


class StateChapter:
    """The incidents that were opened in a month. `keys` stand for their states, and `told` is what they tell."""

    def __init__(
        self,
        name: str,
        states: Sequence[IncidentState],
        tell: "Callable[[StateChapter], MonthTold]",
        key_of: Callable[[IncidentState], str],
    ) -> None:
        self.name = name
        self.keys = [key_of(state) for state in states]
        self.members = Roll(digest(self.keys), frozenset(state.incident.name for state in states), lambda: states)
        self._tell = tell

    @property
    def key(self) -> str:
        """Another month has another one, and so has this one when anything in it has changed."""
        return self.members.key

    @cached_property
    def told(self) -> MonthTold:
        return self._tell(self)

    @cached_property
    def affecting(self) -> Mapping[str, Sequence[IncidentState]]:
        """Those that ever affected each component, by its id."""
        found: dict[str, list[IncidentState]] = {}
        for state in self.members:
            for component in state.affected:
                found.setdefault(component, []).append(state)
        return found

    @cached_property
    def over_at(self) -> datetime:
        """From when on all of them are over, and nothing more was said."""
        return max(max(state.closed_at, state.updated_at) if state.closed_at else _NEVER for state in self.members)

    @cached_property
    def not_over(self) -> Sequence[IncidentState]:
        """Those that are open, or to come."""
        return [state for state in self.members if state.closed_at is None]

    @cached_property
    def of_kind(self) -> Mapping[Kind, Sequence[IncidentState]]:
        return {kind: [state for state in self.members if state.incident.kind is kind] for kind in Kind}


class Chapters:
    """Divides one list after the other; chapters stay the very same objects while their members do."""

    def __init__(self, make: Callable[[str, Sequence[IncidentState]], StateChapter]) -> None:
        self._make = make
        self.all: tuple[StateChapter, ...] = ()

    def divided(self, newest_first: Sequence[IncidentState], zone: ZoneInfo) -> tuple[StateChapter, ...]:
        """The months, of `zone`, in which these were opened, newest first. They are `all` of the next time once
        somebody says so."""

        def month(state: IncidentState) -> str:
            return month_of(state.opened_at, zone)

        known = {chapter.name: chapter for chapter in self.all}
        found: list[StateChapter] = []
        begin = 0
        while begin < len(newest_first):
            name = month(newest_first[begin])
            chapter = known.get(name)
            end = begin + len(chapter.members) if chapter else begin
            is_whole = end == len(newest_first) or (end < len(newest_first) and month(newest_first[end]) < name)
            if chapter is None or not is_whole or not all(map(is_, chapter.members, newest_first[begin:end])):
                end = bisect_left(newest_first, True, begin, key=lambda each: month(each) < name)
                chapter = self._make(name, newest_first[begin:end])
            found.append(chapter)
            begin = end
        return tuple(found)


def came_and_went(
    before: Sequence[StateChapter], now: Sequence[StateChapter]
) -> tuple[list[IncidentState], list[IncidentState]]:
    """Which incidents are new, and which are gone, between two divisions; only chapters that differ are looked into."""
    same = set(map(id, before)) & set(map(id, now))
    old, new = [[chapter.members for chapter in chapters if id(chapter) not in same] for chapters in (before, now)]
    return news.came_and_went(list(chain.from_iterable(old)), list(chain.from_iterable(new)))


class Year:
    """The incidents of a year, as YYYY."""

    def __init__(self, name: str, chapters: Sequence[StateChapter]) -> None:
        self.name = name
        self.chapters = chapters
        self._affecting: dict[str, Roll[IncidentState]] = {}

    def affecting(self, component: str) -> Roll[IncidentState]:
        """Those that ever affected a component, newest first."""
        if component not in self._affecting:
            states = list(chain.from_iterable(chapter.affecting.get(component, ()) for chapter in self.chapters))
            self._affecting[component] = Roll(f"{component} {self._key}", self._names, lambda: states)
        return self._affecting[component]

    @cached_property
    def _key(self) -> str:
        return digest([chapter.key for chapter in self.chapters])

    @cached_property
    def _names(self) -> Set[str]:
        return frozenset[str]().union(*(chapter.members.names for chapter in self.chapters))


def in_years(chapters: Iterable[StateChapter], known: Iterable[Year] = ()) -> tuple[Year, ...]:
    """The years of these chapters, newest first; of those that were `known` the same objects for the same chapters."""
    before = {year.name: year for year in known}
    years = []
    for name, group in groupby(chapters, key=lambda chapter: chapter.name[:4]):
        of_year = tuple(group)
        year = before.get(name)
        is_same = year is not None and len(year.chapters) == len(of_year) and all(map(is_, year.chapters, of_year))
        years.append(year if year is not None and is_same else Year(name, of_year))
    return tuple(years)
