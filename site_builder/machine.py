"""What holds of the machine that we run on. Nothing but the standard library is imported here."""

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

JUST_NOW = 2_000_000_000
"""Nanoseconds, longer than the tick of any file system. How a file looked that was written so lately is not trusted:
it could be written again without looking another (https://git-scm.com/docs/racy-git)."""


def processors() -> int:
    """How many there are for us."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def may_fork() -> bool:
    """Whether this process can be forked: one that has threads can't safely, as one that watches for changes."""
    return hasattr(os, "fork") and threading.active_count() == 1


@contextmanager
def reading_first() -> Iterator[None]:
    """For a build after which the program ends. What is read from the cache stays until then: until `reading_ends`
    nobody looks through it for garbage, which takes an eighth of a build after an edit of ten thousand incidents."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def reading_ends() -> None:
    """From now on things are made, in a block of `reading_first`; elsewhere this changes nothing."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
