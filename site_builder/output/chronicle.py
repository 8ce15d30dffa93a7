"""What was said when, over all incidents and in no language: the order of feeds, and what dates the API's lists."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

from site_builder.output.known_stories import KnownStories
from site_builder.output.story import Said, Story
from site_builder.overview import IncidentState, Overview

_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""When a page on which nothing was ever said began, and last changed: the API's keys are never null."""


_A_LITTLE = timedelta(milliseconds=1)


class Chronicle:
    """Everything that was said by `overview.now`."""

    def __init__(self, overview: Overview, known: KnownStories | None = None) -> None:
        """`known` are the stories of earlier builds."""
        self.overview = overview
        self._known = known or KnownStories()

    @cached_property
    def stories(self) -> Mapping[str, Story]:
        """What became of each incident when, by its name."""
        return self._known.stories(self.overview.incidents, self.overview.now)

    @cached_property
    def newest_first(self) -> tuple[Said, ...]:
        """Every update of all incidents; those of the same instant stand by their files."""
        return self._in_order[0]

    @cached_property
    def moved(self) -> Mapping[str, tuple[tuple[int, datetime], ...]]:
        """The updates whose entries changed at the same instant as others: by incident, when each counts as changed."""
        moved: dict[str, tuple[tuple[int, datetime], ...]] = {}
        for said in self._in_order[1]:
            name = said.state.incident.name
            moved[name] = (*moved.get(name, ()), (said.index, said.changed))
        return moved

    @cached_property
    def _in_order(self) -> tuple[tuple[Said, ...], Sequence[Said]]:
        """Everything that was said, newest first, and what of it was moved."""
        if not self.stories:  # who tells them puts what was said in order
            return (), ()
        oldest_first = list(self._known.oldest_first)
        moved = []
        for place, moment in told_apart([said.changed for said in oldest_first]).items():
            oldest_first[place] = self._known.moved(oldest_first[place], moment)
            moved.append(oldest_first[place])
        return tuple(oldest_first[::-1]), moved

    def moments(self, name: str) -> list[datetime]:
        """When the entry of each update of an incident last changed."""
        moved = dict(self.moved.get(name, ()))
        return [moved.get(index, changed) for index, (_, changed) in enumerate(self.stories[name].said)]

    @cached_property
    def revisions(self) -> tuple[tuple[IncidentState, datetime], ...]:
        """The incidents, newest first, each with when it was last revised; no two moments are alike."""
        oldest_first = self.overview.incidents[::-1]
        revised = [self.stories[each.incident.name].revised_at for each in oldest_first]
        for place, moment in told_apart(revised).items():
            revised[place] = moment
        return tuple(zip(oldest_first, revised, strict=True))[::-1]

    @cached_property
    def began_at(self) -> datetime:
        """When the page has something to tell of for the first time."""
        return min((story.started_at for story in self.stories.values()), default=_NOTHING_YET)

    @cached_property
    def updated_at(self) -> datetime:
        """The latest news, not the latest build."""
        return max((story.updated_at for story in self.stories.values()), default=_NOTHING_YET)

    @cached_property
    def turned(self) -> Mapping[str, datetime]:
        """When each component last changed; one that never did is left out."""
        turned: dict[str, datetime] = {}
        for story in self.stories.values():
            for component, at in story.turned.items():
                turned[component] = max(at, turned.get(component, at))
        return turned


def told_apart(moments: Iterable[datetime]) -> Mapping[int, datetime]:
    """Equal moments follow each other by a millisecond: which ones are moved, by their place, and to when.

    Updates of the same minute have an order, and readers that sort by `updated` need to see it; a feed validator
    warns of equal ones. What is said later comes later here, so it never moves what was said before.
    """
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
