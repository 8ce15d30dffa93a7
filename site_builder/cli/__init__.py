"""Arguments, exit codes, the clock: the only code that prints or reads the time."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from site_builder import __version__
from site_builder.cli import beginning, building, desk, editors


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="site-builder")
def cli() -> None:
    """Status pages from Markdown files: commit an update, customers read it.

    Exit codes: 0 fine, 1 the content has problems, 2 usage, 3 a bug of ours, 130 interrupted.
    """


for command in (
    building.build,
    building.check,
    building.status,
    building.next_change,
    building.watch,
    building.serve,
    desk.new,
    desk.update,
    desk.resolve,
    desk.correct,
    beginning.init,
    beginning.import_,
    beginning.theme,
    editors.schema,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program, with the arguments it was started with unless others are given. Then it ends by SystemExit.

    One boundary tells the user's mistakes from our bugs.
    """
    # A build makes many objects that stay, as importing does, and none that lead back to themselves: looking for
    # those often costs 5 %.
    gc.set_threshold(10_000, 20, 100)
    try:
        code = cli.main(arguments, prog_name="site-builder", standalone_mode=False)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        code = 130
    except BrokenPipeError:
        # Whoever read our output has closed it, as `head` does. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        _show_bug(error)
        code = 3
    code = code if isinstance(code, int) else 0
    if arguments is None:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> None:
    """Ends the program that nobody else goes on with. Everything of ours is closed; Python would free each of a million
    objects, which takes up to a second, only to end then."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return  # nobody reads it any more: Python has its own end for that
    atexit._run_exitfuncs()  # what others have asked for, such as the measuring of what tests cover
    os._exit(code)


def _show_bug(error: Exception) -> None:
    """Everything that a maintainer needs, ready to be pasted."""
    import platform
    import traceback

    click.echo("This is a bug in Site Builder, not in your files. Nothing half-written was published.", err=True)
    click.echo("Please report it with the following lines:\n", err=True)
    version = f"site-builder {__version__}, Python {platform.python_version()}, {platform.platform()}"
    click.echo(version, err=True)
    click.echo("".join(traceback.format_exception(error)), err=True)
