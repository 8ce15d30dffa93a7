"""What some files and folders look like right now: the truth that the watcher compares."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

Fingerprint = tuple[int, int, int, int]
"""(modified in ns, inode changed in ns, size in bytes, inode). The last three notice what keeps the time of
modification: `mv`, `cp -p`, unpacking, some editors."""

Snapshot = dict[str, Fingerprint]

Glance = dict[str, Fingerprint | None]
"""Some files; None of one that is not there."""

_PRESENT: Fingerprint = (0, 0, 0, 0)

_JUNK = re.compile(
    r"""
    .*~ | \#.*\# | \.\#.* | \.~lock\..* | \..*\.sw.x? | 4913  # backups, locks and probes of editors
    | \.goutputstream-.* | .*___jb_(?:tmp|old)___  # what gedit and JetBrains write before they rename it
    | \.git | __pycache__ | \.site-builder | \.DS_Store
    """,
    re.VERBOSE | re.DOTALL,
)


def is_editor_junk(path: Path) -> bool:
    """Whether the last name of `path` belongs to an editor, to Git or to our own cache, not to the user."""
    return _JUNK.fullmatch(path.name) is not None


class DisturbedError(Exception):
    """There is something better to do than to look on."""


class Scanner:
    """Takes snapshots of everything below some roots, which may be files, folders, or not there yet."""

    def __init__(self, roots: Sequence[Path], ignore: Callable[[Path], bool]) -> None:
        """`ignore` is asked once for a path below a root (never for a root) and must always answer alike."""
        self._roots = roots
        # Making a Path costs as much as the stat of the file; a rescan asks the same thousands of questions.
        self.ignored = lru_cache(maxsize=65536)(lambda path: ignore(Path(path)))

    def scan(self, is_disturbed: Callable[[], bool] = lambda: False) -> Snapshot:
        """Each file below the roots, and each root, with its fingerprint. What cannot be read is absent. Raises
        DisturbedError as soon as it `is_disturbed`, which is asked before each folder.

        Paths start as the roots were given. Folders other than the roots do not count by themselves.
        """
        found: Snapshot = {}
        for root in self._roots:
            if root.is_dir():
                found[str(root)] = _PRESENT
                found.update(self._files_below(root, is_disturbed))
            elif (fingerprint := _fingerprint(root)) is not None:
                found[str(root)] = fingerprint
        return found

    def glance(self, paths: Iterable[str]) -> Glance | None:
        """What these files look like now; None if one of them is a folder."""
        found: Glance = {}
        for path in paths:
            file = Path(path)
            if file.is_dir():
                return None
            found[path] = _fingerprint(file)
        return found

    def _files_below(self, root: Path, is_disturbed: Callable[[], bool]) -> Iterator[tuple[str, Fingerprint]]:
        folders = [str(root)]
        while folders:
            if is_disturbed():
                raise DisturbedError
            folder = folders.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = list(listing)
            except OSError:
                # Deleted since its parent was read, or not ours to read: either way there is nothing in it.
                continue
            for entry in entries:
                if self.ignored(entry.path):
                    continue
                # A linked folder is not entered, since links can form a circle; the link itself counts.
                if _is_real_folder(entry):
                    folders.append(entry.path)
                elif (fingerprint := _fingerprint(entry)) is not None:
                    yield entry.path, fingerprint


def differences(before: Snapshot, after: Snapshot) -> frozenset[Path]:
    """The paths that were added, modified or deleted between two snapshots."""
    if before == after:
        return frozenset()
    return frozenset(Path(path) for path, _ in before.items() ^ after.items())


def differences_at_a_glance(before: Snapshot, now: Glance) -> frozenset[Path]:
    """The same of those that were looked at."""
    return frozenset(Path(path) for path, fingerprint in now.items() if before.get(path) != fingerprint)


def brought_up_to_date(before: Snapshot, now: Glance) -> Snapshot:
    """The snapshot itself, with what was seen at a glance."""
    for path, fingerprint in now.items():
        before.pop(path, None)
        if fingerprint is not None:
            before[path] = fingerprint
    return before


def _is_real_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        # Some file systems need a stat for this, and the entry may be gone by then.
        return False


def _fingerprint(file: Path | os.DirEntry[str]) -> Fingerprint | None:
    """Of the file behind a link; of the link itself if it leads to a folder or nowhere. None: not there."""
    try:
        status = file.stat(follow_symlinks=file.is_symlink() and file.is_file())
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
