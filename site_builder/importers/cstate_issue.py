"""One cState file as one incident."""

import re
from dataclasses import dataclass
from datetime import datetime

from site_builder.content.front_matter import split
from site_builder.importers.cstate_body import Story, split_body
from site_builder.importers.cstate_dates import parse_date
from site_builder.importers.cstate_front import Issue, Notes, read_issue
from site_builder.importers.cstate_kind import component_status, is_planned_work, kind_of, severity, window
from site_builder.importers.cstate_links import SHORTCODE, LinkMender
from site_builder.importers.cstate_systems import Systems
from site_builder.importers.cstate_timeline import Frame, Statement, build_timeline
from site_builder.model import OPENER_ID, Incident, LocalText, Update
from site_builder.problems import SiteProblems, Source
from site_builder.vocabulary import ComponentStatus, Impact, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """What the files of one site share: its language, its systems, and where its links lead."""

    language: str
    systems: Systems
    links: LinkMender

    def incident(self, source: Source, name: str, old_name: str, notes: Notes) -> Incident:
        """The incident that a file tells of. Raises SiteProblems when it can't be imported."""
        issue = read_issue(source, notes)
        body, changes = self.links.mend(issue.body, old_name)
        for change in changes:
            notes.warn(source, change.message, line=_line_of(issue, change.about))
        story = split_body(body, issue.date)
        planned = is_planned_work(issue.title, old_name, _first_words(story))
        kind = kind_of(issue, planned)
        frame = _frame(issue, kind, name)
        _note_decisions(issue, kind, planned, story, notes)
        statements = build_timeline(story, frame)
        incident = Incident(
            name=name,
            id=name,
            kind=kind,
            title=LocalText.of(self.language, issue.title),
            updates=tuple(self._update(statement, issue, kind, planned) for statement in statements),
            pinned=issue.pinned,
            folder=f"incidents/{name}",
        )
        _check(issue, incident)
        return incident

    def _update(self, statement: Statement, issue: Issue, kind: Kind, planned: bool) -> Update:
        opens = statement.id == OPENER_ID
        starts, ends = _window(issue, kind) if opens else (None, None)
        text = statement.text
        if opens and kind is Kind.NOTICE and issue.affected:
            # A notice changes no component; which systems it is about are words of the page, though.
            text = f"{text}\n\n**Affected:** {', '.join(issue.affected)}"
        return Update(
            id=statement.id,
            date=statement.date,
            status=statement.status,
            body=LocalText.of(self.language, text),
            components=self._components(issue, kind, planned) if opens else (),
            impact=_impact(issue, kind) if opens else None,
            starts=starts,
            ends=ends,
            draft=issue.draft,
        )

    def _components(self, issue: Issue, kind: Kind, planned: bool) -> tuple[tuple[str, ComponentStatus], ...]:
        if kind is Kind.NOTICE:
            return ()
        status = component_status(issue, planned)
        return tuple(dict.fromkeys((self.systems.component_id(name), status) for name in issue.affected))


def _impact(issue: Issue, kind: Kind) -> Impact | None:
    """The impact where no component tells it."""
    known = severity(issue)
    return known[1] if known and kind is Kind.INCIDENT and not issue.affected else None


def _window(issue: Issue, kind: Kind) -> tuple[datetime | None, datetime | None]:
    if kind is Kind.MAINTENANCE:
        return window(issue) or (None, None)
    if kind is Kind.NOTICE and not issue.resolved:
        found = window(issue)
        return None, found[1] if found else None
    return None, None


def _frame(issue: Issue, kind: Kind, name: str) -> Frame:
    opened = issue.date
    if kind is Kind.MAINTENANCE and not issue.resolved:
        # cState shows announcements dated ahead; here a file waits for its date. cState names files by the
        # day on which they were written, so that day is when it was said.
        written = parse_date(name[:10])
        opened = min(opened, written) if written else opened
    closed = None
    if issue.resolved:
        closed = max(issue.resolved_when or issue.date, opened)
    return Frame(kind=kind, title=issue.title, opened=opened, closed=closed, starts=_window(issue, kind)[0])


def _first_words(story: Story) -> str:
    entry = story.entries[0].text if story.entries else ""
    return f"{story.preamble}\n\n{entry}"


def _note_decisions(issue: Issue, kind: Kind, planned: bool, story: Story, notes: Notes) -> None:
    """Warnings for what the file leaves open or contradicts itself in."""
    source = issue.source
    if severity(issue) is None:
        message = f'the severity "{issue.severity}" is unknown: taken for a notice'
        notes.warn(source, message, line=_key_line(issue, "severity"))
    if issue.resolved and issue.resolved_when is None:
        message = "resolved, but not when: the date of the incident stands in for it"
        notes.warn(source, message, line=_key_line(issue, "resolved"))
    if planned and kind is Kind.INCIDENT:
        message = "a maintenance without a window (resolvedWhen is not after date): it became an incident"
        notes.warn(source, message, line=_key_line(issue, "resolvedwhen") or _key_line(issue, "date"))
    elif issue.resolved_when is not None and issue.resolved_when < issue.date:
        message = "resolvedWhen is before date: the date stands in for it"
        notes.warn(source, message, line=_key_line(issue, "resolvedwhen"))
    if kind is Kind.NOTICE and issue.affected:
        message = "informational, so it changes no component: the affected systems are named in its text"
        notes.warn(source, message, line=_key_line(issue, "affected"))
    if kind is Kind.NOTICE and not issue.resolved and window(issue) is None:
        hint = "give it ends, or add an update with status: ended, when it is over"
        notes.warn(source, "this notice stays on the home page", hint=hint)
    for text in (story.preamble, *(entry.text for entry in story.entries)):
        for found in SHORTCODE.finditer(text):
            notes.warn(source, f"{found[0]} was left as it is", line=_line_of(issue, found[0]))


def _check(issue: Issue, incident: Incident) -> None:
    """Refuses what the door would refuse in the files to be: texts too long or too deep to render."""
    for update in incident.updates:
        try:
            split(Source(incident.name, f"---\n---\n{update.body.original.text}"))
        except SiteProblems as error:
            problem = error.problems[0]
            raise SiteProblems(
                [issue.source.problem(problem.message, line=issue.body_line, column=1, hint=problem.hint)]
            ) from error


def _key_line(issue: Issue, key: str) -> int:
    """The line of a front matter key, or 0."""
    lines = issue.source.text.split("\n")[: issue.body_line - 1]
    pattern = re.compile(rf"\s*['\"]?{key}['\"]?\s*[:=]", re.IGNORECASE)
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line)), 0)


def _line_of(issue: Issue, words: str) -> int:
    """The line of the body that holds these words, or 0."""
    lines = issue.source.text.split("\n")[issue.body_line - 1 :]
    return next((number for number, line in enumerate(lines, issue.body_line) if words in line), 0)
