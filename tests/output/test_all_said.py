"""What was said in all stories, by the months in which it was said."""

from typing import NoReturn

from site_builder.output.all_said import SaidChapter
from site_builder.output.chapters import Roll
from site_builder.output.story import Said
from site_builder.vocabulary import Kind
from tests.factories import at
from tests.output.telling import a_state, told

MORNING, NEXT_MINUTE = "2026-04-22 09:00", "2026-04-22 09:01"
IN_MAY = "2026-05-03 09:00"


def nobody_looks() -> NoReturn:
    raise AssertionError("there is nothing in it for whoever asks")


def test_what_was_said_last_comes_first() -> None:
    early, late = a_state(MORNING), a_state(NEXT_MINUTE)
    (april,) = told(late, early).said_in
    assert [one.state for one in april.members] == [late, early]


def test_of_one_minute_what_comes_later_counts_as_changed_later() -> None:
    known = told(a_state(MORNING), a_state(MORNING))
    newest, oldest = known.said_in[0].members
    assert newest.changed > oldest.changed == at(MORNING)
    assert known.moved == {newest.state.incident.name: {newest.index: newest.changed}}


def test_it_stands_in_the_month_in_which_it_was_said_whenever_its_incident_was_opened() -> None:
    known = told(a_state(MORNING, IN_MAY))
    assert [(month.name, [said.index for said in month.members]) for month in known.said_in] == [
        ("2026-05", [1]),
        ("2026-04", [0]),
    ]


def test_a_month_in_which_the_same_was_said_is_the_very_same_object() -> None:
    first, second = a_state(MORNING), a_state(IN_MAY)
    known = told(first, second)
    _, april = known.said_in
    told(first, second, a_state(IN_MAY), known=known)
    assert known.said_in[1] is april
    assert len(known.said_in[0].members) == 2


def test_a_month_is_another_one_when_something_in_it_counts_as_changed_at_another_moment() -> None:
    long_ago, first, second = a_state("2026-03-01 10:00", MORNING), a_state(MORNING), a_state(MORNING)
    known = told(first, second)
    (april,) = known.said_in
    assert [said.changed for said in april.members][1] == at(MORNING)
    told(long_ago, first, second, known=known)
    assert known.said_in[0] is not april
    assert len({said.changed for said in known.said_in[0].members}) == 3


def test_what_was_said_is_found_by_kind_and_by_component() -> None:
    works = a_state(MORNING, kind=Kind.MAINTENANCE, component="cards")
    breaks = a_state(NEXT_MINUTE)
    (april,) = told(works, breaks).said_in
    assert [said.state for said in april.planned] == [works]
    assert [said.state for said in april.unplanned] == [breaks]
    assert [said.state for said in april.concerning("cards")] == [works]


def test_nobody_looks_into_a_month_that_has_nothing_of_what_is_asked_for() -> None:
    known = told(a_state(MORNING))
    april = SaidChapter("2026-04", Roll[Said]("key", frozenset(), nobody_looks), known.months)
    assert (list(april.planned), list(april.concerning("cards"))) == ([], [])
