"""Stories that were told before, by this program or by an earlier one: one stays the same for as long as the state of
its incident does."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from sys import intern
from typing import Any
from zoneinfo import ZoneInfo

from site_builder.cache import Cache, Row, Slot, as_text
from site_builder.on_demand import OnDemand
from site_builder.output.all_said import AllSaid
from site_builder.output.chapters import Chapters, SaidChapter, StateChapter, Year, came_and_went, in_years
from site_builder.output.story import Said, Story, tell
from site_builder.output.told_apart import ToldApart
from site_builder.overview import IncidentState

SLOT = "story"
"""Where the cache keeps them."""


class KeptStory(OnDemand, Story):
    """A story whose steps are told again when somebody asks for them."""

    __slots__ = ("_state",)
    ON_DEMAND = ("steps",)

    @classmethod
    def of(cls, state: IncidentState, facts: Any) -> "KeptStory":
        """From its entry. Raises what a wrong entry makes Python raise."""
        started_at, updated_at, revised_at, monitoring_at, turned, dates, corrected, reached = facts
        moment = datetime.fromisoformat
        said = [(date, date) for date in map(moment, dates)]
        for index, at in corrected:
            said[index] = said[index][0], moment(at)
        revised = moment(revised_at) if revised_at else said[-1][1]
        made = object.__new__(cls)
        # There may be ten thousand: a loop over names would take twice as long.
        put = object.__setattr__
        put(made, "started_at", moment(started_at) if started_at else said[0][0])
        put(made, "updated_at", moment(updated_at) if updated_at else revised)
        put(made, "revised_at", revised)
        put(made, "monitoring_at", moment(monitoring_at) if monitoring_at else None)
        put(made, "turned", {intern(name): moment(at) for name, at in turned})
        put(made, "said", tuple(said))
        put(made, "reached", {intern(name): index for name, index in reached})
        put(made, "_state", state)
        return made

    def worked_out(self) -> Story:
        return tell(self._state, self._state.changed_at)


def _facts(story: Story) -> list[object]:
    """What a KeptStory is made of, as JSON can hold it; None for moments that are usual."""
    first, _ = story.said[0]
    _, last = story.said[-1]
    return [
        None if story.started_at == first else story.started_at.isoformat(),
        None if story.updated_at == story.revised_at else story.updated_at.isoformat(),
        None if story.revised_at == last else story.revised_at.isoformat(),
        story.monitoring_at and story.monitoring_at.isoformat(),
        [(name, at.isoformat()) for name, at in story.turned.items()],
        [date.isoformat() for date, _ in story.said],
        [(index, at.isoformat()) for index, (date, at) in enumerate(story.said) if at != date],
        list(story.reached.items()),
    ]


def entry_of(state: IncidentState, story: Story) -> Row:
    """How the story of an incident with a digest is kept."""
    return state.incident.name, SLOT, _key(state), as_text(_facts(story))


class KnownStories:
    """The stories of one site, and what was said in them. An object of it serves one build after the other, each with
    `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._kept: Slot | None = None
        self.forget()

    def forget(self) -> None:
        """Begins anew."""
        self.stories: dict[str, Story] = {}
        """What became of each incident, by its name."""
        self.states: dict[str, IncidentState] = {}
        """The same of its state."""
        self.years: tuple[Year, ...] = ()
        self._zone: ZoneInfo | None = None
        self._months = Chapters[IncidentState, StateChapter](self._chapter, attrgetter("opened_at"))
        self._said_in = Chapters[Said, SaidChapter](SaidChapter, attrgetter("date"))
        self._all_said = AllSaid()
        self._revised = ToldApart[IncidentState](self._revised_at, _place)

    def use(self, cache: Cache | None) -> None:
        """Begins a build. Without a `cache` there are only the stories of this object's earlier builds."""
        self._cache = cache
        # A program that goes on running has nearly all of them at hand.
        self._kept = Slot(cache, SLOT) if cache and not self.states else None

    def tell(self, states: Sequence[IncidentState], now: datetime, zone: ZoneInfo) -> None:
        """Brings all up to date: these are the states at `now`, newest first, in months of `zone`."""
        months = self._months.divided(states, zone)
        if months == self._months.all and zone == self._zone:
            return
        came, went = came_and_went(self._months.all, months)
        new = [(state, self._before(state) or self._told(state, now)) for state in came]
        self._take_out(went)
        self.stories |= {state.incident.name: story for state, story in new}
        self.states |= {state.incident.name: state for state, _ in new}
        self._all_said.put_in(new)
        self._revised.change(came, ())
        self._months.all, self.years = months, in_years(months, self.years)
        self._said_in.all = self._said_in.divided(self._all_said.newest_first(), zone)
        self._zone = zone

    def _chapter(self, name: str, states: Sequence[IncidentState]) -> StateChapter:
        return StateChapter(name, states, self.stories)

    @property
    def months(self) -> tuple[StateChapter, ...]:
        """The incidents, newest first."""
        return self._months.all

    @property
    def said_in(self) -> tuple[SaidChapter, ...]:
        """Everything that was said, newest first, no two as of the same moment."""
        return self._said_in.all

    @property
    def moved(self) -> Iterable[Said]:
        """What of it counts as changed at another moment than its own, oldest first."""
        return self._all_said.moved

    @property
    def revised(self) -> Mapping[str, datetime]:
        """The incidents, by name, that count as revised at another moment than their own, so that no two are alike."""
        return {state.incident.name: moment for state, moment in self._revised.moved}

    # -- what changes ----------------------------------------------------------------------------

    def _take_out(self, states: Sequence[IncidentState]) -> None:
        self._revised.change((), states)
        self._all_said.take_out([(state, self.stories.pop(state.incident.name)) for state in states])
        for state in states:
            del self.states[state.incident.name]

    def _revised_at(self, state: IncidentState) -> datetime:
        return self.stories[state.incident.name].revised_at

    # -- stories ---------------------------------------------------------------------------------

    def _before(self, state: IncidentState) -> Story | None:
        """The story that another program kept, or whoever read the incident."""
        if self._cache is None or not state.incident.digest:
            return None
        entry = self._kept.take(state.incident.name, _key(state)) if self._kept else None
        entry = entry or self._cache.entry(state.incident.name, SLOT, _key(state))
        try:
            return KeptStory.of(state, entry.value) if entry is not None else None
        except (TypeError, ValueError, LookupError):
            return None  # somebody wrote into it

    def _told(self, state: IncidentState, now: datetime) -> Story:
        story = tell(state, now)
        if self._cache is None or not state.incident.digest:
            return story
        facts = _facts(story)
        self._cache.put(state.incident.name, SLOT, _key(state), facts)
        if not self._cache.lasts:
            return story
        state.let_go()
        return KeptStory.of(state, facts)


def _place(state: IncidentState) -> tuple[datetime, "_Backwards"]:
    return state.opened_at, _Backwards(state.incident.name)


class _Backwards(str):
    """A name that is sorted the other way round."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)


def _key(state: IncidentState) -> str:
    return f"{state.incident.digest} {state.changed_at.isoformat()}"
