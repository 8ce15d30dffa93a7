"""The words of the field, as files, code, JSON and tests use them: statuses, kinds, impacts, and what may follow what.

They are those of https://developer.statuspage.io/.
"""

from dataclasses import dataclass
from enum import StrEnum


class ComponentStatus(StrEnum):
    """How a component is doing, from best to worst."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def rank(self) -> int:
        """0 is best. Work that was announced is better than anything that was not."""
        return _COMPONENT_RANKS[self]


_COMPONENT_RANKS = {status: rank for rank, status in enumerate(ComponentStatus)}


class Kind(StrEnum):
    """What an incident file tells about. A notice is information and changes no component."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"


class Status(StrEnum):
    """Where an incident stands; which of these may be said depends on its kind, see `LIFECYCLES`."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """The statuses of one kind: the one it opens with, all in their usual order, those that close it.

    `closes` is the one of these that says that it went well.
    """

    opens: Status
    statuses: tuple[Status, ...]
    closed: frozenset[Status]
    closes: Status

    def usual_successor(self, status: Status) -> Status:
        """What the next update says if nobody says otherwise. It never closes a story: that is said on purpose.

        Nor does it begin a maintenance before its time, which the clock does.
        """
        return _SUCCESSORS.get(status, status)


_SUCCESSORS = {
    Status.INVESTIGATING: Status.IDENTIFIED,
    Status.IDENTIFIED: Status.MONITORING,
    Status.RESOLVED: Status.POSTMORTEM,
    Status.IN_PROGRESS: Status.VERIFYING,
}


LIFECYCLES = {
    Kind.INCIDENT: Lifecycle(
        opens=Status.INVESTIGATING,
        statuses=(
            Status.INVESTIGATING,
            Status.IDENTIFIED,
            Status.MONITORING,
            Status.RESOLVED,
            Status.POSTMORTEM,
        ),
        closed=frozenset({Status.RESOLVED, Status.POSTMORTEM}),
        closes=Status.RESOLVED,
    ),
    Kind.MAINTENANCE: Lifecycle(
        opens=Status.SCHEDULED,
        statuses=(
            Status.SCHEDULED,
            Status.IN_PROGRESS,
            Status.VERIFYING,
            Status.COMPLETED,
            Status.CANCELLED,
        ),
        closed=frozenset({Status.COMPLETED, Status.CANCELLED}),
        closes=Status.COMPLETED,
    ),
    Kind.NOTICE: Lifecycle(
        opens=Status.ACTIVE,
        statuses=(Status.ACTIVE, Status.ENDED),
        closed=frozenset({Status.ENDED}),
        closes=Status.ENDED,
    ),
}


class Impact(StrEnum):
    """How much an incident matters to customers, from least to most."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 is least."""
        return _IMPACT_RANKS[self]


_IMPACT_RANKS = {impact: rank for rank, impact in enumerate(Impact)}


class Edition(StrEnum):
    """For whom a site is built. Nobody may take one of the others for the published one.

    A preview shows what would be published now; with drafts, all that is written. A rehearsal is an exercise.
    """

    PUBLISHED = "published"
    DRAFTS = "drafts"
    PREVIEW = "preview"
    REHEARSAL = "rehearsal"

    @property
    def is_public(self) -> bool:
        """Whether it may be found, subscribed to and shown elsewhere."""
        return self is Edition.PUBLISHED

    @property
    def shows_drafts(self) -> bool:
        """Whether drafts and held-back updates are in it."""
        return self is Edition.DRAFTS


class DataImpactStatus(StrEnum):
    """What is known of customers' data. There is no default: absent means that nothing is said."""

    UNKNOWN = "unknown"
    NO_EVIDENCE = "no_evidence"
    CONFIRMED = "confirmed"
    NONE = "none"


class RuleName(StrEnum):
    """What `check` looks for besides errors, as `site.yml` and reports call it (docs/reference/rules.md)."""

    NO_NEXT_UPDATE = "no-next-update"
    LATE = "late"
    NO_WHAT_TO_DO = "no-what-to-do"
    DATA_IMPACT_SOFTENED = "data-impact-softened"
    SILENT_EDIT = "silent-edit"
    JARGON = "jargon"
    LONG_SENTENCE = "long-sentence"
    BLAME = "blame"
    ABSOLUTE_PROMISE = "absolute-promise"
    TITLE_TOO_LONG = "title-too-long"
    LINK_NOT_HTTPS = "link-not-https"
    IMAGE_WITHOUT_ALT = "image-without-alt"
    TRANSLATION_STALE = "translation-stale"
    EMBARGO_IN_PUBLIC = "embargo-in-public"


class RuleLevel(StrEnum):
    """What a finding of a rule does: nothing, be shown, or stop."""

    OFF = "off"
    WARNING = "warning"
    ERROR = "error"
