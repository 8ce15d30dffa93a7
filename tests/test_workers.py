"""Work that several processes share."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from site_builder import machine
from site_builder.cache import Cache
from site_builder.workers import MANY, are_worth_it, in_processes


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache(tmp_path / "cache.db", "this version")) as cache:
        yield cache


def test_results_come_in_order_and_from_other_processes(cache: Cache) -> None:
    found = list(in_processes(lambda index: (index, os.getpid()), 50, jobs=2, cache=cache))
    assert [index for index, _ in found] == list(range(50))
    assert os.getpid() not in {process for _, process in found}


def test_workers_read_what_was_put_into_the_cache_before(cache: Cache) -> None:
    cache.put("somebody", "slot", "key", "value")
    found = list(in_processes(lambda _: cache.get("somebody", "slot", "key"), 3, jobs=2, cache=cache))
    assert found == ["value"] * 3
    cache.put("somebody", "slot", "key", "another")  # it is open again
    assert cache.get("somebody", "slot", "key") == "another"


def test_what_goes_wrong_in_a_worker_goes_wrong_here(cache: Cache) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_processes(lambda index: 1 // (index - 20), 50, jobs=2, cache=cache))


def test_few_pieces_of_work_or_one_process_are_not_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert [are_worth_it(count, jobs) for count, jobs in ((MANY, 2), (MANY - 1, 2), (MANY, 1))] == [True, False, False]


def test_a_process_with_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert not are_worth_it(MANY, 2)


def test_there_is_a_processor() -> None:
    assert machine.processors() >= 1
