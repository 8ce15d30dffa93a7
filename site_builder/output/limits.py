"""A limit on the CPU time of a step that some input could make very slow."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType


class CpuTimeExceeded(Exception):
    """Something took more CPU time than it may."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raises CpuTimeExceeded from the block once it has taken `seconds` of this process's CPU time.

    Signals reach only a main thread, and only where the platform has this timer: elsewhere nothing limits. Such a
    block can't stand in another one.
    """
    timer = getattr(signal, "ITIMER_VIRTUAL", None)
    if timer is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    watch = _watch()
    watch.is_running, watch.is_over = True, False
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        watch.is_running = False
        signal.setitimer(timer, 0)
    if watch.is_over:
        # It was raised inside a callback of a compiled library, which only prints what it catches.
        raise CpuTimeExceeded


class _Watch:
    """What the timer's signal leads to."""

    def __init__(self) -> None:
        self.is_running = False
        self.is_over = False

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self.is_running:
            self.is_over = True
            raise CpuTimeExceeded


@cache
def _watch() -> _Watch:
    """Stays installed: that takes longer than many a block, and nobody else has a use for this signal."""
    watch = _Watch()
    signal.signal(signal.SIGVTALRM, watch.stop)
    return watch
