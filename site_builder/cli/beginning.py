"""Make a site, take one over, make it one's own."""

from pathlib import Path
from typing import Any

import click

from site_builder.cli.options import FOLDER, FORMAT, SITE
from site_builder.cli.run import run


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--ci", "host", type=click.Choice(["github", "gitlab"]), help="Also write how this Git host builds the site."
)
@click.option("--now", metavar="TIME", help="Date the example as of this time (ISO 8601).")
def init(folder: Path, host: str | None, now: str | None) -> int:
    """Make a new site in FOLDER: settings, one incident, and templates for hard days."""
    from site_builder.commands import init as command

    git_host = command.GitHost(host) if host else None
    return run({"site": folder, "now": now}, lambda session: command.init(session, folder, git_host))


@click.group(name="import")
def import_() -> None:
    """Take over a site from another tool."""


@import_.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--into", type=FOLDER, required=True, help="Folder of the new site.")
@FORMAT
def cstate(folder: Path, into: Path, form: str) -> int:
    """Read a cState site (its config and content/issues) in FOLDER."""
    from site_builder.commands import importing

    return run({"site": into, "form": form}, lambda session: importing.from_cstate(session, folder, into))


@click.group()
def theme() -> None:
    """Override templates of the theme."""


@theme.command(name="list")
@SITE
@FORMAT
def theme_list(**options: Any) -> int:
    """List the packaged templates and assets; say which ones the site overrides."""
    from site_builder.commands import theme as command

    return run(options, command.list_templates)


@theme.command(name="copy")
@click.argument("template")
@SITE
@FORMAT
def theme_copy(template: str, **options: Any) -> int:
    """Copy the packaged TEMPLATE into the site's templates/ folder, never over a file that is there."""
    from site_builder.commands import theme as command
    from site_builder.problems import did_you_mean, quoted

    known = command.template_names()
    name = template.removeprefix("templates/")
    if name not in known:
        raise click.UsageError(f"there is no template {quoted(template)}; {did_you_mean(name, known)}")
    return run(options, lambda session: command.copy(session, name))
