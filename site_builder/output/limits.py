"""A limit on the CPU time of a step that some input could make very slow."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class CpuTimeExceeded(Exception):
    """Something took more CPU time than it may."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raises CpuTimeExceeded from the block once it has taken `seconds` of this process's CPU time.

    Signals reach only a main thread, and only where the platform has this timer: elsewhere nothing limits.
    """
    timer = getattr(signal, "ITIMER_VIRTUAL", None)
    if timer is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_over
        is_over = True
        raise CpuTimeExceeded

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(signal.SIGVTALRM, before)
    if is_over:
        # It was raised inside a callback of a compiled library, which only prints what it catches.
        raise CpuTimeExceeded
