"""`watch`: builds again whenever a file changes or a date arrives. `serve`: the same, with the site in a browser."""

import gc
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from site_builder import pipeline
from site_builder.commands.build import say_what_is_held_back, summary
from site_builder.commands.rehearsal import rehearse
from site_builder.commands.session import Exit, Session
from site_builder.live.server import SiteServer
from site_builder.live.watcher import FolderWatcher
from site_builder.problems import SiteProblems
from site_builder.survey import Request, inputs
from site_builder.vocabulary import Edition

_LONGEST_SLEEP = 30.0
"""Seconds until the clock is read again: a laptop that slept, or a clock that was set, must not miss a date."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one build: problems as text, or none; and when the next one is due without any change."""

    problems: str
    next_change_at: datetime | None


def watch(session: Session) -> Exit:
    """Builds and goes on building until it is interrupted."""
    session.report.note(f"watching {session.folder} (Ctrl-C ends it)")
    return _keep_building(session, Edition.PUBLISHED, after=lambda _outcome: None)


def serve(session: Session, *, port: int, edition: Edition = Edition.PUBLISHED) -> Exit:
    """Watches, and serves the site on this machine only; open pages reload by themselves."""
    session.output.mkdir(parents=True, exist_ok=True)
    server = SiteServer(session.output, port=port)
    try:
        server.start()
    except OSError as error:
        session.report.complain(f"port {port} can't be used: {error.strerror}. Choose another with --port")
        return Exit.USAGE
    session.report.note(f"serving {server.url} (Ctrl-C ends it)")

    def show(outcome: Outcome) -> None:
        if outcome.problems:
            server.show_problems(outcome.problems)
        else:
            server.reload()

    try:
        return _keep_building(session, edition, after=show)
    finally:
        server.stop()


def _keep_building(session: Session, edition: Edition, *, after: Callable[[Outcome], None]) -> Exit:
    roots: tuple[Path, ...] | None = inputs(session.folder)
    is_ready = False
    while roots is not None:
        watcher = FolderWatcher(roots)
        _end_with(watcher)
        watcher.look()
        # The first build may start processes, before there are threads: they do not mix.
        outcome = _build(session, edition)
        if not is_ready:
            rehearse(session.clock())
            is_ready = True
        _keep_what_was_built()
        with watcher:
            roots = _build_while_watching(session, watcher, roots, outcome, edition, after=after)
    return Exit.FINE


def _keep_what_was_built() -> None:
    """What is known of the site by now stays for as long as the program runs, and the collector of garbage need not go
    through it at each edit: that would be a fifth of what a build of ten thousand incidents takes."""
    gc.collect()
    gc.freeze()


def _end_with(watcher: FolderWatcher) -> None:
    """SIGTERM, which a service manager sends, ends the program in order; Ctrl-C comes as KeyboardInterrupt."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: watcher.stop())


def _build_while_watching(
    session: Session,
    watcher: FolderWatcher,
    roots: tuple[Path, ...],
    outcome: Outcome,
    edition: Edition,
    *,
    after: Callable[[Outcome], None],
) -> tuple[Path, ...] | None:
    """Builds after each change, until it is told to stop (None), or until there are other files to watch."""
    degraded: str | None = None
    changed: frozenset[Path] = frozenset()
    while not watcher.stopped:
        after(outcome)
        if watcher.degraded != degraded:
            degraded = watcher.degraded
            session.report.note(f"changes may be seen late: {degraded}" if degraded else "changes are seen at once")
        needed = inputs(session.folder)
        if needed != roots:
            return needed
        news = _wait(session, watcher, outcome.next_change_at)
        if news is not None:
            # A build that ended with problems may have ended before it read what was changed then.
            changed = changed | news if outcome.problems else news
            outcome = _build(session, edition, changed)
    return None


def _wait(session: Session, watcher: FolderWatcher, due: datetime | None) -> frozenset[Path] | None:
    """Until files change, which it tells, or `due` has come; None when it is told to stop before that."""
    while not watcher.stopped:
        left = _LONGEST_SLEEP if due is None else (due - session.clock()).total_seconds()
        changed = watcher.wait(max(0.0, min(left, _LONGEST_SLEEP)))
        if changed:
            session.report.note(f"changed: {_names(session.folder, sorted(changed))}")
            return changed
        if due is not None and session.clock() >= due:
            session.report.note("a date has come")
            return changed
    return None


def _names(folder: Path, files: list[Path]) -> str:
    shown = [file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name for file in files[:3]]
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return ", ".join(shown) + more


def _build(session: Session, edition: Edition, changed: frozenset[Path] | None = None) -> Outcome:
    """One build, after these files `changed` (None: it is the first one). A broken file is reported, and the last good
    site stays."""
    started = session.stopwatch()
    means = replace(session.means, changed=changed)
    request = Request(folder=session.folder, now=session.clock(), edition=edition)
    try:
        planned, written = pipeline.build(request, session.output, strict=session.strict, means=means)
    except SiteProblems as error:
        session.report.problems(error.problems)
        session.report.note("not built; the last good site stays")
        return Outcome(str(error), None)
    session.report.problems(planned.warnings)
    session.report.note(summary(planned, written, session.stopwatch() - started))
    say_what_is_held_back(session, planned)
    return Outcome("", planned.overview.next_change_at)
