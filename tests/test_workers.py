"""Work that several processes share."""

import os
import signal
import time
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


@pytest.mark.parametrize("jobs", [2, 3])
def test_each_result_comes_once_from_this_process_or_another(cache: Cache, jobs: int) -> None:
    def work(index: int) -> tuple[int, int]:
        time.sleep(0.002)
        return index, os.getpid()

    found = list(in_processes(work, 100, jobs=jobs, cache=cache))
    assert sorted(index for index, _ in found) == list(range(100))
    processes = {process for _, process in found}
    assert len(processes) == jobs
    assert os.getpid() in processes


def test_great_results_wait_for_nobody(cache: Cache) -> None:
    found = list(in_processes(lambda index: bytes([index]) * 3_000_000, 30, jobs=2, cache=cache))
    assert sorted(result[0] for result in found) == list(range(30))


def test_no_process_is_left_when_somebody_has_seen_enough(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    fork, begun = os.fork, list[int]()

    def noted() -> int:
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", noted)
    results = in_processes(lambda _: os.getpid(), 100, jobs=3, cache=cache)
    next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(begun) == 2
    for process in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_workers_read_what_was_put_into_the_cache_before(cache: Cache) -> None:
    cache.put("somebody", "slot", "key", "value")
    found = list(in_processes(lambda _: cache.get("somebody", "slot", "key"), 3, jobs=2, cache=cache))
    assert found == ["value"] * 3
    cache.put("somebody", "slot", "key", "another")  # it is open again
    assert cache.get("somebody", "slot", "key") == "another"


@pytest.mark.parametrize("wrong", [0, 99])
def test_what_goes_wrong_in_any_process_goes_wrong_here(cache: Cache, wrong: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_processes(lambda index: 1 // (index - wrong), 100, jobs=2, cache=cache))


def test_what_goes_wrong_in_another_process_says_where(cache: Cache) -> None:
    with pytest.raises(ZeroDivisionError) as error:
        list(in_processes(lambda index: 1 // index, 100, jobs=2, cache=cache))
    assert "test_workers.py" in "".join(error.value.__notes__)


def test_a_process_that_was_killed_is_missed(cache: Cache) -> None:
    first = os.getpid()

    def work(index: int) -> int:
        if os.getpid() != first:
            os.kill(os.getpid(), signal.SIGKILL)
        return index

    with pytest.raises(ChildProcessError):
        list(in_processes(work, 100, jobs=2, cache=cache))


def test_few_pieces_of_work_or_one_process_are_not_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert [are_worth_it(count, jobs) for count, jobs in ((MANY, 2), (MANY - 1, 2), (MANY, 1))] == [True, False, False]


def test_a_process_with_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert not are_worth_it(MANY, 2)


def test_there_is_a_processor() -> None:
    assert machine.processors() >= 1
