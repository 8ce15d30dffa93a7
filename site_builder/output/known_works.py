"""What a program that goes on running knows of the works of incidents, and of the documents that list them."""

import json
from collections.abc import Callable, Iterable, Sequence, Set
from operator import is_
from typing import Any, NamedTuple, Protocol

from site_builder.cache import Cache, digest

_DOCUMENT = "document"


class Entries(Protocol):
    """Where it is kept: see cache.py."""

    def get(self, owner: str, slot: str, key: str) -> Any | None: ...

    def put(self, owner: str, slot: str, key: str, value: object) -> None: ...


class _KnownList(NamedTuple):
    members: Sequence[object]
    identities: Sequence[str]
    digest: str


class KnownWorks:
    """The kept works of one site by language and name, and what stands for lists of them. An object of it serves one
    build after the other."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, tuple[str, Any]]] = {}
        self._lists: dict[str, _KnownList] = {}
        self._owners: Set[str] = frozenset()
        self._documents: dict[str, tuple[str, Any]] = {}

    def forget(self) -> None:
        """Begins anew."""
        self._rows.clear()
        self._lists.clear()
        self._owners = frozenset()
        self._documents.clear()

    def keep_only(self, owners: Set[str], cache: Cache) -> None:
        """Forgets what belongs to anybody but these. Mostly they are the same as the last time."""
        if owners != self._owners:
            cache.keep_only(owners)
            self._owners = owners

    def digest_of_list(
        self, path: str, members: Sequence[object], identities: Sequence[str], tell: Callable[[], object]
    ) -> str:
        """What stands for a list in the document at `path`. Each of its `members` is one object as long as it is the
        same but for its identity; `tell` gives a value that tells all of the list, and is asked if that is another
        one than before."""
        known = self._lists.get(path)
        if known and known.identities == identities and all(map(is_, known.members, members)):
            return known.digest
        made = self._lists[path] = _KnownList(members, identities, digest(tell()))
        return made.digest

    def use(self, cache: Cache, languages: Iterable[str]) -> None:
        """Begins a build."""
        for language in languages:
            if language not in self._rows:
                self._rows[language] = cache.every(work_of(language))

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

    def row(self, name: str, language: str, key: str) -> Any | None:
        """What was kept with this key."""
        known, row = self._rows[language].get(name, ("", None))
        if known != key:
            return None
        return json.loads(row) if isinstance(row, str) else row

    def learn(self, name: str, language: str, key: str, text: str) -> None:
        """Takes over the text of what was just kept. It stays one: a row of values takes five times the memory."""
        self._rows[language][name] = key, text


def work_of(language: str) -> str:
    return f"work:{language}"
