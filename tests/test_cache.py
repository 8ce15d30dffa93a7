"""What is kept of earlier builds: found by its place and its key, or made again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from site_builder.cache import Cache, Entry, digest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder/cache.db"


@pytest.fixture
def cache(file: Path) -> Iterator[Cache]:
    with closing(Cache(file, "this version")) as cache:
        yield cache


def again(file: Path, made_with: str = "this version") -> "closing[Cache]":
    return closing(Cache(file, made_with))


def test_an_entry_is_found_while_its_key_is_the_same(cache: Cache) -> None:
    cache.put("a.md", "text", "one", {"html": "é"})
    assert cache.get("a.md", "text", "one") == {"html": "é"}
    assert cache.get("a.md", "text", "two") is None
    cache.put("a.md", "text", "two", None)
    assert cache.get("a.md", "text", "one") is None


def test_every_entry_of_a_slot_is_found_at_once(cache: Cache) -> None:
    for name in ("a", "b"):
        cache.put(name, "gist", f"key of {name}", [name])
        cache.put(name, "other", "key", 1)
    assert cache.entries("gist") == {"a": Entry("key of a", ["a"], ""), "b": Entry("key of b", ["b"], "")}
    assert cache.texts("gist") == {"a": ("key of a", '["a"]'), "b": ("key of b", '["b"]')}
    assert (cache.entries("nothing"), cache.texts("nothing")) == ({}, {})


def test_it_says_whether_anything_is_kept_in_a_slot(cache: Cache) -> None:
    cache.put("a", "gist", "key", 1)
    assert cache.holds_any("gist")
    cache.drop("gist")
    assert not cache.holds_any("gist")


def test_a_slot_that_was_read_ahead_is_given_once_as_it_was_then(cache: Cache) -> None:
    cache.put("a", "gist", "key", 1)
    cache.read_ahead(["gist"])
    cache.put("b", "gist", "key", 2)
    assert cache.entries("gist").keys() == {"a"}
    assert cache.entries("gist").keys() == {"a", "b"}


def test_a_slot_is_dropped_for_some_or_for_all(cache: Cache) -> None:
    for name in ("a", "b", "c"):
        cache.put(name, "gist", "key", name)
        cache.put(name, "other", "key", name)
    cache.drop("gist", {"a", "nobody"})
    assert cache.texts("gist").keys() == {"b", "c"}
    cache.drop("gist")
    assert (cache.texts("gist"), len(cache.texts("other"))) == ({}, 3)


@pytest.mark.parametrize("value", ["[", "1,2", "", b"\x80\x04"])
def test_one_that_cannot_be_read_spoils_no_build(value: str | bytes, cache: Cache, file: Path) -> None:
    cache.put("a", "gist", "key", [1])
    cache.save()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE entry SET value = ?", (value,))
    assert (cache.entries("gist"), cache.get("a", "gist", "key")) == ({}, None)


def test_one_that_cannot_be_read_spoils_only_those_beside_it(cache: Cache) -> None:
    for number in range(1000):
        cache.put_text(f"{number:04}", "gist", "key", "1" if number else "{")
    assert 500 < len(cache.entries("gist")) < 1000


def test_only_what_was_saved_is_there_for_the_next_build(cache: Cache, file: Path) -> None:
    cache.put("a", "slot", "key", 1)
    cache.save()
    cache.put("b", "slot", "key", 2)
    with again(file) as other:
        assert (other.get("a", "slot", "key"), other.get("b", "slot", "key")) == (1, None)


def test_another_version_begins_a_new_one(cache: Cache, file: Path) -> None:
    cache.put("a", "slot", "key", 1)
    cache.save()
    with again(file, "another version") as other:
        assert other.get("a", "slot", "key") is None


def test_what_belongs_to_nobody_is_forgotten(cache: Cache) -> None:
    for owner in ("stays", "goes"):
        cache.put(owner, "slot", "key", 1)
    cache.keep_only("one", lambda: {"stays"})
    assert (cache.get("stays", "slot", "key"), cache.get("goes", "slot", "key")) == (1, None)
    cache.put("goes", "slot", "key", 1)
    cache.keep_only("two", lambda: {"stays", "goes"})
    assert cache.get("goes", "slot", "key") == 1
    cache.keep_only("one", lambda: {"stays"})
    assert cache.get("goes", "slot", "key") is None


def test_nobody_is_asked_to_whom_everything_belongs_when_that_is_known_to_be_the_same(cache: Cache) -> None:
    asked: list[str] = []

    def owners() -> set[str]:
        asked.append("owners")
        return {"stays"}

    cache.keep_only("one", owners)
    cache.keep_only("one", owners)
    assert asked == ["owners"]


def test_without_a_file_it_ends_with_the_program(tmp_path: Path) -> None:
    with closing(Cache(None, "this version")) as cache:
        cache.put("a", "slot", "key", 1)
        cache.save()
        assert (cache.get("a", "slot", "key"), cache.lasts, list(tmp_path.iterdir())) == (1, False, [])


def test_a_file_that_is_no_database_is_replaced(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"nonsense" * 1000)
    with again(file) as cache:
        cache.put("a", "slot", "key", 1)
        cache.save()
    with again(file) as cache:
        assert cache.get("a", "slot", "key") == 1


def test_a_digest_tells_values_and_their_order_apart() -> None:
    assert len({digest(1, "2"), digest("1", 2), digest((1, "2")), digest("2", 1)}) == 4
    assert digest("\ud800") == digest("\ud800")
