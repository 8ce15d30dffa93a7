"""Which files of incidents look another than when they were read, and which documents another than they were written:
looked for by another process, so that this one can import and plan meanwhile. With ten thousand incidents there are a
hundred thousand files.

Nothing but the standard library is imported here.
"""

import json
import os
import signal
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
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


LookAtDocuments = Callable[[], tuple[str, Sequence[str]]]
"""Gives the mark of the build that wrote the documents of a site last, and the paths of those that look another now."""


class Lookout:
    """Somebody who looks at incidents, and then at the documents that were made of them. Tells each once, and to the
    first build: what changes afterwards was not seen. One that was never begun knows nothing."""

    def __init__(self) -> None:
        self._process = 0
        self._stream: BinaryIO | None = None
        self._has_left = False

    @classmethod
    def begun(cls, site: Path, file: Path, look_at_documents: LookAtDocuments) -> "Lookout":
        """One who looks at all incidents that the cache `file` knows, below the folder `site`."""
        somebody = cls()
        with suppress(OSError):
            if may_fork() and processors() > 1 and file.stat().st_size > WORTH_IT:
                somebody._begin(str(site), str(file), look_at_documents)
        return somebody

    def _begin(self, root: str, file: str, look_at_documents: LookAtDocuments) -> None:
        told, telling = os.pipe()
        self._process = os.fork()
        if self._process:
            os.close(telling)
            self._stream = os.fdopen(told, "rb")
            return
        # Nothing that this process was about to do may go on in the other one.
        with suppress(BaseException), os.fdopen(telling, "wb") as stream:
            for look_at in (lambda: look_again(root, file), look_at_documents):
                stream.write(json.dumps(look_at()).encode() + b"\n")
                stream.flush()
        os._exit(0)

    def changed(self, keys: Mapping[str, str]) -> frozenset[str] | None:
        """Whose files look another: the owners of entries, all of which are given here with their keys. None if nobody
        knows."""
        if self._has_left:
            return None
        looked_at, changed = self._told()
        return frozenset(changed) if looked_at == stands_for(keys) else None

    def leave(self) -> None:
        """Tells nothing of incidents any more."""
        if not self._has_left:
            self._told()

    def changed_documents(self, mark: str) -> frozenset[str] | None:
        """The paths of documents that look another than the build with this mark has written them. None if nobody
        knows."""
        self.leave()
        written, changed = self._told()
        return frozenset(changed) if mark and written == mark else None

    def _told(self) -> tuple[str, Sequence[str]]:
        self._has_left = True
        try:
            told, changed = json.loads(self._stream.readline()) if self._stream else ("", ())
        except (ValueError, TypeError):
            return "", ()
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
    with closing(sqlite3.connect(f"{Path(file).as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT owner, key, value FROM entry WHERE slot = ?", (SLOT,)).fetchall()
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
