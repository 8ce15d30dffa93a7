"""Long lists by months, and what stays known of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from site_builder.output.chapters import Chapters, Roll, StateChapter, Year, came_and_went, in_years, latest_of_each
from site_builder.output.site_map import month_of
from site_builder.overview import IncidentState
from site_builder.status import incident_state
from site_builder.vocabulary import ComponentStatus, Status
from tests.factories import an_incident, an_update, at

LONDON = ZoneInfo("Europe/London")
MAJOR, WORKS = ComponentStatus.MAJOR_OUTAGE, ComponentStatus.OPERATIONAL
NOW = at("2026-06-01 12:00")


class Thing:
    """Something of a moment; only which one it is counts."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment


class Chapter:
    def __init__(self, name: str, members: Sequence[Thing]) -> None:
        self.name = name
        self.members = Roll.of(members, frozenset())


def divider() -> Chapters[Thing, Chapter]:
    return Chapters(Chapter, lambda thing: thing.moment)


def newest_first(*moments: str) -> list[Thing]:
    return [Thing(at(moment)) for moment in sorted(moments, reverse=True)]


def a_state(name: str, opened: str, component: str = "orders", closed: str | None = None) -> IncidentState:
    updates = [an_update(opened, components={component: MAJOR})]
    if closed:
        updates.append(an_update(closed, Status.RESOLVED))
    return incident_state(an_incident(*updates, name=name), NOW)


def a_chapter(*states: IncidentState) -> StateChapter:
    return StateChapter(f"{states[0].opened_at:%Y-%m}", states, {})


def test_a_month_in_which_nothing_changed_is_the_very_same_chapter() -> None:
    months = divider()
    things = newest_first("2026-03-04 10:00", "2026-03-01 10:00", "2026-02-10 10:00")
    months.all = months.divided(things, LONDON)
    march, february = months.all
    news = Thing(at("2026-03-05 10:00"))
    new_march, same_february = months.divided([news, *things], LONDON)
    assert same_february is february
    assert new_march is not march
    assert new_march.members[0] is news


def test_a_month_that_lost_its_last_member_is_another_chapter() -> None:
    months = divider()
    things = newest_first("2026-03-04 10:00", "2026-02-11 10:00", "2026-02-10 10:00")
    months.all = months.divided(things, LONDON)
    march, _ = months.all
    same_march, february = months.divided(things[:-1], LONDON)
    assert same_march is march
    assert list(february.members) == things[1:-1]


def test_months_are_those_of_the_zone() -> None:
    things = newest_first("2026-03-31 23:30", "2026-03-31 22:30")
    assert [chapter.name for chapter in divider().divided(things, LONDON)] == ["2026-04", "2026-03"]


MOMENTS = st.integers(0, 120 * 24).map(lambda hours: at("2025-11-01 00:00") + timedelta(hours=hours))


def test_of_a_long_list_only_a_few_members_are_asked() -> None:
    asked: list[Thing] = []

    def moment(thing: Thing) -> datetime:
        asked.append(thing)
        return thing.moment

    months = Chapters[Thing, Chapter](Chapter, moment)
    march, february = at("2026-03-01 12:00"), at("2026-02-01 12:00")
    things = [*(Thing(march) for _ in range(600)), *(Thing(february) for _ in range(400))]
    months.all = months.divided(things, LONDON)
    assert [(one.name, len(one.members)) for one in months.all] == [("2026-03", 600), ("2026-02", 400)]
    assert len(asked) < 30
    asked.clear()
    assert months.divided(things, LONDON) == months.all
    assert len(asked) < 5


DAYS = st.lists(MOMENTS, max_size=12)


@given(DAYS, st.lists(st.tuples(DAYS, st.sets(st.integers(0, 20))), max_size=3))
def test_however_a_list_changes_its_chapters_are_its_months(
    first: list[datetime], changes: list[tuple[list[datetime], set[int]]]
) -> None:
    months, things = divider(), list[Thing]()
    for came, went in [(first, set[int]()), *changes]:
        things = [thing for place, thing in enumerate(things) if place not in went]
        things = sorted([*things, *map(Thing, came)], key=lambda thing: thing.moment, reverse=True)
        months.all = months.divided(things, LONDON)
        by_month = groupby(things, key=lambda thing: month_of(thing.moment, LONDON))
        assert [(one.name, list(one.members)) for one in months.all] == [(name, list(all)) for name, all in by_month]


def test_only_what_differs_between_two_divisions_came_or_went() -> None:
    stays, old = a_chapter(a_state("stays", "2026-01-02 10:00")), a_state("one", "2026-02-02 10:00")
    new = a_state("two", "2026-02-03 10:00")
    same = a_state("same", "2026-02-01 10:00")
    came, went = came_and_went([a_chapter(old, same), stays], [a_chapter(new, same), stays])
    assert ([one.incident.name for one in came], [one.incident.name for one in went]) == (["two"], ["one"])


def test_a_chapter_is_over_when_the_last_of_its_incidents_is() -> None:
    over = a_state("over", "2026-02-01 10:00", closed="2026-02-03 10:00")
    assert a_chapter(over).over_at == at("2026-02-03 10:00")
    still_open = a_state("open", "2026-02-02 10:00")
    assert a_chapter(still_open, over).over_at > NOW
    assert a_chapter(still_open, over).not_over == [still_open]


def test_a_year_knows_what_affected_a_component_newest_first() -> None:
    march = a_chapter(a_state("three", "2026-03-01 10:00"), a_state("two", "2026-03-01 09:00", "cards"))
    february = a_chapter(a_state("one", "2026-02-01 10:00"))
    year = Year("2026", [march, february])
    assert [state.incident.name for state in year.affecting("orders")] == ["three", "one"]
    assert year.affecting("orders") is year.affecting("orders")
    assert year.affecting("orders").names >= {"one", "three"}
    assert list(year.affecting("nobody")) == []


def test_a_year_of_the_same_chapters_is_the_very_same() -> None:
    march, old = a_chapter(a_state("one", "2026-03-01 10:00")), a_chapter(a_state("old", "2025-03-01 10:00"))
    known = in_years([march, old])
    assert [year.name for year in known] == ["2026", "2025"]
    new = a_chapter(a_state("two", "2026-04-01 10:00"))
    this_year, last_year = in_years([new, march, old], known)
    assert last_year is known[1]
    assert this_year.chapters == (new, march)


def test_the_latest_moment_counts() -> None:
    early, late = at("2026-01-01 10:00"), at("2026-01-02 10:00")
    assert latest_of_each([{"a": early, "b": late}, {"a": late, "b": early}]) == {"a": late, "b": late}
