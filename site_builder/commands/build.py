"""`build`: the whole site into the output folder."""

from site_builder import pipeline
from site_builder.commands import held_back
from site_builder.commands.report import counted
from site_builder.commands.session import Exit, Session
from site_builder.machine import reading_first
from site_builder.output.standstill import Standstill
from site_builder.output.writer import Written
from site_builder.survey import Request, Survey, inputs
from site_builder.vocabulary import Edition

_NAMES = {
    Edition.DRAFTS: "preview with all drafts",
    Edition.PREVIEW: "preview",
    Edition.REHEARSAL: "exercise",
}


def build(session: Session, *, edition: Edition = Edition.PUBLISHED) -> Exit:
    """Builds once."""
    started = session.stopwatch()
    now = session.clock()
    standstill = Standstill(session.folder, session.output, now.isoformat())
    standstill.begin()
    request = Request(folder=session.folder, now=now, edition=edition)
    with reading_first():
        planned, written = pipeline.build(request, session.output, strict=session.strict, means=session.means)
    session.report.problems(planned.warnings)
    session.report.result(
        summary(planned, written, session.stopwatch() - started),
        incidents=planned.incident_count,
        updates=planned.update_count,
        files=written.total,
        changed=written.changed,
        deleted=written.deleted,
        held_back=held_back.trees(planned.overview.held_back),
        next_change_at=planned.overview.next_change_at.isoformat(),
        edition=edition,
    )
    if not edition.is_public:
        session.report.note(f"not published: this {_NAMES[edition]} is in {session.output}")
    say_what_is_held_back(session, planned)
    next_change = held_back.local(planned.overview.next_change_at, planned.site.timezone)
    session.report.note(f"the site next changes by itself at {next_change}")
    # A build as of the present is as of another time whenever it is repeated; and where a file was written only just
    # now, it is not worth looking at all of the others.
    is_kept = session.means.use_cache and not session.means.memory.incidents.some_are_fresh
    if session.is_reproducible and edition.is_public and is_kept and not planned.warnings:
        standstill.keep(inputs(session.folder), session.report.told(total(planned, written)))
    return Exit.FINE


def summary(planned: Survey, written: Written, seconds: float) -> str:
    """12 incidents, 84 updates → 131 files, 6 changed, in 0.4 s"""
    deleted = f", {written.deleted} deleted" if written.deleted else ""
    return f"{total(planned, written)}, {written.changed} changed{deleted}, in {seconds:.1f} s"


def total(planned: Survey, written: Written) -> str:
    """12 incidents, 84 updates → 131 files"""
    return f"{counts(planned)} → {written.total} files"


def counts(planned: Survey) -> str:
    """12 incidents, 84 updates"""
    return f"{counted(planned.incident_count, 'incident')}, {counted(planned.update_count, 'update')}"


def say_what_is_held_back(session: Session, planned: Survey) -> None:
    """Nothing is published by accident, and nothing is forgotten: says what is written but not public yet."""
    for line in held_back.lines(planned.overview.held_back, planned.site.timezone, most=held_back.FEW):
        session.report.note(line)
