"""Documents → the output folder: only what changed, each file whole or not at all, nobody else's files touched.

A manifest remembers what an earlier build wrote. Only those files are ever replaced or deleted.
"""

import os
from collections.abc import Callable, Iterable, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from site_builder.output.left import Left, Standing
from site_builder.output.lock import HeldByAnother, held
from site_builder.output.manifest import STATE_FOLDER, Manifest, Stamp, is_plain, manifest_file
from site_builder.output.site_map import HEADERS, Document
from site_builder.output.staging import Staging
from site_builder.problems import Location, Problem, SiteProblems
from site_builder.vocabulary import Edition

OUR_MARK = b'<meta name="generator" content="Site Builder">'
"""What each of our pages has in its head, and nobody else's."""
NOT_PUBLISHED_MARK = b'<meta name="robots" content="noindex">'
"""What the home page of every edition has in its head but that of the published one."""
_LOCK_SECONDS = 60

LookDifferent = Callable[[str], Set[str] | None]
"""Tells of which files somebody else saw that they look another than the build with this mark has written them."""


def _nobody_knows(_mark: str) -> None:
    """Then each is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a build did to the output folder, in files."""

    total: int
    changed: int
    deleted: int


class OutputFolder:
    """A folder of documents, and what is known of who wrote them."""

    def __init__(
        self,
        folder: Path,
        site_folder: Path,
        edition: Edition = Edition.PUBLISHED,
        left: Left | None = None,
        look_different: LookDifferent = _nobody_knows,
    ) -> None:
        """`left` is what this program knows to have left there, if it does."""
        self._left = left or Left()
        self._look_different = look_different
        self.folder = folder.resolve()
        self._edition = edition
        self._state = site_folder.resolve() / STATE_FOLDER
        # A site can be built into several folders; each has a manifest of its own.
        self._manifest = Manifest(manifest_file(self.folder, site_folder), self.folder)
        self._lock = self._manifest.file.with_suffix(".lock")
        self._inside: dict[str, bool] = {}

    def read(self, path: str) -> bytes | None:
        """What is in the file at `path`, if there is one."""
        with suppress(OSError):
            return (self.folder / path).read_bytes()
        return None

    def write(self, plan: Callable[[], Iterable[Document | Standing]]) -> Written:
        """Makes the folder hold these documents. Raises SiteProblems, and then nothing of it was touched.

        Every new file is written aside first; once all of them are there, they are put in their places:
        `index.html` files last and the home page very last, so that no page is there before what it links to. In a
        folder that is new nobody is reading yet: there only the home page comes last.
        """
        try:
            self._state.mkdir(parents=True, exist_ok=True)
            with held(self._lock, timeout=_LOCK_SECONDS):
                return self._write(plan)
        except HeldByAnother as error:
            hint = "wait until it has ended, then build again"
            problem = Problem(location=Location(self.folder.name), message="another build is writing here", hint=hint)
            raise SiteProblems([problem]) from error
        except OSError as error:
            raise SiteProblems([self._disk_problem(error)]) from error

    def _write(self, plan: Callable[[], Iterable[Document | Standing]]) -> Written:
        self._manifest.begin()
        if not self._edition.is_public and self._is_published():
            raise SiteProblems([self._published_problem()])
        self._open_left()
        if not self.folder.exists():
            self._left.doubt()
        mark = self._manifest.written
        written, stood = self._bring_in(plan())
        different = self._look_different(mark)
        if all(map(self._is_as_written, stood if different is None else stood & different)):
            return written
        # Somebody else has changed a file. Customers have the news already; now everything is looked at.
        self._left.doubt()
        again, _ = self._bring_in(plan())
        return replace(again, changed=written.changed + again.changed, deleted=written.deleted + again.deleted)

    def read_ahead(self) -> None:
        """Reads what an earlier build wrote, for a process that would have to wait otherwise."""
        self._manifest.begin()
        self._open_left()

    def _open_left(self) -> None:
        if self._left.written != self._manifest.written or not self._manifest.written:
            self._left.open(self._manifest.written, self._manifest.files())

    def _is_as_written(self, path: str) -> bool:
        stamp = self._left.files[path]
        return stamp is not None and self._manifest.is_as_written(path, stamp)

    def _bring_in(self, plan: Iterable[Document | Standing]) -> tuple[Written, Set[str]]:
        """Also gives the paths of the documents that stand, at which it did not look."""
        known = self._left.files
        files: dict[str, Stamp] = {}
        stood: Set[str] = frozenset()
        with Staging(self.folder) as staging:
            for each in plan:
                if isinstance(each, Standing):
                    stood = each.paths
                else:
                    files[each.path] = self._add(each, known.get(each.path), staging)
            touched = [path for path, stamp in files.items() if stamp is not known.get(path)]
            gone = known.keys() - stood - files.keys()
            stale = frozenset(filter(is_plain, gone))
            if not staging.is_new:
                self._refuse(touched, staging.waiting, known.keys(), stale)
            blocking = _in_use(touched, stale)
            self._manifest.expect({path: files[path] for path in files.keys() - known.keys()}, self._edition)
            deleted = sum(self._delete(path) for path in sorted(blocking))
            staging.publish(_writing_order)
        deleted += sum(self._delete(path) for path in sorted(stale - blocking))
        changed = {path: files[path] for path in touched if path in known}
        self._manifest.write(changed, gone, self._edition)
        self._left.settle(self._manifest.written, files, gone)
        return Written(total=len(stood) + len(files), changed=len(staging.waiting), deleted=deleted), stood

    def _add(self, document: Document, stamp: Stamp | None, staging: Staging) -> Stamp:
        """The stamp of the file: just this one, if it is as an earlier build left it."""
        path, digest = document.path, document.digest
        if stamp and stamp.digest == digest and self._manifest.is_as_written(path, stamp):
            return stamp
        file, content = f"{self.folder}/{path}", document.content
        if not staging.is_new and _same(file, content):
            return Stamp.of(file, digest)
        return Stamp(digest, len(content), staging.add(path, content))

    def _refuse(self, touched: list[str], changed: Set[str], known: Set[str], stale: Set[str]) -> None:
        self._inside.clear()
        problems = [
            *self._links_out(touched),
            *self._foreign([path for path in touched if path in changed], known),
            *self._in_the_way(touched, stale),
        ]
        if problems:
            raise SiteProblems(sorted(problems, key=lambda problem: problem.location))

    # -- what stands in the way ------------------------------------------------------------------

    def _is_published(self) -> bool:
        """Whether the site that customers read is in here. Where no manifest tells, its home page does."""
        home = self.folder / "index.html"
        if not home.is_file():
            return False
        edition = self._manifest.edition
        if edition is not None:
            return edition == Edition.PUBLISHED
        text = home.read_bytes()
        return OUR_MARK in text and NOT_PUBLISHED_MARK not in text

    def _published_problem(self) -> Problem:
        message = f"the published site is in here, and a build with --{self._edition} must not replace it"
        hint = "name a folder of its own"
        return Problem(location=Location(self.folder.name), message=message, hint=hint)

    def _links_out(self, planned: Iterable[str]) -> Iterable[Problem]:
        for path in planned:
            file = f"{self.folder}/{path}"
            if os.path.islink(file):  # noqa: PTH114 - nor below: thousands of files may have to be written
                is_inside = _resolves_below(Path(file), self.folder)
            else:
                is_inside = self._is_inside(path.rpartition("/")[0])
            if not is_inside:
                yield self._problem(path, "this path leads out of the output folder, through a link", "remove the link")

    def _is_inside(self, folder: str) -> bool:
        """Whether a folder at this path lies in the output folder, wherever links lead. Each is asked only once."""
        if not folder:
            return True
        if folder not in self._inside:
            place = f"{self.folder}/{folder}"
            if os.path.islink(place):  # noqa: PTH114
                self._inside[folder] = _resolves_below(Path(place), self.folder)
            else:
                self._inside[folder] = self._is_inside(folder.rpartition("/")[0])
        return self._inside[folder]

    def _foreign(self, changed: Iterable[str], known: Set[str]) -> Iterable[Problem]:
        """A file that somebody else put where ours should go is neither overwritten nor silently left."""
        home = self.folder / "index.html"
        # An earlier build of ours whose manifest was lost, as in a fresh clone.
        is_adopted = not known and home.is_file() and OUR_MARK in home.read_bytes()
        for path in changed:
            if path in known:
                continue
            file = self.folder / path
            if not os.path.lexists(file) or file.is_dir():
                continue
            if is_adopted and (file.suffix != ".html" or OUR_MARK in file.read_bytes()):
                continue
            yield self._foreign_problem(path)

    def _in_the_way(self, planned: Iterable[str], stale: Set[str]) -> Iterable[Problem]:
        """Folders where files should go, and files where folders should: ours are cleared away, others are not."""
        for path in sorted(_folders(planned)):
            place = f"{self.folder}/{path}"
            if os.path.isdir(place):  # noqa: PTH112
                if not os.access(place, os.W_OK | os.X_OK):
                    yield self._problem(path, "nothing can be written into this folder", "may you write there?")
            elif path not in stale and os.path.lexists(place):
                yield self._foreign_problem(path)
        for path in planned:
            if os.path.isdir(f"{self.folder}/{path}") and not (folder := self.folder / path).is_symlink():  # noqa: PTH112
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


def _in_use(planned: Iterable[str], stale: frozenset[str]) -> frozenset[str]:
    """The stale files in the way of planned ones: where one needs a folder, or in a folder where one needs a file."""
    if not stale:
        return stale
    paths = frozenset(planned)
    folders = _folders(paths)
    return frozenset(path for path in stale if path in folders or not paths.isdisjoint(_folders([path])))


def _folders(paths: Iterable[str]) -> set[str]:
    """The folders in which these files lie."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _resolves_below(file: Path, folder: Path) -> bool:
    try:
        return file.resolve().is_relative_to(folder)
    except RuntimeError:  # a link that leads to itself
        return False


def _same(file: str, content: bytes) -> bool:
    try:
        return os.stat(file).st_size == len(content) and Path(file).read_bytes() == content  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _writing_order(path: str) -> tuple[bool, int, str]:
    """Assets and feeds first, then pages from the deepest to the home page."""
    is_page = path.endswith("index.html")
    return is_page, -path.count("/") if is_page else 0, path
