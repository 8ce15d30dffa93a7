"""What a program that goes on running knows of the documents that list incidents."""

from collections.abc import Callable, Mapping, Sequence, Set
from operator import is_
from typing import Any, NamedTuple, Protocol

from site_builder.cache import Cache, digest
from site_builder.output.chapters import Roll

_DOCUMENT = "document"


Lists = Mapping[str, tuple[str, str]]
"""By the path of a document what stands for the list in it: the key of its members, and the digest of the list."""


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
        self._kept: dict[str, tuple[str, str]] = {}

    def forget(self) -> None:
        """Begins anew."""
        self._lists.clear()
        self._basis = None
        self._shared, self._folders = frozenset(), ()
        self._documents.clear()

    def keep_only(self, documents: Set[str], folders: Sequence[str], cache: Cache) -> None:
        """Forgets what belongs to anybody but these documents, which are shared, and the incidents with these folders:
        they have entries by their names, and by the files that they open in. Mostly they are the same as before."""
        if documents == self._shared and folders == self._folders:
            return

        def owners() -> Set[str]:
            names = {folder.rpartition("/")[2] for folder in folders}
            return documents | names | {f"{folder}.md" for folder in folders}

        cache.keep_only(digest(sorted(documents), folders), owners)
        self._shared, self._folders = documents, folders

    def begin_lists(self, basis: object, changed: Set[str], lists: Lists) -> None:
        """From now on works have the identities that they had before with this `basis`, but for those of the incidents
        that have `changed`. What stood for `lists` then is known of another program, if this one has no other."""
        if basis is not self._basis:
            self._kept = dict(lists)
        self._basis, self._changed = basis, changed

    @property
    def lists(self) -> Lists:
        """What stands for them now, for another program."""
        known = ((path, one) for path, one in self._lists.items() if one.basis is self._basis)
        return {path: (one.members.key, one.digest) for path, one in known if isinstance(one.members, Roll)}

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
        kept_key, told = self._kept.pop(path, ("", ""))
        known = self._lists.get(path)
        if isinstance(members, Roll) and members.names.isdisjoint(self._changed):
            if known is not None and known.members is members and known.basis is self._basis:
                return known.digest
            if kept_key == members.key:
                self._lists[path] = _KnownList(self._basis, members, (), told)
                return told
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
