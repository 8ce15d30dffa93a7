"""What was said when, over all incidents and in no language: the order of feeds, and what dates the API's lists."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from site_builder.output.known_stories import KnownStories
from site_builder.output.story import Said, Story
from site_builder.overview import IncidentState, Overview

_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""When a page on which nothing was ever said began, and last changed: the API's keys are never null."""


class Chronicle:
    """Everything that was said by `overview.now`."""

    def __init__(self, overview: Overview, known: KnownStories | None = None) -> None:
        """`known` are the stories of earlier builds."""
        self.overview = overview
        self._known = known or KnownStories()

    @cached_property
    def stories(self) -> Mapping[str, Story]:
        """What became of each incident when, by its name."""
        return {state.incident.name: self._known.story(state, self.overview.now) for state in self.overview.incidents}

    @cached_property
    def newest_first(self) -> tuple[Said, ...]:
        """Every update of all incidents; those of the same instant stand by their files."""
        oldest_first = self._known.ordered(self.overview.incidents, self.stories)
        apart = _told_apart([said.story.said[said.index][1] for said in oldest_first])
        for place, (said, changed) in enumerate(zip(oldest_first, apart, strict=True)):
            if said.changed != changed:
                oldest_first[place] = replace(said, changed=changed)
        return tuple(reversed(oldest_first))

    @cached_property
    def moved(self) -> Mapping[str, tuple[tuple[int, datetime], ...]]:
        """The updates whose entries changed at the same instant as others: by incident, when each counts as changed."""
        moved: dict[str, tuple[tuple[int, datetime], ...]] = {}
        for said in self.newest_first:
            if said.changed != said.story.said[said.index][1]:
                name = said.state.incident.name
                moved[name] = (*moved.get(name, ()), (said.index, said.changed))
        return moved

    def moments(self, name: str) -> list[datetime]:
        """When the entry of each update of an incident last changed."""
        moved = dict(self.moved.get(name, ()))
        return [moved.get(index, changed) for index, (_, changed) in enumerate(self.stories[name].said)]

    @cached_property
    def revisions(self) -> tuple[tuple[IncidentState, datetime], ...]:
        """The incidents, newest first, each with when it was last revised; no two moments are alike."""
        oldest_first = self.overview.incidents[::-1]
        revised = [self.stories[each.incident.name].revised_at for each in oldest_first]
        return tuple(zip(oldest_first, _told_apart(revised), strict=True))[::-1]

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


def _told_apart(moments: Iterable[datetime]) -> list[datetime]:
    """The same moments, of which equal ones follow each other by a millisecond.

    Updates of the same minute have an order, and readers that sort by `updated` need to see it; a feed validator
    warns of equal ones. What is said later comes later here, so it never moves what was said before.
    """
    taken: set[datetime] = set()
    apart = []
    for moment in moments:
        while moment in taken:
            moment += timedelta(milliseconds=1)
        taken.add(moment)
        apart.append(moment)
    return apart
