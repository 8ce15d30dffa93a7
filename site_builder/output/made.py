"""What is made by whoever works for this process, and travels to it: see workshop.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.cache import Cache, Row, as_text
from site_builder.output.prose import Notes
from site_builder.output.site_map import Document


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an incident, or of another document: `name` is the incident's, or the document's path. Documents,
    what to keep, and what came up."""

    name: str
    documents: Sequence[Document]
    entries: list[Row]
    notes: Notes


class Noted:
    """Reads from a cache, and notes what is to be put there."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.put_here: list[Row] = []

    def get(self, owner: str, slot: str, key: str) -> Any | None:
        return self._cache.get(owner, slot, key)

    def put(self, owner: str, slot: str, key: str, value: object) -> None:
        self.put_text(owner, slot, key, as_text(value))

    def put_text(self, owner: str, slot: str, key: str, text: str) -> None:
        self.put_here.append((owner, slot, key, text))
