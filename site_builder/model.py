"""The frozen types that travel through the house. They are made at the door and trusted from there on.

All date-times are aware and in UTC; a page shows them in the site's time zone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from site_builder.problems import Location
from site_builder.record import record
from site_builder.vocabulary import (
    LIFECYCLES,
    ComponentStatus,
    DataImpactStatus,
    Impact,
    Kind,
    Lifecycle,
    RuleLevel,
    RuleName,
    Status,
)


@record(frozen=True, slots=True)
class Phrase:
    """A text in one language. `at` is where it was written, for problems that are found later."""

    language: str
    text: str
    at: Location | None = field(default=None, compare=False, repr=False)


@record(frozen=True, slots=True)
class LocalText:
    """A text in one or more languages; the first phrase is the original."""

    phrases: tuple[Phrase, ...]

    def __post_init__(self) -> None:
        if not self.phrases:
            raise ValueError("a text needs at least one language")

    @classmethod
    def of(cls, language: str, text: str, at: Location | None = None) -> "LocalText":
        """A text in its original language only."""
        return cls((Phrase(language, text, at),))

    @property
    def original(self) -> Phrase:
        return self.phrases[0]

    def pick(self, language: str) -> Phrase:
        """The phrase in `language`, or else the original, whose `language` says that it is another."""
        return next((phrase for phrase in self.phrases if phrase.language == language), self.original)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address with the words that stand for it."""

    label: LocalText
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What a customer recognises ("Gift cards"), not a server. A retired one only lives in the history."""

    id: str
    name: LocalText
    description: LocalText | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentGroup:
    """Components that stand together on the page; without a name they just stand there."""

    name: LocalText | None = None
    description: LocalText | None = None
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityContact:
    """Where researchers report a weakness, for `/.well-known/security.txt` (RFC 9116 names these fields).

    `contacts` are URIs, the preferred one first; from `expires` on nobody should trust the rest.
    """

    contacts: tuple[str, ...]
    expires: datetime
    policy: str | None = None
    encryption: str | None = None
    acknowledgments: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """How `check` reads, as an editor would. Rules that `levels` doesn't name have their usual level.

    `days`: how long a published statement is still read, in days. `jargon`: the site's own words, each with plain ones;
    `blame` and `absolute_promise`: phrases besides the usual ones; `allowed`: what none of these three complains of.
    """

    levels: tuple[tuple[RuleName, RuleLevel], ...] = ()
    days: int = 7
    jargon: tuple[tuple[str, str], ...] = ()
    blame: tuple[str, ...] = ()
    absolute_promise: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    sentence_words: int = 30
    title_characters: int = 80

    def level(self, rule: RuleName, usual: RuleLevel) -> RuleLevel:
        """What a finding of `rule` does."""
        return dict(self.levels).get(rule, usual)

    @property
    def raised(self) -> bool:
        """Whether any rule stops a build."""
        return any(level is RuleLevel.ERROR for _, level in self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`site.yml`, checked. `url` has no slash at its end; the first of `languages` is the default one."""

    name: LocalText
    url: str
    authority: str
    timezone: ZoneInfo
    languages: tuple[str, ...]
    groups: tuple[ComponentGroup, ...] = ()
    description: LocalText | None = None
    logo: str | None = None
    accent: str | None = None
    support: Link | None = None
    official_channels: tuple[Link, ...] = ()
    feed_entries: int = 50
    uptime_shown: bool = True
    uptime_days: int = 90
    history_days: int = 14
    powered_by: bool = True
    hub: str | None = None
    security: SecurityContact | None = None
    repository_is_public: bool = False
    check: CheckSettings = CheckSettings()

    @property
    def language(self) -> str:
        """The default language, whose pages stand at the root."""
        return self.languages[0]

    @property
    def components(self) -> tuple[Component, ...]:
        """All components, retired ones too, in the order of the page."""
        return tuple(component for group in self.groups for component in group.components)

    def texts(self) -> Iterator[LocalText]:
        """Everything that people read of it, in about the order of the file."""
        yield from (text for text in (self.name, self.description) if text is not None)
        if self.support is not None:
            yield self.support.label
        yield from (channel.label for channel in self.official_channels)
        for group in self.groups:
            yield from (text for text in (group.name, group.description) if text is not None)
            for component in group.components:
                yield component.name
                if component.description is not None:
                    yield component.description


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """When something will be back: a day, an instant, or words. `component` None means the whole incident."""

    component: str | None = None
    when: date | datetime | None = None
    text: LocalText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataImpact:
    """What is known of customers' data, and as of when that was true."""

    status: DataImpactStatus
    text: LocalText | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A published statement was corrected: when and why."""

    date: datetime
    reason: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A file that says a statement in another language: `corrections` is how many of the original's it lists."""

    language: str
    source: str
    corrections: int = 0


@record(frozen=True, slots=True, kw_only=True)
class Update:
    """One dated statement. Absent fields say nothing: an earlier statement stays in force.

    `id` is unique within its incident; the opener's is `OPENER_ID`.
    """

    id: str
    date: datetime
    status: Status
    body: LocalText
    components: tuple[tuple[str, ComponentStatus], ...] = ()
    impact: Impact | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    next_update: datetime | None = None
    expected: tuple[Expectation, ...] = ()
    what_to_do: LocalText | None = None
    what_works: LocalText | None = None
    data_impact: DataImpact | None = None
    edited: tuple[Edit, ...] = ()
    draft: bool = False
    source: str = field(default="", compare=False)
    translations: tuple[Translated, ...] = field(default=(), compare=False)

    def texts(self) -> Iterator[LocalText]:
        """Its Markdown texts, for what has to be looked for in all of them."""
        impact = self.data_impact.text if self.data_impact else None
        for text in (self.body, self.what_to_do, self.what_works, impact):
            if text is not None:
                yield text


OPENER_ID = "opened"
"""Id of an incident's first update, which has no file of its own inside the folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A lasting question with its answer; `id` is its anchor on the page."""

    id: str
    heading: LocalText
    answer: LocalText


@record(frozen=True, slots=True, kw_only=True)
class Incident:
    """One story with its timeline. `updates` go forward in time; the first one opens the story.

    `name` is the file's name and the address of its page, `id` what feeds know it by, `folder` the
    site-relative folder that holds its further updates and its attachments. `digest` stands for the content of all its
    files: with the same one it says the same. Empty where it was made of no files.
    """

    name: str
    id: str
    kind: Kind
    title: LocalText
    updates: tuple[Update, ...]
    pinned: bool = False
    questions: tuple[Question, ...] = ()
    attachments: tuple[str, ...] = ()
    folder: str = field(default="", compare=False)
    digest: str = field(default="", compare=False, repr=False)

    @property
    def opener(self) -> Update:
        return self.updates[0]

    @property
    def latest(self) -> Update:
        return self.updates[-1]

    def texts(self) -> Iterator[LocalText]:
        """Its Markdown texts."""
        for update in self.updates:
            yield from update.texts()
        for question in self.questions:
            yield question.answer

    @property
    def lifecycle(self) -> Lifecycle:
        return LIFECYCLES[self.kind]

    def saying(self, updates: Iterable[Update]) -> "Incident":
        """The same incident with other updates, which nobody wrote into files like that: it has no digest."""
        return Incident(
            name=self.name,
            id=self.id,
            kind=self.kind,
            title=self.title,
            updates=tuple(updates),
            pinned=self.pinned,
            questions=self.questions,
            attachments=self.attachments,
            folder=self.folder,
        )

    @property
    def public_from(self) -> datetime | None:
        """From when on all of it is public, corrections too; None while there is a draft in it."""
        if any(update.draft for update in self.updates):
            return None
        return max(date for update in self.updates for date in (update.date, *(edit.date for edit in update.edited)))

    @property
    def update_count(self) -> int:
        return len(self.updates)

    def let_go(self) -> None:
        """Frees what can be read again, which is nothing of an incident that was made whole."""
