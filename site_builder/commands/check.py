"""`check`: finds what stands in the way of a build, and what a good editor would say of the texts; writes nothing."""

from collections.abc import Iterator, Sequence

from site_builder import pipeline
from site_builder.commands import held_back
from site_builder.commands import translations as translated
from site_builder.commands.build import counts, say_what_is_held_back
from site_builder.commands.report import counted
from site_builder.commands.session import Exit, Session
from site_builder.editing.desk import desk_of
from site_builder.editing.registry import findings
from site_builder.editing.versions import changes_since
from site_builder.output.language_coverage import language_coverage
from site_builder.problems import Problem, Severity
from site_builder.survey import Request, survey


def check(session: Session, *, translations: bool = False, since: str | None = None) -> Exit:
    """Works the site out and reads it as an editor would.

    With `translations` it also says what is not translated. With `since`, a revision of Git, texts are read where
    they changed since then. Raises NoHistory where Git can't tell.
    """
    changes = None if since is None else changes_since(session.folder, since)
    request = Request(folder=session.folder, now=session.clock())
    known = survey(request, means=session.means)
    problems = [
        *pipeline.mistakes(request, known, session.means),
        *findings(desk_of(request.folder, known.site, known.incidents, known.overview, changes)),
        *known.warnings,
    ]
    held = known.overview.held_back
    coverage = language_coverage(session.folder, known.site, known.incidents, held) if translations else ()
    problems = list(_once([*problems, *(problem for each in coverage for problem in each.problems)]))
    session.report.problems(problems)
    for line in translated.lines(coverage):
        session.report.note(line)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    session.report.result(
        f"{counts(known)}: {_verdict(errors, len(problems) - errors)}",
        incidents=known.incident_count,
        updates=known.update_count,
        errors=errors,
        warnings=len(problems) - errors,
        held_back=held_back.trees(held),
        next_change_at=known.overview.next_change_at.isoformat(),
        **({"translations": translated.tree(coverage)} if translations else {}),
    )
    say_what_is_held_back(session, known)
    return Exit.CONTENT if errors or (session.strict and problems) else Exit.FINE


def _verdict(errors: int, warnings: int) -> str:
    parts = [counted(errors, "error")] * (errors > 0) + [counted(warnings, "warning")] * (warnings > 0)
    return ", ".join(parts) or "no problems"


def _once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """A translation that is older than its original is found by a rule, and by `--translations`."""
    seen: set[tuple[str, str]] = set()
    for problem in sorted(problems, key=lambda each: each.location):
        same = (problem.location.path, problem.message.partition(" (")[0])
        if problem.location.line or same not in seen:
            yield problem
        if not problem.location.line:
            seen.add(same)
