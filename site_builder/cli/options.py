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
JSON = click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
NOW = click.option("--now", metavar="TIME", help="As of this time (ISO 8601) instead of the present.")
OUTPUT = click.option("--output", type=FOLDER, help=f"Folder to write to. Default: {PUBLIC}/ in the site's folder.")
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")

JOBS = click.option("--jobs", type=click.IntRange(1), help="Processes that may work at once. Default: one a processor.")
NO_CACHE = click.option("--no-cache", is_flag=True, help="Take nothing from earlier builds, and leave nothing.")


def in_json(asked_for: bool) -> dict[str, str]:
    """What `--json` says of the format; nothing where it isn't given."""
    return {"form": "json"} if asked_for else {}


def check_options(command: Command) -> Command:
    """What every command takes that works out the whole site."""
    for option in (JOBS, STRICT, FORMAT, NOW, SITE):
        command = option(command)
    return command


def build_options(command: Command) -> Command:
    """The same, for a command that writes it, too."""
    return OUTPUT(check_options(NO_CACHE(command)))
