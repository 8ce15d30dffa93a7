"""The options that commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FOLDER = click.Path(file_okay=False, path_type=Path)
PUBLIC = "public"
"""Where the published site goes, in the site's folder, unless another is named."""

SITE = click.option("--site", type=FOLDER, default=Path(), help="Folder of the site (with site.yml).")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
FORMAT_OF_CHECK = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text"
)
JSON = click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
NOW = click.option("--now", metavar="TIME", help="As of this time (ISO 8601) instead of the present.")
OUTPUT = click.option("--output", type=FOLDER, help=f"Folder to write to. Default: {PUBLIC}/ in the site's folder.")
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")

JOBS = click.option("--jobs", type=click.IntRange(1), help="Processes that may work at once. Default: one a processor.")
NO_CACHE = click.option("--no-cache", is_flag=True, help="Take nothing from earlier builds, and leave nothing.")
PREVIEW = click.option(
    "--preview",
    type=FOLDER,
    metavar="DIR",
    help="Build a preview into DIR, for a pull request: marked, not to be found, nothing to subscribe to.",
)
REHEARSAL = click.option(
    "--rehearsal",
    is_flag=True,
    help='An exercise: like a preview, with "This is an exercise" in every page, in a folder of its own.',
)


def in_json(asked_for: bool) -> dict[str, str]:
    """What `--json` says of the format; nothing where it isn't given."""
    return {"form": "json"} if asked_for else {}


def check_options(command: Command) -> Command:
    """What `check` takes, which works out the whole site."""
    return _all(command, JOBS, STRICT, FORMAT_OF_CHECK, NOW, SITE)


def build_options(command: Command) -> Command:
    """What every command takes that writes it, too."""
    return _all(command, NO_CACHE, JOBS, STRICT, FORMAT, NOW, SITE, OUTPUT)


def _all(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in options:
        command = option(command)
    return command
