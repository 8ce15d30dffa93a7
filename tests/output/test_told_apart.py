"""Moments that are told apart, as things come and go."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from site_builder.output.told_apart import ToldApart, moved_moments

NOON = datetime(2026, 4, 22, 12, tzinfo=UTC)
ALMOST_MIDNIGHT = datetime(2026, 4, 22, 23, 59, 59, 999_000, tzinfo=UTC)
ELSEWHERE = datetime.fromisoformat("2026-04-22T14:00+02:00")
A_MILLISECOND = timedelta(milliseconds=1)

_numbers = count()


class Thing:
    """Something that happened; what was made first comes first of those of one moment."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.number = next(_numbers)


def moment_of(thing: Thing) -> datetime:
    return thing.moment


def place_of(thing: Thing) -> tuple[datetime, int]:
    return thing.moment, thing.number


def new() -> ToldApart[Thing]:
    return ToldApart(moment_of, place_of)


def told_anew(things: Sequence[Thing]) -> list[tuple[Thing, datetime]]:
    ordered = sorted(things, key=place_of)
    return [(ordered[place], moment) for place, moment in moved_moments(map(moment_of, ordered)).items()]


def test_what_is_of_the_same_moment_follows_by_a_millisecond() -> None:
    assert moved_moments([NOON, NOON, NOON]) == {1: NOON + A_MILLISECOND, 2: NOON + 2 * A_MILLISECOND}


def test_nothing_is_moved_to_a_moment_that_is_taken() -> None:
    taken = NOON + A_MILLISECOND
    assert moved_moments([NOON, taken, NOON]) == {2: NOON + 2 * A_MILLISECOND}


def test_moments_of_two_zones_can_be_the_same() -> None:
    told = new()
    here, there = Thing(NOON), Thing(ELSEWHERE)
    told.change([here, there], [])
    assert told.moved == [(there, NOON + A_MILLISECOND)]


def test_what_goes_makes_room() -> None:
    told = new()
    first, second = Thing(NOON), Thing(NOON)
    told.change([first, second], [])
    assert told.moved == [(second, NOON + A_MILLISECOND)]
    told.change([], [first])
    assert told.moved == []


def test_what_is_moved_past_midnight_meets_what_happens_there() -> None:
    told = new()
    first, second, third = Thing(ALMOST_MIDNIGHT), Thing(ALMOST_MIDNIGHT), Thing(ALMOST_MIDNIGHT + A_MILLISECOND)
    told.change([first, second, third], [])
    midnight = ALMOST_MIDNIGHT + A_MILLISECOND
    assert told.moved == [(second, midnight), (third, midnight + A_MILLISECOND)]
    told.change([], [first])
    assert told.moved == []


MOMENTS = st.builds(
    lambda base, milliseconds: base + milliseconds * A_MILLISECOND,
    st.sampled_from([NOON, ALMOST_MIDNIGHT, ALMOST_MIDNIGHT + timedelta(days=1), ELSEWHERE]),
    st.integers(0, 2),
)
STEPS = st.lists(st.tuples(st.lists(MOMENTS, max_size=6), st.lists(st.integers(0, 30), max_size=4)), max_size=5)


@given(STEPS)
def test_however_things_come_and_go_they_are_told_apart_as_if_all_had_come_at_once(
    steps: list[tuple[list[datetime], list[int]]],
) -> None:
    told, there = new(), list[Thing]()
    for moments, places in steps:
        came = [Thing(moment) for moment in moments]
        went = [thing for place, thing in enumerate(there) if place in places]
        told.change(came, went)
        there = [*(thing for thing in there if thing not in went), *came]
        assert told.moved == told_anew(there)
