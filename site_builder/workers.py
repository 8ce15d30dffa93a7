"""Work that several processes share. They are forked: everything is where it was, and only results travel."""

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from site_builder.cache import Cache
from site_builder.machine import may_fork

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")

Tick = Callable[[int, int], None]
"""Told how many pieces of work are done, and of how many."""

MANY = 24
"""So many pieces of work are worth starting processes for."""
_CHUNK = 8
_AHEAD = 2
"""So many chunks are given to a process at once: it never waits for this one, and few results wait in memory."""
_PIPE = 1024 * 1024
"""Bytes of results that a process need not wait for this one to take, where the system lets us say so."""


def are_worth_it(count: int, jobs: int) -> bool:
    """Whether so many pieces of work go to `jobs` processes."""
    return count >= MANY and jobs > 1 and may_fork()


def in_processes(work: Callable[[int], T], count: int, *, jobs: int, cache: Cache, chunk: int = _CHUNK) -> Iterator[T]:
    """The results of `work(0)` to `work(count - 1)`, in any order. This process is one of the `jobs`: it works whenever
    there is nothing to hand on, and so there is one less that copies what it touches of our memory. The others take up
    to `chunk` pieces at a time. They read in the cache what was put there before, and put nothing there."""
    gc.freeze()  # the collector would touch, and so copy, every object that the processes share
    helpers: list[_Helper] = []
    try:
        with cache.put_away():
            for _ in range(min(jobs - 1, count)):
                helpers.append(_Helper(work, cache, helpers))
        yield from _shared(work, range(count), helpers, chunk)
    finally:
        for helper in helpers:
            helper.end()
        gc.unfreeze()


def _shared(work: Callable[[int], T], waiting: range, helpers: Sequence["_Helper"], chunk: int) -> Iterator[T]:
    """Helpers take from the front, this process from the back."""
    from multiprocessing.connection import wait

    while True:
        for helper in helpers:
            while waiting and helper.given < _AHEAD:
                # Towards the end they get less, so that all end together.
                size = max(1, min(chunk, len(waiting) // (2 * _AHEAD * len(helpers))))
                helper.give(waiting[:size])
                waiting = waiting[size:]
        busy = {helper.results: helper for helper in helpers if helper.given}
        ready = wait(list(busy), timeout=0 if waiting else None) if busy else []
        for results in ready:
            yield from busy[results].take()  # type: ignore[index]  # of what it was given
        if ready:
            continue
        if not waiting:
            return
        index, waiting = waiting[-1], waiting[:-1]
        yield work(index)


class _Helper:
    """Another process, which works on what it is given."""

    def __init__(self, work: Callable[[int], Any], cache: Cache, others: Sequence["_Helper"]) -> None:
        # Only a build with much to do starts processes.
        from multiprocessing.connection import Pipe

        self.given = 0
        """How many chunks it has not given back."""
        chunks, self._chunks = Pipe(duplex=False)
        self.results, results = Pipe(duplex=False)
        _widen(results)
        parent = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            # Nothing that the first process was about to do may go on here.
            try:
                for ours in (*others, self):
                    ours._let_go()
                _end_with(parent)
                cache.reopen()
                _work_through(work, chunks, results)
            finally:
                os._exit(0)
        chunks.close()
        results.close()

    def give(self, chunk: Sequence[int]) -> None:
        """More to do."""
        self._chunks.send(chunk)
        self.given += 1

    def take(self) -> list[Any]:
        """The results of a chunk. Raises what went wrong."""
        try:
            results, error = self.results.recv()
        except EOFError as end:
            raise ChildProcessError("a process that worked for this one has ended") from end
        self.given -= 1
        if error is not None:
            raise error
        return results  # type: ignore[no-any-return]

    def end(self) -> None:
        """Ends it, whatever it is doing."""
        self._let_go()
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def _let_go(self) -> None:
        self._chunks.close()
        self.results.close()


def _widen(pipe: "Connection[Any, Any]") -> None:
    with suppress(ImportError, AttributeError, OSError):  # not on this system, or not for this user
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)


def _end_with(parent: int) -> None:
    """This process ends with its parent, however that ends."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _work_through(work: Callable[[int], Any], chunks: "Connection[Any, Any]", results: "Connection[Any, Any]") -> None:
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):  # the first process has ended, or is about to
        while True:
            chunk = chunks.recv()
            try:
                made, error = [work(index) for index in chunk], None
            except Exception as went_wrong:
                _say_where(went_wrong)
                made, error = [], went_wrong
            results.send((made, error))


def _say_where(error: Exception) -> None:
    """Its traceback does not travel; what it says does."""
    import traceback

    error.add_note("".join(traceback.format_exception(error)))
