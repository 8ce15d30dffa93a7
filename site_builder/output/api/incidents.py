"""Incidents and planned maintenance as the API shows them, in one language: each is made once."""

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.model import Incident, Site
from site_builder.output.api.answers import incident_extras
from site_builder.output.api.components import ComponentCatalogue
from site_builder.output.api.shapes import (
    AffectedComponentObject,
    ComponentObject,
    ImpactText,
    IncidentObject,
    IncidentStatusText,
    NoticeObject,
    UpdateObject,
)
from site_builder.output.api.texts import Texts
from site_builder.output.api.wire import incident_key, moment, page_key, update_key
from site_builder.output.feeds.ids import incident_id, update_id
from site_builder.output.site_map import address
from site_builder.output.story import Step, Story
from site_builder.output.views import IncidentView
from site_builder.overview import IncidentState
from site_builder.vocabulary import ComponentStatus, Kind, Status

_STATUSES: dict[Status, IncidentStatusText] = {
    Status.INVESTIGATING: "investigating",
    Status.IDENTIFIED: "identified",
    Status.MONITORING: "monitoring",
    Status.RESOLVED: "resolved",
    Status.POSTMORTEM: "postmortem",
    Status.SCHEDULED: "scheduled",
    Status.IN_PROGRESS: "in_progress",
    Status.VERIFYING: "verifying",
    Status.COMPLETED: "completed",
    # Hosted pages have no such status. To clients it is over like any other; its text says that it didn't happen.
    Status.CANCELLED: "completed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An incident in all that the API needs to know of it; a view in the language at hand."""

    state: IncidentState
    story: Story
    view: IncidentView

    @property
    def incident(self) -> Incident:
        return self.state.incident


class IncidentMaker:
    """Makes the objects of one language."""

    def __init__(self, site: Site, texts: Texts, components: ComponentCatalogue) -> None:
        self._site = site
        self._texts = texts
        self._components = components
        self._page = page_key(site)

    def incident(self, told: Told) -> IncidentObject:
        """An incident or a planned maintenance."""
        state, story, view = told.state, told.story, told.view
        is_planned = told.incident.kind is Kind.MAINTENANCE
        made: IncidentObject = {
            "id": incident_key(self._site, told.incident),
            "name": view.title.text,
            "status": _STATUSES[state.status],
            "created_at": moment(state.opened_at),
            "updated_at": moment(story.updated_at),
            "monitoring_at": moment(story.monitoring_at) if story.monitoring_at else None,
            "resolved_at": moment(state.closed_at) if state.closed_at else None,
            "impact": "maintenance" if is_planned else _impact(state),
            "shortlink": address(self._site, view.path),
            "started_at": moment(story.started_at),
            "page_id": self._page,
            "incident_updates": list(self._updates(told)),
            "components": self._components_of(told),
            "site_builder": incident_extras(view, incident_id(self._site, told.incident), self._texts),
        }
        if is_planned:
            starts = state.starts or state.opened_at
            made["scheduled_for"] = moment(starts)
            made["scheduled_until"] = moment(state.ends or starts)
        else:
            made["reminder_intervals"] = None
        return made

    def _components_of(self, told: Told) -> list[ComponentObject]:
        """As the incident itself says that they are: its own document doesn't change because of another incident."""
        now = dict(told.state.components)
        return [
            self._components.as_said(one, now.get(one, ComponentStatus.OPERATIONAL), told.story.turned.get(one))
            for one in told.state.affected
        ]

    def _updates(self, told: Told) -> Iterator[UpdateObject]:
        """The updates, newest first."""
        key = incident_key(self._site, told.incident)
        steps = reversed(told.story.steps)
        for view, update, step in zip(told.view.updates, reversed(told.incident.updates), steps, strict=True):
            said_at = moment(update.date)
            yield {
                "id": update_key(self._site, told.incident, update),
                "status": _STATUSES[update.status],
                "body": self._texts.plain(view.body),
                "incident_id": key,
                "created_at": said_at,
                "updated_at": moment(max([update.date, *(edit.date for edit in update.edited)])),
                "display_at": said_at,
                "affected_components": [self._affected(one) for one in step],
                "deliver_notifications": True,
                "custom_tweet": None,
                "tweet_id": None,
                "site_builder": {
                    "tag": update_id(self._site, told.incident, update),
                    "url": f"{address(self._site, told.view.path)}#{view.anchor}",
                    "language": view.body.language,
                    "edits": [{"edited_at": moment(edit.date), "reason": edit.reason.text} for edit in view.edits],
                },
            }

    def _affected(self, step: Step) -> AffectedComponentObject:
        component, before, after = step
        return {
            "code": self._components[component]["id"],
            "name": self._components.full_name(component),
            "old_status": before.value,
            "new_status": after.value,
        }

    def notice(self, told: Told) -> NoticeObject:
        """Information that is no incident."""
        state, view = told.state, told.view
        return {
            "id": incident_key(self._site, told.incident),
            "name": view.title.text,
            "body": self._texts.plain(view.latest.body),
            "language": view.latest.body.language,
            "created_at": moment(state.opened_at),
            "updated_at": moment(told.story.updated_at),
            "ends_at": moment(state.ends) if state.ends else None,
            "url": address(self._site, view.path),
            "pinned": view.pinned,
        }


def _impact(state: IncidentState) -> ImpactText:
    return state.impact.value
