"""What stands for the lists in shared documents, from one build to the next."""

from collections.abc import Callable, Sequence
from typing import NoReturn

from site_builder.output.chapters import Roll
from site_builder.output.known_works import KnownWorks
from site_builder.output.work import IncidentWork, WorksAtHand

ONE, TWO = object(), object()


def roll(*members: object) -> Roll[object]:
    return Roll(f"{len(members)} members", frozenset({"one", "two"}), lambda: members)


def told(known: KnownWorks, members: Sequence[object], identities: Callable[[], Sequence[str]]) -> str:
    return known.digest_of_list("feed.atom", members, identities, lambda of_each: list(of_each))


def nobody_asks() -> NoReturn:
    raise AssertionError("the same list, of works that stay")


def test_of_the_same_list_nobody_asks_again() -> None:
    known, members, basis = KnownWorks(), roll(ONE, TWO), object()
    known.begin_lists(basis, frozenset(), {})
    before = told(known, members, lambda: ["1", "2"])
    known.begin_lists(basis, frozenset({"three"}), {})
    assert told(known, members, nobody_asks) == before


def test_a_list_is_told_anew_when_one_of_its_incidents_has_changed() -> None:
    known, members, basis = KnownWorks(), roll(ONE, TWO), object()
    known.begin_lists(basis, frozenset(), {})
    before = told(known, members, lambda: ["1", "2"])
    known.begin_lists(basis, frozenset({"two"}), {})
    assert told(known, members, lambda: ["1", "3"]) != before


def test_a_list_is_told_anew_when_everything_is_made_from_something_else() -> None:
    known, members = KnownWorks(), roll(ONE, TWO)
    known.begin_lists(object(), frozenset(), {})
    before = told(known, members, lambda: ["1", "2"])
    known.begin_lists(object(), frozenset(), {})
    assert told(known, members, lambda: ["4", "5"]) != before


def test_a_list_that_is_made_for_each_build_is_compared_by_its_members() -> None:
    known, basis = KnownWorks(), object()
    known.begin_lists(basis, frozenset(), {})
    before = told(known, [ONE, TWO], lambda: ["1", "2"])
    assert told(known, [ONE, TWO], lambda: ["1", "2"]) == before
    assert told(known, [ONE, TWO], lambda: ["1", "3"]) != before


def test_a_list_that_stood_for_the_same_in_another_program_is_not_told_anew() -> None:
    first, members = KnownWorks(), roll(ONE, TWO)
    first.begin_lists(object(), frozenset(), {})
    before = told(first, members, lambda: ["1", "2"])
    second = KnownWorks()
    second.begin_lists(object(), frozenset({"three"}), first.lists)
    assert told(second, roll(ONE, TWO), nobody_asks) == before
    assert second.lists == first.lists


def test_what_another_program_knew_of_a_list_is_not_believed_once_an_incident_has_changed() -> None:
    first = KnownWorks()
    first.begin_lists(object(), frozenset(), {})
    before = told(first, roll(ONE, TWO), lambda: ["1", "2"])
    second, basis, members = KnownWorks(), object(), roll(ONE, TWO)
    second.begin_lists(basis, frozenset({"two"}), first.lists)
    after = told(second, members, lambda: ["1", "3"])
    second.begin_lists(basis, frozenset(), first.lists)
    assert told(second, roll(ONE, TWO), lambda: ["1", "3"]) == after != before


def test_what_another_program_knew_of_another_list_is_not_believed() -> None:
    first = KnownWorks()
    first.begin_lists(object(), frozenset(), {})
    before = told(first, roll(ONE), lambda: ["1"])
    second = KnownWorks()
    second.begin_lists(object(), frozenset(), first.lists)
    assert told(second, roll(ONE, TWO), lambda: ["1", "2"]) != before


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
