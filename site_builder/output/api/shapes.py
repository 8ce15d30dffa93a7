"""The objects of the API as they are written: the order of the keys here is the order in the files.

It is the order in which hosted pages answer. Times are texts as `wire.moment` writes them. These are dicts, as nothing
else in the house, because they are what is written: a type for each, and one line (`wire.encode`) makes bytes of it.
"""

from typing import Literal, NotRequired, TypedDict

ComponentStatusText = Literal[
    "operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"
]
IncidentStatusText = Literal[
    "investigating",
    "identified",
    "monitoring",
    "resolved",
    "postmortem",
    "scheduled",
    "in_progress",
    "verifying",
    "completed",
]
ImpactText = Literal["none", "minor", "major", "critical", "maintenance"]


class PageObject(TypedDict):
    """Whose page this is. It leads every document."""

    id: str
    name: str
    url: str
    time_zone: str
    updated_at: str


class StatusObject(TypedDict):
    """The state of everything, for machines and in words."""

    indicator: ImpactText
    description: str


class ComponentExtras(TypedDict):
    """`id` is the one in site.yml."""

    id: str
    url: str
    retired: bool


class ComponentObject(TypedDict):
    """A component, or a group of them: then it says so, and `components` has their ids."""

    id: str
    name: str
    status: ComponentStatusText
    created_at: str
    updated_at: str
    position: int
    description: str | None
    showcase: bool
    start_date: None
    group_id: str | None
    page_id: str
    group: bool
    only_show_if_degraded: bool
    components: NotRequired[list[str]]
    site_builder: NotRequired[ComponentExtras]


class AffectedComponentObject(TypedDict):
    """What one update did to one component."""

    code: str
    name: str
    old_status: ComponentStatusText
    new_status: ComponentStatusText


class EditObject(TypedDict):
    """A correction of a published statement."""

    edited_at: str
    reason: str


class UpdateExtras(TypedDict):
    """`tag` is what feeds know it by, `language` the one that it really is in."""

    tag: str
    url: str
    language: str
    edits: list[EditObject]


class UpdateObject(TypedDict):
    """One statement of an incident."""

    id: str
    status: IncidentStatusText
    body: str
    incident_id: str
    created_at: str
    updated_at: str
    display_at: str
    affected_components: list[AffectedComponentObject]
    deliver_notifications: bool
    custom_tweet: None
    tweet_id: None
    site_builder: UpdateExtras


class SaidObject(TypedDict):
    """A text that holds until a later one replaces it."""

    text: str
    language: str
    said_at: str


class DataImpactObject(TypedDict):
    """What is known of customers' data."""

    status: str
    text: str | None
    as_of: str


class ExpectedObject(TypedDict):
    """When a component (all of them: None) will be back: a day, a time or words."""

    component: str | None
    when: str | None
    text: str | None
    said_at: str


class IncidentExtras(TypedDict):
    """What the model says beyond the hosted API: the four answers, and its own words of kind and status."""

    name: str
    tag: str
    kind: str
    status: str
    language: str
    pinned: bool
    what_works: SaidObject | None
    what_to_do: SaidObject | None
    data_impact: DataImpactObject | None
    expected: list[ExpectedObject]
    next_update: str | None


class IncidentObject(TypedDict):
    """An incident, or a planned maintenance: that one has a window and no `reminder_intervals`."""

    id: str
    name: str
    status: IncidentStatusText
    created_at: str
    updated_at: str
    monitoring_at: str | None
    resolved_at: str | None
    impact: ImpactText
    shortlink: str
    started_at: str
    page_id: str
    incident_updates: list[UpdateObject]
    components: list[ComponentObject]
    site_builder: IncidentExtras
    reminder_intervals: NotRequired[None]
    scheduled_for: NotRequired[str]
    scheduled_until: NotRequired[str]


class NoticeObject(TypedDict):
    """Information that is no incident: hosted pages have no such thing."""

    id: str
    name: str
    body: str
    language: str
    created_at: str
    updated_at: str
    ends_at: str | None
    url: str
    pinned: bool


class SummaryExtras(TypedDict):
    """The notices that hold now, newest first."""

    language: str
    notices: list[NoticeObject]


class Summary(TypedDict):
    """summary.json"""

    page: PageObject
    components: list[ComponentObject]
    incidents: list[IncidentObject]
    scheduled_maintenances: list[IncidentObject]
    status: StatusObject
    site_builder: SummaryExtras


class Status(TypedDict):
    """status.json"""

    page: PageObject
    status: StatusObject


class Components(TypedDict):
    """components.json"""

    page: PageObject
    components: list[ComponentObject]


class Incidents(TypedDict):
    """incidents.json and incidents/unresolved.json"""

    page: PageObject
    incidents: list[IncidentObject]


class OneIncident(TypedDict):
    """incidents/NAME.json"""

    page: PageObject
    incident: IncidentObject


class ScheduledMaintenances(TypedDict):
    """scheduled-maintenances.json and the two below it"""

    page: PageObject
    scheduled_maintenances: list[IncidentObject]


AnyDocument = Summary | Status | Components | Incidents | OneIncident | ScheduledMaintenances
