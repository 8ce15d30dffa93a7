"""What holds of the machine that we run on. Nothing but the standard library is imported here."""

import os
import threading

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
