"""Stories that were told before, by this program or by an earlier one: one stays the same for as long as the state of
its incident does."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter
from secrets import token_hex
from sys import intern
from typing import Any
from zoneinfo import ZoneInfo

from site_builder.cache import Cache, Entry, LostEntry, Row, as_text
from site_builder.on_demand import OnDemand
from site_builder.output.all_said import AllSaid, Moved, SaidChapter
from site_builder.output.chapters import Chapters, StateChapter, Year, came_and_went, in_years
from site_builder.output.month_told import MonthTold
from site_builder.output.story import Story, tell
from site_builder.output.told_apart import Happened, ToldApart
from site_builder.overview import IncidentState
from site_builder.slot import Slot

SLOT = "story"
"""Where the cache keeps them."""

MONTHS = "month"
"""Where it keeps what is told in months."""

_MANY = 500
"""So many stories take less time when they are read together."""


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
    return state.incident.name, SLOT, state.key, as_text(_facts(story))


class KnownStories:
    """The stories of one site, and what was said in them. An object of it serves one build after the other, each with
    `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._kept: Slot | None = None
        self._is_being_told = False
        self._kept_months: dict[str, Entry] = {}
        self._months = Chapters(partial(StateChapter, tell=self._tell_month, key_of=_key))
        self._changed = ToldApart[tuple[str, int]]("changed", attrgetter("changed_in"), _changes)
        self._revised = ToldApart[tuple[str]]("revised", attrgetter("revised_in"), _revisions)
        self.forget()

    def forget(self) -> None:
        """Begins anew."""
        self.states: dict[str, IncidentState] = {}
        """Where each incident stands, by its name."""
        self.years: tuple[Year, ...] = ()
        self.moved: Moved = {}
        """The updates that count as changed at another moment than their own, so that no two are alike."""
        self.revised: Mapping[str, datetime] = {}
        """The same of when incidents were revised, by name."""
        self._stories: dict[str, tuple[IncidentState, Story]] = {}
        self._now = datetime.min.replace(tzinfo=UTC)
        self._zone: ZoneInfo | None = None
        self._months.all = ()
        self._said = AllSaid()
        self._changed.forget()
        self._revised.forget()

    def use(self, cache: Cache | None) -> None:
        """Begins a build. Without a `cache` there are only the stories of this object's earlier builds."""
        self._cache = cache
        # A program that goes on running has nearly all of them at hand.
        self._kept_months = cache.entries(MONTHS) if cache and not self.states else {}

    def tell(self, states: Sequence[IncidentState], now: datetime, zone: ZoneInfo) -> None:
        """Brings all up to date: these are the states at `now`, newest first, in months of `zone`."""
        if zone != self._zone:
            self.forget()
        self._now, self._zone = now, zone
        months = self._months.divided(states, zone)
        if months == self._months.all:
            return
        came, went = came_and_went(self._months.all, months)
        for state in went:
            del self.states[state.incident.name]
            self._stories.pop(state.incident.name, None)
        self.states |= {state.incident.name: state for state in came}
        with self._being_told(set(months).difference(self._months.all)):
            self.revised = {name: at for (name,), at in self._revised.moved(months, self._lasting).items()}
            self.moved = _by_incident(self._changed.moved(months, self._lasting))
            self._said.bring_up_to_date(months, self.moved, self.states)
        self._months.all, self.years = months, in_years(months, self.years)

    @property
    def months(self) -> tuple[StateChapter, ...]:
        """The incidents, newest first."""
        return self._months.all

    @property
    def said_in(self) -> tuple[SaidChapter, ...]:
        """Everything that was said, newest first, no two as of the same moment."""
        return self._said.chapters

    # -- months ----------------------------------------------------------------------------------

    @contextmanager
    def _being_told(self, new: Iterable[StateChapter]) -> Iterator[None]:
        """While months are asked what they tell. Where that takes most stories, all are read together."""
        unknown = sum(len(month.members) for month in new if month_owner(month.name) not in self._kept_months)
        self._kept = Slot(self._cache, SLOT) if self._cache is not None and unknown >= _MANY else None
        self._is_being_told = True
        try:
            yield
        finally:
            self._is_being_told, self._kept = False, None

    def _tell_month(self, month: StateChapter) -> MonthTold:
        assert self._zone is not None  # noqa: S101 - there are months
        key = f"{self._zone.key} {month.key}"
        entry = self._kept_months.get(month_owner(month.name))
        with suppress(TypeError, ValueError, LookupError):  # somebody wrote into it
            if entry is not None and entry.key == key:
                return MonthTold.from_entry(entry)
        told = MonthTold.of(month.members, month.keys, self.story, self._zone)
        if self._lasting and all(state.incident.digest for state in month.members):
            self._lasting.put_text(month_owner(month.name), MONTHS, key, told.as_entry())
        return told

    @property
    def _lasting(self) -> Cache | None:
        """The cache, if there is one for other programs."""
        return self._cache if self._cache is not None and self._cache.lasts else None

    # -- stories ---------------------------------------------------------------------------------

    def story(self, name: str) -> Story:
        """What became of an incident when."""
        state = self.states[name]
        known, story = self._stories.get(name, (None, None))
        if story is None or known is not state:
            story = self._before(state) or self._told(state)
            self._stories[name] = state, story
        return story

    def _before(self, state: IncidentState) -> Story | None:
        """The story that another program kept, or whoever read the incident."""
        if self._cache is None or not state.incident.digest:
            return None
        entry = self._kept.take(state.incident.name, state.key) if self._kept else None
        entry = entry or self._cache.entry(state.incident.name, SLOT, state.key)
        try:
            return KeptStory.of(state, entry.value) if entry is not None else None
        except (TypeError, ValueError, LookupError):
            return None  # somebody wrote into it

    def _told(self, state: IncidentState) -> Story:
        if not self._is_being_told:
            raise LostEntry(state.incident.name)  # its month was told, so it was there
        story = tell(state, self._now)
        if self._cache is None or not state.incident.digest:
            return story
        facts = _facts(story)
        self._cache.put(state.incident.name, SLOT, state.key, facts)
        if not self._cache.lasts:
            return story
        state.let_go()
        return KeptStory.of(state, facts)


def month_owner(name: str) -> str:
    """To whom the cache keeps what belongs to a month."""
    return f"month {name}"


def _changes(month: StateChapter) -> Iterator[Happened[tuple[str, int]]]:
    for update in month.told.all_updates():
        yield Happened((update.date, update.name, update.place), update.changed, (update.name, update.place))


def _revisions(month: StateChapter) -> Iterator[Happened[tuple[str]]]:
    revised = month.told.revised
    for state in month.members:
        name = state.incident.name
        yield Happened((state.opened_at, _Backwards(name)), revised[name], (name,))


def _by_incident(moved: Mapping[tuple[str, int], datetime]) -> Moved:
    found: dict[str, dict[int, datetime]] = {}
    for (name, index), at in sorted(moved.items()):
        found.setdefault(name, {})[index] = at
    return found


class _Backwards(str):
    """A name that is sorted the other way round."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)


def _key(state: IncidentState) -> str:
    """Stands for a state. One of which something is held back has no digest, and is not the same in any other month."""
    return state.key if state.incident.digest else token_hex(16)
