"""Everything that was said, by the months in which it was said: of a month in which nothing changed everything is known
that was asked before, and nothing is made of one that nobody looks into."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from operator import is_

from site_builder.cache import digest
from site_builder.output.chapters import Roll, StateChapter
from site_builder.output.story import Said
from site_builder.overview import IncidentState
from site_builder.vocabulary import Kind

Moved = Mapping[str, Mapping[int, datetime]]
"""When updates count as changed, where that is another moment than their own: by their incident, and their place in
it."""

_NOT_MOVED: Mapping[int, datetime] = {}


class SaidChapter:
    """What was said in a month, newest first; what was said at the same instant stands by its file."""

    def __init__(self, name: str, members: Roll[Said], told_in: Sequence[StateChapter]) -> None:
        """It was said of incidents that are `told_in` these months."""
        self.name = name
        self.members = members
        self.told_in = told_in
        self._concerning: dict[str, Sequence[Said]] = {}

    def is_told_in(self, months: Sequence[StateChapter]) -> bool:
        """Whether it is of just these months."""
        return len(self.told_in) == len(months) and all(map(is_, self.told_in, months))

    def concerning(self, component: str) -> Sequence[Said]:
        """What was said of incidents that had affected a component by then."""
        if component not in self._concerning:
            some = any(component in month.affecting for month in self.told_in)
            self._concerning[component] = [said for said in self.members if said.concerns(component)] if some else ()
        return self._concerning[component]

    @cached_property
    def planned(self) -> Sequence[Said]:
        """What was said of planned maintenance."""
        if not any(month.of_kind[Kind.MAINTENANCE] for month in self.told_in):
            return ()  # as mostly: then nobody has to look into it
        return [said for said in self.members if said.state.incident.kind is Kind.MAINTENANCE]

    @cached_property
    def unplanned(self) -> Sequence[Said]:
        """What was said of all else."""
        return [said for said in self.members if said.state.incident.kind is not Kind.MAINTENANCE]


class AllSaid:
    """Serves one build after the other. Chapters stay the very same objects while what was said in them does."""

    def __init__(self) -> None:
        self.chapters: tuple[SaidChapter, ...] = ()
        """Newest first."""
        self._moved: Moved = {}

    def bring_up_to_date(
        self, told_in: Iterable[StateChapter], moved: Moved, states: Mapping[str, IncidentState]
    ) -> None:
        """From now on it is what these tell. No two updates count as changed at the same moment. `states` are those of
        the incidents by name."""
        parts: dict[str, list[StateChapter]] = {}
        for part in told_in:
            for month in part.told.said_in:
                parts.setdefault(month, []).append(part)
        known = {month.name: month for month in self.chapters}
        anew = {name for name in moved.keys() | self._moved.keys() if moved.get(name) != self._moved.get(name)}
        found = []
        for name in sorted(parts, reverse=True):
            chapter = known.get(name)
            if chapter is None or not chapter.is_told_in(parts[name]) or not chapter.members.names.isdisjoint(anew):
                chapter = _chapter(chapter, name, parts[name], _members(name, parts[name], moved, states))
            found.append(chapter)
        self.chapters, self._moved = tuple(found), moved


def _chapter(known: SaidChapter | None, name: str, told_in: Sequence[StateChapter], members: Roll[Said]) -> SaidChapter:
    """The chapter of this month: the one that is known, if what was said in it is the same."""
    if known is None or known.members.key != members.key:
        return SaidChapter(name, members, told_in)
    known.told_in = told_in
    return known


def _members(
    month: str, told_in: Sequence[StateChapter], moved: Moved, states: Mapping[str, IncidentState]
) -> Roll[Said]:
    names = frozenset[str]().union(*(chapter.members.names for chapter in told_in))
    moved_here = [(name, sorted(moved[name].items())) for name in sorted(names & moved.keys())]
    key = digest([chapter.told.said_in[month] for chapter in told_in], moved_here)
    return Roll(key, names, partial(_said, month, told_in, moved, states))


def _said(
    month: str, told_in: Sequence[StateChapter], moved: Moved, states: Mapping[str, IncidentState]
) -> Sequence[Said]:
    said = [
        Said(
            states[update.name],
            update.place,
            update.date,
            moved.get(update.name, _NOT_MOVED).get(update.place, update.changed),
            chapter.told.reached[update.name],
        )
        for chapter in told_in
        for update in chapter.told.updates(month)
    ]
    said.sort(key=_order, reverse=True)  # no two of them are at the same place
    return said


def _order(said: Said) -> tuple[datetime, str, int]:
    return said.date, said.state.incident.name, said.index
