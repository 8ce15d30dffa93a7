"""What the templates get to see: one language's view of the state, with texts rendered and addresses known.

Names of these classes and fields are the theme's contract. An address is a path from the output's root;
the templates' `href` filter makes it a link in the page at hand.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from site_builder.model import Phrase
from site_builder.output.prose import Prose
from site_builder.record import record
from site_builder.vocabulary import ComponentStatus, DataImpactStatus, Impact, Kind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentView:
    """A component, and how it is doing at the moment the view is of."""

    id: str
    name: Phrase
    description: Phrase | None
    path: str
    status: ComponentStatus
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """Components that stand together."""

    name: Phrase | None
    description: Phrase | None
    components: tuple[ComponentView, ...]


@record(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What one update did to one component."""

    component: ComponentView
    before: ComponentStatus
    after: ComponentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """A correction of a published statement."""

    date: datetime
    reason: Phrase


@record(frozen=True, slots=True, kw_only=True)
class UpdateView:
    """One statement. `unpublished` is empty, or says why only a preview shows it: "draft" or "held back"."""

    id: str
    path: str
    anchor: str
    date: datetime
    status: Status
    body: Prose
    changes: tuple[ChangeView, ...]
    edits: tuple[EditView, ...]
    unpublished: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidView:
    """A text that stands until a later one replaces it, and when it was said."""

    prose: Prose
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DataImpactView:
    """What is known of customers' data; `as_of` is when that was true."""

    status: DataImpactStatus
    prose: Prose | None
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedView:
    """When a component, or all (None), will be back: either `when` or `text` is given."""

    component: ComponentView | None
    when: date | datetime | None
    text: Phrase | None
    said_at: datetime


@record(frozen=True, slots=True, kw_only=True)
class AnswersView:
    """The four answers: what still works, what to do, is my data affected, when. Empty where nothing was said."""

    what_works: SaidView | None
    what_to_do: SaidView | None
    data_impact: DataImpactView | None
    expected: tuple[ExpectedView, ...]
    next_update: datetime | None
    is_late: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        said = (self.what_works, self.what_to_do, self.data_impact, self.expected, self.next_update)
        return any(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A lasting question with its answer."""

    anchor: str
    heading: Phrase
    answer: Prose


@record(frozen=True, kw_only=True)
class IncidentView:
    """One incident. `updates` are newest first. `components` is what it says of each now; empty when it is over.

    Its texts are rendered when somebody asks for them: a list of a hundred incidents shows none.
    """

    name: str
    path: str
    title: Phrase
    kind: Kind
    status: Status
    impact: Impact
    is_open: bool
    is_upcoming: bool
    pinned: bool
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    starts: datetime | None
    ends: datetime | None
    components: tuple[ComponentView, ...]
    affected: tuple[ComponentView, ...]
    returned: tuple[tuple[ComponentView, datetime], ...]
    _texts: "IncidentTexts" = field(repr=False, compare=False)

    @cached_property
    def answers(self) -> AnswersView:
        return self._texts.answers()

    @cached_property
    def updates(self) -> tuple[UpdateView, ...]:
        return self._texts.updates()

    @cached_property
    def questions(self) -> tuple[QuestionView, ...]:
        return self._texts.questions()

    @property
    def latest(self) -> UpdateView:
        return self.updates[0]


class IncidentTexts(Protocol):
    """Where a view gets what has to be rendered."""

    def answers(self) -> AnswersView: ...

    def updates(self) -> tuple[UpdateView, ...]: ...

    def questions(self) -> tuple[QuestionView, ...]: ...
