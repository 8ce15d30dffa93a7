"""What stands in the way of the files that are to be written into an output folder: what is not ours is neither
overwritten nor cleared away."""

import os
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

from site_builder.output.site_map import HEADERS
from site_builder.problems import Location, Problem

OUR_MARK = b'<meta name="generator" content="Site Builder">'
"""What each of our pages has in its head, and nobody else's."""


def obstacles(
    folder: Path, touched: Sequence[str], changed: Set[str], known: Set[str], stale: Set[str]
) -> list[Problem]:
    """What is wrong with writing to these paths below `folder`, which are `touched`; those that have `changed` get
    another content. Files at paths that are `known` are ours, and those that are `stale` will be deleted."""
    place = _Place(folder)
    problems = [
        *place.links_out(touched),
        *place.foreign([path for path in touched if path in changed], known),
        *place.in_the_way(touched, stale),
    ]
    return sorted(problems, key=lambda problem: problem.location)


class _Place:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._inside: dict[str, bool] = {}

    def links_out(self, planned: Iterable[str]) -> Iterator[Problem]:
        for path in planned:
            file = f"{self._folder}/{path}"
            if os.path.islink(file):  # noqa: PTH114 - nor below: thousands of files may have to be written
                is_inside = resolves_below(Path(file), self._folder)
            else:
                is_inside = self._is_inside(path.rpartition("/")[0])
            if not is_inside:
                yield self._problem(path, "this path leads out of the output folder, through a link", "remove the link")

    def _is_inside(self, folder: str) -> bool:
        """Whether a folder at this path lies in the output folder, wherever links lead. Each is asked only once."""
        if not folder:
            return True
        if folder not in self._inside:
            place = f"{self._folder}/{folder}"
            if os.path.islink(place):  # noqa: PTH114
                self._inside[folder] = resolves_below(Path(place), self._folder)
            else:
                self._inside[folder] = self._is_inside(folder.rpartition("/")[0])
        return self._inside[folder]

    def foreign(self, changed: Iterable[str], known: Set[str]) -> Iterator[Problem]:
        """A file that somebody else put where ours should go is neither overwritten nor silently left."""
        home = self._folder / "index.html"
        # An earlier build of ours whose manifest was lost, as in a fresh clone.
        is_adopted = not known and home.is_file() and OUR_MARK in home.read_bytes()
        for path in changed:
            if path in known:
                continue
            file = self._folder / path
            if not os.path.lexists(file) or file.is_dir():
                continue
            if is_adopted and (file.suffix != ".html" or OUR_MARK in file.read_bytes()):
                continue
            yield self._foreign_problem(path)

    def in_the_way(self, planned: Iterable[str], stale: Set[str]) -> Iterator[Problem]:
        """Folders where files should go, and files where folders should: ours are cleared away, others are not."""
        for path in sorted(folders_of(planned)):
            place = f"{self._folder}/{path}"
            if os.path.isdir(place):  # noqa: PTH112
                if not os.access(place, os.W_OK | os.X_OK):
                    yield self._problem(path, "nothing can be written into this folder", "may you write there?")
            elif path not in stale and os.path.lexists(place):
                yield self._foreign_problem(path)
        for path in planned:
            if os.path.isdir(f"{self._folder}/{path}") and not (folder := self._folder / path).is_symlink():  # noqa: PTH112
                inside = {file.relative_to(self._folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
                if not inside or inside - stale:
                    yield self._foreign_problem(path)

    def _foreign_problem(self, path: str) -> Problem:
        hint = "move it away, or build into another folder with --output"
        if path == HEADERS:
            hint = "move it to templates/_headers: rules in there are merged with those of Site Builder"
        return self._problem(path, "this file was not written by Site Builder", hint)

    def _problem(self, path: str, message: str, hint: str) -> Problem:
        return Problem(location=Location(f"{self._folder.name}/{path}"), message=message, hint=hint)


def folders_of(paths: Iterable[str]) -> set[str]:
    """The folders in which these files lie."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def resolves_below(file: Path, folder: Path) -> bool:
    """Whether a file lies below a folder, wherever links lead."""
    try:
        return file.resolve().is_relative_to(folder)
    except RuntimeError:  # a link that leads to itself
        return False
