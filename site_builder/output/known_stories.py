"""Stories that were told before, by this program or by an earlier one: one stays the same for as long as the state of
its incident does."""

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from sys import intern
from typing import Any

from site_builder.cache import Cache, Row, Slot, as_text
from site_builder.on_demand import OnDemand
from site_builder.output.news import came_and_went
from site_builder.output.story import Said, Story, tell
from site_builder.overview import IncidentState

_SLOT = "story"


class KeptStory(OnDemand, Story):
    """A story whose steps are told again when somebody asks for them."""

    __slots__ = ("_state",)
    ON_DEMAND = ("steps",)

    @classmethod
    def of(cls, state: IncidentState, facts: Any) -> "KeptStory":
        """From its entry. Raises what a wrong entry makes Python raise."""
        started_at, updated_at, revised_at, monitoring_at, turned, said, reached = facts
        fields = {
            "started_at": datetime.fromisoformat(started_at),
            "updated_at": datetime.fromisoformat(updated_at),
            "revised_at": datetime.fromisoformat(revised_at),
            "monitoring_at": datetime.fromisoformat(monitoring_at) if monitoring_at else None,
            "turned": {intern(name): datetime.fromisoformat(at) for name, at in turned},
            "said": tuple([_said(*moments) for moments in said]),
            "reached": {intern(name): index for name, index in reached},
            "_state": state,
        }
        return cls.with_fields(fields)

    def worked_out(self) -> Story:
        return tell(self._state, self._state.changed_at)


def _said(date: str, changed: str | None = None) -> tuple[datetime, datetime]:
    said = datetime.fromisoformat(date)
    return said, datetime.fromisoformat(changed) if changed else said


def _facts(story: Story) -> list[object]:
    """What a KeptStory is made of, as JSON can hold it."""
    return [
        story.started_at.isoformat(),
        story.updated_at.isoformat(),
        story.revised_at.isoformat(),
        story.monitoring_at and story.monitoring_at.isoformat(),
        [(name, at.isoformat()) for name, at in story.turned.items()],
        [[each.isoformat() for each in dict.fromkeys(moments)] for moments in story.said],
        list(story.reached.items()),
    ]


def entry_of(state: IncidentState, story: Story) -> Row:
    """How the story of an incident with a digest is kept."""
    return state.incident.name, _SLOT, _key(state), as_text(_facts(story))


class KnownStories:
    """The stories of one site. An object of it serves one build after the other, each with `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._kept: Slot | None = None
        self._states: Sequence[IncidentState] = ()
        self._stories: dict[str, Story] = {}
        self.oldest_first: list[Said] = []
        """What was said in the stories; at the same instant, by their files."""
        self._moved: dict[Said, Said] = {}

    def forget(self) -> None:
        """Begins anew."""
        self._states, self._stories, self.oldest_first, self._moved = (), {}, [], {}

    def use(self, cache: Cache | None) -> None:
        """Begins a build. Without a `cache` there are only the stories of this object's earlier builds."""
        self._cache = cache
        # A program that goes on running has nearly all of them at hand.
        self._kept = Slot(cache, _SLOT) if cache and not self._states else None

    def stories(self, states: Sequence[IncidentState], now: datetime) -> Mapping[str, Story]:
        """What became of each incident by `now`, by its name. The next build goes on with the same object."""
        came, went = came_and_went(self._states, states)
        new = [(state, self._before(state) or self._told(state, now)) for state in came]
        gone = {id(self._stories.pop(state.incident.name)) for state in went}
        self._stories |= {state.incident.name: story for state, story in new}
        self._states = states
        if gone:
            self.oldest_first = [said for said in self.oldest_first if id(said.story) not in gone]
            self._moved = {said: moved for said, moved in self._moved.items() if id(said.story) not in gone}
        self._put_in([said for state, story in new for said in _all_said(state, story)])
        return self._stories

    def _put_in(self, new: Sequence[Said]) -> None:
        if len(new) < _FEW:
            for said in new:
                insort(self.oldest_first, said, key=_order)
        else:
            self.oldest_first = sorted([*self.oldest_first, *new], key=_order)

    def moved(self, said: Said, changed: datetime) -> Said:
        """The same as if it had changed then; the very same object as the last time."""
        moved = self._moved.get(said)
        if moved is None or moved.changed != changed:
            moved = self._moved[said] = replace(said, changed=changed)
        return moved

    def _before(self, state: IncidentState) -> Story | None:
        """The story that another program kept, or whoever read the incident."""
        if self._cache is None or not state.incident.digest:
            return None
        if self._kept is not None:
            entry = self._kept.take(state.incident.name, _key(state))
        else:
            entry = self._cache.entry(state.incident.name, _SLOT, _key(state))
        try:
            return KeptStory.of(state, entry.value) if entry is not None else None
        except (TypeError, ValueError):
            return None  # somebody wrote into it

    def _told(self, state: IncidentState, now: datetime) -> Story:
        story = tell(state, now)
        if self._cache is None or not state.incident.digest:
            return story
        facts = _facts(story)
        self._cache.put(state.incident.name, _SLOT, _key(state), facts)
        if not self._cache.lasts:
            return story
        state.let_go()
        return KeptStory.of(state, facts)


_FEW = 200
"""Up to so many are put in at their places, which takes less than sorting all anew."""


def _all_said(state: IncidentState, story: Story) -> Iterator[Said]:
    for index, (date, changed) in enumerate(story.said):
        yield Said(state, index, date, changed, story)


def _order(said: Said) -> tuple[datetime, str, int]:
    return said.date, said.state.incident.name, said.index


def _key(state: IncidentState) -> str:
    return f"{state.incident.digest} {state.changed_at.isoformat()}"
