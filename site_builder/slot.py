"""What the cache keeps in one slot, for whoever needs most of it."""

from functools import cached_property

from site_builder.cache import Cache, Entry


class Slot:
    """The entries of one slot, which are read together when the first is asked for."""

    def __init__(self, cache: Cache, name: str) -> None:
        self._cache = cache
        self._name = name
        self._batches = cache.batches(name)
        self._read: dict[str, Entry] = {}

    def take(self, owner: str, key: str) -> Entry | None:
        """What was put there with this key, or None. It is in memory no longer: for whoever asks for each once, and
        about in the order of their owners."""
        while owner not in self._read and (batch := next(self._batches, None)) is not None:
            self._read |= batch
        entry = self._read.pop(owner, None)
        return entry if entry is not None and entry.key == key else None

    def entry(self, owner: str, key: str) -> Entry | None:
        """The same, and it stays."""
        entry = self.entries.get(owner)
        return entry if entry is not None and entry.key == key else None

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """All of them, by owner."""
        return self._cache.entries(self._name)
