"""New files wait here until all of them are written: a disk that is full is found before anything is replaced."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

NAME = ".site-builder-new"


class Staging:
    """A folder inside the output folder, so that putting a file in its place is one step of the file system.

    Only one build at a time may have it; the caller holds a lock.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self._folder = output / NAME
        self._waiting: dict[str, int] = {}
        self._is_new = False

    def __enter__(self) -> "Staging":
        self._is_new = not self._output.exists()
        self._clear()  # what a build that was killed left behind
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._clear()
            if error is not None and self._is_new:
                self._output.rmdir()

    def add(self, path: str, content: bytes) -> None:
        """Writes a file, not yet in its place."""
        self._folder.mkdir(parents=True, exist_ok=True)
        number = len(self._waiting)
        self._file(number).write_bytes(content)
        self._waiting[path] = number

    def _file(self, number: int) -> Path:
        return self._folder / str(number)

    def publish(self, ordered: Iterable[str]) -> None:
        """Puts the files in their places, in this order."""
        for path in ordered:
            place = self._output / path
            place.parent.mkdir(parents=True, exist_ok=True)
            self._file(self._waiting.pop(path)).replace(place)

    @property
    def waiting(self) -> frozenset[str]:
        """The paths of the files that are not in their places yet."""
        return frozenset(self._waiting)

    def _clear(self) -> None:
        if self._folder.is_symlink():
            self._folder.unlink()
        elif self._folder.exists():
            shutil.rmtree(self._folder)
