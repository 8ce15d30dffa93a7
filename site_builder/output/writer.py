"""Documents → the output folder: only what changed, each file whole or not at all, nobody else's files touched.

A manifest remembers what an earlier build wrote. Only those files are ever replaced or deleted.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from filelock import FileLock

from site_builder.output.site_map import Document
from site_builder.problems import Location, Problem, SiteProblems

STATE_FOLDER = ".site-builder"
_OUR_MARK = b'<meta name="generator" content="Site Builder">'
_LOCK_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a build did to the output folder, in files."""

    total: int
    changed: int
    deleted: int


class OutputFolder:
    """A folder of documents, and what is known of who wrote them."""

    def __init__(self, folder: Path, site_folder: Path) -> None:
        self.folder = folder.resolve()
        state = site_folder.resolve() / STATE_FOLDER
        # A site can be built into several folders; each has a manifest of its own.
        key = hashlib.sha256(os.path.relpath(self.folder, site_folder.resolve()).encode()).hexdigest()[:12]
        self._manifest = state / f"manifest-{key}.json"
        self._lock = state / f"manifest-{key}.lock"

    def write(self, documents: Iterable[Document]) -> Written:
        """Makes the folder hold these documents. Raises SiteProblems before anything is touched.

        `index.html` files come last and the home page very last, so that no page is there before what it
        links to.
        """
        ordered = sorted(documents, key=_writing_order)
        self._manifest.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SiteProblems([_disk_problem(self.folder.name, error)]) from error
        with FileLock(self._lock, timeout=_LOCK_SECONDS):
            known = self._read_manifest()
            self._refuse_foreign(ordered, known)
            planned = {document.path for document in ordered}
            # First of all: were the power cut now, every file written below would still be known as ours.
            self._write_manifest(known | planned)
            changed = sum(self._replace(document) for document in ordered)
            deleted = sum(self._delete(path) for path in sorted(known - planned))
            self._write_manifest(planned)
        return Written(total=len(ordered), changed=changed, deleted=deleted)

    def _refuse_foreign(self, documents: list[Document], known: set[str]) -> None:
        """A file that somebody else put where ours should go is neither overwritten nor silently left."""
        home = self.folder / "index.html"
        if not known and home.is_file() and _OUR_MARK in home.read_bytes():
            return  # an earlier build of ours whose manifest was lost, as in a fresh clone
        problems = []
        for document in documents:
            file = self.folder / document.path
            if not file.resolve().is_relative_to(self.folder):
                message = "this path leads out of the output folder, through a link"
                problems.append(self._problem(document.path, message, "remove the link"))
            elif document.path not in known and file.exists() and not _same(file, document.content):
                hint = "move it away, or build into another folder with --output"
                problems.append(self._problem(document.path, "this file was not written by Site Builder", hint))
        if problems:
            raise SiteProblems(problems)

    def _problem(self, path: str, message: str, hint: str) -> Problem:
        return Problem(location=Location(f"{self.folder.name}/{path}"), message=message, hint=hint)

    def _replace(self, document: Document) -> bool:
        """Writes one document; whether it had to."""
        file = self.folder / document.path
        if _same(file, document.content):
            return False
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(file, document.content)
        except OSError as error:
            raise SiteProblems([_disk_problem(f"{self.folder.name}/{document.path}", error)]) from error
        return True

    def _delete(self, path: str) -> bool:
        """Deletes a file of ours, and the folders that it leaves empty."""
        file = self.folder / path
        # The manifest is a file like any other: whatever it says, nothing outside is deleted.
        if PurePosixPath(path).is_absolute() or not file.resolve().is_relative_to(self.folder):
            return False
        try:
            file.unlink()
        except FileNotFoundError:
            return False
        for parent in file.parents:
            if parent == self.folder:
                break
            with suppress(OSError):  # not empty: somebody's file is in it, so the folder stays
                parent.rmdir()
                continue
            break
        return True

    def _read_manifest(self) -> set[str]:
        try:
            listed = json.loads(self._manifest.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return set()
        files = listed.get("files") if isinstance(listed, dict) else None
        return {path for path in files if isinstance(path, str)} if isinstance(files, list) else set()

    def _write_manifest(self, files: set[str]) -> None:
        text = json.dumps({"output": str(self.folder), "files": sorted(files)}, indent=0)
        write_atomically(self._manifest, text.encode())


def write_atomically(file: Path, content: bytes) -> None:
    """Puts a file in its place in one step: who reads it sees the old one or the new one, whole."""
    handle, name = tempfile.mkstemp(prefix=".site-builder-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        # mkstemp lets only the owner read; a published page is for everybody.
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The process's umask. It can only be read by setting it."""
    current = os.umask(0o022)
    os.umask(current)
    return current


def _same(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _writing_order(document: Document) -> tuple[bool, int, str]:
    """Assets and feeds first, then pages from the deepest to the home page."""
    is_page = document.path.endswith("index.html")
    return is_page, -document.path.count("/") if is_page else 0, document.path


def _disk_problem(path: str, error: OSError) -> Problem:
    """The disk is full, or isn't ours. Files written before stay: each of them is whole."""
    return Problem(
        location=Location(path),
        message=f"this can't be written: {error.strerror or error}",
        hint="is there room on the disk, and may you write there? Build again afterwards",
    )
