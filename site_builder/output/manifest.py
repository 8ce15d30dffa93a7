"""What an earlier build wrote into an output folder, and how each file looked when it was done.

Only files that are listed are ever replaced or deleted; one that still looks the same need not be read again.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

from site_builder.output.atomic import write_atomically

STATE_FOLDER = ".site-builder"
"""Where a site's folder holds what is ours."""


def cache_file(output: Path, site_folder: Path) -> Path:
    """What earlier builds of an output folder made: see cache.py."""
    return site_folder.resolve() / STATE_FOLDER / f"cache-{state_key(output, site_folder)}.db"


def state_key(output: Path, site_folder: Path) -> str:
    """What tells the output folders of a site apart in the names of what is kept of them."""
    return hashlib.sha256(os.path.relpath(output.resolve(), site_folder.resolve()).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file as it was written: the digest of its content, its size in bytes, its time of modification in ns."""

    digest: str
    size: int
    modified: int

    @classmethod
    def of(cls, file: Path, digest: str) -> "Stamp":
        status = file.stat()
        return cls(digest, status.st_size, status.st_mtime_ns)

    def fits(self, file: str) -> bool:
        """Whether the file still looks so. A link never does."""
        try:
            status = os.lstat(file)
        except OSError:
            return False
        return status.st_mtime_ns == self.modified and status.st_size == self.size and S_ISREG(status.st_mode)


class Manifest:
    """The list of files of one output folder, itself a file."""

    def __init__(self, file: Path, output: Path) -> None:
        self.file = file
        self._output = output
        self._text: str | None = None

    def read(self) -> dict[str, Stamp | None]:
        """The files by their path, each with its stamp where it is known. A list that can't be read has none."""
        files = self._tree().get("files")
        if isinstance(files, list):  # as earlier versions wrote it
            files = dict.fromkeys(filter(_is_plain, files))
        if not isinstance(files, dict):
            return {}
        return {path: _stamp(stamp) for path, stamp in files.items() if _is_plain(path)}

    def edition(self) -> str | None:
        """Which edition of the site was written, if the list says so."""
        edition = self._tree().get("edition")
        return edition if isinstance(edition, str) else None

    def _tree(self) -> dict[str, Any]:
        try:
            self._text = self.file.read_text(encoding="utf-8")
            listed = json.loads(self._text)
        except (FileNotFoundError, ValueError, RecursionError):
            return {}
        return listed if isinstance(listed, dict) else {}

    def write(self, files: Mapping[str, Stamp | None], edition: str) -> None:
        """Puts the list in the place of the former one."""
        tree = {path: [stamp.digest, stamp.size, stamp.modified] if stamp else None for path, stamp in files.items()}
        text = json.dumps({"output": str(self._output), "edition": edition, "files": tree}, sort_keys=True)
        if text != self._text:
            write_atomically(self.file, text.encode())
            self._text = text


def _stamp(listed: object) -> Stamp | None:
    match listed:
        case [str(digest), int(size), int(modified)]:
            return Stamp(digest, size, modified)
    return None


def _is_plain(path: object) -> bool:
    """Whether it is a relative path that leads to a file of the folder, and not to one of a Git repository."""
    if not isinstance(path, str) or "\0" in path or path.startswith("/"):
        return False
    return not {"", ".", "..", ".git"} & set(path.split("/"))
