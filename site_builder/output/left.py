"""What the last build left in its output folder: what has not changed since then is neither planned nor looked at again
before the news are out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from site_builder.cache import Cache, LostEntry, digest
from site_builder.output import left_works
from site_builder.output.chapters import StateChapter
from site_builder.output.keeping import Need
from site_builder.output.known_stories import month_owner
from site_builder.output.known_works import Lists
from site_builder.output.left_works import LeftMonth, LeftWorks
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
        self._ahead: Mapping[str, LeftMonth] = {}
        """What was read already, by the owners of months."""
        self._begin_anew("")

    def read_ahead(self, cache: Cache) -> None:
        """Reads what the cache knows, for a process that would have to wait otherwise."""
        self._ahead = dict(left_works.months(cache))

    def _begin_anew(self, made_from: str) -> None:
        self.basis = object()
        """The same for as long as the works that were left have the identities that they had."""
        self.lists: Lists = {}
        """What stood for lists in documents."""
        self._made_from = made_from
        self._is_kept = False
        """Whether the cache has what is known here."""
        self._months: Mapping[str, LeftMonth] = {}
        """By their owners."""
        self._next: Mapping[str, LeftMonth] = {}
        self._next_lists: Lists = {}

    def doubt(self) -> None:
        """Somebody else has changed a file: until a build has looked at all of them nothing stands."""
        self.open(self.written, self.files)
        self._is_doubted = True

    def begin(
        self,
        made_from: str,
        is_met: Callable[[Need], bool],
        months: Iterable[StateChapter],
        moved: Mapping[str, str],
    ) -> "Comparison":
        """Begins a build of the incidents of these months, some of which were `moved`. Nothing stands if what all are
        `made_from` is something else, or anything is that one of them needs."""
        if self._made_from != made_from:
            self._begin_anew(made_from)
            if self._cache is not None and not self._is_doubted:
                self._read(self._cache)
        if not all(map(is_met, {need for month in self._months.values() for need in month.needs})):
            self._begin_anew(made_from)
        return Comparison(self._months, months, moved)

    def _read(self, cache: Cache) -> None:
        if left_works.is_by(cache, self.written, self._made_from):
            kept = self._ahead or dict(left_works.months(cache))
            self._months = {owner: one for owner, one in kept.items() if all(map(self.files.__contains__, one.paths))}
        self._ahead = {}
        if self._months:
            self._is_kept = True
            self.lists = left_works.read_lists(cache, self.written)

    def replace(self, comparison: "Comparison", news: Sequence[LeftWorks]) -> Standing:
        """What stands when the build that runs has brought these `news` of incidents that had changed; they are left
        as well once it comes to an end."""
        self._next = comparison.with_news(news)
        return comparison.standing

    def note_lists(self, lists: Lists) -> None:
        """What stands for the lists in the documents of this build."""
        self._next_lists = lists

    def settle(self, written: str, files: Mapping[str, Stamp | None], gone: Set[str]) -> None:
        """The build has come to an end: besides what stood these files are in the folder now, and some are gone, as
        the manifest with this mark lists."""
        self.written, self._is_doubted = written, False
        self.files.update(files)
        for path in gone:
            del self.files[path]
        before, self._months = self._months, self._next
        self.lists = self._next_lists
        if self._cache is not None:
            same = {owner for owner, month in before.items() if self._is_kept and self._months.get(owner) is month}
            news = {owner: month for owner, month in self._months.items() if owner not in same}
            replaced = before.keys() - same if self._is_kept else None
            left_works.keep(self._cache, written, self._made_from, news=news, gone=replaced, lists=self.lists)
            self._is_kept = True


class Comparison:
    """What stands of what was left, beside the incidents as they are now."""

    def __init__(self, left: Mapping[str, LeftMonth], months: Iterable[StateChapter], moved: Mapping[str, str]) -> None:
        """`moved` tells when entries of incidents count as changed, where that is another moment than their own."""
        self.changed: dict[str, IncidentState] = {}
        """The incidents that are not as they were left, by name."""
        self.made_of: dict[str, str] = {}
        """What stands for what their works are made of."""
        self._whole: dict[str, tuple[LeftMonth, Set[str]]] = {}
        """Months that stand as they are, with the names of their incidents."""
        self._parts: dict[str, tuple[str, Mapping[str, LeftWorks], Sequence[str]]] = {}
        """Of the others what stands as it is, with the names of all."""
        for month in months:
            owner, key = month_owner(month.name), _key(month, moved)
            before = left.get(owner)
            if before is not None and before.key == key:
                self._whole[owner] = before, month.members.names
            else:
                self._compare(owner, key, month, moved, before)

    def _compare(
        self, owner: str, key: str, month: StateChapter, moved: Mapping[str, str], before: LeftMonth | None
    ) -> None:
        works = before.works if before else {}
        staying = {}
        for state, said in zip(month.members, month.keys, strict=True):
            name = state.incident.name
            made_of = f"{said} {moved.get(name, '')}"
            if name in works and works[name].made_of == made_of:
                staying[name] = works[name]
            else:
                self.changed[name] = state
                self.made_of[name] = made_of
        self._parts[owner] = key, staying, [state.incident.name for state in month.members]

    @property
    def attachments(self) -> Iterator[str]:
        """Those that what stands uses."""
        for month, _ in self._whole.values():
            yield from month.attachments
        for _, staying, _ in self._parts.values():
            for works in staying.values():
                yield from works.attachments

    @property
    def standing(self) -> Standing:
        """The documents of what is as it was left."""
        works = [one for _, staying, _ in self._parts.values() for one in staying.values()]
        parts = list(chain.from_iterable(one.paths for one in works))
        whole = [month for month, _ in self._whole.values()]
        paths = frozenset(chain(parts, *(month.paths for month in whole)))
        return Standing(paths, frozenset(map(top_level, parts)).union(*(month.top_levels for month in whole)))

    def with_news(self, news: Sequence[LeftWorks]) -> Mapping[str, LeftMonth]:
        """What is left with these works of incidents that have changed; of one that is missing nothing is."""
        months = {owner: month for owner, (month, _) in self._whole.items()}
        by_name = {one.name: one for one in news}
        for owner, (key, staying, names) in self._parts.items():
            works = [*staying.values(), *(by_name[name] for name in names if name in by_name)]
            months[owner] = LeftMonth.of(key if len(works) == len(names) else "", works)
        return months

    def identities(self, name: str) -> Mapping[str, str]:
        """Those of the works of an incident that stands."""
        for _, staying, _ in self._parts.values():
            if name in staying:
                return staying[name].identities
        works = next(month.works for month, names in self._whole.values() if name in names)
        if name not in works:
            raise LostEntry(name)  # somebody wrote into it
        return works[name].identities


def _key(month: StateChapter, moved: Mapping[str, str]) -> str:
    moved_here = [(name, moved[name]) for name in sorted(month.members.names & moved.keys())]
    return digest(month.key, moved_here) if moved_here else month.key
