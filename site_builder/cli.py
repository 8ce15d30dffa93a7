"""Arguments, exit codes, the clock: the only code that prints or reads the time."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from site_builder import __version__

Command = TypeVar("Command", bound=Callable[..., Any])

_FOLDER = click.Path(file_okay=False, path_type=Path)


def _options(*, output: bool = True) -> Callable[[Command], Command]:
    """The options that commands share."""
    shared = [
        click.option("--site", type=_FOLDER, default=Path(), help="Folder of the site (with site.yml)."),
        click.option("--now", metavar="TIME", help="Build as of this time (ISO 8601) instead of the present."),
        click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text"),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
    ]
    if output:
        text = "Folder to write to. Default: public/ in the site's folder."
        shared.insert(1, click.option("--output", type=_FOLDER, help=text))

    def decorate(command: Command) -> Command:
        for option in reversed(shared):
            command = option(command)
        return command

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="site-builder")
def cli() -> None:
    """Status pages from Markdown files: commit an update, customers read it.

    Exit codes: 0 fine, 1 the content has problems, 2 usage, 3 a bug of ours, 130 interrupted.
    """


@cli.command()
@_options()
def build(**options: Any) -> int:
    """Build the site into the output folder."""
    from site_builder.commands import build as command

    return _run(options, command.build)


@cli.command()
@click.option("--translations", is_flag=True, help="Also list what is not translated, or was corrected since.")
@_options(output=False)
def check(translations: bool, **options: Any) -> int:
    """Find problems; write nothing."""
    from site_builder.commands import build as command

    return _run(options, lambda session: command.check(session, translations=translations))


_SITE = click.option("--site", type=_FOLDER, default=Path(), help="Folder of the site (with site.yml).")
_FORMAT = click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
_NOW = click.option("--now", metavar="TIME", help="As of this time (ISO 8601) instead of the present.")


@cli.command()
@click.option("--overdue", is_flag=True, help="Only promises that are late; exit 1 when there is one.")
@_SITE
@_NOW
@_FORMAT
def status(overdue: bool, **options: Any) -> int:
    """Say what is open, what is due, what is held back."""
    from site_builder.commands import status as command

    return _run(options, lambda session: command.status(session, only_overdue=overdue))


@cli.command(name="next-change")
@_SITE
@_NOW
@_FORMAT
def next_change(**options: Any) -> int:
    """Print when the site next changes by itself."""
    from site_builder.commands import status as command

    return _run(options, command.next_change)


@cli.command()
@_options()
def watch(**options: Any) -> int:
    """Build again whenever a file changes or a date arrives."""
    from site_builder.commands import watch as command

    return _run(options, command.watch)


@cli.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--drafts", is_flag=True, help="Show drafts and held-back updates, marked, in a folder of their own.")
@_options()
def serve(port: int, drafts: bool, **options: Any) -> int:
    """Watch, and show the site in a browser on this machine; open pages reload by themselves."""
    from site_builder.commands import watch as command

    if drafts:
        if options["output"] is not None:
            raise click.UsageError("--drafts builds into a folder of its own; leave --output out")
        options["output"] = command.drafts_folder(options["site"])
    return _run(options, lambda session: command.serve(session, port=port, drafts=drafts))


@cli.command()
@click.argument("folder", type=_FOLDER)
@click.option("--now", metavar="TIME", help="Date the example as of this time (ISO 8601).")
def init(folder: Path, now: str | None) -> int:
    """Make a new site in FOLDER: settings and one incident."""
    from site_builder.commands import init as command

    return _run({"site": folder, "now": now}, lambda session: command.init(session, folder))


@cli.group(name="import")
def import_() -> None:
    """Take over a site from another tool."""


@import_.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--into", type=_FOLDER, required=True, help="Folder of the new site.")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
def cstate(folder: Path, into: Path, form: str) -> int:
    """Read a cState site (its config and content/issues) in FOLDER."""
    from site_builder.commands import importing

    return _run({"site": into, "form": form}, lambda session: importing.from_cstate(session, folder, into))


@cli.group()
def theme() -> None:
    """Override templates of the theme."""


@theme.command(name="list")
@_SITE
@_FORMAT
def theme_list(**options: Any) -> int:
    """List the packaged templates and assets; say which ones the site overrides."""
    from site_builder.commands import theme as command

    return _run(options, command.list_templates)


@theme.command(name="copy")
@click.argument("template")
@_SITE
@_FORMAT
def theme_copy(template: str, **options: Any) -> int:
    """Copy the packaged TEMPLATE into the site's templates/ folder, never over a file that is there."""
    from site_builder.commands import theme as command
    from site_builder.problems import did_you_mean, quoted

    known = command.template_names()
    name = template.removeprefix("templates/")
    if name not in known:
        raise click.UsageError(f"there is no template {quoted(template)}; {did_you_mean(name, known)}")
    return _run(options, lambda session: command.copy(session, name))


# -- one run -------------------------------------------------------------------------------------


def _run(options: dict[str, Any], command: Callable[[Any], int]) -> int:
    """Makes the session, runs the command, reports what is wrong with the user's files."""
    from site_builder.commands.report import Report
    from site_builder.commands.session import Exit, Session
    from site_builder.problems import SiteProblems

    folder = options["site"]
    report = Report(options.get("form", "text"), click.echo, lambda text: click.echo(text, err=True))
    bar = _Bar()
    session = Session(
        folder=folder,
        output=options.get("output") or folder / "public",
        clock=_clock(options.get("now")),
        report=report,
        strict=options.get("strict", False),
        tick=bar.tick,
        stopwatch=time.monotonic,
    )
    try:
        code = command(session)
    except SiteProblems as error:
        report.problems(error.problems)
        count = len(error.problems)
        report.note(f"{count} problem{'s' * (count != 1)}; nothing was written")
        code = Exit.CONTENT
    finally:
        bar.close()
    report.close()
    return int(code)


def _clock(now: str | None) -> Callable[[], datetime]:
    """The present, or a clock that starts at the time that was asked for and runs on from there.

    SOURCE_DATE_EPOCH: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if now is not None:
        start = _parse_now(now)
    elif epoch:
        if not epoch.isdigit():
            raise click.UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch}")
        start = datetime.fromtimestamp(int(epoch), UTC)
    else:
        return lambda: datetime.now(UTC).replace(microsecond=0)
    origin = time.monotonic()
    return lambda: start + timedelta(seconds=int(time.monotonic() - origin))


def _parse_now(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f'--now "{text}" is not a time; write 2026-05-06T10:00:00+01:00') from None
    if moment.tzinfo is None:
        raise click.UsageError(f'--now "{text}" needs an offset: {text}Z or {text}+01:00')
    return moment.astimezone(UTC).replace(microsecond=0)


class _Bar:
    """A progress bar, on a terminal, once a build has taken a second; before that it would only flicker."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._progress: Any = None
        self._task: Any = None

    def tick(self, done: int, total: int) -> None:
        if self._progress is None:
            if time.monotonic() - self._started < 1 or not sys.stderr.isatty():
                return
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task("rendering", total=total)
        self._progress.update(self._task, completed=done, total=total)
        if done >= total:
            self.close()

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
        self._started = time.monotonic()


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program, with the arguments it was started with unless others are given. It ends by SystemExit.

    One boundary tells the user's mistakes from our bugs.
    """
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
    sys.exit(code if isinstance(code, int) else 0)


def _show_bug(error: Exception) -> None:
    """Everything that a maintainer needs, ready to be pasted."""
    import platform
    import traceback

    click.echo("This is a bug in Site Builder, not in your files. Nothing half-written was published.", err=True)
    click.echo("Please report it with the following lines:\n", err=True)
    version = f"site-builder {__version__}, Python {platform.python_version()}, {platform.platform()}"
    click.echo(version, err=True)
    click.echo("".join(traceback.format_exception(error)), err=True)
