"""What files and folders look like: times, sizes, inodes.

A hundred thousand of them are looked at before a build can say that it has nothing to do. So they are listed once and
from then on only looked at, which takes half as long as to list them anew: what comes into a folder, or goes, changes
how the folder looks. Nothing but the standard library is imported.
"""

import os
import signal
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from site_builder.machine import may_fork

# Paths are bytes here, and no objects of pathlib: those would take longer than the system takes to answer.
# ruff: noqa: PTH116

CHUNK = 4096
"""So many paths have a digest of their own: where one differs, the others need not be looked at."""
FIRST = 256
"""So many have the first one: what changed last is often changed again."""


class FollowsNoLink(Exception):
    """A link to a folder may lead anywhere, so what is behind it is not listed."""


def below(roots: Iterable[Path]) -> Iterator[bytes]:
    """The roots, whether they are there or not, and all files and folders below them. Raises FollowsNoLink."""
    for root in roots:
        folders = [os.fsencode(root)]
        yield folders[0]
        while folders:
            with suppress(OSError), os.scandir(folders.pop()) as listing:  # a file, or not for our eyes
                for entry in listing:
                    yield entry.path
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif entry.is_symlink() and entry.is_dir():
                        raise FollowsNoLink


def last_change(path: bytes) -> int:
    """When a file or folder last changed, by the disk's clock in nanoseconds; 0 where there is none."""
    try:
        return os.stat(path).st_ctime_ns
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class Look:
    """What so many paths look like, in a digest; `latest` is the latest of their times."""

    count: int
    digest: str
    latest: int


def looks(paths: Sequence[bytes]) -> list[Look]:
    """What these paths look like now, chunk by chunk."""
    begins = [0, *range(FIRST, len(paths), CHUNK)] if paths else []
    return [_look(paths[begin:end]) for begin, end in zip(begins, [*begins[1:], len(paths)], strict=True)]


def look_so(paths: Sequence[bytes], known: Iterable[tuple[int, str]]) -> bool:
    """Whether so many paths, and then so many more, have these digests. At the first that haven't, looking ends."""
    chunks = []
    first = 0
    for count, digest in known:
        chunks.append((paths[first : first + count], digest))
        first += count
    if first != len(paths):
        return False
    if len(chunks) < 2:
        return _all_look_so(chunks)
    return _all_look_so(chunks[:1]) and _all_look_so_in_two_processes(chunks[1:])


def _all_look_so(chunks: Iterable[tuple[Sequence[bytes], str]]) -> bool:
    return all(_look(paths).digest == digest for paths, digest in chunks)


def _all_look_so_in_two_processes(chunks: Sequence[tuple[Sequence[bytes], str]]) -> bool:
    middle = len(chunks) // 2
    with elsewhere(lambda: b"so" if _all_look_so(chunks[middle:]) else b"") as others_look_so:
        return _all_look_so(chunks[:middle]) and bool(others_look_so())


@contextmanager
def elsewhere(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
    """Begins this work in another process, where there may be one. What it gives waits for the result."""
    if not may_fork():
        yield work
        return
    result, to_tell = os.pipe()
    process = os.fork()
    if not process:
        with suppress(BaseException):  # nothing that this process was about to do may go on in the other one
            with os.fdopen(to_tell, "wb") as ours:
                ours.write(work())
            os._exit(0)
        os._exit(1)
    os.close(to_tell)
    is_waiting = True

    def wait() -> bytes:
        nonlocal is_waiting
        told = stream.read()
        is_waiting = False
        _, ended = os.waitpid(process, 0)
        return told if ended == 0 else work()  # which raises what went wrong

    with os.fdopen(result, "rb") as stream:
        try:
            yield wait
        finally:
            if is_waiting:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)


def _look(paths: Sequence[bytes]) -> Look:
    look = os.stat
    times: list[int] = []
    numbers: list[int] = []
    for path in paths:
        try:
            status = look(path)
        except OSError:
            times.append(0)  # nothing there, or a link that leads nowhere
        else:
            times += (status.st_ctime_ns, status.st_mtime_ns)
            numbers += (status.st_size, status.st_ino)
    digest = blake2b(array("q", times), digest_size=16)
    digest.update(array("Q", numbers))  # inodes can be greater than any time
    digest.update(b"\0".join(paths))
    return Look(len(paths), digest.hexdigest(), max(times, default=0))
