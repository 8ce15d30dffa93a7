"""New files wait here until all of them are written: a disk that is full is found before anything is replaced."""

import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from site_builder.output.site_map import Document

NAME = ".site-builder-new"


class Staging:
    """A folder inside the output folder, so that putting a file in its place is one step of the file system.

    Only one build at a time may have it; the caller holds a lock.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self._folder = output / NAME
        self._waiting: list[tuple[Path, Path]] = []

    def __enter__(self) -> "Staging":
        self._clear()  # what a build that was killed left behind
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._clear()

    def add(self, document: Document) -> None:
        """Writes a document, not yet in its place."""
        self._folder.mkdir(exist_ok=True)
        file = self._folder / str(len(self._waiting))
        file.write_bytes(document.content)
        self._waiting.append((file, self._output / document.path))

    def publish(self) -> None:
        """Puts every file in its place, in the order in which they were added."""
        for file, place in self._waiting:
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)

    def _clear(self) -> None:
        if self._folder.is_symlink():
            self._folder.unlink()
        elif self._folder.exists():
            shutil.rmtree(self._folder)
