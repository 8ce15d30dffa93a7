"""What was said when, over all incidents and in no language: the order of feeds, and what dates the API's lists."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from site_builder.model import Update
from site_builder.output.story import Story, tell
from site_builder.overview import IncidentState, Overview
from site_builder.vocabulary import ComponentStatus

_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""When a page on which nothing was ever said began, and last changed: the API's keys are never null."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """An update in the order of all. `changed` is when its entry last changed; no two of a site are alike."""

    state: IncidentState
    index: int
    changed: datetime

    @property
    def update(self) -> Update:
        return self.state.incident.updates[self.index]

    def concerns(self, component: str) -> bool:
        """Whether its incident had affected the component by then: an update that was said before its incident
        reached a component never turns up in that component's feed afterwards."""
        if component not in self.state.affected:
            return False
        return any(
            id == component and status is not ComponentStatus.OPERATIONAL
            for update in self.state.incident.updates[: self.index + 1]
            for id, status in update.components
        )


class KnownStories:
    """Stories that were told before: one stays the same for as long as the state of its incident does."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[IncidentState, Story]] = {}

    def story(self, state: IncidentState, now: datetime) -> Story:
        known, story = self._known.get(state.incident.name, (None, None))
        if known is not state or story is None:
            story = tell(state, now)
            self._known[state.incident.name] = state, story
        return story


class Chronicle:
    """Everything that was said by `overview.now`."""

    def __init__(self, overview: Overview, known: KnownStories | None = None) -> None:
        """`known` are the stories of earlier builds."""
        self._overview = overview
        self._known = known or KnownStories()

    @cached_property
    def stories(self) -> Mapping[str, Story]:
        """What became of each incident when, by its name."""
        return {state.incident.name: self._known.story(state, self._overview.now) for state in self._overview.incidents}

    @cached_property
    def newest_first(self) -> tuple[Said, ...]:
        """Every update of all incidents; those of the same instant stand by their files."""
        oldest_first = sorted(
            (update.date, state.incident.name, index, state)
            for state in self._overview.incidents
            for index, update in enumerate(state.incident.updates)
        )
        changed = _told_apart(_last_change([state.incident.updates[index]]) for _, _, index, state in oldest_first)
        said = [Said(state, index, moment) for (_, _, index, state), moment in zip(oldest_first, changed, strict=True)]
        return tuple(reversed(said))

    @cached_property
    def by_incident(self) -> Mapping[str, tuple[Said, ...]]:
        """The updates of each incident by its name, oldest first."""
        found: dict[str, list[Said]] = {}
        for said in reversed(self.newest_first):
            found.setdefault(said.state.incident.name, []).append(said)
        return {name: tuple(sorted(of_it, key=lambda said: said.index)) for name, of_it in found.items()}

    @cached_property
    def revisions(self) -> tuple[tuple[IncidentState, datetime], ...]:
        """The incidents, newest first, each with when it was last revised; no two moments are alike."""
        oldest_first = self._overview.incidents[::-1]
        changed = _told_apart(_last_change(state.incident.updates) for state in oldest_first)
        return tuple(zip(oldest_first, changed, strict=True))[::-1]

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


def _last_change(updates: Iterable[Update]) -> datetime:
    """When something was last said or corrected."""
    return max(date for update in updates for date in (update.date, *(edit.date for edit in update.edited)))


def _told_apart(moments: Iterable[datetime]) -> Iterator[datetime]:
    """The same moments, of which equal ones follow each other by a millisecond.

    Updates of the same minute have an order, and readers that sort by `updated` need to see it; a feed validator
    warns of equal ones. What is said later comes later here, so it never moves what was said before.
    """
    taken: set[datetime] = set()
    for moment in moments:
        while moment in taken:
            moment += timedelta(milliseconds=1)
        taken.add(moment)
        yield moment
