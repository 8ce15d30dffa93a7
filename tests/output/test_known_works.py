"""What stands for the lists in shared documents, from one build to the next."""

from collections.abc import Callable, Sequence
from typing import NoReturn

from site_builder.output.chapters import Roll
from site_builder.output.known_works import KnownWorks
from site_builder.output.work import IncidentWork, WorksAtHand

ONE, TWO = object(), object()


def roll(*members: object) -> Roll[object]:
    return Roll.of(members, frozenset({"one", "two"}))


def told(known: KnownWorks, members: Sequence[object], identities: Callable[[], Sequence[str]]) -> str:
    return known.digest_of_list("feed.atom", members, identities, lambda of_each: list(of_each))


def nobody_asks() -> NoReturn:
    raise AssertionError("the same list, of works that stay")


def test_of_the_same_list_nobody_asks_again() -> None:
    known, members, basis = KnownWorks(), roll(ONE, TWO), object()
    known.begin_lists(basis, frozenset())
    before = told(known, members, lambda: ["1", "2"])
    known.begin_lists(basis, frozenset({"three"}))
    assert told(known, members, nobody_asks) == before


def test_a_list_is_told_anew_when_one_of_its_incidents_has_changed() -> None:
    known, members, basis = KnownWorks(), roll(ONE, TWO), object()
    known.begin_lists(basis, frozenset())
    before = told(known, members, lambda: ["1", "2"])
    known.begin_lists(basis, frozenset({"two"}))
    assert told(known, members, lambda: ["1", "3"]) != before


def test_a_list_is_told_anew_when_everything_is_made_from_something_else() -> None:
    known, members = KnownWorks(), roll(ONE, TWO)
    known.begin_lists(object(), frozenset())
    before = told(known, members, lambda: ["1", "2"])
    known.begin_lists(object(), frozenset())
    assert told(known, members, lambda: ["4", "5"]) != before


def test_a_list_that_is_made_for_each_build_is_compared_by_its_members() -> None:
    known, basis = KnownWorks(), object()
    known.begin_lists(basis, frozenset())
    before = told(known, [ONE, TWO], lambda: ["1", "2"])
    assert told(known, [ONE, TWO], lambda: ["1", "2"]) == before
    assert told(known, [ONE, TWO], lambda: ["1", "3"]) != before


def a_work() -> IncidentWork:
    return IncidentWork(documents=(), entries=(), told_text="{}")


def test_a_work_is_at_hand_until_it_is_another() -> None:
    at_hand, work, other = WorksAtHand(), a_work(), a_work()
    assert at_hand.take("en", "one", "1", lambda: work) is work
    assert at_hand.take("en", "one", "1", nobody_asks) is work
    assert at_hand.take("cy", "one", "1", lambda: other) is other
    assert at_hand.take("en", "one", "2", lambda: other) is other
    assert at_hand.take("en", "one", "2", nobody_asks) is other


def test_what_nobody_took_for_long_makes_room() -> None:
    at_hand, first, again = WorksAtHand(), a_work(), a_work()
    at_hand.take("en", "first", "1", lambda: first)
    for number in range(200):
        at_hand.take("en", f"other-{number}", "1", lambda: a_work())
    assert at_hand.take("en", "first", "1", lambda: again) is again
