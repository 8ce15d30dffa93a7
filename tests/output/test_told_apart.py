"""Moments that are told apart, as things come and go."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from site_builder.cache import Cache
from site_builder.output.site_map import month_of
from site_builder.output.told_apart import Happened, ToldApart, moved_moments

NOON = datetime(2026, 4, 22, 12, tzinfo=UTC)
ALMOST_MAY = datetime(2026, 4, 30, 23, 59, 59, 999_000, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
ELSEWHERE = datetime.fromisoformat("2026-04-22T14:00+02:00")
A_MILLISECOND = timedelta(milliseconds=1)

_numbers = count()


class Chapter:
    """Things that happened, and that tell of themselves. What was made first comes first of those of one moment."""

    def __init__(self, *moments: datetime) -> None:
        self.told = self
        self.things = [(moment, next(_numbers)) for moment in moments]
        self.key = str(self.things)

    @property
    def months(self) -> set[str]:
        return {month_of(moment, UTC) for moment, _ in self.things}


def happened(chapter: Any) -> Iterator[Happened[tuple[int]]]:
    for moment, number in chapter.things:
        yield Happened(number, moment, (number,))


def new() -> ToldApart[tuple[int]]:
    return ToldApart("slot", lambda told: told.months, happened)  # type: ignore[attr-defined]


def told(apart: ToldApart[tuple[int]], chapters: Sequence[Any], cache: Cache | None = None) -> Mapping[int, datetime]:
    return {number: moment for (number,), moment in apart.moved(chapters, cache).items()}


def told_anew(chapters: Sequence[Chapter]) -> Mapping[int, datetime]:
    ordered = sorted((number, moment) for chapter in chapters for moment, number in chapter.things)
    return {ordered[place][0]: at for place, at in moved_moments(moment for _, moment in ordered).items()}


def test_what_is_of_the_same_moment_follows_by_a_millisecond() -> None:
    assert moved_moments([NOON, NOON, NOON]) == {1: NOON + A_MILLISECOND, 2: NOON + 2 * A_MILLISECOND}


def test_nothing_is_moved_to_a_moment_that_is_taken() -> None:
    taken = NOON + A_MILLISECOND
    assert moved_moments([NOON, taken, NOON]) == {2: NOON + 2 * A_MILLISECOND}


def test_moments_of_two_zones_can_be_the_same() -> None:
    here, there = Chapter(NOON), Chapter(ELSEWHERE)
    assert told(new(), [there, here]) == {there.things[0][1]: NOON + A_MILLISECOND}


def test_what_goes_makes_room() -> None:
    apart, first, second = new(), Chapter(NOON), Chapter(NOON)
    assert list(told(apart, [first, second])) == [second.things[0][1]]
    assert told(apart, [second]) == {}


def test_what_is_moved_past_the_end_of_a_month_meets_what_happens_there() -> None:
    apart, first, second, third = new(), Chapter(ALMOST_MAY), Chapter(ALMOST_MAY), Chapter(MAY)
    moved = told(apart, [third, second, first])
    assert moved == {second.things[0][1]: MAY, third.things[0][1]: MAY + A_MILLISECOND}
    assert told(apart, [third, second]) == {}


def test_of_a_month_that_is_known_nothing_is_asked() -> None:
    asked: list[Any] = []

    def noting(chapter: Any) -> Iterator[Happened[tuple[int]]]:
        asked.append(chapter)
        return happened(chapter)

    def noting_apart() -> ToldApart[tuple[int]]:
        return ToldApart("slot", lambda told: told.months, noting)  # type: ignore[attr-defined]

    april, may, news = Chapter(NOON, NOON), Chapter(MAY), Chapter(MAY)
    before: list[Any] = [april, may]
    now: list[Any] = [news, *before]
    with closing(Cache(None, "this version")) as cache:
        noting_apart().moved(before, cache)
        asked.clear()
        moved = noting_apart().moved(now, cache)
    assert {number for (number,) in moved} == {april.things[1][1], news.things[0][1]}
    assert asked == [news, may]


MOMENTS = st.builds(
    lambda base, milliseconds: base + milliseconds * A_MILLISECOND,
    st.sampled_from([NOON, ALMOST_MAY, MAY, ELSEWHERE]),
    st.integers(0, 2),
)
CHAPTERS = st.lists(st.lists(MOMENTS, min_size=1, max_size=4), max_size=4)
STEPS = st.lists(st.tuples(CHAPTERS, st.sets(st.integers(0, 8))), max_size=5)


@given(STEPS)
def test_however_things_come_and_go_they_are_told_apart_as_if_all_had_come_at_once(
    steps: list[tuple[list[list[datetime]], set[int]]],
) -> None:
    running, there = new(), list[Chapter]()
    with closing(Cache(None, "this version")) as cache:
        for came, went in steps:
            there = [chapter for place, chapter in enumerate(there) if place not in went]
            there += [Chapter(*moments) for moments in came]
            assert told(running, there) == told(new(), there, cache) == told_anew(there)


@given(st.lists(MOMENTS, max_size=12))
def test_each_follows_the_first_millisecond_that_is_free(moments: list[datetime]) -> None:
    taken: list[datetime] = []
    for moment in moments:
        at = moment
        while at in taken:
            at += A_MILLISECOND
        taken.append(at)
    moved = moved_moments(moments)
    assert [moved.get(place, moment) for place, moment in enumerate(moments)] == taken
