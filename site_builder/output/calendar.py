"""`maintenance.ics`: planned maintenance for calendar programs, as iCalendar (RFC 5545) to be subscribed to.

All times are in UTC: of a zone, icalendar would have to write the rules, and a fixed offset gives a name that no
program knows. An event says only what was said, so it stays byte for byte the same until there is another update.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import pairwise, takewhile

from site_builder.days import Window, timeline
from site_builder.model import Component, Incident, Site
from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import Document
from site_builder.overview import IncidentState
from site_builder.vocabulary import Kind, Status


def calendar_documents(pages: LanguagePages) -> Iterator[Document]:
    """The calendars of one language: one of the whole site, and one for each component."""
    states = listed(pages.chronicle.of_kind(Kind.MAINTENANCE), pages.site.feed_entries)
    yield _kept_calendar(pages, pages.map.calendar, None, states)
    for component in pages.site.components:
        own = [state for state in states if component.id in state.affected]
        yield _kept_calendar(pages, pages.map.component_calendar(component.id), component, own)


def _kept_calendar(
    pages: LanguagePages,
    path: str,
    component: Component | None,
    states: Sequence[IncidentState],
) -> Document:
    names = [state.incident.name for state in states]
    inputs = component, pages.told_by(path, states)

    def made() -> bytes:
        # icalendar takes as long to import as all else that a build needs of one change.
        from site_builder.output.calendar_file import calendar_file

        return calendar_file(pages, path, component, names)

    return pages.kept(path, inputs, made)


def listed(works: Iterable[IncidentState], count: int) -> list[IncidentState]:
    """Every maintenance that is still to come or under way, and the `count` that were over last, by their start."""
    works = tuple(works)
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
    so_far = [incident.saying(incident.updates[: count + 1]) for count in range(len(incident.updates))]
    moves = sum(before != after for before, after in pairwise(map(booking, so_far)))
    return moves + sum(len(update.edited) for update in incident.updates)


def event_id(site: Site, incident: Incident) -> str:
    """The UID: the incident's id at the domain of the site's other ids, the same in every language and calendar."""
    domain, _, _ = site.authority.partition(",")
    return f"{incident.id}@{domain}"
