"""Rules that hold across the statements of one incident. Each returns what is wrong, at the key that says it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from site_builder.content.front_matter import OpenerFields, UpdateFields
from site_builder.content.statement import Statement
from site_builder.model import OPENER_ID
from site_builder.problems import Problem, did_you_mean
from site_builder.vocabulary import LIFECYCLES, ComponentStatus, Kind, Status

Opener = Statement[OpenerFields]
Further = Statement[UpdateFields]


def incident_problems(opener: Opener, updates: Sequence[Further], zone: ZoneInfo, *, complete: bool) -> list[Problem]:
    """Everything that is wrong with the story as a whole. `updates` are in their order.

    When not all of them could be read (not `complete`), what follows what is not judged. Hints tell times in `zone`.
    """
    statements: list[Opener | Further] = [opener, *updates]
    return [
        *_opener_problems(opener),
        *_window_problems(opener, updates, zone),
        *_early_updates(opener, updates, zone),
        *(_sequence_problems(opener.fields.kind, updates) if complete else ()),
        *_id_problems(updates),
        *(problem for statement in statements for problem in _statement_problems(opener.fields.kind, statement)),
    ]


def _opener_problems(opener: Opener) -> Iterator[Problem]:
    kind, status = opener.fields.kind, opener.fields.status
    opens = LIFECYCLES[kind].opens
    if status is not None and status is not opens and status in LIFECYCLES[kind].statuses:
        message = f'an opening file can\'t be "{status}" yet'
        hint = f'leave the key out (it opens as "{opens}"), and say "{status}" in an update:\n'
        hint += f"a file in {_folder(opener)}/ with date: and status: {status}"
        yield opener.front.problem(("status",), message, hint=hint)
    if opener.stem == _TAKEN_BY_THE_API:
        hint = "rename it; if it is public already, keep its ids in feeds with id: unresolved"
        message = f'"{opener.stem}" can\'t be the name of an incident: the API has a list of that name'
        yield opener.front.source.problem(message, hint=hint)
    if kind is Kind.MAINTENANCE:
        for key in ("starts", "ends"):
            if getattr(opener.fields, key) is None:
                hint = f"for example: {key}: {'2026-05-10 23:00' if key == 'starts' else '2026-05-11 04:00'}"
                yield opener.front.problem((key,), f'a maintenance needs "{key}"', hint=hint)


_TAKEN_BY_THE_API = "unresolved"
"""`api/v2/incidents/unresolved.json` lists what is open; the others there are incidents by their names."""


def _folder(opener: Opener) -> str:
    return opener.front.source.path.removesuffix(".md")


def _statement_problems(kind: Kind, statement: Opener | Further) -> Iterator[Problem]:
    fields, front = statement.fields, statement.front
    lifecycle = LIFECYCLES[kind]
    if fields.status is not None and fields.status not in lifecycle.statuses:
        message = f'a{"n" if kind is Kind.INCIDENT else ""} {kind} can\'t be "{fields.status}"'
        yield front.problem(("status",), message, hint=did_you_mean(fields.status, lifecycle.statuses))
    if kind is Kind.NOTICE and fields.components:
        hint = "a notice only informs; use kind: incident to change how a component is shown"
        yield front.problem(("components",), "a notice changes no component", hint=hint, at_key=True)
    for key in ("starts", "ends"):
        if getattr(fields, key) is not None and (kind, key) in _NO_WINDOW:
            hint = "an incident says with expected: when it will be back; a notice begins with its date"
            yield front.problem((key,), f'"{key}" is for a maintenance', hint=hint, at_key=True)
    if fields.next_update is not None and fields.next_update <= fields.date:
        hint = "promise a time that is still to come"
        yield front.problem(("next_update",), "the next update is not after this one", hint=hint)
    for index, edit in enumerate(fields.edited):
        if edit.date < fields.date:
            hint = "give the time at which it was corrected"
            yield front.problem(("edited", index, "date"), "corrected before it was published", hint=hint)
    if fields.status in lifecycle.closed:
        yield from _still_broken(statement)


_NO_WINDOW = {(Kind.INCIDENT, "starts"), (Kind.INCIDENT, "ends"), (Kind.NOTICE, "starts")}


def _still_broken(statement: Opener | Further) -> Iterator[Problem]:
    """Closing says that all works again: a component that doesn't would vanish from the page."""
    for component, status in statement.fields.components.items():
        if status is not ComponentStatus.OPERATIONAL:
            message = f'"{statement.fields.status}", and yet "{component}" is {status}'
            hint = "keep it open (monitoring) until all is back, or open another incident for the rest"
            yield statement.front.problem(("components", component), message, hint=hint)


def _window_problems(opener: Opener, updates: Iterable[Further], zone: ZoneInfo) -> Iterator[Problem]:
    """An update may move either end: what counts is the window that it leaves behind."""
    starts = opener.fields.starts
    ends = opener.fields.ends
    if opener.fields.kind is Kind.NOTICE:
        starts = opener.fields.date
    statements: list[Opener | Further] = [opener, *updates]
    for statement in statements:
        fields = statement.fields
        starts, ends = fields.starts or starts, fields.ends or ends
        if (fields.starts or fields.ends) and starts and ends and ends <= starts:
            key = "ends" if fields.ends else "starts"
            message = "it ends before it starts" if ends < starts else "it ends at the moment it starts"
            hint = f"it starts {_local(starts, zone)} and ends {_local(ends, zone)}"
            yield statement.front.problem((key,), message, hint=hint)


def _local(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _early_updates(opener: Opener, updates: Iterable[Further], zone: ZoneInfo) -> Iterator[Problem]:
    for update in updates:
        if update.fields.date < opener.fields.date:
            hint = f"{opener.front.source.path} opens it at {_local(opener.fields.date, zone)}"
            yield update.front.problem(("date",), "this update is dated before its incident opens", hint=hint)


def _sequence_problems(kind: Kind, updates: Iterable[Further]) -> Iterator[Problem]:
    """What readers see must make sense without the drafts, and with each draft once it is published."""
    before = with_drafts = LIFECYCLES[kind].opens
    for update in updates:
        draft = update.fields.draft
        yield from _step_problems(kind, with_drafts if draft else before, update)
        with_drafts = update.fields.status
        before = before if draft else update.fields.status


def _step_problems(kind: Kind, before: Status, update: Further) -> Iterator[Problem]:
    status = update.fields.status
    if status not in LIFECYCLES[kind].statuses:
        return  # a problem of its own
    if status not in _FOLLOWERS.get(before, _ANY):
        yield update.front.problem(("status",), f'"{status}" can\'t follow "{before}"', hint=_follow_hint(before))
    elif status is Status.POSTMORTEM and before not in _AFTER_RESOLVED:
        hint = 'say "resolved" first, in an update of its own'
        yield update.front.problem(("status",), f'"{status}" can\'t follow "{before}"', hint=hint)


_ANY = frozenset(Status)
_AFTER_RESOLVED = {Status.RESOLVED, Status.POSTMORTEM}

_FOLLOWERS = {
    Status.RESOLVED: {Status.RESOLVED, Status.POSTMORTEM, Status.INVESTIGATING},
    Status.POSTMORTEM: {Status.POSTMORTEM, Status.INVESTIGATING},
    Status.COMPLETED: {Status.COMPLETED},
    Status.CANCELLED: {Status.CANCELLED, Status.SCHEDULED},
}
"""What may follow a closing status. All other orders are legal: a fix can fail, a plan can move."""


def _follow_hint(before: Status) -> str:
    if before in _AFTER_RESOLVED:
        return 'to reopen it, say "investigating" first'
    if before is Status.COMPLETED:
        return "plan another maintenance for what is left, in a file of its own"
    return 'to plan it again, say "scheduled" with starts: and ends:'


def _id_problems(updates: Iterable[Further]) -> Iterator[Problem]:
    seen = {OPENER_ID: "the opening file", "questions": "the questions of the incident"}
    for update in updates:
        update_id = update.fields.id or update.stem
        if update_id in seen:
            hint = f"{seen[update_id]} has it; feeds know an update by its id"
            hint += "" if update.fields.id else f": rename the file {update.stem}.md"
            yield update.front.problem(("id",), f'the update id "{update_id}" is used twice', hint=hint)
        seen.setdefault(update_id, update.front.source.path)
