"""What is public of incidents at an instant, and what is held back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from site_builder.model import Incident, Update
from site_builder.overview import HeldBack


def published(incidents: Iterable[Incident], now: datetime, *, drafts: bool = False) -> tuple[Incident, ...]:
    """The incidents with only what is public at `now`: no drafts, and nothing that is dated later, corrections too.

    One whose opener isn't public is left out whole. With `drafts` (a preview) everything stays, and is
    judged as though it were published.
    """
    if drafts:
        return tuple(incidents)
    incidents = tuple(incidents)
    waiting = {id(incident) for incident in waiting_at(incidents, now)}
    if not waiting:
        return incidents
    narrowed = (_narrowed(incident, now) if id(incident) in waiting else incident for incident in incidents)
    return tuple(incident for incident in narrowed if incident is not None)


def _narrowed(incident: Incident, now: datetime) -> Incident | None:
    """What is public of one that isn't wholly."""
    if not _is_public(incident.opener, now):
        return None
    return incident.saying(_corrected_by(update, now) for update in incident.updates if _is_public(update, now))


def waiting_at(incidents: Iterable[Incident], now: datetime) -> list[Incident]:
    """Those of which something is a draft or held back at `now`."""
    return [incident for incident in incidents if not ((since := incident.public_from) and since <= now)]


def _corrected_by(update: Update, now: datetime) -> Update:
    """The update with the corrections that were made by then."""
    made = tuple(edit for edit in update.edited if edit.date <= now)
    return update if made == update.edited else replace(update, edited=made)


def _is_public(update: Update, now: datetime) -> bool:
    return not update.draft and update.date <= now


def held_back(incidents: Iterable[Incident], now: datetime) -> tuple[HeldBack, ...]:
    """What is written but not public at `now`: what is due first comes first, drafts come last."""
    held = []
    for incident in waiting_at(incidents, now):
        for update in incident.updates:
            # An update can't come out before the story that it belongs to.
            waits_for = (incident.opener, update)
            if not all(_is_public(each, now) for each in waits_for):
                is_draft = any(each.draft for each in waits_for)
                until = None if is_draft else max(each.date for each in waits_for)
                held.append(HeldBack(source=update.source, until=until))
    return tuple(sorted(held, key=lambda each: (each.until or datetime.max.replace(tzinfo=UTC), each.source)))
