"""What became of an incident when, as feeds and the API tell it: once for each incident, in no language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from site_builder.days import Timeline, timeline
from site_builder.model import Incident
from site_builder.overview import IncidentState
from site_builder.record import record
from site_builder.vocabulary import ComponentStatus, Status

_OPERATIONAL = ComponentStatus.OPERATIONAL
_MONITORING = frozenset({Status.MONITORING, Status.VERIFYING})

Step = tuple[str, ComponentStatus, ComponentStatus]
"""A component, and its status before and after an update."""


@record(frozen=True, slots=True, kw_only=True)
class Story:
    """One incident up to now.

    `started_at`: when it began; work that was announced late began before it was announced.
    `updated_at`: the latest statement, correction or turn of the clock.
    `revised_at`: the latest statement or correction.
    `monitoring_at`: when it was last said to be watched, or checked.
    `turned`: when each component last changed because of it.
    `said`: for each update, when it was said, and when it was last corrected, or else that again.
    `reached`: for each component in the incident's `affected`, the index of the first update that said so.
    `steps`: for each update, what it did to every component that the incident had spoken of by then.
    """

    started_at: datetime
    updated_at: datetime
    revised_at: datetime
    monitoring_at: datetime | None
    turned: Mapping[str, datetime]
    said: tuple[tuple[datetime, datetime], ...]
    reached: Mapping[str, int]
    steps: tuple[tuple[Step, ...], ...]

    def let_go(self) -> None:
        """Frees what can be told again, which is nothing of a story that was told whole."""


@dataclass(slots=True, eq=False)
class Said:
    """An update in the order of all. `changed` is when its entry last changed; no two of a site are alike. `reached` is
    that of its incident's story.

    Nobody changes one. To have Python refuse it would make each, of fifty thousand, take three times as long to make.
    """

    state: IncidentState
    index: int
    date: datetime
    changed: datetime
    reached: Mapping[str, int]

    def concerns(self, component: str) -> bool:
        """Whether its incident had affected the component by then: an update that was said before its incident
        reached a component never turns up in that component's feed afterwards."""
        reached = self.reached.get(component)
        return reached is not None and reached <= self.index


def tell(state: IncidentState, now: datetime) -> Story:
    """The story of an incident as of `now`."""
    incident = state.incident
    # A preview also holds what will be said.
    past = timeline(incident).until(max(now, incident.latest.date))
    changed = [max([update.date, *(edit.date for edit in update.edited)]) for update in incident.updates]
    watched = [update.date for update in incident.updates if update.status in _MONITORING]
    return Story(
        started_at=past.phases[0].at,
        updated_at=max(*changed, past.phases[-1].at),
        revised_at=max(changed),
        monitoring_at=max(watched, default=None),
        turned=_turned(past),
        said=tuple((update.date, at) for update, at in zip(incident.updates, changed, strict=True)),
        reached=_reached(incident, frozenset(state.affected)),
        steps=_steps(incident, past, frozenset(state.affected)),
    )


def _reached(incident: Incident, affected: frozenset[str]) -> dict[str, int]:
    reached: dict[str, int] = {}
    for index, update in enumerate(incident.updates):
        for component, status in update.components:
            if component in affected and status is not _OPERATIONAL:
                reached.setdefault(component, index)
    return reached


def _steps(incident: Incident, past: Timeline, affected: frozenset[str]) -> tuple[tuple[Step, ...], ...]:
    """Unlike on the page, announced work changes nothing before it begins: programs would alert on it."""
    before: Mapping[str, ComponentStatus] = {}
    mentioned: dict[str, None] = {}
    steps = []
    for index, update in enumerate(incident.updates):
        phases = [phase for phase in past.phases if phase.update == index]
        by_then = [phase for phase in phases if phase.at <= update.date]
        after = past.in_force(by_then[-1]) if by_then else {}
        mentioned |= dict.fromkeys(component for component, _ in update.components if component in affected)
        steps.append(
            tuple((one, before.get(one, _OPERATIONAL), after.get(one, _OPERATIONAL)) for one in mentioned),
        )
        # The clock may have gone on before the next update.
        before = past.in_force(phases[-1]) if phases else after
    return tuple(steps)


def _turned(past: Timeline) -> dict[str, datetime]:
    turned: dict[str, datetime] = {}
    before: Mapping[str, ComponentStatus] = {}
    for phase in past.phases:
        now = past.in_force(phase)
        for component in now.keys() | before.keys():
            if now.get(component, _OPERATIONAL) is not before.get(component, _OPERATIONAL):
                turned[component] = phase.at
        before = now
    return turned
