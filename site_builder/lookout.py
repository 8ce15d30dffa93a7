"""Which files of incidents look another than when they were read, and which documents another than they were written:
looked for by another process, so that this one can import and plan meanwhile. With ten thousand incidents there are a
hundred thousand files. A site that nobody has read yet is read by that process.

Nothing but the standard library is imported here.
"""

import json
import os
import signal
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, NamedTuple

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


_Told = tuple[str, Sequence[str]]
Look = Callable[[], _Told]
"""Gives what stands for all that was looked at, and which of it looks another now. Of documents that is the mark of the
build that wrote them last, and paths."""

_NOTHING: _Told = ("", ())


class Lookout:
    """Somebody who looks at incidents, and then at the documents that were made of them. Tells each once, and to the
    first build: what changes afterwards was not seen. One that was never begun knows nothing."""

    def __init__(self) -> None:
        self._process = 0
        self._stream: BinaryIO | None = None
        self._incidents: _Told | None = None
        """What was told of them last; None before that."""
        self._is_reading = False

    @classmethod
    def begun(
        cls, site: Path, file: Path, look_at_documents: Look, read: Callable[[], None] | None = None
    ) -> "Lookout":
        """One who looks at all incidents that the cache `file` knows, below the folder `site`. Where that file isn't
        there yet, `read` makes it."""
        somebody = cls()
        if not (may_fork() and processors() > 1):
            return somebody
        try:
            if file.stat().st_size > WORTH_IT:
                somebody._begin(partial(look_again, str(site), str(file)), look_at_documents)
        except FileNotFoundError:
            if read is not None:
                somebody._is_reading = True
                somebody._begin(partial(_read_first, read, str(file)))
        except OSError:
            pass
        return somebody

    def _begin(self, *looks: Look) -> None:
        told, telling = os.pipe()
        self._process = os.fork()
        if self._process:
            os.close(telling)
            self._stream = os.fdopen(told, "rb")
            return
        # Nothing that this process was about to do may go on in the other one.
        with suppress(BaseException), os.fdopen(telling, "wb") as stream:
            for each in looks:
                stream.write(json.dumps(each()).encode() + b"\n")
                stream.flush()
        os._exit(0)

    def changed(self, keys: Mapping[str, str]) -> frozenset[str] | None:
        """Whose files look another: the owners of entries, all of which are given here with their keys. None if nobody
        knows."""
        looked_at, changed = self._of_incidents()
        self.leave()
        return frozenset(changed) if looked_at == stands_for(keys) else None

    def wait(self) -> None:
        """Until nobody reads for the first time any more: before that, the cache is theirs."""
        if self._is_reading:
            self._of_incidents()

    def leave(self) -> None:
        """Tells nothing of incidents any more."""
        self._of_incidents()
        self._incidents = _NOTHING

    def changed_documents(self, mark: str) -> frozenset[str] | None:
        """The paths of documents that look another than the build with this mark has written them. None if nobody
        knows."""
        self.leave()
        written, changed = self._next()
        return frozenset(changed) if mark and written == mark else None

    def _of_incidents(self) -> _Told:
        if self._incidents is None:
            self._incidents = self._next()
        return self._incidents

    def _next(self) -> _Told:
        try:
            told, changed = json.loads(self._stream.readline()) if self._stream else _NOTHING
        except (ValueError, TypeError):
            return _NOTHING
        return told, changed

    def end(self) -> None:
        """Tells nothing more at all."""
        process, self._process = self._process, 0
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        if process:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def look_again(root: str, file: str) -> tuple[str, list[str]]:
    """Which entries were looked at, and the owners of those that look another now."""
    rows = _rows(file)
    changed = []
    for owner, key, value in rows:
        known, _, inside = value.partition("\n")
        languages, has_folder, *_ = json.loads(known)
        folder = owner.removesuffix(".md") if has_folder else None
        try:
            names = json.loads(inside)[0]
            seen = look(root, files_of(owner, languages), folder, names.split(BETWEEN) if names else ())
        except OSError:
            changed.append(owner)
        else:
            if key.partition(" ")[0] != seen.digest:
                changed.append(owner)
    return stands_for({owner: key for owner, key, _ in rows}), changed


def _read_first(read: Callable[[], None], file: str) -> tuple[str, list[str]]:
    """The same of what is only being read."""
    read()
    return stands_for({owner: key for owner, key, _ in _rows(file)}), []


def _rows(file: str) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(f"{Path(file).as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT owner, key, value FROM entry WHERE slot = ?", (SLOT,)).fetchall()
