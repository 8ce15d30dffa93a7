"""What lay in folders of incidents when they were last listed. A folder that looks the same still holds the same:
what comes into a folder, or goes, changes its time."""

import os
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Any

from site_builder.cache import EVERYBODYS, Cache, as_text
from site_builder.machine import JUST_NOW

_SLOT = "folders"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a folder of incidents holds, with nothing wrong in it: by stem the files that open incidents, and those that
    translate them by language; which of these incidents have folders; and the folders that are no incident's."""

    originals: dict[str, str]
    translations: dict[str, dict[str, str]]
    with_folder: Set[str]
    others: tuple[str, ...]

    @property
    def texts(self) -> Iterator[str]:
        """Its `.md` files."""
        yield from self.originals.values()
        for files in self.translations.values():
            yield from files.values()


FolderLook = tuple[int, int, int]
"""(modified in ns, inode changed in ns, inode)."""


def look_at(folder: str) -> FolderLook | None:
    """What a folder looks like; None where there is none, or not for our eyes."""
    try:
        status = os.stat(folder)  # noqa: PTH116 - each build asks for each folder
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_ino


class KnownFolders:
    """The folders of one site, by their path in it. An object of it serves one build after the other."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._key = ""
        self._now = 0
        self._listed: dict[str, tuple[FolderLook, Listed]] = {}
        self._is_kept = False

    def forget(self) -> None:
        """Begins anew."""
        self._listed.clear()

    def use(self, cache: Cache | None, key: str, now: int) -> None:
        """Begins a build: `key` stands for the settings, `now` is the disk's clock."""
        if key != self._key or cache is None:
            self.forget()
        self._cache, self._key, self._now = cache, key, now
        if cache is not None and not self._listed:
            self._listed = _from_rows(cache.get(EVERYBODYS, _SLOT, key))
            self._is_kept = bool(self._listed)

    def get(self, folder: str, look: FolderLook | None) -> Listed | None:
        """What the folder holds, if it looks like that and somebody knows."""
        known, listed = self._listed.get(folder, (None, None))
        return listed if look is not None and known == look else None

    def learn(self, folder: str, look: FolderLook | None, listed: Listed) -> None:
        """What it holds. One that was changed just now could be changed again without looking another."""
        if self._cache is not None and look is not None and max(look[:2]) < self._now - JUST_NOW:
            self._listed[folder] = look, listed
            self._is_kept = False

    def keep_only(self, folders: Iterable[str]) -> None:
        """Forgets all but these, and keeps them for other programs."""
        staying = {folder: self._listed[folder] for folder in folders if folder in self._listed}
        if self._cache is not None and (not self._is_kept or len(staying) < len(self._listed)):
            self._listed, self._is_kept = staying, True
            self._cache.put_text(EVERYBODYS, _SLOT, self._key, as_text(_rows(staying)))


def _rows(listed: dict[str, tuple[FolderLook, Listed]]) -> list[Any]:
    return [
        [folder, look, each.originals, each.translations, sorted(each.with_folder), each.others]
        for folder, (look, each) in listed.items()
    ]


def _from_rows(rows: Any) -> dict[str, tuple[FolderLook, Listed]]:
    try:
        return {
            folder: (tuple(look), Listed(originals, translations, frozenset(with_folder), tuple(others)))
            for folder, look, originals, translations, with_folder, others in rows or ()
        }
    except (TypeError, ValueError):
        return {}  # somebody wrote into it
