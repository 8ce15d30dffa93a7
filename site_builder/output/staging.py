"""New files wait here until all of them are written: a disk that is full is found before anything is replaced."""

import os
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

    def add(self, path: str, content: bytes) -> None:
        """Writes a file, not yet in its place."""
        number = len(self._waiting)
        if number == 0:
            self._folder.mkdir(parents=True, exist_ok=True)
        with open(self._file(number), "wb") as file:  # noqa: PTH123 - see below
            file.write(content)
        self._waiting[path] = number

    def _file(self, number: int) -> str:
        # Thousands of files may come: pathlib would take longer than the system takes to write them.
        return f"{self._folder}/{number}"

    def publish(self, ordered: Iterable[str]) -> None:
        """Puts the files in their places, in this order."""
        for path in ordered:
            file, place = self._file(self._waiting.pop(path)), f"{self._output}/{path}"
            try:
                os.replace(file, place)  # noqa: PTH105
            except FileNotFoundError:
                os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120
                os.replace(file, place)  # noqa: PTH105

    @property
    def waiting(self) -> frozenset[str]:
        """The paths of the files that are not in their places yet."""
        return frozenset(self._waiting)

    def _clear(self) -> None:
        if self._folder.is_symlink():
            self._folder.unlink()
        elif self._folder.exists():
            shutil.rmtree(self._folder)
