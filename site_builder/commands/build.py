"""`build`: the whole site into the output folder."""

from site_builder import pipeline
from site_builder.commands.report import counted
from site_builder.commands.session import Exit, Session
from site_builder.output.writer import Written
from site_builder.pipeline import Means, Request, Survey


def build(session: Session) -> Exit:
    """Builds once."""
    started = session.stopwatch()
    request = Request(folder=session.folder, now=session.clock())
    planned, written = pipeline.build(request, session.output, strict=session.strict, means=Means(tick=session.tick))
    session.report.problems(planned.warnings)
    session.report.result(
        summary(planned, written, session.stopwatch() - started),
        incidents=planned.incident_count,
        updates=planned.update_count,
        files=written.total,
        changed=written.changed,
        deleted=written.deleted,
        next_change_at=planned.overview.next_change_at.isoformat(),
    )
    say_what_is_held_back(session, planned)
    return Exit.FINE


def summary(planned: Survey, written: Written, seconds: float) -> str:
    """12 incidents, 84 updates → 131 files, 6 changed, in 0.4 s"""
    deleted = f", {written.deleted} deleted" if written.deleted else ""
    changes = f"{written.total} files, {written.changed} changed{deleted}"
    return f"{counts(planned)} → {changes}, in {seconds:.1f} s"


def counts(planned: Survey) -> str:
    """12 incidents, 84 updates"""
    return f"{counted(planned.incident_count, 'incident')}, {counted(planned.update_count, 'update')}"


def say_what_is_held_back(session: Session, planned: Survey) -> None:
    """Nothing is published by accident, and nothing is forgotten: says what is written but not public yet."""
    dated = [held.until for held in planned.overview.held_back if held.until is not None]
    drafts = len(planned.overview.held_back) - len(dated)
    zone = planned.site.timezone
    if dated:
        first = f"{min(dated).astimezone(zone):%Y-%m-%d %H:%M %Z}"
        session.report.note(f"held back until their date: {len(dated)} (the next one: {first})")
    if drafts:
        session.report.note(f"drafts: {drafts}")
