"""States that were worked out before, by this program or by an earlier one. Each is the one at any instant until its
incident changes by itself."""

import json
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import compress, count
from operator import is_not
from sys import intern
from typing import Any

from site_builder.cache import Cache, LostEntry, Row, as_text
from site_builder.model import Incident
from site_builder.on_demand import OnDemand
from site_builder.overview import IncidentState, Spell, Telling
from site_builder.slot import Slot
from site_builder.status import incident_state, newest_first, telling
from site_builder.vocabulary import ComponentStatus, Impact, Status

SLOT = "state"
"""Where the cache keeps them."""


class KeptState(OnDemand, IncidentState):
    """A state of which only what lists need is at hand: the rest is read, or worked out again, when somebody asks."""

    __slots__ = ("_rest", "key", "worst")
    ON_DEMAND = tuple(each.name for each in fields(Telling))
    OTHERS = frozenset({"status", "impact", "is_late", "starts", "ends", "next_update", "returned", "worst", "spells"})
    """What few lists ask for."""
    key: str
    worst: dict[str, ComponentStatus]

    @classmethod
    def of(cls, incident: Incident, facts: Any, rest: str) -> "KeptState":
        """From its entry. Raises what a wrong entry makes Python raise."""
        opened_at, updated_at, closed_at, changed_at, changes_at, is_open, is_upcoming, components, affected = facts
        moment = datetime.fromisoformat
        made = object.__new__(cls)
        # There may be ten thousand: a loop over names would take twice as long.
        put = object.__setattr__
        put(made, "incident", incident)
        put(made, "opened_at", moment(opened_at))
        put(made, "updated_at", moment(updated_at))
        put(made, "closed_at", moment(closed_at) if closed_at else None)
        put(made, "changed_at", moment(changed_at))
        put(made, "changes_at", moment(changes_at) if changes_at else None)
        put(made, "is_open", is_open)
        put(made, "is_upcoming", is_upcoming)
        put(made, "components", tuple([(intern(name), ComponentStatus(said)) for name, said in components]))
        put(made, "affected", tuple(map(intern, affected)))
        put(made, "key", f"{incident.digest} {changed_at}")
        put(made, "_rest", rest)
        return made

    def __getattr__(self, name: str) -> Any:
        if name not in self.OTHERS:
            return super().__getattr__(name)
        for each, value in self._read().items():
            object.__setattr__(self, each, value)
        return object.__getattribute__(self, name)

    def _read(self) -> dict[str, object]:
        try:
            return _rest(*json.loads(self._rest))
        except (TypeError, ValueError) as error:
            raise LostEntry(self.incident.name) from error

    def worked_out(self) -> Telling:
        return telling(self.incident, self.changed_at)

    def let_go(self) -> None:
        super().let_go()
        self.incident.let_go()


def _rest(
    status: str, impact: str, is_late: bool, moments: Any, returned: Any, worst: Any, spells: Any
) -> dict[str, object]:
    starts, ends, next_update = [datetime.fromisoformat(moment) if moment else None for moment in moments]
    return {
        "status": Status(status),
        "impact": Impact(impact),
        "is_late": is_late,
        "starts": starts,
        "ends": ends,
        "next_update": next_update,
        "returned": tuple([(name, datetime.fromisoformat(at)) for name, at in returned]),
        "worst": {name: ComponentStatus(said) for name, said in worst},
        "spells": tuple([_spell(*spell) for spell in spells]),
    }


def _spell(begins: str, ends: str | None, components: Any) -> Spell:
    moment = datetime.fromisoformat
    listed = tuple([(intern(name), ComponentStatus(said)) for name, said in components])
    return Spell(moment(begins), moment(ends) if ends else None, listed)


def _facts(state: IncidentState) -> list[object]:
    """What a KeptState is made of, as JSON can hold it."""
    return [
        *[_text(each) for each in (state.opened_at, state.updated_at, state.closed_at)],
        *[_text(each) for each in (state.changed_at, state.changes_at)],
        state.is_open,
        state.is_upcoming,
        state.components,
        state.affected,
    ]


def _more(state: IncidentState) -> list[object]:
    """The same of what few ask for."""
    return [
        state.status,
        state.impact,
        state.is_late,
        [_text(each) for each in (state.starts, state.ends, state.next_update)],
        [(name, at.isoformat()) for name, at in state.returned],
        list(state.worst.items()),
        [(_text(spell.begins), _text(spell.ends), spell.components) for spell in state.spells],
    ]


def entry_of(state: IncidentState) -> Row:
    """How the state of an incident with a digest is kept."""
    text = f"{as_text(_facts(state))}\n{as_text(_more(state))}"
    return state.incident.name, SLOT, state.incident.digest, text


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


_NEVER = datetime.max.replace(tzinfo=UTC)
_ALWAYS = datetime.min.replace(tzinfo=UTC)


class KnownStates:
    """The states of one site. An object of it serves one build after the other, each with `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._kept: Slot | None = None
        self._incidents: Sequence[Incident] = ()
        self._states: list[IncidentState] = []
        """Of these incidents, in their order."""
        self._newest_first: list[IncidentState] = []
        self._ahead: dict[str, tuple[Incident, IncidentState]] = {}
        self._hold: tuple[datetime, datetime] = (_NEVER, _NEVER)
        """From when until when all of them hold."""

    def forget(self) -> None:
        """Begins anew."""
        self._incidents, self._states, self._newest_first = (), [], []

    def use(self, cache: Cache | None) -> None:
        """Begins a build. Without a `cache` there are only the states of this object's earlier builds."""
        self._cache = cache
        # A program that goes on running has nearly all of them at hand.
        self._kept = Slot(cache, SLOT) if cache and not self._states else None

    def work_ahead(self, incidents: Iterable[Incident], now: datetime) -> None:
        """Finds the states that were kept of these, for a process that would have to wait otherwise."""
        if self._kept is not None:
            found = ((incident, self._before(incident, now)) for incident in incidents)
            self._ahead = {incident.name: (incident, state) for incident, state in found if state is not None}

    def states(self, incidents: Sequence[Incident], now: datetime) -> list[IncidentState]:
        """Where each incident stands at `now`, newest first; the very same object as before if nothing of it has
        changed."""
        # Of ten thousand nearly all are those of the last build: only what stands between them is gone through.
        all_hold = self._hold[0] <= now < self._hold[1]
        first, last = _ends_alike(self._incidents, incidents) if all_hold else (0, 0)
        between = slice(first, len(self._incidents) - last)
        gone = self._states[between]
        known = {each.name: (each, state) for each, state in zip(self._incidents[between], gone, strict=True)}
        known |= self._ahead
        self._ahead = {}
        new = [self._state(incident, now, known) for incident in incidents[first : len(incidents) - last]]
        self._incidents = incidents
        self._states = [*self._states[:first], *new, *self._states[len(self._states) - last :]]
        if all_hold and len(gone) + len(new) < _FEW:
            _replace(self._newest_first, gone, new)
            # Of those that are gone nobody asks how long they held: at worst, all are gone through sooner than needed.
            self._hold = _together(self._hold, _holding(new))
        else:
            self._newest_first = newest_first(self._states)
            self._hold = _holding(self._states)
        return list(self._newest_first)

    def _state(
        self, incident: Incident, now: datetime, known: Mapping[str, tuple[Incident, IncidentState]]
    ) -> IncidentState:
        before, state = known.get(incident.name, (None, None))
        if before is incident and state is not None and state.holds_at(now):
            return state
        return self._before(incident, now) or self._worked_out(incident, now)

    def _before(self, incident: Incident, now: datetime) -> IncidentState | None:
        """The state that another program kept, or whoever read the incident."""
        if self._cache is None or not incident.digest:
            return None
        entry = self._kept.take(incident.name, incident.digest) if self._kept else None
        entry = entry or self._cache.entry(incident.name, SLOT, incident.digest)
        if entry is None:
            return None
        try:
            state = KeptState.of(incident, entry.value, entry.more)
        except (TypeError, ValueError):
            return None  # somebody wrote into it
        return state if state.holds_at(now) else None

    def _worked_out(self, incident: Incident, now: datetime) -> IncidentState:
        state = incident_state(incident, now)
        # One of which something is still held back has no digest.
        if self._cache is None or not incident.digest:
            return state
        facts, more = _facts(state), _more(state)
        self._cache.put_with_more(incident.name, SLOT, incident.digest, facts, more)
        if not self._cache.lasts:
            return state
        incident.let_go()
        return KeptState.of(incident, facts, as_text(more))


_FEW = 200
"""Up to so many are put in at their places, which takes less than sorting all anew."""


def _replace(newest_first: list[IncidentState], gone: Iterable[IncidentState], new: Iterable[IncidentState]) -> None:
    for state in gone:
        del newest_first[bisect_left(newest_first, _place(state), key=_place)]
    for state in new:
        insort(newest_first, state, key=_place)


def _place(state: IncidentState) -> tuple[timedelta, str]:
    return _NEVER - state.opened_at, state.incident.name


def _holding(states: Iterable[IncidentState]) -> tuple[datetime, datetime]:
    """From when until when all of these hold."""
    changed = max([state.changed_at for state in states], default=_ALWAYS)
    return changed, min([state.changes_at for state in states if state.changes_at], default=_NEVER)


def _together(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """From when until when both hold."""
    return max(one[0], other[0]), min(one[1], other[1])


def _ends_alike(before: Sequence[Incident], after: Sequence[Incident]) -> tuple[int, int]:
    """How many are the same objects at the beginning, and how many of the others at the end."""
    shorter = min(len(before), len(after))
    first = next(compress(count(), map(is_not, before, after)), shorter)
    last = next(compress(count(), map(is_not, reversed(before), reversed(after))), shorter)
    return first, min(last, shorter - first)
