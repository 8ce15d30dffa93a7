"""What the home page tells, and in which order."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from site_builder.output.excerpt import excerpt
from site_builder.output.views import IncidentView
from site_builder.overview import IncidentState
from site_builder.vocabulary import Kind


def is_told(state: IncidentState, *, since: datetime) -> bool:
    """Whether the home page tells of an incident: open now, planned, or over after `since`. Older ones are in the
    history."""
    return state.is_open or state.is_upcoming or (state.closed_at is not None and state.closed_at > since)


def stories(incidents: Iterable[IncidentView]) -> Mapping[str, Any]:
    """Each incident that is told of at its place."""
    incidents = tuple(incidents)
    open_ones = [one for one in incidents if one.is_open]
    notices = [one for one in open_ones if one.kind is Kind.NOTICE]
    happening = [one for one in open_ones if one.kind is not Kind.NOTICE]
    return {
        "pinned": [one for one in notices if one.pinned],
        "notices": [one for one in notices if not one.pinned],
        "incidents": sorted(happening, key=lambda one: (not one.pinned, -one.impact.rank)),
        "upcoming": sorted((one for one in incidents if one.is_upcoming), key=_start),
        "recent": [one for one in incidents if not one.is_open and not one.is_upcoming],
        "excerpts": {one.name: excerpt(one.latest.body) for one in incidents if one.is_open or one.is_upcoming},
    }


def _start(incident: IncidentView) -> datetime:
    return incident.starts or incident.opened_at
