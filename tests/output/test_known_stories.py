"""Stories, as incidents come and go, in a program that goes on running and in others that begin anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.cache import Cache, LostEntry
from site_builder.output.known_stories import KnownStories
from site_builder.overview import IncidentState
from site_builder.status import incident_state
from tests.factories import an_incident, an_update
from tests.output.telling import NOW, a_state, everything, told

APRIL, MAY = "2026-04-22 09:00", "2026-05-03 10:00"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@pytest.fixture
def cache(file: Path) -> Iterator[Cache]:
    with closing(Cache(file, "this version")) as cache:
        yield cache


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(statement).rowcount


MINUTES = ("2026-03-31 22:30", "2026-03-31 23:30", APRIL, "2026-04-22 09:01", "2026-04-30 23:59", MAY)
STORIES = st.lists(st.lists(st.sampled_from(MINUTES), min_size=1, max_size=3), max_size=4)


@settings(deadline=None)
@given(st.lists(st.tuples(STORIES, st.sets(st.integers(0, 8))), min_size=1, max_size=4))
def test_however_incidents_come_and_go_they_tell_what_they_would_tell_at_once(
    steps: list[tuple[list[list[str]], set[int]]],
) -> None:
    running, there = KnownStories(), list[IncidentState]()
    with closing(Cache(None, "this version")) as cache:
        cache.lasts = True
        for moments, places in steps:
            there = [state for place, state in enumerate(there) if place not in places]
            there += [a_state(*each) for each in moments]
            at_once = everything(told(*there))
            assert everything(told(*there, known=running, cache=cache)) == at_once
            assert everything(told(*there, cache=cache)) == at_once


def test_of_months_that_stay_another_program_needs_no_story(cache: Cache) -> None:
    april, may = a_state(APRIL), a_state(MAY)
    told(april, may, cache=cache)
    cache.drop("story")
    another = a_state(MAY)
    known = told(april, another, may, cache=cache)
    assert everything(known) == everything(told(april, another, may))
    assert known.story(another.incident.name).said
    with pytest.raises(LostEntry):
        known.story(april.incident.name)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE entry SET value = '{\"name\": 1}' WHERE slot = 'month'",
        "UPDATE entry SET value = x'80049500' WHERE slot = 'month'",
        "UPDATE entry SET value = '[[[' WHERE slot = 'changed'",
        "UPDATE entry SET value = '[5]' WHERE slot = 'revised'",
        "DELETE FROM entry WHERE slot = 'month'",
    ],
)
def test_what_somebody_wrote_is_told_again(wrong: str, cache: Cache, file: Path) -> None:
    states = a_state(APRIL), a_state(APRIL), a_state(MAY)
    told(*states, cache=cache)
    cache.save()
    change(file, wrong)
    assert everything(told(*states, cache=cache)) == everything(told(*states))


def test_a_month_in_which_something_is_held_back_is_not_kept(cache: Cache) -> None:
    held_back = incident_state(an_incident(an_update(APRIL)), NOW)
    told(held_back, cache=cache)
    assert cache.texts("month") == {}


def test_in_another_time_zone_months_are_others(cache: Cache) -> None:
    state = a_state("2026-03-31 22:30")
    told(state, cache=cache)
    known = KnownStories()
    known.use(cache)
    known.tell([state], NOW, ZoneInfo("UTC"))
    assert [month.name for month in known.said_in] == ["2026-03"]
    known.use(cache)
    known.tell([state], NOW, ZoneInfo("Asia/Kathmandu"))
    assert [month.name for month in known.said_in] == ["2026-04"]
