"""no-next-update, late, no-what-to-do: what customers of an open incident need, whatever the words."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from site_builder.editing.desk import Desk
from site_builder.model import Incident, Update
from site_builder.overview import IncidentState
from site_builder.problems import Problem
from site_builder.status import incident_state
from site_builder.vocabulary import Impact, Kind


def no_next_update(desk: Desk) -> Iterator[Problem]:
    """An open incident whose last word, or one that is still to come, leaves customers without the next time."""
    for state, update in _last_words(desk):
        if state.next_update is None:
            example = _shown(_full_hour(max(update.date, desk.now)), desk.site.timezone)
            message = "it is open, and nobody is told when they will hear more"
            hint = f"promise a time, also where nothing may be new by then: next_update: {example}"
            yield desk.files.at_key(update.source, ("next_update", "status", "title"), message, hint)


def late(desk: Desk) -> Iterator[Problem]:
    """A promised update that did not come; the page says so to everybody."""
    for state in desk.overview.incidents:
        if state.closed_at is None and state.is_late and state.next_update is not None:
            promised = next(one for one in reversed(state.incident.updates) if one.next_update is not None)
            when = _shown(state.next_update, desk.site.timezone)
            message = f"an update was promised for {when}, and it has not come ({_age(desk.now - state.next_update)})"
            hint = "write one now, even if only to say that there is nothing new, with the next promise"
            yield desk.files.at_key(promised.source, ("next_update",), message, hint)


def no_what_to_do(desk: Desk) -> Iterator[Problem]:
    """An incident that touches customers, and does not say what they have to do."""
    for state, update in _last_words(desk):
        if state.what_to_do is None and state.impact is not Impact.NONE:
            message = "it is open, and nobody is told what to do"
            hint = "say it, also when it is nothing: what_to_do: You do not need to do anything."
            yield desk.files.at_key(update.source, ("what_to_do", "status", "title"), message, hint)


def _last_words(desk: Desk) -> Iterator[tuple[IncidentState, Update]]:
    """Open incidents as they stand, and as each statement that isn't public yet will leave them."""
    states, pending = desk.states(), desk.pending()
    for incident in desk.incidents:
        if incident.kind is not Kind.INCIDENT:
            continue
        public = states.get(incident.name)
        if public is not None and public.is_open:
            yield public, public.incident.latest
        for update in incident.updates:
            if update.source in pending:
                state = incident_state(_up_to(incident, update), update.date)
                if state.is_open:
                    yield state, update


def _up_to(incident: Incident, last: Update) -> Incident:
    """The incident when `last` has come out. What else is a draft by then is no part of it."""
    before = incident.updates[: incident.updates.index(last)]
    kept = [each for each in before if not each.draft or each is incident.opener]
    return incident.saying((*kept, last))


def _full_hour(after: datetime) -> datetime:
    """A time that can be kept: the first full hour that is two hours away."""
    return (after + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    """As it is written in a file."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _age(past: timedelta) -> str:
    minutes = int(past.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"
