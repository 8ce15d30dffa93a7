"""The state of a site at one instant: the frozen types that `status.py` derives and the pages show."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from site_builder.model import Component, DataImpact, Expectation, Incident, LocalText, Update
from site_builder.record import record
from site_builder.vocabulary import ComponentStatus, Impact, Status

T = TypeVar("T")


class Indicator(StrEnum):
    """The overall state, as in the Statuspage API."""

    NONE = "none"
    MAINTENANCE = "maintenance"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 is best."""
        return list(Indicator).index(self)


class Headline(StrEnum):
    """The one sentence of the page, in words that a template translates."""

    ALL_OPERATIONAL = "all_operational"
    MAINTENANCE = "maintenance"
    MONITORING = "monitoring"  # an incident is open, and every component works
    DEGRADED = "degraded"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"


@record(frozen=True, slots=True, kw_only=True)
class Statement(Generic[T]):
    """The latest thing that was said of a matter, and the update that said it."""

    value: T
    update: Update


@record(frozen=True, slots=True, kw_only=True)
class ComponentChange:
    """What one update did to one component."""

    component: str
    before: ComponentStatus
    after: ComponentStatus


class Spell(NamedTuple):
    """From when until when an incident kept components from working, and how each of them was. It lasts if
    `ends` is None."""

    begins: datetime
    ends: datetime | None
    components: tuple[tuple[str, ComponentStatus], ...]


@record(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an incident at an instant: what it does to components, how much it matters, the answers.

    `components`: what it says of each component then, in the order of first mention; empty when closed.
    """

    impact: Impact
    components: tuple[tuple[str, ComponentStatus], ...]
    affected: tuple[str, ...]
    what_to_do: Statement[LocalText] | None
    what_works: Statement[LocalText] | None
    data_impact: Statement[DataImpact] | None
    expected: tuple[Statement[Expectation], ...]
    next_update: datetime | None
    is_late: bool


@record(frozen=True, slots=True, kw_only=True)
class Telling:
    """Of an IncidentState what needs the texts of its updates: few ask for it."""

    changes: tuple[tuple[ComponentChange, ...], ...]
    what_to_do: Statement[LocalText] | None
    what_works: Statement[LocalText] | None
    data_impact: Statement[DataImpact] | None
    expected: tuple[Statement[Expectation], ...]


@record(frozen=True, slots=True, kw_only=True)
class IncidentState(Standing):
    """One incident at `now`. `incident` holds only what is published by then.

    `returned`: components it had affected that work again while it is still open, with since when.
    `changes`: for each update, in order, what it did to components. `spells`: all of them so far, oldest first.
    `closed_at` is None while it is open. `changed_at` is the last instant from which on something about it was
    different, `changes_at` when it next changes by itself, if ever: between the two nothing of it changes.
    """

    incident: Incident
    status: Status
    is_open: bool
    is_upcoming: bool
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    starts: datetime | None
    ends: datetime | None
    returned: tuple[tuple[str, datetime], ...]
    changes: tuple[tuple[ComponentChange, ...], ...]
    spells: tuple[Spell, ...]
    changed_at: datetime
    changes_at: datetime | None

    @property
    def worst(self) -> dict[str, ComponentStatus]:
        """The worst that it ever said of each component in `affected`."""
        worst = dict.fromkeys(self.affected, ComponentStatus.OPERATIONAL)
        for change in (change for changes in self.changes for change in changes):
            if change.component in worst:
                worst[change.component] = max(worst[change.component], change.after, key=lambda status: status.rank)
        return worst

    @property
    def key(self) -> str:
        """Stands for all of it, if its incident has a digest."""
        return f"{self.incident.digest} {self.changed_at.isoformat()}"

    def holds_at(self, instant: datetime) -> bool:
        """Whether it was, or will be, the same at another instant, as long as no file changes."""
        return self.changed_at <= instant and (self.changes_at is None or instant < self.changes_at)

    def let_go(self) -> None:
        """Frees what can be worked out again, which is nothing of a state that was made whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentState:
    """One component at `now`, and the open incidents that it stands in."""

    component: Component
    status: ComponentStatus
    incidents: tuple[IncidentState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a component, by the site's calendar: the worst that was said, and in which incidents."""

    date: date
    status: ComponentStatus
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """Something that is written but not public yet. `until` None: a draft, which no date brings out."""

    source: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the shared pages say. `incidents` holds all published ones, newest first."""

    now: datetime
    indicator: Indicator
    headline: Headline
    affected: tuple[ComponentState, ...]
    components: tuple[ComponentState, ...]
    incidents: tuple[IncidentState, ...]
    held_back: tuple[HeldBack, ...]
    next_change_at: datetime
