"""Incidents that tell something, for tests of what is told of all of them."""

from dataclasses import replace
from itertools import count
from zoneinfo import ZoneInfo

from site_builder.cache import Cache, digest
from site_builder.model import Incident
from site_builder.output.known_stories import KnownStories
from site_builder.overview import IncidentState
from site_builder.status import incident_state, newest_first
from site_builder.vocabulary import ComponentStatus, Kind
from tests.factories import an_incident, an_update, at

LONDON = ZoneInfo("Europe/London")
NOW = at("2026-06-01 12:00")

_names = count()


def a_state(*moments: str, name: str = "", component: str = "orders", kind: Kind = Kind.INCIDENT) -> IncidentState:
    """An incident with an update at each of these moments, as it was read from a file."""
    components = {component: ComponentStatus.MAJOR_OUTAGE}
    updates = [an_update(moment, components=components) for moment in sorted(moments)]
    incident = an_incident(*updates, name=name or f"story-{next(_names):04}", kind=kind)
    return incident_state(as_read(incident), NOW)


def as_read(incident: Incident) -> Incident:
    """With the digest of what it says."""
    return replace(incident, digest=digest(incident))


def told(*states: IncidentState, known: KnownStories | None = None, cache: Cache | None = None) -> KnownStories:
    """What these tell, told to `known` if there is one, in a build with this `cache`."""
    known = known or KnownStories()
    known.use(cache)
    known.tell(newest_first(states), NOW, LONDON)
    return known


def everything(known: KnownStories) -> object:
    """All that can be asked of them, as values that can be compared."""
    months = [
        (month.name, month.told.started_at, month.told.updated_at, dict(month.told.turned)) for month in known.months
    ]
    said = [
        (month.name, [(said.state.incident.name, said.index, said.date, said.changed) for said in month.members])
        for month in known.said_in
    ]
    return months, said, known.moved, known.revised, [year.name for year in known.years]
