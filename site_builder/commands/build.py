"""`build`: the whole site into the output folder. `check`: the same without writing."""

from site_builder import pipeline
from site_builder.commands import held_back
from site_builder.commands import translations as translated
from site_builder.commands.report import counted
from site_builder.commands.session import Exit, Session
from site_builder.output.language_coverage import language_coverage
from site_builder.output.standstill import Standstill
from site_builder.output.writer import Written
from site_builder.pipeline import Request, Survey
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
    roots = pipeline.inputs(session.folder)
    standstill = Standstill(session.folder, session.output, now.isoformat())
    sources, is_settled = standstill.sources(roots)
    request = Request(folder=session.folder, now=now, edition=edition)
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
    if is_settled and edition.is_public and session.means.use_cache and not planned.warnings:
        standstill.keep(sources, roots, session.report.told(total(planned, written)))
    return Exit.FINE


def check(session: Session, *, translations: bool = False) -> Exit:
    """Plans the site and writes nothing. With `translations` it also says what is not translated."""
    planned = pipeline.plan(Request(folder=session.folder, now=session.clock()), means=session.means)
    held = planned.overview.held_back
    coverage = language_coverage(session.folder, planned.site, planned.incidents, held) if translations else ()
    warnings = [*planned.warnings, *(problem for each in coverage for problem in each.problems)]
    session.report.problems(warnings)
    for line in translated.lines(coverage):
        session.report.note(line)
    session.report.result(
        f"{_counts(planned)}: {counted(len(warnings), 'warning') if warnings else 'no problems'}",
        incidents=planned.incident_count,
        updates=planned.update_count,
        held_back=held_back.trees(held),
        next_change_at=planned.overview.next_change_at.isoformat(),
        **({"translations": translated.tree(coverage)} if translations else {}),
    )
    say_what_is_held_back(session, planned)
    return Exit.CONTENT if session.strict and warnings else Exit.FINE


def summary(planned: Survey, written: Written, seconds: float) -> str:
    """12 incidents, 84 updates → 131 files, 6 changed, in 0.4 s"""
    deleted = f", {written.deleted} deleted" if written.deleted else ""
    return f"{total(planned, written)}, {written.changed} changed{deleted}, in {seconds:.1f} s"


def total(planned: Survey, written: Written) -> str:
    """12 incidents, 84 updates → 131 files"""
    return f"{_counts(planned)} → {written.total} files"


def _counts(planned: Survey) -> str:
    return f"{counted(planned.incident_count, 'incident')}, {counted(planned.update_count, 'update')}"


def say_what_is_held_back(session: Session, planned: Survey) -> None:
    """Nothing is published by accident, and nothing is forgotten: says what is written but not public yet."""
    for line in held_back.lines(planned.overview.held_back, planned.site.timezone, most=held_back.FEW):
        session.report.note(line)
