"""New files wait here until all of them are written: a disk that is full is found before anything is replaced."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any

NAME = ".site-builder-new"


class Staging:
    """A folder inside the output folder, so that putting a file in its place is one step of the file system. Where the
    output folder is new, whole folders are put in their places.

    Only one build at a time may have it; the caller holds a lock.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self._folder = output / NAME
        self._waiting: dict[str, int] = {}
        self.is_new = False
        """Whether the output folder is not there yet."""

    def __enter__(self) -> "Staging":
        self.is_new = not self._output.exists()
        self._clear()  # what a build that was killed left behind
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._clear()
            if error is not None and self.is_new:
                self._output.rmdir()

    def add(self, path: str, content: bytes) -> int:
        """Writes a file, not yet in its place. Gives when that was, by the disk's clock in nanoseconds."""
        number = self._waiting.setdefault(path, len(self._waiting))
        file = f"{self._folder}/{path}" if self.is_new else self._file(number)
        try:
            return _written(file, content)
        except FileNotFoundError:
            _make_folder_of(file)
            return _written(file, content)

    def _file(self, number: int) -> str:
        # Thousands of files may come: pathlib would take longer than the system takes to write them.
        return f"{self._folder}/{number}"

    def publish(self, order: Callable[[str], Any]) -> None:
        """Puts the files in their places, in this order of their paths."""
        if self.is_new:
            for name in sorted({path.partition("/")[0] for path in self._waiting}, key=order):
                os.replace(f"{self._folder}/{name}", f"{self._output}/{name}")  # noqa: PTH105
            return
        for path in sorted(self._waiting, key=order):
            file, place = self._file(self._waiting[path]), f"{self._output}/{path}"
            try:
                os.replace(file, place)  # noqa: PTH105
            except FileNotFoundError:
                _make_folder_of(place)
                os.replace(file, place)  # noqa: PTH105

    @property
    def waiting(self) -> frozenset[str]:
        """The paths of the files that were added."""
        return frozenset(self._waiting)

    def _clear(self) -> None:
        if self._folder.is_symlink():
            self._folder.unlink()
        elif self._folder.exists():
            shutil.rmtree(self._folder)


def _written(file: str, content: bytes) -> int:
    # What `open` puts around this takes as long as the system takes to write a page.
    with FileIO(file, "wb") as raw:
        rest = memoryview(content)
        while rest:
            rest = rest[raw.write(rest) :]
        return os.fstat(raw.fileno()).st_mtime_ns


def _make_folder_of(file: str) -> None:
    os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120
