"""One build at a time writes into an output folder.

The lock is the operating system's own, on a file (flock(2)): it ends with the process that holds it, however that ends.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_AGAIN_SECONDS = 0.05


class HeldByAnother(Exception):
    """Another process has the lock, and kept it for as long as was waited."""


@contextmanager
def held(file: Path, *, timeout: float) -> Iterator[None]:
    """Holds the lock, after at most `timeout` seconds. Raises HeldByAnother, or OSError where a disk can't lock."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _acquire(handle, time.monotonic() + timeout)
        try:
            yield
        finally:
            # Workers that were forked meanwhile hold the same lock until somebody says that it is over.
            fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


def _acquire(handle: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise HeldByAnother from None
        time.sleep(_LOOK_AGAIN_SECONDS)
