"""Everything that was said in all stories, in order: brought up to date, not put in order anew."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from site_builder.output.story import Said, Story
from site_builder.output.told_apart import ToldApart
from site_builder.overview import IncidentState

_FEW = 200
"""Up to so many are put in or taken out at their places, which takes less than going through all."""

Told = tuple[IncidentState, Story]


class AllSaid:
    """No two count as changed at the same moment."""

    def __init__(self) -> None:
        self._oldest_first: list[Said] = []
        """Each as of its own moment; at the same instant, by their files."""
        self._apart = ToldApart[Said](attrgetter("changed"), _order)
        self._moved: dict[Said, Said] = {}

    @property
    def moved(self) -> Iterable[Said]:
        """What counts as changed at another moment than its own, oldest first."""
        return self._moved.values()

    def newest_first(self) -> list[Said]:
        """All of it: the very same objects as the last time, but for those that came, or count as changed at another
        moment than before."""
        shown = self._oldest_first.copy()
        before, self._moved = self._moved, {}
        for said, moment in self._apart.moved:
            moved = before.get(said)
            if moved is None or moved.changed != moment:
                moved = replace(said, changed=moment)
            self._moved[said] = shown[self._place(said)] = moved
        shown.reverse()
        return shown

    def put_in(self, stories: Iterable[Told]) -> None:
        """Adds what was said in these."""
        new = [said for state, story in stories for said in _said_in(state, story)]
        if len(new) < _FEW:
            for said in new:
                insort(self._oldest_first, said, key=_order)
        else:
            self._oldest_first = sorted([*self._oldest_first, *new], key=_order)
        self._apart.change(new, ())

    def take_out(self, stories: Sequence[Told]) -> None:
        """Drops what was said in these."""
        old = [said for state, story in stories for said in _said_in(state, story)]
        if len(old) < _FEW:
            gone = [self._oldest_first.pop(self._place(said)) for said in old]
        else:
            of = {id(story) for _, story in stories}
            gone = [said for said in self._oldest_first if id(said.story) in of]
            self._oldest_first = [said for said in self._oldest_first if id(said.story) not in of]
        self._apart.change((), gone)

    def _place(self, said: Said) -> int:
        return bisect_left(self._oldest_first, _order(said), key=_order)


def _said_in(state: IncidentState, story: Story) -> Iterator[Said]:
    for index, (date, changed) in enumerate(story.said):
        yield Said(state, index, date, changed, story)


def _order(said: Said) -> tuple[datetime, str, int]:
    return said.date, said.state.incident.name, said.index
