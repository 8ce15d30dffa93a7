"""Looking at many files in two processes."""

import os
import time
from pathlib import Path

import pytest

from site_builder.output.looks import elsewhere


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were begun. Other tests of this process may have left threads, which hold nothing of ours."""
    processes: list[int] = []

    def fork() -> int:
        processes.append(os_fork())
        return processes[-1]

    os_fork = os.fork
    monkeypatch.setattr(os, "fork", fork)
    monkeypatch.setattr("site_builder.output.looks.may_fork", lambda: True)
    return processes


def test_what_is_found_elsewhere_comes_from_another_process(forked: list[int]) -> None:
    with elsewhere(lambda: str(os.getpid()).encode()) as found:
        assert int(found()) == forked[0]


@pytest.mark.usefixtures("forked")
def test_much_can_be_found_elsewhere() -> None:
    with elsewhere(lambda: b"path" * 1_000_000) as found:
        assert len(found()) == 4_000_000


@pytest.mark.usefixtures("forked")
def test_what_goes_wrong_elsewhere_goes_wrong_here() -> None:
    with elsewhere(lambda: str(1 // 0).encode()) as found, pytest.raises(ZeroDivisionError):
        found()


def test_nobody_waits_for_what_nobody_needs(tmp_path: Path, forked: list[int]) -> None:
    waited = tmp_path / "waited"

    def dawdle() -> bytes:
        time.sleep(60)
        waited.touch()
        return b""

    with elsewhere(dawdle):
        pass
    assert not waited.exists()
    with pytest.raises(ChildProcessError):  # nobody is left
        os.waitpid(forked[0], os.WNOHANG)


def test_where_there_may_be_no_other_process_this_one_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.output.looks.may_fork", lambda: False)
    with elsewhere(lambda: str(os.getpid()).encode()) as found:
        assert int(found()) == os.getpid()
