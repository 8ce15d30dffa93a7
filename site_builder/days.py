"""An incident through time: what was said, what the clock does by itself, and what became of components.

Nothing here asks what time it is: a timeline reaches into the future as far as the clock will carry it,
and whoever reads it cuts it at `now`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from site_builder.model import Incident, Update
from site_builder.overview import ComponentChange, Day, IncidentState, Spell
from site_builder.record import record
from site_builder.vocabulary import ComponentStatus, Kind, Status

_OPERATIONAL = ComponentStatus.OPERATIONAL

IN_FORCE = frozenset({Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.IN_PROGRESS, Status.VERIFYING})
"""While an incident stands at one of these, what it says of components counts."""


@record(frozen=True, slots=True)
class Phase:
    """From `at` on the incident stands at `status`; `update` is the index of the latest update by then."""

    at: datetime
    status: Status
    update: int


@record(frozen=True, slots=True)
class Window:
    """When work is planned, or until when a notice holds: the latest that was stated of each end."""

    starts: datetime | None = None
    ends: datetime | None = None

    def restated(self, update: Update) -> "Window":
        """The window after `update`: whatever it leaves out stays as it was."""
        if update.starts is None and update.ends is None:
            return self
        return Window(update.starts or self.starts, update.ends or self.ends)


@record(frozen=True, slots=True)
class Timeline:
    """The phases of an incident in order, and for each update what is said of components from then on.

    Whether that counts depends on the phase: a maintenance says beforehand what its window will do.
    """

    phases: tuple[Phase, ...]
    said: tuple[Mapping[str, ComponentStatus], ...]

    def in_force(self, phase: Phase) -> Mapping[str, ComponentStatus]:
        """What the incident does to components during `phase`."""
        return self.said[phase.update] if phase.status in IN_FORCE else {}

    def until(self, instant: datetime) -> "Timeline":
        """The part that has begun at `instant`."""
        return Timeline(tuple(phase for phase in self.phases if phase.at <= instant), self.said)


class _LastAsked:
    """The timeline that was asked for last. Who asks for one mostly asks for the same one again."""

    def __init__(self) -> None:
        self._known: tuple[Incident | None, Timeline] = None, Timeline((), ())

    def get(self, incident: Incident) -> Timeline:
        of, known = self._known
        if of is not incident:
            known = _timeline(incident)
            self._known = incident, known
        return known


_last_asked = _LastAsked()


def timeline(incident: Incident) -> Timeline:
    """The whole story of an incident, with all that the clock will do if nobody says anything more."""
    return _last_asked.get(incident)


def _timeline(incident: Incident) -> Timeline:
    phases: list[Phase] = []
    for index, (begin, turns) in enumerate(_turns_of_each(incident)):
        phases += _until_the_next(incident, index, begin, turns)
    return Timeline(tuple(phases), tuple(_said(incident)))


def timelines_then(incident: Incident) -> Iterator[Timeline]:
    """For each update, the story until it was said, as far as was known then: of the story that ends with it, the part
    that had begun."""
    said = tuple(_said(incident))
    before: list[Phase] = []
    for index, (begin, turns) in enumerate(_turns_of_each(incident)):
        then = [Phase(at, status, index) for at, status in turns if at <= incident.updates[index].date]
        yield Timeline((*before, *then), said[: index + 1])
        before += _until_the_next(incident, index, begin, turns)


def _turns_of_each(incident: Incident) -> Iterator[tuple[datetime, Sequence[tuple[datetime, Status]]]]:
    """For each update, from when it counts, and the statuses that follow from it if nobody says anything more."""
    window = Window()
    for index, update in enumerate(incident.updates):
        window = window.restated(update)
        begin = update.date
        if index == 0 and update.status is Status.SCHEDULED and window.starts:
            # Work that was announced late still began at `starts`.
            begin = min(begin, window.starts)
        told_afterwards = _told_afterwards(incident, window) if index == 0 else ()
        yield begin, told_afterwards or tuple(_turns(begin, update.status, window))


def _until_the_next(
    incident: Incident, index: int, begin: datetime, turns: Sequence[tuple[datetime, Status]]
) -> list[Phase]:
    """Of what follows from an update, what came before something else was said."""
    until = incident.updates[index + 1].date if index + 1 < len(incident.updates) else None
    return [Phase(at, status, index) for at, status in turns if until is None or at < until or at == begin]


def _turns(begin: datetime, status: Status, window: Window) -> Iterator[tuple[datetime, Status]]:
    """The statuses that follow from one that was said, each with its instant, `begin` or later."""
    steps: list[tuple[datetime | None, Status]] = [(begin, status)]
    if status is Status.SCHEDULED and window.starts:
        steps.append((window.starts, Status.IN_PROGRESS))
        steps.append((window.ends and max(window.starts, window.ends), Status.COMPLETED))
    elif status is Status.ACTIVE:
        steps.append((window.ends, Status.ENDED))
    turns = [(max(at, begin), after) for at, after in steps if at is not None]
    for turn, following in pairwise(turns):
        # What is over before it was said never stood on the page.
        if turn[0] < following[0]:
            yield turn
    yield turns[-1]


def _told_afterwards(incident: Incident, window: Window) -> tuple[tuple[datetime, Status], ...]:
    """The past of a story whose first file already says that it is over: the history still counts it."""
    opener = incident.opener
    if opener.status in (Status.RESOLVED, Status.POSTMORTEM):
        return (opener.date, incident.lifecycle.opens), (opener.date, opener.status)
    if opener.status is Status.COMPLETED and window.starts and window.starts < opener.date:
        ends = min(window.ends or opener.date, opener.date)
        return (window.starts, Status.IN_PROGRESS), (max(window.starts, ends), Status.COMPLETED)
    return ()


def _said(incident: Incident) -> Iterator[Mapping[str, ComponentStatus]]:
    """After each update the latest statement on each component, in the order of first mention."""
    closed = incident.lifecycle.closed
    said: dict[str, ComponentStatus] = {}
    before: Update | None = None
    for update in incident.updates:
        if incident.kind is Kind.INCIDENT and before is not None and before.status in closed:
            # Resolving returned everything; whoever reopens the incident says anew what is affected.
            # A maintenance keeps its plan instead, so that a new window need not repeat it.
            said = dict.fromkeys(said, _OPERATIONAL)
        if incident.kind is not Kind.NOTICE and (before is None or update.status not in closed):
            said = said | dict(update.components)
        yield said
        before = update


def affected(incident: Incident) -> tuple[str, ...]:
    """Every component that it ever said isn't working, or won't be."""
    if incident.kind is Kind.NOTICE:
        return ()
    stated = (pair for update in incident.updates for pair in update.components)
    return tuple(dict.fromkeys(component for component, status in stated if status is not _OPERATIONAL))


def returned(past: Timeline) -> tuple[tuple[str, datetime], ...]:
    """The components that it had kept from working and that work again, with since when."""
    before: Mapping[str, ComponentStatus] = {}
    since: dict[str, datetime] = {}
    for phase in past.phases:
        now = past.in_force(phase)
        for component in now.keys() | before.keys():
            if now.get(component, _OPERATIONAL) is not _OPERATIONAL:
                since.pop(component, None)
            elif before.get(component, _OPERATIONAL) is not _OPERATIONAL:
                since[component] = phase.at
        before = now
    return tuple((component, since[component]) for component in before if component in since)


def changes(incident: Incident, past: Timeline) -> tuple[tuple[ComponentChange, ...], ...]:
    """What each update did to components: closing returns all of them, and repeating changes nothing."""
    before_each = [Status.SCHEDULED] * len(incident.updates)
    for phase in past.phases:
        if phase.update + 1 < len(incident.updates):
            before_each[phase.update + 1] = phase.status
    told: Mapping[str, ComponentStatus] = {}
    changes = []
    for update, said, before in zip(incident.updates, past.said, before_each, strict=True):
        after = said
        if update.status in incident.lifecycle.closed:
            # Work that is called off before it begins has nothing to return.
            called_off = update.status is Status.CANCELLED and before in (Status.SCHEDULED, Status.CANCELLED)
            after = told if called_off else dict.fromkeys(said, _OPERATIONAL)
        changes.append(
            tuple(
                ComponentChange(component=component, before=told.get(component, _OPERATIONAL), after=status)
                for component, status in after.items()
                if told.get(component, _OPERATIONAL) is not status
            )
        )
        told = after
    return tuple(changes)


def spells(past: Timeline) -> tuple[Spell, ...]:
    """When it kept components from working."""
    found = []
    for phase, end in zip(past.phases, [*(phase.at for phase in past.phases[1:]), None], strict=True):
        broken = [(one, status) for one, status in past.in_force(phase).items() if status is not _OPERATIONAL]
        if broken:
            found.append(Spell(phase.at, end, tuple(broken)))
    return tuple(found)


def component_days(
    ids: Iterable[str], incidents: Iterable[IncidentState], *, zone: ZoneInfo, days: int, now: datetime
) -> dict[str, tuple[Day, ...]]:
    """The last `days` days of each of these components by the calendar of `zone`: oldest first, the last one is today.

    A day shows the worst status that was in force at any time of it, however short.
    """
    today = now.astimezone(zone).date()
    first = today - timedelta(days=days - 1)
    worst: dict[str, dict[date, ComponentStatus]] = {id: {} for id in ids}
    marked: dict[str, dict[date, list[Incident]]] = {id: {} for id in worst}
    for state in sorted(incidents, key=lambda state: (state.opened_at, state.incident.name)):
        if state.closed_at and _local_date(max(state.closed_at, state.updated_at), zone) < first:
            continue
        for spell in state.spells:
            begin, end = _days_of(spell, now, zone)
            of_it = list(_dates(max(begin, first), min(end, today)))
            for id, status in spell.components:
                if id in worst:
                    _mark(of_it, status, state.incident, worst[id], marked[id])
    return {
        id: tuple(
            Day(date=day, status=worst[id].get(day, _OPERATIONAL), incidents=tuple(marked[id].get(day, ())))
            for day in _dates(first, today)
        )
        for id in worst
    }


def _mark(
    days: Iterable[date],
    status: ComponentStatus,
    incident: Incident,
    worst: dict[date, ComponentStatus],
    marked: dict[date, list[Incident]],
) -> None:
    """Notes what an incident did to a component on these days."""
    for day in days:
        worst[day] = max(worst.get(day, status), status, key=_rank)
        incidents = marked.setdefault(day, [])
        if not incidents or incidents[-1] is not incident:
            incidents.append(incident)


def _rank(status: ComponentStatus) -> int:
    return status.rank


@lru_cache(maxsize=8192)
def _local_date(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def _dates(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _days_of(spell: Spell, now: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day of a spell."""
    # One that ends at midnight leaves the new day alone; one without any length marks its own.
    end = max(spell.begins, spell.ends - timedelta(microseconds=1) if spell.ends else now)
    return _local_date(spell.begins, zone), _local_date(end, zone)
