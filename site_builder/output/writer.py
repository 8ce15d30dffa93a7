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
from typing import Any

from filelock import FileLock, Timeout

from site_builder.output.site_map import HEADERS, Document
from site_builder.output.staging import Staging
from site_builder.problems import Location, Problem, SiteProblems
from site_builder.vocabulary import Edition

STATE_FOLDER = ".site-builder"
OUR_MARK = b'<meta name="generator" content="Site Builder">'
"""What each of our pages has in its head, and nobody else's."""
NOT_PUBLISHED_MARK = b'<meta name="robots" content="noindex">'
"""What the home page of every edition has in its head but that of the published one."""
_LOCK_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a build did to the output folder, in files."""

    total: int
    changed: int
    deleted: int


class OutputFolder:
    """A folder of documents, and what is known of who wrote them."""

    def __init__(self, folder: Path, site_folder: Path, edition: Edition = Edition.PUBLISHED) -> None:
        self.folder = folder.resolve()
        self._edition = edition
        state = site_folder.resolve() / STATE_FOLDER
        # A site can be built into several folders; each has a manifest of its own.
        key = hashlib.sha256(os.path.relpath(self.folder, site_folder.resolve()).encode()).hexdigest()[:12]
        self._manifest = state / f"manifest-{key}.json"
        self._lock = state / f"manifest-{key}.lock"
        self._inside: dict[Path, bool] = {}

    def write(self, documents: Iterable[Document]) -> Written:
        """Makes the folder hold these documents. Raises SiteProblems, and then nothing of it was touched.

        Every new file is written aside first; once all of them are there, they are put in their places:
        `index.html` files last and the home page very last, so that no page is there before what it links to.
        """
        ordered = sorted(documents, key=_writing_order)
        try:
            self._manifest.parent.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._lock, timeout=_LOCK_SECONDS):
                return self._write(ordered)
        except Timeout as error:
            hint = "wait until it has ended, then build again"
            problem = Problem(location=Location(self.folder.name), message="another build is writing here", hint=hint)
            raise SiteProblems([problem]) from error
        except OSError as error:
            raise SiteProblems([self._disk_problem(error)]) from error

    def _write(self, ordered: list[Document]) -> Written:
        if not self._edition.is_public and self._is_published():
            raise SiteProblems([self._published_problem()])
        known = self._read_manifest()
        planned = {document.path for document in ordered}
        stale = known - planned
        self._inside.clear()
        problems = [*self._links_out(planned), *self._foreign(ordered, known), *self._in_the_way(planned, stale)]
        if problems:
            raise SiteProblems(sorted(problems, key=lambda problem: problem.location))
        changed = [document for document in ordered if not _same(self.folder / document.path, document.content)]
        with Staging(self.folder) as staging:
            for document in changed:
                staging.add(document)
            # Before the first file is in its place: were the power cut now, all of them are known as ours.
            self._write_manifest(known | planned)
            blocking = {path for path in stale if _overlaps(path, planned)}
            deleted = sum(self._delete(path) for path in sorted(blocking))
            staging.publish()
        deleted += sum(self._delete(path) for path in sorted(stale - blocking))
        self._write_manifest(planned)
        return Written(total=len(ordered), changed=len(changed), deleted=deleted)

    # -- what stands in the way ------------------------------------------------------------------

    def _is_published(self) -> bool:
        """Whether the site that customers read is in here. Where no manifest tells, its home page does."""
        home = self.folder / "index.html"
        if not home.is_file():
            return False
        edition = self._manifest_tree().get("edition")
        if edition is not None:
            return bool(edition == Edition.PUBLISHED)
        text = home.read_bytes()
        return OUR_MARK in text and NOT_PUBLISHED_MARK not in text

    def _published_problem(self) -> Problem:
        message = f"the published site is in here, and a build with --{self._edition} must not replace it"
        hint = "name a folder of its own"
        return Problem(location=Location(self.folder.name), message=message, hint=hint)

    def _links_out(self, planned: set[str]) -> Iterable[Problem]:
        for path in planned:
            if not self._is_inside(self.folder / path):
                yield self._problem(path, "this path leads out of the output folder, through a link", "remove the link")

    def _is_inside(self, file: Path) -> bool:
        """Whether a file lies in the folder, wherever links in its path lead. Folders are asked only once."""
        if file.is_symlink():
            return _resolves_below(file, self.folder)
        if file.parent not in self._inside:
            self._inside[file.parent] = _resolves_below(file.parent, self.folder)
        return self._inside[file.parent]

    def _foreign(self, documents: list[Document], known: set[str]) -> Iterable[Problem]:
        """A file that somebody else put where ours should go is neither overwritten nor silently left."""
        home = self.folder / "index.html"
        # An earlier build of ours whose manifest was lost, as in a fresh clone.
        is_adopted = not known and home.is_file() and OUR_MARK in home.read_bytes()
        for document in documents:
            file = self.folder / document.path
            if document.path in known or not os.path.lexists(file) or file.is_dir():
                continue
            if is_adopted and (file.suffix != ".html" or OUR_MARK in file.read_bytes()):
                continue
            if not _same(file, document.content):
                yield self._foreign_problem(document.path)

    def _in_the_way(self, planned: set[str], stale: set[str]) -> Iterable[Problem]:
        """Folders where files should go, and files where folders should: ours are cleared away, others are not."""
        folders = {str(parent) for path in planned for parent in PurePosixPath(path).parents} - {"."}
        for path in sorted(folders):
            folder = self.folder / path
            if os.path.lexists(folder) and not folder.is_dir() and path not in stale:
                yield self._foreign_problem(path)
            elif folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
                yield self._problem(path, "nothing can be written into this folder", "may you write there?")
        for path in planned:
            folder = self.folder / path
            if folder.is_dir() and not folder.is_symlink():
                inside = {file.relative_to(self.folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
                if not inside or inside - stale:
                    yield self._foreign_problem(path)

    def _foreign_problem(self, path: str) -> Problem:
        hint = "move it away, or build into another folder with --output"
        if path == HEADERS:
            hint = "move it to templates/_headers: rules in there are merged with those of Site Builder"
        return self._problem(path, "this file was not written by Site Builder", hint)

    def _problem(self, path: str, message: str, hint: str) -> Problem:
        return Problem(location=Location(f"{self.folder.name}/{path}"), message=message, hint=hint)

    def _disk_problem(self, error: OSError) -> Problem:
        """The disk is full, or isn't ours."""
        file = Path(error.filename2 or error.filename or self.folder)
        inside = file.is_relative_to(self.folder)
        return Problem(
            location=Location(file.relative_to(self.folder.parent).as_posix() if inside else file.as_posix()),
            message=f"this can't be written: {error.strerror or error}",
            hint="is there room on the disk, and may you write there? Build again afterwards",
        )

    # -- deleting --------------------------------------------------------------------------------

    def _delete(self, path: str) -> bool:
        """Deletes a file of ours, and the folders that it leaves empty."""
        file = self.folder / path
        # The manifest is a file like any other: whatever it says, nothing outside is deleted.
        if file.is_dir() or not os.path.lexists(file) or not _resolves_below(file.parent, self.folder):
            return False
        file.unlink()
        for parent in file.parents:
            if parent == self.folder:
                break
            with suppress(OSError):  # not empty: somebody's file is in it, so the folder stays
                parent.rmdir()
                continue
            break
        return True

    # -- the manifest ----------------------------------------------------------------------------

    def _manifest_tree(self) -> dict[str, Any]:
        try:
            listed = json.loads(self._manifest.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError, RecursionError):
            return {}
        return listed if isinstance(listed, dict) else {}

    def _read_manifest(self) -> set[str]:
        files = self._manifest_tree().get("files")
        return {path for path in files if _is_plain(path)} if isinstance(files, list) else set()

    def _write_manifest(self, files: set[str]) -> None:
        text = json.dumps({"output": str(self.folder), "edition": self._edition, "files": sorted(files)}, indent=0)
        if not _same(self._manifest, text.encode()):
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


def _is_plain(path: object) -> bool:
    """Whether it is a relative path that leads to a file of the folder, and not to one of a Git repository."""
    if not isinstance(path, str) or "\0" in path or path in ("", "."):
        return False
    parts = PurePosixPath(path).parts
    return not PurePosixPath(path).is_absolute() and not {"..", ".git"} & set(parts)


def _overlaps(path: str, planned: set[str]) -> bool:
    """Whether a file stands where a planned one needs a folder, or in a folder where a planned one needs a file."""
    below = any(other.startswith(f"{path}/") for other in planned)
    return below or any(str(parent) in planned for parent in PurePosixPath(path).parents)


def _resolves_below(file: Path, folder: Path) -> bool:
    try:
        return file.resolve().is_relative_to(folder)
    except RuntimeError:  # a link that leads to itself
        return False


def _same(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _writing_order(document: Document) -> tuple[bool, int, str]:
    """Assets and feeds first, then pages from the deepest to the home page."""
    is_page = document.path.endswith("index.html")
    return is_page, -document.path.count("/") if is_page else 0, document.path
