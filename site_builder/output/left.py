"""What the last build of a program that goes on running left in its output folder: what has not changed since then
is neither planned nor looked at again before the news are out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from site_builder.output.chapters import StateChapter
from site_builder.output.keeping import KeptWork, Need
from site_builder.output.manifest import Stamp
from site_builder.output.site_map import Document, top_level
from site_builder.overview import IncidentState


@dataclass(frozen=True, slots=True)
class Standing:
    """Stands in a plan for the documents of all incidents that are as the last build left them. `top_levels` are the
    folders and files in which they all are."""

    paths: Set[str]
    top_levels: Set[str]


class Planned:
    """The paths of documents that were planned so far: `paths` of all of them, `made` of those that do not stand."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.made: set[str] = set()
        self.top_levels: set[str] = set()

    def note(self, each: Document | Standing) -> None:
        """Another one is planned, or some stand."""
        if isinstance(each, Standing):
            self.paths |= each.paths
            self.top_levels |= each.top_levels
        else:
            self.paths.add(each.path)
            self.made.add(each.path)
            self.top_levels.add(top_level(each.path))


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


class _Change(NamedTuple):
    """What a build brings: some incidents are replaced by others, which makes up these months."""

    gone: Set[str] = frozenset()
    news: Sequence[LeftWorks] = ()
    months: Sequence[StateChapter] = ()


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
        self._begin_anew("")

    def _begin_anew(self, made_from: str) -> None:
        self.basis = object()
        """The same for as long as the works that were left have the identities that they had."""
        self._made_from = made_from
        self.works: dict[str, LeftWorks] = {}
        self.moved: dict[str, str] = {}
        """Of those that were moved."""
        self.with_attachments: dict[str, LeftWorks] = {}
        self._months: Set[StateChapter] = frozenset()
        self._paths: set[str] = set()
        self._top_levels: Counter[str] = Counter()
        self._needs: set[Need] = set()
        self._change = _Change()

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

    def begin(self, made_from: str, is_met: Callable[[Need], bool]) -> Mapping[str, LeftWorks]:
        """Begins a build. Gives what was left of each incident; nothing if what all are `made_from` is something else,
        or anything is that one of them needs."""
        if self._made_from != made_from or not all(map(is_met, self._needs)):
            self._begin_anew(made_from)
        return self.works

    def changed(self, months: Iterable[StateChapter]) -> list[IncidentState]:
        """The incidents that are not as they were left."""
        states = (state for month in months if month not in self._months for state in month.members)
        return [state for state in states if not self._is_of(state)]

    def _is_of(self, state: IncidentState) -> bool:
        left = self.works.get(state.incident.name)
        return left is not None and left.state is state

    def replace(
        self, gone: Set[str], news: Sequence[LeftWorks], held: Sequence[LeftWorks], months: Sequence[StateChapter]
    ) -> Standing:
        """What stands when the build that runs has replaced some incidents by others; it has once it comes to an end.
        Those of them stand, too, of which this folder `holds` all. Then all of these `months` are as they were left."""
        self._change = _Change(gone, news, months)
        top_levels = self._top_levels.copy()
        for each in map(self._paths_of, gone):
            top_levels.subtract(map(top_level, each))
        found = {name for name, count in top_levels.items() if count}
        found.update(top_level(path) for one in held for path in one.paths)
        paths = self._paths.difference(*map(self._paths_of, gone)).union(*(one.paths for one in held))
        return Standing(paths, found)

    def settle(self, written: str, files: dict[str, Stamp | None]) -> None:
        """The build has come to an end: these files are in the folder now, as the manifest with this mark lists."""
        self.written, self.files, self._is_doubted = written, files, False
        for name in self._change.gone:
            self._drop(name)
        for one in self._change.news:
            self._add(one)
        self._months = frozenset(self._change.months)
        self._change = _Change()

    def _drop(self, name: str) -> None:
        paths = self._paths_of(name)
        self._paths.difference_update(paths)
        self._top_levels.subtract(map(top_level, paths))
        for each in (self.works, self.moved, self.with_attachments):
            each.pop(name, None)

    def _add(self, one: LeftWorks) -> None:
        self.works[one.name] = one
        if one.moved:
            self.moved[one.name] = one.moved
        if one.attachments:
            self.with_attachments[one.name] = one
        self._paths.update(one.paths)
        self._top_levels.update(map(top_level, one.paths))
        self._needs.update(need for work in one.by_language.values() for need in work.needs)

    def _paths_of(self, name: str) -> Sequence[str]:
        return self.works[name].paths if name in self.works else ()
