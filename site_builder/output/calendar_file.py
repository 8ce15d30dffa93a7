"""One calendar as iCalendar (RFC 5545): see calendar.py for which there are and what is in them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText, vUri

from site_builder.model import Component
from site_builder.output import site_map
from site_builder.output.calendar import booking, event_id, sequence
from site_builder.output.pages import LanguagePages
from site_builder.output.plain_text import tidy_text
from site_builder.status import incident_state
from site_builder.vocabulary import ComponentStatus

_PRODUCT = "-//Site Builder//Planned maintenance//EN"
_ASK_AGAIN = timedelta(hours=1)
"""How often programs may look for news; few ask more often."""


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


def calendar_file(pages: LanguagePages, path: str, component: Component | None, names: Iterable[str]) -> bytes:
    """The calendar at `path` with the works of these names; of one component, or of the whole site."""
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
    for each in names:
        calendar.add_component(_event(pages, each))
    if not calendar.subcomponents:
        calendar.add_component(_utc())
    return bytes(calendar.to_ical())


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
