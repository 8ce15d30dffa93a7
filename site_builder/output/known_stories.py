"""Stories that were told before, by this program or by an earlier one: one stays the same for as long as the state of
its incident does."""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from sys import intern
from typing import Any

from site_builder.cache import Cache, Entry, Slot, as_text
from site_builder.on_demand import OnDemand
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
        started_at, updated_at, monitoring_at, turned, said, reached = facts
        fields = {
            "started_at": datetime.fromisoformat(started_at),
            "updated_at": datetime.fromisoformat(updated_at),
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
        story.monitoring_at and story.monitoring_at.isoformat(),
        [(name, at.isoformat()) for name, at in story.turned.items()],
        [[each.isoformat() for each in dict.fromkeys(moments)] for moments in story.said],
        list(story.reached.items()),
    ]


def entry_of(state: IncidentState, story: Story) -> Entry:
    """How the story of an incident with a digest is kept."""
    return state.incident.name, _SLOT, _key(state), as_text(_facts(story))


class KnownStories:
    """The stories of one site. An object of it serves one build after the other, each with `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._kept: Slot | None = None
        self._known: dict[str, tuple[IncidentState, Story]] = {}
        self._ordered: list[Said] = []

    def forget(self) -> None:
        """Begins anew."""
        self._known.clear()

    def use(self, cache: Cache | None) -> None:
        """Begins a build. Without a `cache` there are only the stories of this object's earlier builds."""
        self._cache = cache
        # A program that goes on running has nearly all of them at hand.
        self._kept = Slot(cache, _SLOT) if cache and not self._known else None

    def story(self, state: IncidentState, now: datetime) -> Story:
        """What became of an incident by `now`."""
        known, story = self._known.get(state.incident.name, (None, None))
        if known is not state or story is None:
            story = self._before(state) or self._told(state, now)
            self._known[state.incident.name] = state, story
        return story

    def ordered(self, states: Iterable[IncidentState], stories: Mapping[str, Story]) -> list[Said]:
        """What was said in these stories, oldest first; at the same instant, by their files."""
        stays = [said for said in self._ordered if stories.get(said.state.incident.name) is said.story]
        known = {said.state.incident.name for said in stays}
        new = [said for state in states if state.incident.name not in known for said in _all_said(state, stories)]
        if len(new) < _FEW:
            for said in new:
                insort(stays, said, key=_order)
        else:
            stays = sorted([*stays, *new], key=_order)
        self._ordered = stays
        return list(stays)

    def _before(self, state: IncidentState) -> Story | None:
        """The story that another program kept, or whoever read the incident."""
        if self._cache is None or not state.incident.digest:
            return None
        if self._kept is not None:
            facts = self._kept.take(state.incident.name, _key(state))
        else:
            facts = self._cache.get(state.incident.name, _SLOT, _key(state))
        try:
            return KeptStory.of(state, facts) if facts is not None else None
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


def _all_said(state: IncidentState, stories: Mapping[str, Story]) -> Iterator[Said]:
    story = stories[state.incident.name]
    for index, (date, changed) in enumerate(story.said):
        yield Said(state, index, date, changed, story)


def _order(said: Said) -> tuple[datetime, str, int]:
    return said.date, said.state.incident.name, said.index


def _key(state: IncidentState) -> str:
    return f"{state.incident.digest} {state.changed_at.isoformat()}"
