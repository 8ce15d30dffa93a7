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
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from site_builder.output import news
from site_builder.output.site_map import month_of
from site_builder.output.story import Said, Story
from site_builder.overview import IncidentState
from site_builder.vocabulary import Kind

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
C = TypeVar("C", bound="AnyChapter")

_NEVER = datetime.max.replace(tzinfo=UTC)


class Roll(tuple[T_co, ...]):
    """A list that is the very same object for as long as its members are. `names` are at least those of the incidents
    that they are of."""

    names: Set[str]

    @classmethod
    def of(cls, members: Iterable[T_co], names: Set[str]) -> "Roll[T_co]":
        made = cls(members)
        made.names = names
        return made


class AnyChapter(Protocol):
    """A month, as YYYY-MM, and what is in it, newest first."""

    name: str

    @property
    def members(self) -> Roll[object]: ...


class StateChapter:
    """The incidents that were opened in a month."""

    def __init__(self, name: str, states: Sequence[IncidentState], stories: Mapping[str, Story]) -> None:
        """`stories` has those of all of them, and maybe of others."""
        self.name = name
        self.members = Roll.of(states, frozenset(state.incident.name for state in states))
        self._stories = stories

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

    @cached_property
    def started_at(self) -> datetime:
        """When the first of them began."""
        return min(story.started_at for story in self._told)

    @cached_property
    def updated_at(self) -> datetime:
        """When there was the last news of one of them."""
        return max(story.updated_at for story in self._told)

    @cached_property
    def turned(self) -> Mapping[str, datetime]:
        """When each component last changed because of one of them."""
        return latest_of_each(story.turned for story in self._told)

    @property
    def _told(self) -> Iterator[Story]:
        return (self._stories[state.incident.name] for state in self.members)


class SaidChapter:
    """What was said in a month."""

    def __init__(self, name: str, said: Sequence[Said]) -> None:
        self.name = name
        self.members = Roll.of(said, frozenset(each.state.incident.name for each in said))
        self._concerning: dict[str, Sequence[Said]] = {}

    def concerning(self, component: str) -> Sequence[Said]:
        """What was said of incidents that had affected a component by then."""
        if component not in self._concerning:
            self._concerning[component] = [said for said in self.members if said.concerns(component)]
        return self._concerning[component]

    @cached_property
    def planned(self) -> Sequence[Said]:
        """What was said of planned maintenance."""
        return [said for said in self.members if said.state.incident.kind is Kind.MAINTENANCE]

    @cached_property
    def unplanned(self) -> Sequence[Said]:
        """What was said of all else."""
        return [said for said in self.members if said.state.incident.kind is not Kind.MAINTENANCE]


class Chapters(Generic[T, C]):
    """Divides one list after the other; chapters stay the very same objects while their members do."""

    def __init__(self, make: Callable[[str, Sequence[T]], C], moment: Callable[[T], datetime]) -> None:
        """`moment` is by what the list is in order."""
        self._make = make
        self._moment = moment
        self.all: tuple[C, ...] = ()

    def divided(self, newest_first: Sequence[T], zone: ZoneInfo) -> tuple[C, ...]:
        """The chapters of this list, newest first. They are `all` of the next time once somebody says so."""

        def month(member: T) -> str:
            return month_of(self._moment(member), zone)

        known = {chapter.name: chapter for chapter in self.all}
        found: list[C] = []
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
            states = chain.from_iterable(chapter.affecting.get(component, ()) for chapter in self.chapters)
            self._affecting[component] = Roll.of(states, self._names)
        return self._affecting[component]

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


def latest_of_each(dated: Iterable[Mapping[str, datetime]]) -> Mapping[str, datetime]:
    """The latest moment of each name."""
    latest: dict[str, datetime] = {}
    for each in dated:
        for name, at in each.items():
            if name not in latest or latest[name] < at:
                latest[name] = at
    return latest
