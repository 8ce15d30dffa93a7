"""What an earlier build wrote into an output folder, and how each file looked when it was done.

Only files that are listed are ever replaced or deleted; one that still looks the same need not be read again. The list
is an SQLite file: an edit changes a dozen of its lines, and SQLite puts them there all or none.
"""

import errno
import hashlib
import os
import secrets
import sqlite3
from collections.abc import Mapping, Set
from contextlib import closing
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple

STATE_FOLDER = ".site-builder"
"""Where a site's folder holds what is ours."""

_TABLES = """
CREATE TABLE IF NOT EXISTS about (output TEXT NOT NULL, edition TEXT NOT NULL, written TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, digest TEXT, size INTEGER, modified INTEGER) WITHOUT ROWID;
"""
_PUT = "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)"
_BUSY_SECONDS = 60.0


def cache_file(output: Path, site_folder: Path) -> Path:
    """What earlier builds of an output folder made: see cache.py."""
    return site_folder.resolve() / STATE_FOLDER / f"cache-{state_key(output, site_folder)}.db"


def manifest_file(output: Path, site_folder: Path) -> Path:
    """Where the list of what was written into an output folder is."""
    return site_folder.resolve() / STATE_FOLDER / f"manifest-{state_key(output, site_folder)}.db"


def state_key(output: Path, site_folder: Path) -> str:
    """What tells the output folders of a site apart in the names of what is kept of them."""
    return hashlib.sha256(os.path.relpath(output.resolve(), site_folder.resolve()).encode()).hexdigest()[:12]


class Stamp(NamedTuple):
    """A file as it was written: the digest of its content, its size in bytes, its time of modification in ns."""

    digest: str
    size: int
    modified: int

    @classmethod
    def of(cls, file: str, digest: str) -> "Stamp":
        status = os.lstat(file)
        return cls(digest, status.st_size, status.st_mtime_ns)


class Manifest:
    """The list of files of one output folder, itself a file. A list that can't be read has none."""

    def __init__(self, file: Path, output: Path) -> None:
        self.file = file
        self._output = output
        self.edition: str | None = None
        """Which edition of the site was written, if the list says so."""
        self.written = ""
        """The mark of the build that wrote it last; each has another. Empty where there was none."""

    def begin(self) -> None:
        """Looks who wrote it last."""
        self.edition, self.written = None, ""
        found = self._rows("SELECT edition, written FROM about")
        if len(found) == 1 and all(isinstance(each, str) for each in found[0]):
            self.edition, self.written = found[0]

    def files(self) -> dict[str, Stamp | None]:
        """The files that were written, and what each looked like, where that is known. Whoever deletes one asks
        `is_plain` first."""
        # It may be any value; whatever a comparison with it gives, the worst is that a file is looked at.
        rows = self._rows("SELECT path, digest, size, modified FROM file")
        return {path: Stamp(digest, size, modified) if digest else None for path, digest, size, modified in rows}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        """None where the list can't be read, or isn't there."""
        if not self.file.is_file():
            return []
        try:
            with closing(sqlite3.connect(self.file, timeout=_BUSY_SECONDS)) as list_:
                return list_.execute(query).fetchall()
        except sqlite3.Error:
            return []

    def is_as_written(self, path: str, stamp: Stamp) -> bool:
        """Whether a file still looks so. A link never does."""
        try:
            status = os.lstat(f"{self._output}/{path}")
        except OSError:
            return False
        return status.st_mtime_ns == stamp.modified and status.st_size == stamp.size and S_ISREG(status.st_mode)

    def looking_different(self) -> tuple[str, list[str]]:
        """The mark of the build that wrote last, and which of the files do not look as they did then. One that wrote
        meanwhile would have another mark."""
        self.begin()
        written = self.written
        files = self.files().items()
        return written, [path for path, stamp in files if stamp is None or not self.is_as_written(path, stamp)]

    def expect(self, files: Mapping[str, Stamp | None], edition: str) -> None:
        """Lists files that are about to be there for the first time, as they will be: were the power cut, they are
        known as ours, and one that isn't there, or another, is not taken for it."""
        if files:
            self._change(files, frozenset(), edition)

    def write(self, changed: Mapping[str, Stamp | None], gone: Set[str], edition: str) -> None:
        """Lists what was written and what was deleted. Nothing changes where that is nothing."""
        if changed or gone or edition != self.edition:
            self._change(changed, gone, edition)

    def _change(self, changed: Mapping[str, Stamp | None], gone: Set[str], edition: str) -> None:
        """All of it, or nothing. Raises OSError where the disk is full."""
        rows = [(path, *(stamp or (None, None, None))) for path, stamp in changed.items()]
        self.written = secrets.token_hex(8)
        try:
            with closing(self._open()) as list_, list_:
                list_.execute("DELETE FROM about")
                list_.execute("INSERT INTO about VALUES (?, ?, ?)", (str(self._output), edition, self.written))
                list_.executemany(_PUT, rows)
                list_.executemany("DELETE FROM file WHERE path = ?", [(path,) for path in gone])
        except sqlite3.Error as error:
            raise OSError(errno.EIO, str(error), str(self.file)) from error
        self.edition = edition

    def _open(self) -> sqlite3.Connection:
        """The list, made anew where it can't be read."""
        for is_last in (False, True):
            list_ = sqlite3.connect(self.file, timeout=_BUSY_SECONDS)
            try:
                list_.executescript(_TABLES)
                return list_
            except sqlite3.DatabaseError as error:
                list_.close()
                # The disk is full, or another program has it: that is no reason to throw it away.
                if is_last or isinstance(error, sqlite3.OperationalError):
                    raise
                self.file.unlink(missing_ok=True)
        raise AssertionError("the second time ends it")


def is_plain(path: object) -> bool:
    """Whether it is a relative path that leads to a file of the folder, and not to one of a Git repository."""
    if not isinstance(path, str) or "\0" in path or path.startswith("/"):
        return False
    return not {"", ".", "..", ".git"} & set(path.split("/"))
