"""Long lists by months, and what stays known of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count, groupby
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from site_builder.output.chapters import Chapters, StateChapter, Year, came_and_went, in_years
from site_builder.output.month_told import latest_of_each
from site_builder.output.site_map import month_of
from site_builder.overview import IncidentState
from site_builder.status import incident_state
from site_builder.vocabulary import ComponentStatus, Status
from tests.factories import an_incident, an_update, at

LONDON = ZoneInfo("Europe/London")
MAJOR, WORKS = ComponentStatus.MAJOR_OUTAGE, ComponentStatus.OPERATIONAL
NOW = at("2026-06-01 12:00")

_names = count()


def opened(moment: datetime) -> IncidentState:
    return incident_state(an_incident(an_update(moment), name=f"story-{next(_names)}"), NOW)


def newest_first(*moments: str) -> list[IncidentState]:
    return [opened(at(moment)) for moment in sorted(moments, reverse=True)]


def nobody_asks(_month: StateChapter) -> NoReturn:
    raise AssertionError("nobody asks what these months tell")


def chapter_of(name: str, states: Sequence[IncidentState]) -> StateChapter:
    return StateChapter(name, states, nobody_asks, lambda state: state.incident.name)


def a_state(name: str, opened: str, component: str = "orders", closed: str | None = None) -> IncidentState:
    updates = [an_update(opened, components={component: MAJOR})]
    if closed:
        updates.append(an_update(closed, Status.RESOLVED))
    return incident_state(an_incident(*updates, name=name), NOW)


def a_chapter(*states: IncidentState) -> StateChapter:
    return chapter_of(f"{states[0].opened_at:%Y-%m}", states)


def test_a_month_in_which_nothing_changed_is_the_very_same_chapter() -> None:
    months = Chapters(chapter_of)
    states = newest_first("2026-03-04 10:00", "2026-03-01 10:00", "2026-02-10 10:00")
    months.all = months.divided(states, LONDON)
    march, february = months.all
    news = opened(at("2026-03-05 10:00"))
    new_march, same_february = months.divided([news, *states], LONDON)
    assert same_february is february
    assert new_march is not march
    assert new_march.members[0] is news


def test_a_month_that_lost_its_last_member_is_another_chapter() -> None:
    months = Chapters(chapter_of)
    states = newest_first("2026-03-04 10:00", "2026-02-11 10:00", "2026-02-10 10:00")
    months.all = months.divided(states, LONDON)
    march, _ = months.all
    same_march, february = months.divided(states[:-1], LONDON)
    assert same_march is march
    assert list(february.members) == states[1:-1]


def test_months_are_those_of_the_zone() -> None:
    states = newest_first("2026-03-31 23:30", "2026-03-31 22:30")
    assert [chapter.name for chapter in Chapters(chapter_of).divided(states, LONDON)] == ["2026-04", "2026-03"]


MOMENTS = st.integers(0, 120 * 24).map(lambda hours: at("2025-11-01 00:00") + timedelta(hours=hours))


class Asked:
    """A state that notes when somebody asks when it was opened."""

    def __init__(self, moment: datetime, asked: list[datetime]) -> None:
        self.incident = an_incident()
        self._moment, self._asked = moment, asked

    @property
    def opened_at(self) -> datetime:
        self._asked.append(self._moment)
        return self._moment


def test_of_a_long_list_only_a_few_members_are_asked() -> None:
    asked: list[datetime] = []
    months = Chapters(chapter_of)
    march, february = at("2026-03-01 12:00"), at("2026-02-01 12:00")
    states: list[Any] = [Asked(moment, asked) for moment, many in ((march, 600), (february, 400)) for _ in range(many)]
    months.all = months.divided(states, LONDON)
    assert [(one.name, len(one.members)) for one in months.all] == [("2026-03", 600), ("2026-02", 400)]
    assert len(asked) < 30
    asked.clear()
    assert months.divided(states, LONDON) == months.all
    assert len(asked) < 5


DAYS = st.lists(MOMENTS, max_size=12)


@given(DAYS, st.lists(st.tuples(DAYS, st.sets(st.integers(0, 20))), max_size=3))
def test_however_a_list_changes_its_chapters_are_its_months(
    first: list[datetime], changes: list[tuple[list[datetime], set[int]]]
) -> None:
    months, states = Chapters(chapter_of), list[IncidentState]()
    for came, went in [(first, set[int]()), *changes]:
        states = [state for place, state in enumerate(states) if place not in went]
        states = sorted([*states, *map(opened, came)], key=lambda state: state.opened_at, reverse=True)
        months.all = months.divided(states, LONDON)
        by_month = groupby(states, key=lambda state: month_of(state.opened_at, LONDON))
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


def test_another_chapter_has_another_key() -> None:
    one, two = a_state("one", "2026-02-02 10:00"), a_state("two", "2026-02-01 10:00")
    assert a_chapter(one, two).key == a_chapter(one, two).key
    assert len({a_chapter(one, two).key, a_chapter(one).key, a_chapter(two).key}) == 3


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
