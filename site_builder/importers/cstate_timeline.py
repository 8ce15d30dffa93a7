"""The entries of a story as updates: when each was said, and where the incident then stood.

Nothing is dated by a guess. The first statement has the date of the file, the final one has
`resolvedWhen`, and entries with a time of their own have that. An entry without one was said at some time
before the next dated one, and stands inside that, below its label; a label is also kept wherever its
words say more than became status and date.

Generated are only `CLOSING` (a file says `resolved` and no entry does) and, where a first statement is
missing, the title in its place.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from site_builder.importers.cstate_body import Entry, Story
from site_builder.importers.cstate_markers import Role
from site_builder.model import OPENER_ID
from site_builder.vocabulary import LIFECYCLES, Kind, Status

CLOSING = {
    Kind.INCIDENT: "This incident is resolved.",
    Kind.MAINTENANCE: "This maintenance is completed.",
    Kind.NOTICE: "This notice has ended.",
}

_MINUTE = timedelta(minutes=1)
_CLOSED = {
    Kind.INCIDENT: Status.RESOLVED,
    Kind.MAINTENANCE: Status.COMPLETED,
    Kind.NOTICE: Status.ENDED,
}
# What a word means for the other kinds: writers say "Monitoring" of a maintenance, too.
_MAINTENANCE = {
    Status.INVESTIGATING: Status.IN_PROGRESS,
    Status.IDENTIFIED: Status.IN_PROGRESS,
    Status.MONITORING: Status.VERIFYING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the front matter says of the time line. `closed` is None while the story goes on."""

    kind: Kind
    title: str
    opened: datetime
    closed: datetime | None
    starts: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One update to be: its id, when, what, and the status from then on."""

    id: str
    date: datetime
    status: Status
    text: str


@dataclass(slots=True)
class _Draft:
    date: datetime
    role: Role
    said: Status | None = None
    label: str = ""
    text: str = ""
    below: list[str] = field(default_factory=list)
    closes: bool = False
    word: str = ""

    def keep_word(self, status: Status) -> None:
        """Shows the word that the writer used where it did not become the status."""
        if self.word and self.said is not status and _MAINTENANCE.get(self.said or status) is not status:
            self.label = self.label or self.word

    def markdown(self) -> str:
        label = f"**{self.label}**" if self.label else ""
        return "\n\n".join(part for part in (label, self.text, *self.below) if part).rstrip()


def build_timeline(story: Story, frame: Frame) -> tuple[Statement, ...]:
    """The statements in the order of time; the first one opens."""
    opener, rest = _opener(story, frame)
    drafts, waiting = _date_all(rest, frame)
    early = [draft for draft in drafts if draft.date < frame.opened]
    for draft in early:
        opener.below.append(draft.markdown())
    drafts = sorted((draft for draft in drafts if draft not in early), key=lambda draft: draft.date)
    if frame.closed is not None:
        _close(drafts, frame, waiting)
    last = drafts[-1] if drafts else opener
    last.below += reversed(waiting)
    statuses = _statuses(drafts, frame)
    first = Statement(
        id=OPENER_ID,
        date=frame.opened,
        status=LIFECYCLES[frame.kind].opens,
        text=opener.markdown() or frame.title,
    )
    return (first, *_numbered(drafts, statuses))


def _opener(story: Story, frame: Frame) -> tuple[_Draft, list[Entry]]:
    """The first statement, and the entries that are left."""
    draft = _Draft(frame.opened, Role.INITIAL, text=story.preamble)
    entries = list(story.entries)
    if not entries or not _is_opening(entries[0], story, frame):
        return draft, entries
    entry = entries.pop(0)
    marker = entry.marker
    exact = entry.date in (None, frame.opened)
    kept = _label(entry) if not exact or (marker and (marker.extra or _untold(entry))) else ""
    parts = (story.preamble, f"**{kept}**" if kept else "", entry.text)
    draft.text = "\n\n".join(part for part in parts if part)
    return draft, entries


def _is_opening(entry: Entry, story: Story, frame: Frame) -> bool:
    if entry.marker is None and entry.date is None:
        return True
    if entry.role is Role.INITIAL:
        return True
    return not story.preamble and entry.date is not None and entry.date <= frame.opened


def _untold(entry: Entry) -> bool:
    """Whether the word says another status than the one that every story opens with."""
    said = entry.marker.status if entry.marker else None
    return said not in (None, Status.INVESTIGATING, Status.SCHEDULED)


def _date_all(entries: list[Entry], frame: Frame) -> tuple[list[_Draft], list[str]]:
    """Entries that have a date as drafts, the others inside the next of them; and those left at the end."""
    drafts: list[_Draft] = []
    waiting: list[str] = []
    for entry in entries:
        date = entry.date
        if date is None and entry.role >= Role.FINAL:
            date = frame.closed
        if date is None or (entry.role is Role.POSTMORTEM and frame.kind is not Kind.INCIDENT):
            waiting.append(_labelled(entry))
            continue
        drafts.append(_draft(entry, date, frame))
        drafts[-1].below += reversed(waiting)
        waiting.clear()
    return drafts, waiting


def _draft(entry: Entry, date: datetime, frame: Frame) -> _Draft:
    marker = entry.marker
    unsaid = entry.role >= Role.FINAL and frame.closed is None
    before = date < frame.opened
    label = _label(entry) if before or unsaid or not entry.text or (marker and marker.extra) else ""
    said = None if marker is None or unsaid else marker.status
    closes = entry.role is Role.FINAL and not unsaid
    word = _label(entry) if said is not None and said is not Status.RESOLVED else ""
    return _Draft(date, entry.role, said=said, label=label, text=entry.text, closes=closes, word=word)


def _label(entry: Entry) -> str:
    words = entry.marker.words if entry.marker else ""
    return f"{words} {entry.tracked}".strip()


def _labelled(entry: Entry) -> str:
    label = _label(entry) or "Update"
    return f"**{label}**\n\n{entry.text}".strip()


def _close(drafts: list[_Draft], frame: Frame, waiting: list[str]) -> None:
    """Sees to it that the story ends: by the entry that says so, or else at `resolvedWhen`."""
    assert frame.closed is not None  # noqa: S101 - tells mypy what the caller checked
    if any(draft.closes for draft in drafts):
        return
    # People write resolvedWhen to the minute, and a track to the second.
    minute = [draft for draft in drafts if _MINUTE > draft.date - frame.closed >= timedelta()]
    minute = [draft for draft in minute if draft.role is not Role.POSTMORTEM]
    if minute:
        minute[-1].closes = True
        return
    closing = _Draft(frame.closed, Role.FINAL, text=CLOSING[frame.kind], closes=True)
    place = next((i for i, draft in enumerate(drafts) if draft.date >= frame.closed), len(drafts))
    if place == len(drafts):
        closing.below += reversed(waiting)
        waiting.clear()
    drafts.insert(place, closing)


def _statuses(drafts: list[_Draft], frame: Frame) -> list[Status]:
    """The status that each draft leaves behind, within what the kind allows."""
    statuses: list[Status] = []
    current, closed = LIFECYCLES[frame.kind].opens, False
    for draft in drafts:
        reopens = closed and frame.kind is Kind.INCIDENT and draft.said is Status.INVESTIGATING
        if draft.closes or (closed and not reopens):
            # Once there is a postmortem, what follows is a part of it.
            follows = closed and (current is Status.POSTMORTEM or draft.said is Status.POSTMORTEM)
            current, closed = Status.POSTMORTEM if follows else _CLOSED[frame.kind], True
            draft.keep_word(current)
        else:
            current, closed = _open_status(draft, current, frame), False
            draft.keep_word(current)
        statuses.append(current)
    if frame.closed is not None and statuses and not closed:
        date = max(frame.closed, drafts[-1].date)
        drafts.append(_Draft(date, Role.FINAL, text=CLOSING[frame.kind], closes=True))
        statuses.append(_CLOSED[frame.kind])
    return statuses


def _open_status(draft: _Draft, current: Status, frame: Frame) -> Status:
    """The status of an update in an open story; a plain "Update" changes nothing."""
    if frame.kind is Kind.NOTICE:
        return Status.ACTIVE
    if frame.kind is Kind.INCIDENT:
        known = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)
        return draft.said if draft.said in known else current
    if frame.starts is not None and draft.date < frame.starts:
        return Status.SCHEDULED
    said = _MAINTENANCE.get(draft.said, draft.said) if draft.said else None
    if said in (Status.IN_PROGRESS, Status.VERIFYING):
        return said
    return current if current is not Status.SCHEDULED else Status.IN_PROGRESS


def _numbered(drafts: list[_Draft], statuses: list[Status]) -> list[Statement]:
    """Ids from dates. Equal dates get suffixes that sort like numbers, because ids decide their order."""
    width = max(2, len(str(len(drafts))))
    taken: dict[str, int] = {}
    statements = []
    for draft, status in zip(drafts, statuses, strict=True):
        stem = draft.date.astimezone(UTC).strftime("%Y-%m-%d-%H%M")
        taken[stem] = taken.get(stem, 0) + 1
        name = stem if taken[stem] == 1 else f"{stem}-{taken[stem]:0{width}d}"
        statements.append(Statement(id=name, date=draft.date, status=status, text=draft.markdown()))
    return statements
