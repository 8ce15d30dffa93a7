"""Which files of incidents look another than when they were read, and which documents another than they were written:
looked for by another process, so that this one can import and plan meanwhile. With ten thousand incidents there are a
hundred thousand files. What looks another, and a site that nobody has read yet, is read by that process.

Nothing but the standard library is imported here.
"""

import json
import os
import signal
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import chdir, closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from site_builder.machine import may_fork, processors

SLOT = "gist"
"""Where the cache keeps what files looked like: see content/known_incidents.py, and `look_again` for what it says."""

WORTH_IT = 8 * 1024 * 1024
"""Bytes of a cache with some hundred incidents."""

BETWEEN = "\n"
"""Stands between the names of what lies in a folder. A name with it in it can't be read as anything there."""


class Looks(NamedTuple):
    """What files and folders look like (names, times, sizes, inodes), as a digest. `latest` is the last time among
    them, in nanoseconds; `inside` is what lies in the incident's folder."""

    digest: str
    latest: int
    inside: Sequence[str]


def look(root: str, files: Sequence[str], folder: str | None, inside: Sequence[str]) -> Looks:
    """What these files look like, and a folder with what is `inside` of it, all below `root`. Raises OSError."""
    paths = [f"{root}/{file}" for file in files]
    if folder is not None:
        below = f"{root}/{folder}/"
        paths += (below, *[below + name for name in inside])
    times: list[int] = []
    numbers: list[int] = []
    for path in paths:
        status = os.stat(path)  # noqa: PTH116 - sixty thousand times
        times += (status.st_mtime_ns, status.st_ctime_ns)
        numbers += (status.st_size, status.st_ino)
    digest = blake2b(array("q", times), digest_size=16)
    digest.update(array("Q", numbers))  # inodes can be greater than any time
    digest.update("\0".join((*files, folder or "", *inside)).encode("utf-8", "surrogateescape"))
    return Looks(digest.hexdigest(), max(times), inside)


def files_of(opener: str, languages: Iterable[str]) -> list[str]:
    """The file that opens an incident, and its translations into these languages."""
    stem = opener.removesuffix(".md")
    return [opener, *[f"{stem}.{language}.md" for language in languages]]


def stands_for(keys: Mapping[str, str]) -> str:
    """A short name for just these entries, given as owner and key."""
    ordered = sorted(keys)
    text = "\0".join([*ordered, "", *[keys[owner] for owner in ordered]])
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_Told = tuple[str, Sequence[Any]]
"""What stands for all that was looked at, and which of it looks another now."""

_NOTHING: _Told = ("", ())
_INCIDENTS, _ROWS, _DOCUMENTS = range(3)
"""The order in which it is told."""

_FEW = 20
"""Up to so many incidents are read again by whoever sees that they look another."""


_BATCH = 200


class Known(NamedTuple):
    """Where the files of an incident were when it was read: the one that opens it, and in which languages that was
    translated."""

    opener: str
    languages: list[str]
    has_folder: bool


class Tasks(NamedTuple):
    """What somebody can do besides looking at incidents.

    `look_at_documents` gives the mark of the build that wrote them last, and the paths of those that look another now.
    `read` gives rows for the cache of incidents that look another. `read_all` makes a cache that isn't there yet.
    """

    look_at_documents: Callable[[], _Told]
    read: Callable[[Sequence[Known]], Sequence[Any]]
    read_all: Callable[[], None]


class Lookout:
    """Somebody who looks at incidents, reads those that look another, and then looks at the documents that were made of
    all of them. Tells it to the first build: what changes afterwards was not seen. One that was never begun knows
    nothing."""

    def __init__(self) -> None:
        self._process = 0
        self._stream: BinaryIO | None = None
        self._told: list[_Told] = []
        self._has_left = False
        self.is_looking = False
        """Whether somebody looks at incidents that were read before."""
        self._is_reading = False

    @classmethod
    def begun(cls, site: Path, file: Path, tasks: Tasks) -> "Lookout":
        """One who looks at all incidents that the cache `file` knows, below the folder `site`."""
        somebody = cls()
        if not (may_fork() and processors() > 1):
            return somebody
        try:
            somebody.is_looking = file.stat().st_size > WORTH_IT
        except FileNotFoundError:
            somebody._is_reading = True
        except OSError:
            return somebody
        if somebody.is_looking:
            somebody._begin(_looking(str(site), str(file), tasks))
        elif somebody._is_reading:
            somebody._begin(_reading(str(file), tasks))
        return somebody

    def _begin(self, telling: Iterator[_Told]) -> None:
        told, to_tell = os.pipe()
        self._process = os.fork()
        if self._process:
            os.close(to_tell)
            self._stream = os.fdopen(told, "rb")
            return
        # Nothing that this process was about to do may go on in the other one.
        with suppress(BaseException), os.fdopen(to_tell, "wb") as stream:
            for each in telling:
                stream.write(json.dumps(each).encode() + b"\n")
                stream.flush()
        os._exit(0)

    def changed(self, keys: Mapping[str, str]) -> frozenset[str] | None:
        """Whose files look another: the owners of entries, all of which are given here with their keys. None if nobody
        knows. This is told once."""
        if self._has_left:
            return None
        looked_at, changed = self._answer(_INCIDENTS)
        self._has_left = True
        return frozenset(changed) if looked_at == stands_for(keys) else None

    def rows(self) -> Sequence[Any]:
        """What the cache is to keep of incidents that look another, as far as somebody has read them again."""
        _, rows = self._answer(_ROWS)
        return rows

    def wait(self) -> None:
        """Until nobody reads for the first time any more: before that, the cache is theirs."""
        if self._is_reading:
            self._answer(_INCIDENTS)

    def leave(self) -> None:
        """Tells nothing of incidents any more."""
        self._has_left = True

    def changed_documents(self, mark: str) -> frozenset[str] | None:
        """The paths of documents that look another than the build with this mark has written them. None if nobody
        knows."""
        written, changed = self._answer(_DOCUMENTS)
        return frozenset(changed) if mark and written == mark else None

    def _answer(self, number: int) -> _Told:
        while len(self._told) <= number:
            self._told.append(self._next())
        return self._told[number]

    def _next(self) -> _Told:
        try:
            stands_for, of = json.loads(self._stream.readline()) if self._stream else _NOTHING
        except (ValueError, TypeError):
            return _NOTHING
        return stands_for, of

    def end(self) -> None:
        """Tells nothing more at all."""
        self._told = [_NOTHING] * (_DOCUMENTS + 1)
        process, self._process = self._process, 0
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        if process:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _looking(root: str, file: str, tasks: Tasks) -> Iterator[_Told]:
    looked_at, changed = look_again(root, file)
    yield looked_at, [known.opener for known in changed]
    rows: Sequence[Any] = ()
    if 0 < len(changed) <= _FEW:
        with suppress(Exception):  # whatever is wrong, whoever builds finds it
            rows = tasks.read(changed)
    yield "", rows
    yield tasks.look_at_documents()


def _reading(file: str, tasks: Tasks) -> Iterator[_Told]:
    tasks.read_all()
    yield stands_for({owner: key for owner, key, _ in _rows(file)}), []


def look_again(root: str, file: str) -> tuple[str, list[Known]]:
    """Which entries were looked at, and those incidents that look another now."""
    rows = _rows(file)
    with chdir(root):  # from far away the system takes longer to find each
        return stands_for({owner: key for owner, key, _ in rows}), list(_looking_different(rows))


def _looking_different(rows: Sequence[tuple[str, str, str]]) -> Iterator[Known]:
    for (owner, key, _), ((languages, has_folder, *_), (names, *_)) in zip(rows, _values(rows), strict=True):
        known = Known(owner, languages, has_folder)
        folder = owner.removesuffix(".md") if has_folder else None
        try:
            seen = look(os.curdir, files_of(owner, languages), folder, names.split(BETWEEN) if names else ())
        except OSError:
            yield known
        else:
            if key.partition(" ")[0] != seen.digest:
                yield known


def _values(rows: Sequence[tuple[str, str, str]]) -> Iterator[Any]:
    """What both lines of each entry say. To read them one by one takes three times as long."""
    for begin in range(0, len(rows), _BATCH):
        both = [value.replace("\n", ",", 1) for _, _, value in rows[begin : begin + _BATCH]]
        yield from json.loads(f"[[{'],['.join(both)}]]")


def _rows(file: str) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(f"{Path(file).as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT owner, key, value FROM entry WHERE slot = ?", (SLOT,)).fetchall()
