"""Has nothing changed since the last build, not even the time that it is to be as of? Then there is nothing to do.

That is asked before anything heavy is imported, so nothing but the standard library may be imported here. What
files look like decides, as for Git; how a file looked that was written just before the build is not trusted.
The present always differs, and the home page tells it: this is for builds with `--now` or SOURCE_DATE_EPOCH.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from site_builder.output.atomic import write_atomically
from site_builder.output.manifest import STATE_FOLDER, state_key

_JUST_NOW = 2_000_000_000
"""Nanoseconds: longer than the tick of any file system."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a build said at its end: values for programs, sentences for people, of which the first counts files."""

    values: Mapping[str, Any]
    notes: Sequence[str]


class Standstill:
    """What is known of the last build of a site into an output folder as of a time, an ISO 8601 text."""

    def __init__(self, site: Path, output: Path, now: str) -> None:
        self._record = site.resolve() / STATE_FOLDER / f"standstill-{state_key(output, site)}.json"
        self._site, self._output, self._now = site, output, now

    def told(self) -> Told | None:
        """What the last build said, if another one would do nothing."""
        try:
            tree = json.loads(self._record.read_text(encoding="utf-8"))
            if tree["now"] != self._now:
                return None
            sources, _ = self.sources([Path(root) for root in tree["roots"]])
            if tree["sources"] != sources or tree["output"] != self._written():
                return None
            return Told(tree["values"], tree["notes"])
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            return None

    def sources(self, roots: Sequence[Path]) -> tuple[str, bool]:
        """What all that is read looks like, our own code too; and whether it was left alone for a while.

        `roots` are the files and folders that are the user's.
        """
        self._record.parent.mkdir(parents=True, exist_ok=True)
        clock = self._record.with_suffix(".clock")
        clock.touch()
        looks = _Looks()
        for root in (Path(__file__).parent.parent, *roots):
            looks.add(root)
        return looks.digest(), looks.latest < clock.stat().st_mtime_ns - _JUST_NOW

    def keep(self, sources: str, roots: Sequence[Path], told: Told) -> None:
        """Remembers a build. `sources` is what they looked like before it read them."""
        tree = {
            "now": self._now,
            "roots": [str(root) for root in roots],
            "sources": sources,
            "output": self._written(),
            "values": told.values,
            "notes": told.notes,
        }
        with suppress(OSError):
            write_atomically(self._record, json.dumps(tree).encode())

    def _written(self) -> str:
        looks = _Looks()
        looks.add(self._output)
        return looks.digest()


class _Looks:
    """What files and folders look like: times, sizes, inodes."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=16)
        self.latest = 0

    def digest(self) -> str:
        return self._hash.hexdigest()

    def add(self, root: Path) -> None:
        for path, status in _below(root):
            text = f"{path}\0{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino}\0"
            self._hash.update(text.encode("utf-8", "surrogateescape"))
            self.latest = max(self.latest, status.st_mtime_ns, status.st_ctime_ns)


def _below(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below a path and itself, without following links to folders. What isn't there has no looks."""
    try:
        yield str(root), root.stat()
    except OSError:
        return
    folders = [str(root)] if root.is_dir() else []
    while folders:
        with os.scandir(folders.pop()) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            if entry.name == "__pycache__":
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            with suppress(FileNotFoundError):  # a link that leads nowhere
                yield entry.path, entry.stat()
