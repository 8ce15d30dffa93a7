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
from site_builder.output.obstacles import OUR_MARK, folders_of, obstacles, resolves_below
from site_builder.output.site_map import Document
from site_builder.output.staging import Staging
from site_builder.problems import Location, Problem, SiteProblems
from site_builder.vocabulary import Edition

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
                problems = obstacles(self.folder, touched, staging.waiting, known.keys(), stale)
                if problems:
                    raise SiteProblems(problems)
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

    # -- what makes it impossible ----------------------------------------------------------------

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
        if file.is_dir() or not os.path.lexists(file) or not resolves_below(file.parent, self.folder):
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
    folders = folders_of(paths)
    return frozenset(path for path in stale if path in folders or not paths.isdisjoint(folders_of([path])))


def _same(file: str, content: bytes) -> bool:
    try:
        return os.stat(file).st_size == len(content) and Path(file).read_bytes() == content  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _writing_order(path: str) -> tuple[bool, int, str]:
    """Assets and feeds first, then pages from the deepest to the home page."""
    is_page = path.endswith("index.html")
    return is_page, -path.count("/") if is_page else 0, path
