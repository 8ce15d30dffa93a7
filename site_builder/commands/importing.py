"""`import`: another tool's site becomes a site of ours."""

from pathlib import Path

from site_builder.commands.session import Exit, Session
from site_builder.content.incident_file import format_incident
from site_builder.importers.cstate import import_cstate
from site_builder.output.atomic import write_atomically
from site_builder.problems import Location, Problem, Severity, SiteProblems
from site_builder.settings import FILE_NAME
from site_builder.site_file import format_site


def from_cstate(session: Session, source: Path, target: Path) -> Exit:
    """Writes the site that a cState folder holds to `target`, which may not hold one yet.

    What could be read is written even if something else could not: that is reported, and the exit code says so.
    """
    if (target / FILE_NAME).exists() or any((target / "incidents").glob("*.md")):
        hint = "choose an empty folder with --into"
        raise SiteProblems([Problem(location=Location(str(target)), message="there is a site already", hint=hint)])
    imported = import_cstate(source)
    files = [(FILE_NAME, format_site(imported.site)), *imported.files]
    for incident in imported.incidents:
        files += format_incident(incident)
    for path, text in files:
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
    session.report.problems(imported.problems)
    updates = sum(len(incident.updates) for incident in imported.incidents)
    session.report.result(
        f"{len(imported.incidents)} incidents, {updates} updates → {target}"
        f" ({len(imported.problems)} things to look at)",
        incidents=len(imported.incidents),
        updates=updates,
    )
    left_out = any(problem.severity is Severity.ERROR for problem in imported.problems)
    return Exit.CONTENT if left_out else Exit.FINE
