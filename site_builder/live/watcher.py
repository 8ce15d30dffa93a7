"""Wait until files below some roots have changed and settled.

The events of the operating system are hints that something may have changed, never the truth: watchdog loses
them when a root is renamed, a queue is full or a limit is reached, and reports reading as an event. The truth
is the difference of two snapshots. So an event too many costs one look, and one too few `rescan` seconds.
Where events tell of files alone, those are looked at first, and what came of them is told at once; everything is looked
at afterwards, by the next `wait`. A look at everything takes its time, so an event ends it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import NamedTuple, Self

from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from site_builder.live.hints import Bell, Hints
from site_builder.live.snapshot import (
    DisturbedError,
    Glance,
    Scanner,
    Snapshot,
    brought_up_to_date,
    differences,
    differences_at_a_glance,
    is_editor_junk,
)

POLL_SECONDS = 1.0
"""How often to look when the system does not announce changes reliably."""


_LONG = 3
"""After so many times `rescan` without a look at everything, nothing ends the next one."""


class _Seen(NamedTuple):
    """A look at everything, or else at some files."""

    whole: Snapshot | None
    some: Glance


class FolderWatcher:
    """Waits for settled changes below some roots. A root is a file or a folder and may come and go.

    Enter it after starting process pools (its threads and `fork` do not mix) and before the first build: what
    changes from then on is reported by some `wait`.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        *,
        quiet: float = 0.075,
        at_most: float = 2.0,
        rescan: float = 5.0,
        ignore: Callable[[Path], bool] = is_editor_junk,
        make_observer: Callable[[], BaseObserver] = Observer,
    ) -> None:
        """Times are in seconds: `quiet` without events means that changes have settled, `at_most` is how long
        to wait for that, `rescan` is how often to look when there are no events. `ignore` is asked about each
        path below a root: what it ignores, with everything in it, neither wakes nor counts. It must always
        answer alike. `make_observer` is for tests.
        """
        self._quiet, self._at_most, self._rescan = quiet, at_most, rescan
        self._scanner = Scanner(roots, ignore)
        self._bell = Bell()
        self._hints = Hints(roots, self._scanner.ignored, make_observer, self._bell)
        self._seen: Snapshot | None = None
        self._looked_at = monotonic()
        """When everything was last looked at."""
        self._stopped = False

    def __enter__(self) -> Self:
        # The snapshot comes first: what changes while the observer starts differs from it.
        if self._seen is None:
            self.look()
        self._hints.start()
        return self

    def look(self) -> None:
        """Takes the first snapshot, before entering: what changes from now on is reported. No thread runs yet."""
        self._seen = self._scanner.scan()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._hints.close()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called (leaving the `with` block calls it)."""
        return self._stopped

    @property
    def degraded(self) -> str | None:
        """Why changes are looked for each second and not announced by the system; None when they are."""
        return self._hints.failure

    def stop(self) -> None:
        """Ends the current and any later `wait` at once. Safe in another thread and in a signal handler."""
        self._stopped = True
        self._bell.ring()

    def wait(self, timeout: float | None = None) -> frozenset[Path]:
        """The paths added, modified or deleted since the last return (or since entering), once they settled.

        Empty when nothing began to change for `timeout` seconds, or after `stop`. `timeout` does not cut
        settling short: changes that began in time may be returned `at_most` seconds later. The first look
        comes at once, so `wait(0)` asks "anything new?". A root that is a folder is among the paths when the
        folder itself comes or goes; other folders never are. Raises RuntimeError outside the `with` block.
        """
        if self._seen is None:
            raise RuntimeError("a FolderWatcher is used as a context manager")
        deadline = None if timeout is None else monotonic() + timeout
        hinted = waited = False
        while not self._stopped:
            rings = self._bell.rings
            looked = None if hinted else self._look()
            if looked != self._seen:
                now = self._settle()
                if self._stopped:  # checked after each time that the bell was heard: it may have been this
                    break
                changed = self._take_over(now)
                if changed:
                    if waited and not hinted and rings == self._bell.rings:
                        self._hints.missed_a_change()
                    return changed
                if looked is None and not hinted:  # it was disturbed for nothing
                    continue
            pause = self._rescan if self.degraded is None else min(self._rescan, POLL_SECONDS)
            if deadline is not None:
                pause = min(pause, deadline - monotonic())
            if pause <= 0:
                break
            hinted, waited = self._bell.wait(pause), True
        return frozenset()

    def _look_whole(self) -> Snapshot:
        return self._scan(lambda: False)

    def _look(self) -> Snapshot | None:
        """Looks at everything; None if the bell rang meanwhile, unless the last whole look is long ago."""
        rings = self._bell.rings
        is_urgent = monotonic() - self._looked_at > _LONG * self._rescan
        try:
            return self._scan(lambda: not is_urgent and rings != self._bell.rings)
        except DisturbedError:
            return None

    def _scan(self, is_disturbed: Callable[[], bool]) -> Snapshot:
        started = monotonic()
        # Watches first: what appears in a folder after it was scanned must find the watch in place.
        self._hints.refresh()
        snapshot = self._scanner.scan(is_disturbed)
        self._looked_at = started
        return snapshot

    def _glance(self, files: frozenset[str] | None) -> Glance | None:
        """What these files look like; None where others may look different, too."""
        if not files or self.degraded is not None:
            return None
        return self._scanner.glance(files)

    def _take_over(self, now: _Seen) -> frozenset[Path]:
        """The changes since the last time that some were told. They are told now."""
        assert self._seen is not None  # noqa: S101 - it was entered
        if now.whole is None:
            changed = differences_at_a_glance(self._seen, now.some)
            self._seen = brought_up_to_date(self._seen, now.some)
        else:
            changed = differences(self._seen, now.whole)
            self._seen = now.whole
        return changed

    def _settle(self) -> _Seen:
        """What is seen after nothing happened for `quiet` seconds, or else `at_most` seconds from now."""
        last_moment = monotonic() + self._at_most
        previous: _Seen | None = None
        hinted: frozenset[str] | None = frozenset()
        while True:
            time_left = last_moment - monotonic()
            rang = self._bell.wait(max(0.0, min(self._quiet, time_left)))
            out_of_time = time_left <= 0 or self._stopped
            if rang and not out_of_time:
                continue
            rings = self._bell.rings
            told = self._hints.take()
            hinted = None if told is None or hinted is None else hinted | told
            glance = self._glance(hinted)
            seen = _Seen(None, glance) if glance else _Seen(self._look_whole(), {})
            # Silence proves nothing when events are lost; then two looks must agree.
            silent = rings == self._bell.rings and self.degraded is None
            if silent or seen == previous or out_of_time:
                return seen
            previous = seen
