"""What the last build of a program that goes on running left in its output folder: what has not changed since then
is neither planned nor looked at again before the news are out."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from site_builder.output.keeping import KeptWork, Need
from site_builder.output.manifest import Stamp
from site_builder.overview import IncidentState


@dataclass(frozen=True, slots=True)
class Standing:
    """Stands in a plan for the documents of all incidents that are as the last build left them."""

    paths: Set[str]


class LeftWorks(NamedTuple):
    """What was left of one incident: its works by language, made from this state. `moved` tells when its entries
    count as changed."""

    state: IncidentState
    moved: str
    by_language: dict[str, KeptWork]
    attachments: frozenset[str]

    @property
    def name(self) -> str:
        return self.state.incident.name

    @property
    def paths(self) -> list[str]:
        """Where its documents are."""
        return [path for work in self.by_language.values() for path, _ in work.documents]


class Left:
    """What was left in one output folder. What this program knows of it changes once a build has come to an end, and
    so tells nothing of one that failed."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begins anew."""
        self.open("", {})

    def open(self, written: str, files: dict[str, Stamp | None]) -> None:
        """Another program has written since, or nobody before: these files, listed by a manifest with this mark."""
        self.written = written
        self.files = files
        self._is_doubted = False
        self._basis = ""
        self._works: dict[str, LeftWorks] = {}
        self._paths: set[str] = set()
        self._needs: set[Need] = set()
        self._news: Sequence[LeftWorks] = ()
        self._gone: Set[str] = frozenset()

    def doubt(self) -> None:
        """Somebody else has changed a file: until a build has looked at all of them nothing stands."""
        self.open(self.written, self.files)
        self._is_doubted = True

    def holds(self, documents: Iterable[tuple[str, str]]) -> bool:
        """Whether just these were written last, told by path and digest."""
        if self._is_doubted:
            return False
        for path, digest in documents:
            stamp = self.files.get(path)
            if stamp is None or stamp.digest != digest:
                return False
        return True

    def begin(self, basis: str, is_met: Callable[[Need], bool]) -> Mapping[str, LeftWorks]:
        """Begins a build. Gives what was left of each incident; nothing if `basis`, which all are made from, is
        another one, or anything is that one of them needs."""
        if self._basis != basis or not all(map(is_met, self._needs)):
            self._works, self._paths, self._needs, self._basis = {}, set(), set(), basis
        return self._works

    def replace(self, gone: Set[str], news: Sequence[LeftWorks], held: Iterable[LeftWorks]) -> Standing:
        """What stands when the build that runs has replaced some incidents by others; it has once it comes to an end.
        Those of them stand, too, of which this folder `holds` all."""
        self._news, self._gone = news, gone
        return Standing(self._paths.difference(*map(self._paths_of, gone)).union(*(one.paths for one in held)))

    def settle(self, written: str, files: dict[str, Stamp | None]) -> None:
        """The build has come to an end: these files are in the folder now, as the manifest with this mark lists."""
        self.written, self.files, self._is_doubted = written, files, False
        for name in self._gone:
            self._paths.difference_update(self._paths_of(name))
            self._works.pop(name, None)
        for one in self._news:
            self._works[one.name] = one
            self._paths.update(one.paths)
            self._needs.update(need for work in one.by_language.values() for need in work.needs)
        self._news, self._gone = (), frozenset()

    def _paths_of(self, name: str) -> Sequence[str]:
        return self._works[name].paths if name in self._works else ()
