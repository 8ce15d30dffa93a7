"""Work that several processes share. They are forked: everything is where it was, and only results travel."""

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from site_builder.cache import Cache
from site_builder.machine import may_fork

T = TypeVar("T")

Tick = Callable[[int, int], None]
"""Told how many pieces of work are done, and of how many."""

MANY = 24
"""So many pieces of work are worth starting processes for."""
_CHUNK = 8

_work: Callable[[int], Any] | None = None
_cache: Cache | None = None
"""What workers work on."""


def are_worth_it(count: int, jobs: int) -> bool:
    """Whether so many pieces of work go to `jobs` processes."""
    return count >= MANY and jobs > 1 and may_fork()


def in_processes(work: Callable[[int], T], count: int, *, jobs: int, cache: Cache, chunk: int = _CHUNK) -> Iterator[T]:
    """The results of `work(0)` to `work(count - 1)`, in their order, of which a worker takes `chunk` at a time.
    Workers read in the cache what was put there before, and put nothing there."""
    # Only a build with much to do starts processes.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    global _work, _cache
    _work, _cache = work, cache
    chunks = [range(first, min(first + chunk, count)) for first in range(0, count, chunk)]
    gc.freeze()  # the collector would touch, and so copy, every object that the processes share
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(os.getpid(),)) as pool:
            with cache.put_away():
                # The first one starts the processes. Not all at once: results wait in memory to be taken.
                waiting = [pool.submit(_work_through, chunk) for chunk in chunks[: jobs * 3]]
            for number in range(len(chunks)):
                results = waiting.pop(0).result()
                if number + jobs * 3 < len(chunks):
                    waiting.append(pool.submit(_work_through, chunks[number + jobs * 3]))
                yield from results
    finally:
        gc.unfreeze()
        _work, _cache = None, None


def _begin(parent: int) -> None:
    """A worker ends with its parent, however that ends."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _work_through(chunk: range) -> list[Any]:
    assert _work is not None and _cache is not None  # noqa: S101, PT018 - set before the fork
    _cache.reopen()
    return [_work(index) for index in chunk]
