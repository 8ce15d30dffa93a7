"""One run of a command: the session is made, the clock read, and what is wrong with the user's files reported."""

import gc
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder.cli.options import PUBLIC

if TYPE_CHECKING:
    from site_builder.means import Means


def run(options: dict[str, Any], command: Callable[[Any], int]) -> int:
    """Makes the session, runs the command, reports what is wrong with the user's files."""
    from site_builder.commands.report import Report
    from site_builder.commands.session import Exit, Session
    from site_builder.problems import SiteProblems

    _keep_what_was_imported()
    folder = options["site"]
    report = Report(options.get("form", "text"), click.echo, lambda text: click.echo(text, err=True))
    report.below = _in_repository(folder)
    bar = _Bar()
    session = Session(
        folder=folder,
        output=options.get("output") or folder / PUBLIC,
        clock=_clock(options.get("now")),
        is_reproducible=options.get("now") is not None or bool(os.environ.get("SOURCE_DATE_EPOCH")),
        report=report,
        strict=options.get("strict", False),
        make_means=cache(lambda: _means(options, bar)),
        stopwatch=time.monotonic,
    )
    _last_session.append(session)
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


_last_session: deque[Any] = deque(maxlen=1)
"""It holds what a build knows. To free all that takes a while, and the program ends anyway."""


@cache
def _keep_what_was_imported() -> None:
    """It stays to the end anyway, and is not looked through for garbage again. Once: tests run many commands."""
    gc.freeze()


def _means(options: dict[str, Any], bar: "_Bar") -> "Means":
    from site_builder.means import Means

    return Means(
        jobs=options.get("jobs"),
        use_cache=not options.get("no_cache", False),
        tick=bar.tick,
        **({"lookout": options["lookout"]} if "lookout" in options else {}),
    )


def with_lookout(options: dict[str, Any]) -> dict[str, Any]:
    """The same options, with somebody who looks at the site's files, or reads them for the first time, while the
    command is still being imported.

    For a command that builds once: one that watches has to look at all files itself, after it began to watch them.
    """
    from site_builder.lookout import Lookout, Tasks
    from site_builder.output.manifest import Manifest, cache_file, manifest_file

    if options["no_cache"] or options["jobs"] == 1:
        return options
    folder = options["site"]
    output = options["output"] or folder / PUBLIC
    file = cache_file(output, folder)
    written = Manifest(manifest_file(output, folder), output.resolve())
    tasks = Tasks(written.looking_different, partial(_read_again, options, file), partial(_read_ahead, options, file))
    return options | {"lookout": Lookout.begun(folder, file, tasks)}


def _read_again(options: dict[str, Any], file: Path, places: Sequence[Any]) -> Sequence[Any]:
    from site_builder.reading import read_again

    return read_again(options["site"], _clock(options["now"])(), file, places)


def _read_ahead(options: dict[str, Any], file: Path) -> None:
    from site_builder.machine import processors
    from site_builder.reading import read_ahead

    read_ahead(options["site"], _clock(options["now"])(), file, jobs=options["jobs"] or processors())


def nothing_to_do(options: dict[str, Any]) -> bool:
    """Whether a build would change nothing; then it says what the last one said. Nothing heavy is imported here."""
    from site_builder.output.standstill import Standstill

    started = time.monotonic()
    folder = options["site"]
    now = _clock(options["now"])().isoformat()
    told = Standstill(folder, options["output"] or folder / PUBLIC, now).told()
    if told is None:
        return False
    from site_builder.commands.report import Report

    report = Report(options["form"], click.echo, lambda text: click.echo(text, err=True))
    report.told_again(told, time.monotonic() - started)
    report.close()
    return True


def _in_repository(folder: Path) -> str:
    """The site's folder as seen from the checkout (on GitHub's machines `GITHUB_WORKSPACE`), else from here."""
    top = os.environ.get("GITHUB_WORKSPACE") or os.curdir
    below = Path(os.path.relpath(folder, top)).as_posix()
    return "" if below.split("/")[0] in (os.curdir, os.pardir) else below


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
