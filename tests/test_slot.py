"""What the cache keeps in one slot."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from site_builder.cache import Cache
from site_builder.slot import Slot


@pytest.fixture
def cache() -> Iterator[Cache]:
    with closing(Cache(None, "this version")) as cache:
        yield cache


def test_each_entry_of_a_slot_can_be_taken_once_in_any_order(cache: Cache) -> None:
    names = [f"{number:04}" for number in range(1000)]
    for name in names:
        cache.put(name, "gist", "key", name)
    slot = Slot(cache, "gist")
    taken = [slot.take(name, "key") for name in ("0999", "0000", "nobody", "0500")]
    assert [entry and entry.value for entry in taken] == ["0999", "0000", None, "0500"]
    assert slot.take("0001", "another key") is None
    assert slot.take("0500", "key") is None


def test_an_entry_that_is_only_looked_at_stays(cache: Cache) -> None:
    cache.put("a", "gist", "key", 1)
    slot = Slot(cache, "gist")
    assert slot.entry("a", "another key") is None
    for _ in range(2):
        entry = slot.entry("a", "key")
        assert entry is not None
        assert entry.value == 1
