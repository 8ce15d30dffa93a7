"""`maintenance.ics`: planned maintenance for calendar programs, as iCalendar (RFC 5545) to be subscribed to.

All times are in UTC: of a zone, icalendar would have to write the rules, and a fixed offset gives a name that no
program knows. An event says only what was said, so it stays byte for byte the same until there is another update.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial, reduce
from itertools import pairwise, takewhile
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText, vUri

from site_builder.days import Window, timeline
from site_builder.model import Component, Incident, Site
from site_builder.output import site_map
from site_builder.output.pages import LanguagePages
from site_builder.output.plain_text import tidy_text
from site_builder.output.site_map import Document
from site_builder.overview import IncidentState
from site_builder.status import incident_state
from site_builder.vocabulary import ComponentStatus, Kind, Status

_PRODUCT = "-//Site Builder//Planned maintenance//EN"
_ASK_AGAIN = timedelta(hours=1)
"""How often programs may look for news; few ask more often."""


def calendar_documents(pages: LanguagePages) -> Iterator[Document]:
    """The calendars of one language: one of the whole site, and one for each component."""
    states = listed(pages.overview.incidents, pages.site.feed_entries)
    event = cache(partial(_event, pages))
    yield _kept_calendar(pages, pages.map.calendar, None, states, event)
    for component in pages.site.components:
        own = [state for state in states if component.id in state.affected]
        yield _kept_calendar(pages, pages.map.component_calendar(component.id), component, own, event)


def _kept_calendar(
    pages: LanguagePages,
    path: str,
    component: Component | None,
    states: Iterable[IncidentState],
    event: Callable[[str], Event],
) -> Document:
    names = [state.incident.name for state in states]
    inputs = component, [(name, pages.identity(name)) for name in names]
    return pages.kept(path, inputs, lambda: _calendar(pages, path, component, map(event, names)).content)


def listed(incidents: Iterable[IncidentState], count: int) -> list[IncidentState]:
    """Every maintenance that is still to come or under way, and the `count` that were over last, by their start."""
    works = [state for state in incidents if state.incident.kind is Kind.MAINTENANCE]
    coming = [state for state in works if state.closed_at is None]
    over = sorted(((state.closed_at, state.incident.name, state) for state in works if state.closed_at), reverse=True)
    return sorted([*coming, *(state for _, _, state in over[:count])], key=_order)


def _order(state: IncidentState) -> tuple[datetime, str]:
    return booking(state.incident).starts, state.incident.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """When a maintenance takes place; `ends` None: it was over before it began, or nobody said until when."""

    starts: datetime
    ends: datetime | None
    is_cancelled: bool


def booking(incident: Incident) -> Booking:
    """The window that was stated last, up to when somebody said that it is over, be that earlier or later.

    While it overruns and nobody says until when, the stated end stays: how late it is now is no statement.
    """
    window = reduce(Window.restated, incident.updates, Window())
    starts, ends = window.starts or incident.opener.date, window.ends
    is_cancelled = incident.latest.status is Status.CANCELLED
    if not is_cancelled:
        ends = _over_at(incident) or ends
        starts = min(starts, ends or starts)
    # RFC 5545 §3.8.2.2: an end is later than the start, or else it isn't given.
    return Booking(starts=starts, ends=ends if ends and ends > starts else None, is_cancelled=is_cancelled)


def _over_at(incident: Incident) -> datetime | None:
    """When it is over: as the window says if nobody said that the work has begun, and else as they say."""
    phases = timeline(incident).phases
    over = list(takewhile(lambda phase: phase.status in incident.lifecycle.closed, reversed(phases)))
    return over[-1].at if over else None


def sequence(incident: Incident) -> int:
    """How often the event changed in a way that matters: its start, its end, its status (RFC 5546 §2.1.4).

    A correction counts, too: it can have changed a time in its place, where nobody sees the former one.
    """
    so_far = [replace(incident, updates=incident.updates[: count + 1]) for count in range(len(incident.updates))]
    moves = sum(before != after for before, after in pairwise(map(booking, so_far)))
    return moves + sum(len(update.edited) for update in incident.updates)


def event_id(site: Site, incident: Incident) -> str:
    """The UID: the incident's id at the domain of the site's other ids, the same in every language and calendar."""
    domain, _, _ = site.authority.partition(",")
    return f"{incident.id}@{domain}"


class _Text(vText):
    """A text as RFC 5545 §3.3.11 escapes it. icalendar 7 takes a writer's `\\N` for the end of a line."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def _text(text: str, language: str | None = None) -> _Text:
    return _Text(text, params={"LANGUAGE": language} if language else None)


def _event(pages: LanguagePages, name: str) -> Event:
    site, view, state = pages.site, pages.incidents[name], pages.incidents.states[name]
    incident = state.incident
    when = booking(incident)
    changed = max(moment for update in incident.updates for moment in (update.date, *(e.date for e in update.edited)))
    address = site_map.address(site, view.path)
    # As they stood when the latest update was said: whether a promise is late by now is no news of the event.
    answers = pages.views.answers(incident_state(incident, incident.latest.date))
    said = partial(_rendered, pages, pages.map.calendar, incident=view, update=view.latest, answers=answers)
    event = Event()
    event.add("uid", event_id(site, incident))
    event.add("sequence", sequence(incident))
    moments = {"dtstamp": changed, "created": incident.opener.date, "last-modified": changed, "dtstart": when.starts}
    for name, moment in (moments | ({"dtend": when.ends} if when.ends else {})).items():
        # icalendar knows UTC by this one object, and would name another one's zone.
        event.add(name, moment.astimezone(UTC))
    event.add("summary", _text(" ".join(said("title").split("\n")), view.title.language))
    event.add("description", _text(said("description"), view.latest.body.language))
    event.add("url", vUri(address))
    event.add("status", "CANCELLED" if when.is_cancelled else "CONFIRMED")
    # Nobody's day is full because a shop works on its tills.
    event.add("transp", "TRANSPARENT")
    names = {component.id: component.name for component in site.components}
    if state.affected:
        event.add("categories", [_text(names[component].pick(pages.language).text) for component in state.affected])
    event.add("organizer", _organizer(pages))
    return event


def _organizer(pages: LanguagePages) -> vCalAddress:
    """Who publishes it, which RFC 5546 §3.2.1 demands: an address that nobody's program can send an answer to."""
    organizer = vCalAddress(site_map.address(pages.site, pages.map.home))
    organizer.params["CN"] = pages.site.name.pick(pages.language).text
    return organizer


def _rendered(pages: LanguagePages, path: str, template: str, **context: Any) -> str:
    return tidy_text(pages.render_for_feed(f"calendar/{template}.txt", path, **context))


def _calendar(pages: LanguagePages, path: str, component: Component | None, events: Iterable[Event]) -> Document:
    site, language = pages.site, pages.language
    view = pages.views.component(component, ComponentStatus.OPERATIONAL) if component else None
    name = _text(_rendered(pages, path, "name", component=view))
    page = pages.map.component(component.id) if component else pages.map.home
    described = component.description if component else site.description
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # RFC 7986 names what programs had read from X-WR-… and X-PUBLISHED-TTL before; many still do.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    if described:
        calendar.add("description", _text(described.pick(language).text))
        calendar.add("x-wr-caldesc", _text(described.pick(language).text))
    calendar.add("url", vUri(site_map.address(site, page)))
    calendar.add("source", vUri(site_map.address(site, path)), parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(event)
    if not calendar.subcomponents:
        calendar.add_component(_utc())
    return Document(path, calendar.to_ical())


def _utc() -> Timezone:
    """Says nothing. A calendar without any component isn't one (RFC 5545 §3.6), and there may be no work to tell of."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local, as §3.6.5 wants it
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    zone.add_component(standard)
    return zone
