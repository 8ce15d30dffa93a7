"""What an earlier build wrote into an output folder, and how each file looked when it was done.

Only files that are listed are ever replaced or deleted; one that still looks the same need not be read again.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Set
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple

from site_builder.output.atomic import write_atomically

STATE_FOLDER = ".site-builder"
"""Where a site's folder holds what is ours."""


def cache_file(output: Path, site_folder: Path) -> Path:
    """What earlier builds of an output folder made: see cache.py."""
    return site_folder.resolve() / STATE_FOLDER / f"cache-{state_key(output, site_folder)}.db"


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
        self._text = ""
        self._files: dict[str, Any] = {}
        self.edition: str | None = None
        """Which edition of the site was written, if the list says so."""

    def read(self) -> None:
        """What it says by now."""
        self._files, self.edition = {}, None
        try:
            self._text = self.file.read_text(encoding="utf-8")
            listed = json.loads(self._text)
            files, edition = listed.get("files"), listed.get("edition")
        except (FileNotFoundError, ValueError, RecursionError, AttributeError):
            return
        self._files = files if isinstance(files, dict) else {}
        self.edition = edition if isinstance(edition, str) else None

    @property
    def paths(self) -> Set[str]:
        """The files that were written. Whoever deletes one asks `is_plain` first."""
        return self._files.keys()

    def stamp(self, path: str) -> Stamp | None:
        """What a file looked like when it was written, where that is known."""
        listed = self._files.get(path)
        # It may be any JSON; whatever a comparison with it gives, the worst is that a file is looked at.
        return Stamp(*listed) if isinstance(listed, list) and len(listed) == len(Stamp._fields) else None

    def is_as_written(self, path: str, stamp: Stamp) -> bool:
        """Whether a file still looks so. A link never does."""
        try:
            status = os.lstat(f"{self._output}/{path}")
        except OSError:
            return False
        return status.st_mtime_ns == stamp.modified and status.st_size == stamp.size and S_ISREG(status.st_mode)

    def write(self, files: Mapping[str, Stamp | None], edition: str) -> None:
        """Puts the list in the place of the former one."""
        text = json.dumps({"output": str(self._output), "edition": edition, "files": files})
        if text != self._text:
            write_atomically(self.file, text.encode())
            self._text = text


def is_plain(path: object) -> bool:
    """Whether it is a relative path that leads to a file of the folder, and not to one of a Git repository."""
    if not isinstance(path, str) or "\0" in path or path.startswith("/"):
        return False
    return not {"", ".", "..", ".git"} & set(path.split("/"))
