"""What a program that goes on running knows of the documents that list incidents."""

from collections.abc import Callable, Sequence, Set
from operator import is_
from typing import Any, NamedTuple, Protocol

from site_builder.cache import Cache, digest
from site_builder.output.chapters import Roll

_DOCUMENT = "document"


class Entries(Protocol):
    """Where it is kept: see cache.py."""

    def get(self, owner: str, slot: str, key: str) -> Any | None: ...

    def put(self, owner: str, slot: str, key: str, value: object) -> None: ...


class _KnownList(NamedTuple):
    basis: object
    members: Sequence[object]
    identities: Sequence[str]
    digest: str


class KnownWorks:
    """The kept documents of one site that list works of incidents, and what stands for their lists. An object of it
    serves one build after the other."""

    def __init__(self) -> None:
        self._lists: dict[str, _KnownList] = {}
        self._shared: Set[str] = frozenset()
        self._folders: Sequence[str] = ()
        self._documents: dict[str, tuple[str, Any]] = {}
        self._basis: object = None
        self._changed: Set[str] = frozenset()

    def forget(self) -> None:
        """Begins anew."""
        self._lists.clear()
        self._shared, self._folders = frozenset(), ()
        self._documents.clear()

    def keep_only(self, documents: Set[str], folders: Sequence[str], cache: Cache) -> None:
        """Forgets what belongs to anybody but these documents, which are shared, and the incidents with these folders:
        they have entries by their names, and by the files that they open in. Mostly they are the same as before."""
        if documents != self._shared or folders != self._folders:
            names = {folder.rpartition("/")[2] for folder in folders}
            cache.keep_only(documents | names | {f"{folder}.md" for folder in folders})
            self._shared, self._folders = documents, folders

    def begin_lists(self, basis: object, changed: Set[str]) -> None:
        """From now on works have the identities that they had before with this `basis`, but for those of the incidents
        that have `changed`."""
        self._basis, self._changed = basis, changed

    def digest_of_list(
        self,
        path: str,
        members: Sequence[object],
        identities: Callable[[], Sequence[str]],
        tell: Callable[[Sequence[str]], object],
    ) -> str:
        """What stands for a list in the document at `path`. Each of its `members` is one object as long as it is the
        same but for its identity; `tell` gives a value that tells all of the list, and is asked if that is another
        one than before."""
        known = self._lists.get(path)
        is_as_before = known is not None and known.members is members and known.basis is self._basis
        if known and is_as_before and isinstance(members, Roll) and members.names.isdisjoint(self._changed):
            return known.digest
        of_each = identities()
        is_same = known is not None and known.identities == of_each and all(map(is_, known.members, members))
        told = known.digest if known is not None and is_same else digest(tell(of_each))
        self._lists[path] = _KnownList(self._basis, members, of_each, told)
        return told

    def document(self, path: str, key: str, entries: Entries) -> Any | None:
        """What was kept with this key of a document that several incidents share."""
        known, row = self._documents.get(path, ("", None))
        if known != key:
            row = entries.get(path, _DOCUMENT, key)
            if row is not None:
                self._documents[path] = key, row
        return row

    def keep_document(self, path: str, key: str, row: Any, entries: Entries) -> None:
        """Keeps it."""
        entries.put(path, _DOCUMENT, key, row)
        self._documents[path] = key, row
