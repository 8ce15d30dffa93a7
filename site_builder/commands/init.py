"""`init`: a new site with one incident, templates for hard days, and what editors and Git hosts need.

The theme stays in the package.
"""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from site_builder.commands.schema import schema_text
from site_builder.commands.session import Exit, Session
from site_builder.content.incident_templates import FOLDER as TEMPLATES
from site_builder.content.incident_templates import packaged_incident_templates
from site_builder.content.schemas import site_schema
from site_builder.output.atomic import write_atomically
from site_builder.problems import Location, Problem, SiteProblems
from site_builder.settings import FILE_NAME

STARTER = Path(__file__).resolve().parent.parent / "starter"
"""The files of a new site, as they are written."""


class GitHost(StrEnum):
    """Who builds the site on each push."""

    GITHUB = "github"
    GITLAB = "gitlab"


_WORKFLOWS = {
    GitHost.GITHUB: ("github-workflow.yml", ".github/workflows/status.yml"),
    GitHost.GITLAB: ("gitlab-ci.yml", ".gitlab-ci.yml"),
}


def init(session: Session, folder: Path, host: GitHost | None = None) -> Exit:
    """Makes a new site in `folder`, which may exist already but may not hold a site. `host` adds its workflow."""
    if (folder / FILE_NAME).exists():
        hint = "choose another folder, or go on with the site that is there"
        raise SiteProblems(
            [Problem(location=Location(f"{folder}/{FILE_NAME}"), message="there is a site already", hint=hint)]
        )
    for path, text in _files(session, host):
        file = folder / path
        if file.exists():
            session.report.note(f"kept {path}")
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
        session.report.note(f"wrote {path}")
    session.report.note(f"next: site-builder serve --site {folder}")
    return Exit.FINE


def _files(session: Session, host: GitHost | None) -> Iterator[tuple[str, str]]:
    """Paths and texts, in the order in which a newcomer should meet them."""
    now = session.clock().replace(second=0)
    times = {"date": now, "next_update": now + timedelta(hours=2)}
    incident = _starter("incident.md")
    for key, moment in times.items():
        incident = incident.replace("{{" + key + "}}", f"{moment:%Y-%m-%d %H:%M}Z")
    yield FILE_NAME, _starter("site.yml")
    yield f"incidents/{now:%Y-%m-%d}-card-payments.md", incident
    for template in sorted(packaged_incident_templates().glob("*.md")):
        yield f"{TEMPLATES}/{template.name}", template.read_text(encoding="utf-8")
    yield ".gitignore", _starter("gitignore")
    yield ".vscode/settings.json", _starter("vscode/settings.json")
    yield ".vscode/tasks.json", _starter("vscode/tasks.json")
    yield ".vscode/site.schema.json", schema_text(site_schema())
    if host is not None:
        name, path = _WORKFLOWS[host]
        yield path, _starter(name)


def _starter(name: str) -> str:
    return (STARTER / name).read_text(encoding="utf-8")
