"""What is the state at `now`? Pure rules, from what was said to what the pages show.

Two promises hold throughout: the headline is never better than the worst open component or incident, and
between `now` and the `next_change_at` of an overview nothing in it changes unless a file does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from operator import attrgetter
from typing import TypedDict, TypeVar
from zoneinfo import ZoneInfo

from site_builder.days import (
    Timeline,
    Window,
    affected,
    changes,
    component_days,
    returned,
    spells,
    timeline,
    timelines_then,
)
from site_builder.model import Component, DataImpact, Expectation, Incident, LocalText, Update
from site_builder.overview import (
    ComponentState,
    Headline,
    IncidentState,
    Indicator,
    Overview,
    Standing,
    Statement,
    Telling,
)
from site_builder.published import held_back, published, waiting_at
from site_builder.vocabulary import ComponentStatus, Impact, Kind, Status

__all__ = ["component_days", "held_back", "incident_state", "published", "site_overview", "standings"]

T = TypeVar("T")

OPERATIONAL = ComponentStatus.OPERATIONAL

_IMPACTS = {
    ComponentStatus.OPERATIONAL: Impact.NONE,
    ComponentStatus.UNDER_MAINTENANCE: Impact.NONE,
    ComponentStatus.DEGRADED_PERFORMANCE: Impact.MINOR,
    ComponentStatus.PARTIAL_OUTAGE: Impact.MAJOR,
    ComponentStatus.MAJOR_OUTAGE: Impact.CRITICAL,
}


# One incident


def standings(incident: Incident) -> Iterator[Standing]:
    """What was known of one incident when each of its updates was said."""
    for index, past in enumerate(timelines_then(incident)):
        said = incident.updates[: index + 1]
        yield _standing(incident.saying(said), past, said[-1].date)


def _standing(incident: Incident, past: Timeline, instant: datetime) -> Standing:
    timely = _since_it_last_closed(incident, past)
    due = _promise(timely)
    return Standing(
        impact=_impact(incident, past),
        components=tuple(past.in_force(past.phases[-1]).items()),
        affected=affected(incident),
        **_answers(incident, past, timely),
        next_update=due,
        is_late=due is not None and instant >= due,
    )


class _Answers(TypedDict):
    what_to_do: Statement[LocalText] | None
    what_works: Statement[LocalText] | None
    data_impact: Statement[DataImpact] | None
    expected: tuple[Statement[Expectation], ...]


def _answers(incident: Incident, past: Timeline, timely: Sequence[Update]) -> _Answers:
    return _Answers(
        what_to_do=_latest(incident.updates, attrgetter("what_to_do")),
        what_works=_latest(incident.updates, attrgetter("what_works")),
        data_impact=_latest(incident.updates, attrgetter("data_impact")),
        expected=_expected(timely, past),
    )


def telling(incident: Incident, now: datetime) -> Telling:
    """Of the state of one incident at `now` what its own page tells."""
    past = timeline(incident).until(max(now, incident.latest.date))
    answers = _answers(incident, past, _since_it_last_closed(incident, past))
    return Telling(changes=changes(incident, past), **answers)


def incident_state(incident: Incident, now: datetime) -> IncidentState:
    """Where one incident stands at `now`; it already holds only what is public by then."""
    # A preview also holds what will be said: it shows the state at the last of that.
    instant = max(now, incident.latest.date)
    story = timeline(incident)
    past = story.until(instant)
    current = past.phases[-1]
    known = _standing(incident, past, instant)
    is_closed = current.status in incident.lifecycle.closed
    is_upcoming = current.status is Status.SCHEDULED
    turns = {phase.at for phase in story.phases} | {known.next_update}
    said = [moment for update in incident.updates for moment in (update.date, *(edit.date for edit in update.edited))]
    window = Window()
    for update in incident.updates:
        window = window.restated(update)
    return IncidentState(
        incident=incident,
        status=current.status,
        is_open=not is_closed and not is_upcoming,
        is_upcoming=is_upcoming,
        impact=known.impact,
        opened_at=incident.opener.date,
        updated_at=incident.latest.date,
        closed_at=_closed_at(incident, past),
        starts=window.starts,
        ends=window.ends,
        components=known.components,
        returned=returned(past),
        affected=known.affected,
        changes=changes(incident, past),
        spells=spells(past),
        what_to_do=known.what_to_do,
        what_works=known.what_works,
        data_impact=known.data_impact,
        expected=known.expected,
        next_update=known.next_update,
        is_late=known.is_late,
        changed_at=max(moment for moment in [*said, *turns] if moment and moment <= instant),
        changes_at=min((turn for turn in turns if turn and turn > instant), default=None),
    )


def incident_states(incidents: Iterable[Incident], now: datetime) -> list[IncidentState]:
    """Where each of these incidents stands at `now`, newest first."""
    return newest_first([incident_state(incident, now) for incident in incidents])


def newest_first(states: Iterable[IncidentState]) -> list[IncidentState]:
    """The order of pages; what began at the same instant stands by its name."""
    ordered = sorted(states, key=attrgetter("incident.name"))
    ordered.sort(key=attrgetter("opened_at"), reverse=True)
    return ordered


def _latest(updates: Sequence[Update], read: Callable[[Update], T | None]) -> Statement[T] | None:
    """The latest statement of one matter: an update that is silent on it leaves it as it was."""
    for update in reversed(updates):
        value = read(update)
        if value is not None:
            return Statement(value=value, update=update)
    return None


def _closed_at(incident: Incident, past: Timeline) -> datetime | None:
    """Since when it is over: as somebody said first, or else as its window ended."""
    closed = incident.lifecycle.closed
    over = list(takewhile(lambda phase: phase.status in closed, reversed(past.phases)))
    if not over:
        return None
    closings = [incident.updates[phase.update] for phase in reversed(over)]
    ends: Statement[datetime] | None = _latest(incident.updates, attrgetter("ends"))
    by_clock = ends.value if ends else over[-1].at
    return next((update.date for update in closings if update.status in closed), by_clock)


def _impact(incident: Incident, past: Timeline) -> Impact:
    """How much it matters: as stated, or else from the components; an open incident is never nothing."""
    stated: Statement[Impact] | None = _latest(incident.updates, attrgetter("impact"))
    if stated is not None:
        return stated.value
    current = past.phases[-1]
    if current.status in incident.lifecycle.closed:
        statuses = {status for phase in past.phases for status in past.in_force(phase).values()}
    else:
        # Of a maintenance that is still to come, what it plans.
        statuses = set(past.said[current.update].values())
    least = Impact.NONE
    if incident.kind is Kind.INCIDENT and current.status not in incident.lifecycle.closed:
        least = Impact.MINOR
    return max([least, *(_IMPACTS[status] for status in statuses)], key=lambda impact: impact.rank)


def _since_it_last_closed(incident: Incident, past: Timeline) -> tuple[Update, ...]:
    """The updates whose promises still bind: closing settles them, and reopening doesn't revive them."""
    closings = (phase.update for phase in past.phases if phase.status in incident.lifecycle.closed)
    first = max(closings, default=-1) + 1
    return incident.updates[first:]


def _promise(updates: Sequence[Update]) -> datetime | None:
    """When customers were told that they will hear more, unless they heard at that time or later."""
    promise: Statement[datetime] | None = _latest(updates, attrgetter("next_update"))
    if promise is None or updates[-1].date >= promise.value:
        return None
    return promise.value


def _expected(updates: Sequence[Update], past: Timeline) -> tuple[Statement[Expectation], ...]:
    """What the latest update that speaks of it expects, without components that are back already.

    Like every other key, a later `expected` replaces an earlier one whole: beside a new date for one
    component, an old sentence about all of them would be read as news.
    """
    latest = _latest(updates, lambda update: update.expected or None)
    if latest is None:
        return ()
    back = {component for component, _ in returned(past)}
    awaited = (one for one in latest.value if one.component not in back)
    return tuple(Statement(value=one, update=latest.update) for one in awaited)


# The whole site


def site_overview(
    site_components: Sequence[Component],
    incidents: Iterable[Incident],
    now: datetime,
    zone: ZoneInfo,
    *,
    drafts: bool = False,
    states_of: Callable[[tuple[Incident, ...], datetime], list[IncidentState]] = incident_states,
) -> Overview:
    """Everything that the shared pages say at `now`. `states_of` may know the states of earlier builds; it gives them
    newest first, as `newest_first` does."""
    incidents = tuple(incidents)
    states = states_of(published(incidents, now, drafts=drafts), now)
    # All others are over, and say nothing of the present.
    live = [state for state in states if state.is_open or state.components or state.changes_at]
    components = _component_states(site_components, live)
    affected = [component for component in components if component.status is not OPERATIONAL]
    indicator = _indicator(affected, live)
    waiting = waiting_at(incidents, now)
    held = held_back(waiting, now)
    corrections = [edit.date for incident in waiting for update in incident.updates for edit in update.edited]
    turns = [state.changes_at for state in live] + [each.until for each in held]
    turns += [date for date in corrections if date > now]
    return Overview(
        now=now,
        indicator=indicator,
        headline=_headline(indicator, affected, live),
        affected=tuple(sorted(affected, key=lambda component: -component.status.rank)),
        components=components,
        incidents=tuple(states),
        held_back=held,
        next_change_at=min([turn for turn in turns if turn] + [_next_midnight(now, zone)]),
    )


def _component_states(
    site_components: Sequence[Component], newest_first: Sequence[IncidentState]
) -> tuple[ComponentState, ...]:
    """Each component at its worst over all that is open, and the incidents that say so, worst first."""
    said: dict[str, list[tuple[ComponentStatus, IncidentState]]] = {}
    for state in newest_first:
        for component_id, status in state.components:
            if status is not OPERATIONAL:
                said.setdefault(component_id, []).append((status, state))
    found = []
    for component in site_components:
        worst_first = sorted(said.get(component.id, ()), key=lambda pair: -pair[0].rank)
        found.append(
            ComponentState(
                component=component,
                status=worst_first[0][0] if worst_first else OPERATIONAL,
                incidents=tuple(state for _, state in worst_first),
            )
        )
    return tuple(found)


def _indicator(affected: Sequence[ComponentState], states: Sequence[IncidentState]) -> Indicator:
    """The worst of every component and of every open incident; notices are only information."""
    found = [Indicator.NONE]
    for component in affected:
        impact = _IMPACTS[component.status]
        found.append(Indicator.MAINTENANCE if impact is Impact.NONE else Indicator(impact.value))
    for state in states:
        if state.is_open and state.incident.kind is not Kind.NOTICE:
            found.append(Indicator(state.impact.value))
            if state.incident.kind is Kind.MAINTENANCE:
                found.append(Indicator.MAINTENANCE)
    return max(found, key=lambda indicator: indicator.rank)


def _headline(indicator: Indicator, affected: Sequence[ComponentState], states: Sequence[IncidentState]) -> Headline:
    """The sentence for the indicator: it may sound worse than the components, and never better."""
    if indicator is Indicator.CRITICAL:
        return Headline.MAJOR_OUTAGE
    if indicator is Indicator.MAJOR:
        return Headline.PARTIAL_OUTAGE
    if indicator is Indicator.MINOR:
        return Headline.DEGRADED if affected else Headline.MONITORING
    if indicator is Indicator.MAINTENANCE:
        return Headline.MAINTENANCE
    if any(state.is_open and state.incident.kind is Kind.INCIDENT for state in states):
        return Headline.MONITORING
    return Headline.ALL_OPERATIONAL


def _next_midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the next day begins in `zone`."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), tzinfo=zone)
    # Where clocks go back just after midnight, it comes twice, and the first one may already be over.
    twice = (midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return next(instant for instant in twice if instant > now)
