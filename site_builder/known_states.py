"""States that were worked out before, by this program or by an earlier one. Each is the one at any instant until its
incident changes by itself."""

from datetime import datetime
from sys import intern
from typing import Any

from site_builder.cache import Cache, Entry, Slot, as_text
from site_builder.model import Incident
from site_builder.on_demand import OnDemand
from site_builder.overview import IncidentState
from site_builder.status import incident_state
from site_builder.vocabulary import ComponentStatus, Impact, Status

_SLOT = "state"


class KeptState(OnDemand, IncidentState):
    """A state of which only what lists need is at hand: the rest is worked out again when somebody asks for it."""

    __slots__ = ("_worst",)
    ON_DEMAND = ("changes", "what_to_do", "what_works", "data_impact", "expected")

    @classmethod
    def of(cls, incident: Incident, facts: Any) -> "KeptState":
        """From its entry. Raises what a wrong entry makes Python raise."""
        statuses, flags, moments, components, returned, affected, worst = facts
        status, impact = statuses
        is_open, is_upcoming, is_late = flags
        fields: dict[str, object] = dict(zip(_MOMENTS, map(_moment, moments), strict=True))
        fields |= {
            "incident": incident,
            "status": Status(status),
            "impact": Impact(impact),
            "is_open": is_open,
            "is_upcoming": is_upcoming,
            "is_late": is_late,
            "components": tuple((intern(name), ComponentStatus(said)) for name, said in components),
            "returned": tuple((intern(name), datetime.fromisoformat(at)) for name, at in returned),
            "affected": tuple(map(intern, affected)),
            "_worst": {intern(name): ComponentStatus(said) for name, said in worst},
        }
        return cls.with_fields(fields)

    def worked_out(self) -> IncidentState:
        return incident_state(self.incident, self.changed_at)

    @property
    def worst(self) -> dict[str, ComponentStatus]:
        return self._worst  # type: ignore[no-any-return]  # __slots__ have no types

    def let_go(self) -> None:
        super().let_go()
        self.incident.let_go()


_MOMENTS = ("opened_at", "updated_at", "closed_at", "starts", "ends", "next_update", "changed_at", "changes_at")


def _facts(state: IncidentState) -> list[object]:
    """What a KeptState is made of, as JSON can hold it."""
    moments: list[datetime | None] = [getattr(state, name) for name in _MOMENTS]
    return [
        [state.status, state.impact],
        [state.is_open, state.is_upcoming, state.is_late],
        [moment and moment.isoformat() for moment in moments],
        state.components,
        [(name, at.isoformat()) for name, at in state.returned],
        state.affected,
        list(state.worst.items()),
    ]


def entry_of(state: IncidentState) -> Entry:
    """How the state of an incident with a digest is kept."""
    return state.incident.name, _SLOT, state.incident.digest, as_text(_facts(state))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


class KnownStates:
    """The states of one site. An object of it serves one build after the other, each with `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._kept: Slot | None = None
        self._known: dict[str, tuple[Incident, IncidentState]] = {}

    def forget(self) -> None:
        """Begins anew."""
        self._known.clear()

    def use(self, cache: Cache | None) -> None:
        """Begins a build. Without a `cache` there are only the states of this object's earlier builds."""
        self._cache = cache
        # A program that goes on running has nearly all of them at hand.
        self._kept = Slot(cache, _SLOT) if cache and not self._known else None

    def state(self, incident: Incident, now: datetime) -> IncidentState:
        """Where the incident stands at `now`; the very same object as before if nothing of it has changed."""
        known, state = self._known.get(incident.name, (None, None))
        if known is not incident or state is None or not state.holds_at(now):
            state = self._before(incident, now) or self._worked_out(incident, now)
            self._known[incident.name] = incident, state
        return state

    def _before(self, incident: Incident, now: datetime) -> IncidentState | None:
        """The state that another program kept, or whoever read the incident."""
        if self._cache is None or not incident.digest:
            return None
        if self._kept is not None:
            facts = self._kept.take(incident.name, incident.digest)
        else:
            facts = self._cache.get(incident.name, _SLOT, incident.digest)
        if facts is None:
            return None
        try:
            state = KeptState.of(incident, facts)
        except (TypeError, ValueError):
            return None  # somebody wrote into it
        return state if state.holds_at(now) else None

    def _worked_out(self, incident: Incident, now: datetime) -> IncidentState:
        state = incident_state(incident, now)
        # One of which something is still held back has no digest.
        if self._cache is None or not incident.digest:
            return state
        facts = _facts(state)
        self._cache.put(incident.name, _SLOT, incident.digest, facts)
        if not self._cache.lasts:
            return state
        incident.let_go()
        return KeptState.of(incident, facts)
