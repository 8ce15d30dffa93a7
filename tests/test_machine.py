"""What holds of the machine, and what a build asks of Python on it."""

import gc
from collections.abc import Iterator

import pytest

from site_builder.machine import reading_ends, reading_first


@pytest.fixture(autouse=True)
def unfrozen() -> Iterator[None]:
    gc.unfreeze()  # a test before may have frozen what it imported
    yield
    gc.unfreeze()
    gc.enable()


def test_nobody_looks_for_garbage_until_reading_ends_and_not_in_what_was_read() -> None:
    with reading_first():
        assert not gc.isenabled()
        reading_ends()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    assert gc.isenabled()


def test_a_build_that_ends_while_it_reads_leaves_nothing_changed() -> None:
    with pytest.raises(OSError, match="gone"), reading_first():
        raise OSError("gone")
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, 0)


def test_where_nobody_reads_first_nothing_is_kept_from_the_collector() -> None:
    reading_ends()
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, 0)
