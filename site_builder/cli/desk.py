"""The writer's desk: say something new, say more, close a story, correct what was said."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from site_builder.cli import completion
from site_builder.cli.completion import offer
from site_builder.cli.options import FORMAT, NOW, SITE, Command
from site_builder.cli.run import run

INCIDENT = click.argument("incident", required=False, shell_complete=offer(completion.incidents))
COMPONENT = click.option(
    "--component",
    "components",
    multiple=True,
    metavar="ID=STATUS",
    shell_complete=offer(completion.components),
    help="How a component is from now on; again for another one.",
)
IMPACT = click.option(
    "--impact",
    metavar="IMPACT",
    shell_complete=offer(completion.impacts),
    help="How much it matters. Default: by its components.",
)
STATUS = click.option(
    "--status",
    metavar="STATUS",
    shell_complete=offer(completion.statuses),
    help="Where it stands now. Default: what usually follows.",
)
STARTS = click.option("--starts", metavar="TIME", help="When a maintenance begins.")
ENDS = click.option("--ends", metavar="TIME", help="When a maintenance or notice ends; +4h counts from its beginning.")
NEXT_UPDATE = click.option("--next-update", metavar="TIME", help="When customers will hear more.")
EXPECTED = click.option(
    "--expected",
    multiple=True,
    metavar="[ID=]TIME",
    shell_complete=offer(completion.expectations),
    help="When it will be back: a day, a time or a few words; again for another component.",
)
WORDS = (
    click.option("--what-works", metavar="TEXT", help="What still works."),
    click.option("--what-to-do", metavar="TEXT", help="What customers need to do."),
    click.option(
        "--data-impact",
        metavar="STATUS",
        shell_complete=offer(completion.data_impacts),
        help="What is known of customers' data.",
    ),
    click.option("--data-impact-text", metavar="TEXT", help="What that means for customers."),
    click.option("--data-impact-as-of", metavar="TIME", help="When this was known."),
)
FILE_OPTIONS = (
    click.option("--draft", is_flag=True, help="Not published until somebody deletes the line “draft: true”."),
    click.option("--id", metavar="ID", help="What feeds know it by. Default: the name of the file."),
    click.option("--name", metavar="NAME", help="Name of the file, without .md. Default: by its date."),
    click.option(
        "--template",
        metavar="NAME",
        shell_complete=offer(completion.templates),
        help="Begin with incidents/_templates/NAME.md.",
    ),
)
MANNER = (
    click.option("--message", "-m", metavar="TEXT", help="The text, in Markdown; - reads it from standard input."),
    click.option("--edit", "-e", is_flag=True, help="Open the file in $VISUAL or $EDITOR before it is written."),
    click.option("--date", metavar="TIME", help="When it was said. Default: now; in the future: held back until then."),
    click.option("--no-input", is_flag=True, help="Ask nothing, also on a terminal."),
    FORMAT,
    NOW,
    SITE,
)


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options at once, in this order in `--help`."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@click.command()
@click.argument("title", required=False)
@_options(
    click.option(
        "--kind",
        metavar="KIND",
        shell_complete=offer(completion.kinds),
        help="incident (default), maintenance or notice.",
    ),
    COMPONENT,
    IMPACT,
    STARTS,
    ENDS,
    NEXT_UPDATE,
    EXPECTED,
    *WORDS,
    click.option("--pinned", is_flag=True, help="Keep it at the top of the home page while it is open."),
    *FILE_OPTIONS,
    *MANNER,
)
def new(title: str | None, kind: str | None, pinned: bool, **options: Any) -> int:
    """Open an incident, a maintenance or a notice called TITLE.

    TIME is +2h, +90m, +1d, 17:00, "tomorrow 9:00", "monday 9:00" or "2026-12-01 22:00", in the site's time zone.
    """
    from site_builder.commands.new import Opening
    from site_builder.commands.new import new as command

    opening = Opening(title=title, kind=kind, pinned=pinned)
    return _write(options, lambda session, person, said, manner: command(session, person, opening, said, manner))


@click.command()
@INCIDENT
@_options(STATUS, COMPONENT, IMPACT, STARTS, ENDS, NEXT_UPDATE, EXPECTED, *WORDS, *FILE_OPTIONS, *MANNER)
def update(incident: str | None, **options: Any) -> int:
    """Say more about INCIDENT: any part of its name or title."""
    from site_builder.commands.update import update as command

    return _write(options, lambda session, person, said, manner: command(session, person, incident, said, manner))


@click.command()
@INCIDENT
@_options(*WORDS, *FILE_OPTIONS, *MANNER)
def resolve(incident: str | None, **options: Any) -> int:
    """Close INCIDENT: any part of its name or title. All its components work again by that."""
    from site_builder.commands.update import resolve as command

    return _write(options, lambda session, person, said, manner: command(session, person, incident, said, manner))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_options(click.option("--reason", metavar="TEXT", help="What was wrong, for readers."), *MANNER)
def correct(file: Path, reason: str | None, message: str | None, **options: Any) -> int:
    """Correct FILE, a published update, and say why.

    Without --message and --edit only the reason is added; nothing else of the file changes, either way.
    """
    from site_builder.commands.correct import correct as command

    return _write(options, lambda session, person, _, manner: command(session, person, file, reason, message, manner))


def _write(options: dict[str, Any], command: Callable[..., int]) -> int:
    """Runs a command of the desk. What can't be done as it was asked for is a matter of usage."""
    from dataclasses import fields

    from site_builder.cli.asking import Terminal
    from site_builder.commands.asking import Manner
    from site_builder.desk.said import Said
    from site_builder.desk.wish import WrongWish

    manner = Manner(date=options["date"], template=options.get("template"), edit=options["edit"])
    said = Said(**{each.name: options[each.name] for each in fields(Said) if each.name in options})
    person = Terminal(silent=options["no_input"])
    try:
        return run(options, lambda session: command(session, person, said, manner))
    except WrongWish as error:
        raise click.UsageError(str(error)) from None
