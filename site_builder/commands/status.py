"""`status`: what is open, and which promise is due. `next-change`: when the site changes by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from site_builder.commands import held_back
from site_builder.commands.report import counted
from site_builder.commands.session import Exit, Session
from site_builder.overview import IncidentState
from site_builder.survey import Request, Survey, survey
from site_builder.vocabulary import Kind

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def status(session: Session, *, only_overdue: bool = False) -> Exit:
    """Says how things are. With `only_overdue`, only which promises are late: then one that is late ends with 1."""
    known = survey(Request(folder=session.folder, now=session.clock()))
    states = [state for state in known.overview.incidents if state.is_open or state.is_upcoming]
    late = [state for state in states if state.is_late]
    for line in _overdue_lines(known, late) if only_overdue else _lines(known, states):
        session.report.note(line)
    if only_overdue:
        result = f"{counted(len(late), 'promise')} late"
    else:
        result = f"the site next changes by itself at {_at(known, known.overview.next_change_at)}"
    session.report.result(
        result,
        now=known.overview.now.isoformat(),
        indicator=str(known.overview.indicator),
        incidents=[_tree(known, state) for state in (late if only_overdue else states)],
        held_back=held_back.trees(known.overview.held_back),
        next_change_at=known.overview.next_change_at.isoformat(),
    )
    return Exit.CONTENT if only_overdue and late else Exit.FINE


def next_change(session: Session) -> Exit:
    """Prints that time alone, so that a script can wait for it."""
    known = survey(Request(folder=session.folder, now=session.clock()))
    at = known.overview.next_change_at.astimezone(known.site.timezone).isoformat()
    session.report.result(at, next_change_at=at)
    return Exit.FINE


# -- for people ----------------------------------------------------------------------------------


def _lines(known: Survey, states: list[IncidentState]) -> Iterator[str]:
    running = [state for state in states if not state.is_upcoming]
    upcoming = [state for state in states if state.is_upcoming]
    if not running:
        yield "nothing is open"
    for state in running:
        yield from _story(known, state)
    for state in sorted(upcoming, key=lambda state: state.starts or state.opened_at):
        yield from _story(known, state)
    yield from held_back.lines(known.overview.held_back, known.site.timezone)


def _overdue_lines(known: Survey, late: list[IncidentState]) -> Iterator[str]:
    for state in late:
        yield f"{state.incident.name}: {_promise(known, state)}"


def _story(known: Survey, state: IncidentState) -> Iterator[str]:
    title = state.incident.title.original.text
    since = f"from {_at(known, state.starts)}" if state.is_upcoming else f"since {_at(known, state.opened_at)}"
    yield f"{title} ({state.incident.name})"
    yield f"  {state.status} {since}, last said {_at(known, state.updated_at)}"
    if state.next_update or state.incident.kind is Kind.INCIDENT:
        yield f"  {_promise(known, state)}"


def _promise(known: Survey, state: IncidentState) -> str:
    if state.next_update is None:
        return "no next update is promised"
    away = state.next_update - known.overview.now
    if state.is_late:
        return f"LATE: the next update was due by {_at(known, state.next_update)}, {_length(-away)} ago"
    return f"next update by {_at(known, state.next_update)}, in {_length(away)}"


def _length(span: timedelta) -> str:
    """7 h 5 min; from two days on in days."""
    if span >= 2 * DAY:
        return f"{span // DAY} days"
    hours, minutes = span // HOUR, span % HOUR // MINUTE
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours)
    return " ".join(parts)


def _at(known: Survey, moment: datetime | None) -> str:
    return held_back.local(moment, known.site.timezone) if moment else "?"


# -- for programs --------------------------------------------------------------------------------


def _tree(known: Survey, state: IncidentState) -> dict[str, Any]:
    return {
        "name": state.incident.name,
        "title": state.incident.title.pick(known.site.language).text,
        "kind": str(state.incident.kind),
        "status": str(state.status),
        "impact": str(state.impact),
        "opened_at": state.opened_at.isoformat(),
        "updated_at": state.updated_at.isoformat(),
        "starts": state.starts.isoformat() if state.starts else None,
        "ends": state.ends.isoformat() if state.ends else None,
        "next_update": state.next_update.isoformat() if state.next_update else None,
        "is_late": state.is_late,
    }
