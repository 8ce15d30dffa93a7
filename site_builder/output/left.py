"""What the last build left in its output folder: what has not changed since then is neither planned nor looked at again
before the news are out."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from site_builder.cache import Cache
from site_builder.output import left_works
from site_builder.output.chapters import StateChapter
from site_builder.output.keeping import Need
from site_builder.output.left_works import LeftWorks
from site_builder.output.manifest import Stamp
from site_builder.output.site_map import Document, top_level
from site_builder.overview import IncidentState


@dataclass(frozen=True, slots=True)
class Standing:
    """Stands in a plan for the documents of all incidents that are as the last build left them. `top_levels` are the
    folders and files in which they all are."""

    paths: Set[str]
    top_levels: Set[str]


class Planned(Collection[str]):
    """The paths of the documents that were planned so far, `made` of those that do not stand."""

    def __init__(self) -> None:
        self.made: set[str] = set()
        self._standing: Set[str] = frozenset()
        self.top_levels: set[str] = set()

    def note(self, each: Document | Standing) -> None:
        """Another one is planned, or all that stand are."""
        if isinstance(each, Standing):
            self._standing = each.paths
            self.top_levels |= each.top_levels
        else:
            self.made.add(each.path)
            self.top_levels.add(top_level(each.path))

    def __contains__(self, path: object) -> bool:
        return path in self.made or path in self._standing

    def __iter__(self) -> Iterator[str]:
        return chain(self.made, self._standing)

    def __len__(self) -> int:
        return len(self.made) + len(self._standing)


class _Change(NamedTuple):
    """What a build brings: some incidents are replaced by others, which makes up these months."""

    gone: Set[str] = frozenset()
    news: Sequence[LeftWorks] = ()
    months: Sequence[StateChapter] = ()


class Left:
    """What was left in one output folder. What this program knows of it changes once a build has come to an end, and
    so tells nothing of one that failed. An object of it serves one build after the other, each with `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self.forget()

    def forget(self) -> None:
        """Begins anew."""
        self.open("", {})

    def use(self, cache: Cache) -> None:
        """Begins a build. The `cache` knows what other programs have left."""
        self._cache = cache if cache.lasts else None

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
        self._is_kept = False
        """Whether the cache has what is known here."""
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

    def begin(
        self,
        made_from: str,
        is_met: Callable[[Need], bool],
        states: Iterable[IncidentState],
        moved: Mapping[str, str],
    ) -> Mapping[str, LeftWorks]:
        """Begins a build of these incidents, some of which were `moved`. Gives what was left of each incident; nothing
        if what all are `made_from` is something else, or anything is that one of them needs."""
        if self._made_from != made_from:
            self._begin_anew(made_from)
            if self._cache is not None and not self._is_doubted:
                kept = left_works.read(self._cache, self.written, made_from, states, moved)
                self._add([one for one in kept if all(map(self.files.__contains__, one.paths))])
                self._is_kept = bool(self.works)
        if not all(map(is_met, self._needs)):
            self._begin_anew(made_from)
        return self.works

    def changed(self, months: Iterable[StateChapter]) -> list[IncidentState]:
        """The incidents that are not as they were left."""
        states = (state for month in months if month not in self._months for state in month.members)
        return [state for state in states if not self._is_of(state)]

    def _is_of(self, state: IncidentState) -> bool:
        left = self.works.get(state.incident.name)
        return left is not None and left.state is state

    def replace(self, gone: Set[str], news: Sequence[LeftWorks], months: Sequence[StateChapter]) -> Standing:
        """What stands when the build that runs has replaced some incidents by others; it has once it comes to an end.
        Then all of these `months` are as they were left."""
        self._change = _Change(gone, news, months)
        top_levels = self._top_levels.copy()
        for each in map(self._paths_of, gone):
            top_levels.subtract(map(top_level, each))
        found = {name for name, count in top_levels.items() if count}
        return Standing(self._paths.difference(*map(self._paths_of, gone)), found)

    def settle(self, written: str, files: dict[str, Stamp | None]) -> None:
        """The build has come to an end: these files are in the folder now, as the manifest with this mark lists."""
        self.written, self.files, self._is_doubted = written, files, False
        for name in self._change.gone:
            self._drop(name)
        self._add(self._change.news)
        self._months = frozenset(self._change.months)
        if self._cache is not None:
            news, gone = (self._change.news, self._change.gone) if self._is_kept else (self.works.values(), None)
            left_works.keep(self._cache, written, self._made_from, news, gone)
            self._is_kept = True
        self._change = _Change()

    def _drop(self, name: str) -> None:
        paths = self._paths_of(name)
        self._paths.difference_update(paths)
        self._top_levels.subtract(map(top_level, paths))
        for each in (self.works, self.moved, self.with_attachments):
            each.pop(name, None)

    def _add(self, news: Sequence[LeftWorks]) -> None:
        for one in news:
            self.works[one.name] = one
            if one.moved:
                self.moved[one.name] = one.moved
            if one.attachments:
                self.with_attachments[one.name] = one
            self._needs.update(one.needs)
        paths = list(chain.from_iterable([one.paths for one in news]))
        self._paths.update(paths)
        self._top_levels.update(map(top_level, paths))

    def _paths_of(self, name: str) -> Sequence[str]:
        return self.works[name].paths if name in self.works else ()
