"""What editors, hooks and other programs around the writer ask for."""

from pathlib import Path

import click

from site_builder.cli.options import FOLDER
from site_builder.cli.run import run


@click.command()
@click.argument("subject", type=click.Choice(["front-matter", "translation", "site"]))
@click.option("--site", type=FOLDER, help="Name the components of the site in this folder, and no others.")
def schema(subject: str, site: Path | None) -> int:
    """Print a JSON Schema (draft 2020-12) of front matter, of a translation's, or of site.yml."""
    from site_builder.commands import schema as command

    options = {"site": site or Path()}
    return run(
        options,
        lambda session: command.schema(session, command.Subject(subject), of_this_site=site is not None),
    )
