"""States that were worked out before: taken up while they hold, with whatever is asked of them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from site_builder import known_states
from site_builder.cache import Cache
from site_builder.known_states import KeptState, KnownStates
from site_builder.model import Incident
from site_builder.status import incident_state, incident_states
from site_builder.vocabulary import ComponentStatus, Status
from tests.factories import a_maintenance, an_incident, an_update, at, text

NOW = at("2026-04-25 23:00")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache(tmp_path / "cache.db", "this version")) as cache:
        yield cache


def story() -> Incident:
    incident = an_incident(
        an_update(components={"cards": ComponentStatus.MAJOR_OUTAGE}, what_to_do=text("Wait.")),
        an_update("2026-04-23 09:00", Status.MONITORING, components={"cards": ComponentStatus.OPERATIONAL}),
    )
    return replace(incident, digest="what is in its files")


def kept(incident: Incident, cache: Cache) -> KeptState:
    """As another program finds it."""
    for known in (KnownStates(), KnownStates()):
        known.use(cache)
        (state,) = known.states([incident], NOW)
    assert isinstance(state, KeptState)
    return state


def test_a_kept_state_says_all_that_the_whole_one_says(cache: Cache) -> None:
    state, whole = kept(story(), cache), incident_state(story(), NOW)
    names = [name for name in whole.__dataclass_fields__ if name != "incident"]
    assert [getattr(state, name) for name in names] == [getattr(whole, name) for name in names]
    assert state.worst == whole.worst == {"cards": ComponentStatus.MAJOR_OUTAGE}


def test_what_it_let_go_is_worked_out_again(cache: Cache) -> None:
    state = kept(story(), cache)
    before = state.what_to_do, state.status
    state.let_go()
    for name in ("what_to_do", "status"):
        with pytest.raises(AttributeError):
            object.__getattribute__(state, name)
    assert (state.what_to_do, state.status) == before
    with pytest.raises(AttributeError):
        _ = state.nothing_like_that


def test_another_program_works_out_nothing_that_still_holds(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(story(), cache)
    monkeypatch.setattr(known_states, "incident_state", None)
    assert kept(story(), cache).status is Status.MONITORING


def test_it_is_worked_out_anew_when_the_clock_has_changed_it(cache: Cache) -> None:
    works = replace(a_maintenance(), digest="what is in its files")
    known = KnownStates()
    known.use(cache)
    times = ("2026-04-25 21:00", "2026-04-25 23:00", "2026-04-25 21:00")
    found = [state.status for when in times for state in known.states([works], at(when))]
    assert found == [Status.SCHEDULED, Status.IN_PROGRESS, Status.SCHEDULED]


def test_the_very_same_state_is_given_again_while_nothing_changes(cache: Cache) -> None:
    incident, known = story(), KnownStates()
    known.use(cache)
    (first,) = known.states([incident], NOW)
    known.use(cache)
    assert known.states([incident], at("2026-04-26 09:00")) == [first]
    assert known.states([incident], at("2026-04-26 09:00"))[0] is first


def test_one_of_which_something_is_held_back_is_not_kept(cache: Cache) -> None:
    """It has no digest: its files hold more than what is public."""
    narrowed = story().saying(story().updates[:1])
    known = KnownStates()
    known.use(cache)
    assert not isinstance(known.states([narrowed], NOW)[0], KeptState)
    assert cache.entries("state") == {}


def test_what_somebody_wrote_into_the_cache_is_worked_out_again(cache: Cache) -> None:
    kept(story(), cache)
    for value in ("nonsense", [], [["x", "y"], [], [], [], [], [], []], {"status": 1}):
        cache.put(story().name, "state", story().digest, value)
        known = KnownStates()
        known.use(cache)
        assert known.states([story()], NOW)[0].status is Status.MONITORING


def told(day: int, *, digest: str = "") -> Incident:
    opener = an_update(f"2026-04-{day:02} 09:00", components={"cards": ComponentStatus.MAJOR_OUTAGE})
    return replace(an_incident(opener, name=f"story-{day}"), digest=digest or f"of {day}")


@pytest.mark.parametrize(
    "after",
    [[1, 2, 3, 4, 5], [1, 2, 3, 5], [2, 3], [1, 2, 3, 4, 5, 6], [9, 1, 2, 3, 4], [], [1, 7, 8, 4, 5], [5, 4, 3, 2, 1]],
)
@pytest.mark.parametrize("few", [0, 200])
def test_whatever_comes_and_goes_the_states_are_those_of_a_first_build(
    after: list[int], few: int, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_states, "_FEW", few)
    stories = {day: told(day) for day in range(1, 10)}
    known = KnownStates()
    known.use(cache)
    known.states([stories[day] for day in (1, 2, 3, 4, 5)], NOW)
    edited = stories | {3: told(3, digest="other words")}
    incidents = [edited[day] for day in after]
    found = [state.incident for state in known.states(incidents, NOW)]
    assert found == [state.incident for state in incident_states(incidents, NOW)]
    assert all(one is edited[int(one.name.removeprefix("story-"))] for one in found)
