"""Has nothing changed since the last build, not even the time that it is to be as of? Then there is nothing to do.

That is asked before anything heavy is imported, so nothing but the standard library may be imported here. What
files look like decides, as for Git; how a file looked that was written just before the build is not trusted.
The present always differs, and the home page tells it: this is for builds with `--now` or SOURCE_DATE_EPOCH.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.machine import JUST_NOW
from site_builder.output.atomic import write_atomically
from site_builder.output.looks import FIRST, FollowsNoLink, Look, below, elsewhere, last_change, look_so, looks
from site_builder.output.manifest import STATE_FOLDER, state_key

_FEW = 100
_LONGEST_PATH = 4096
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Told:
    """What a build said at its end: values for programs, sentences for people, of which the first counts files."""

    values: Mapping[str, Any]
    notes: Sequence[str]


class Standstill:
    """What is known of the last build of a site into an output folder as of a time, an ISO 8601 text."""

    def __init__(self, site: Path, output: Path, now: str) -> None:
        self._record = site.resolve() / STATE_FOLDER / f"standstill-{state_key(output, site)}.json"
        self._paths = self._record.with_suffix(".paths")
        self._output = output
        # Paths are kept as they were given: a copy of a site is not judged by the looks of the original.
        self._about = [now, str(site), str(output)]
        self._began = 0

    def told(self) -> Told | None:
        """What the last build said, if another one would do nothing."""
        try:
            tree = json.loads(self._record.read_text(encoding="utf-8"))
            # What changed last comes first, and is mostly what has changed again: then the others are not even read.
            (count, _), *_ = tree["looks"]
            is_same = tree["about"] == self._about and look_so(self._first_paths()[:count], tree["looks"][:1])
            if is_same and look_so(self._known_paths(), tree["looks"]):
                return Told(tree["values"], tree["notes"])
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            pass
        return None

    def begin(self) -> None:
        """A build begins, and has read nothing yet."""
        self._record.parent.mkdir(parents=True, exist_ok=True)
        clock = self._record.with_suffix(".clock")
        clock.touch()
        self._began = clock.stat().st_mtime_ns

    def keep(self, roots: Iterable[Path], told: Told) -> None:
        """Remembers the build that has just ended, unless something that it read was edited meanwhile or just before.

        `roots` are the files and folders that are the user's.
        """
        # What was edited last time is often edited again, and then all the others need not be looked at.
        if any(self._is_fresh(last_change(path)) for path in self._first_paths()[:_FEW]):
            return
        with suppress(OSError, FollowsNoLink), elsewhere(self._look_at_output) as output:
            self._keep(roots, output, told)

    def _look_at_output(self) -> bytes:
        """The digests of what was written, in a line, and its paths."""
        paths = list(below([self._output]))
        return b"\n".join([json.dumps(_digests(looks(paths))).encode(), b"\0".join(paths)])

    def _keep(self, roots: Iterable[Path], look_at_output: Callable[[], bytes], told: Told) -> None:
        # Of our own code not the folders: Python puts into them what it has compiled.
        code = (path for path in below([_PACKAGE]) if path.endswith(b".py"))
        sources = sorted([*below(roots), *code], key=last_change, reverse=True)
        if self._is_fresh(last_change(sources[0])):
            return
        read = looks(sources)
        if any(self._is_fresh(look.latest) for look in read):  # since a moment ago
            return
        written, _, output = look_at_output().partition(b"\n")
        tree = {
            "about": self._about,
            "looks": [*_digests(read), *json.loads(written)],
            "values": told.values,
            "notes": told.notes,
        }
        write_atomically(self._paths, b"\0".join([*sources, output]))
        write_atomically(self._record, json.dumps(tree).encode())

    def _is_fresh(self, changed: int) -> bool:
        return changed >= self._began - JUST_NOW

    def _first_paths(self) -> list[bytes]:
        """Those of the first look at them."""
        try:
            with self._paths.open("rb") as stream:
                return stream.read(FIRST * _LONGEST_PATH).split(b"\0", FIRST)[:FIRST]
        except OSError:
            return []

    def _known_paths(self) -> list[bytes]:
        """What was looked at last: what was read, with what had changed last at the front, then what was written."""
        try:
            return self._paths.read_bytes().split(b"\0")
        except OSError:
            return []


def _digests(looks: Iterable[Look]) -> list[tuple[int, str]]:
    return [(look.count, look.digest) for look in looks]
