"""Which incident is meant?"""

import pytest

from site_builder.desk.matching import Stage, find_incident
from site_builder.desk.wish import WrongWish
from site_builder.model import Incident
from tests.factories import an_incident, text

OLD = an_incident(name="2026-01-17-online-orders", title="Orders were slow")
OPEN = an_incident(name="2026-04-22-online-orders", title=text("Orders are down", cy="Archebion"))
CARDS = an_incident(name="2026-04-23-gift-cards", title="Gift cards can't be used")
TILLS = an_incident(name="2026-04-24-tills", title="Gift tills")


def find(said: str, *still_open: Incident, to_come: tuple[Incident, ...] = ()) -> str:
    def stage(incident: Incident) -> Stage:
        if incident in still_open:
            return Stage.OPEN
        return Stage.TO_COME if incident in to_come else Stage.OVER

    return find_incident((OLD, OPEN, CARDS, TILLS), stage, said).name


@pytest.mark.parametrize(
    "said",
    [
        "cards",
        "GIFT CARDS",
        "gift-cards",
        "can't",
        "04-23",
        "2026-04-23-gift-cards",
        "incidents/2026-04-23-gift-cards.md",
    ],
)
def test_any_part_of_a_name_or_title_will_do(said: str) -> None:
    assert find(said) == CARDS.name


def test_a_title_in_another_language_will_do() -> None:
    assert find("archebion") == OPEN.name


def test_of_several_the_open_one_is_meant() -> None:
    assert find("orders", OPEN) == OPEN.name


def test_what_is_open_comes_before_what_is_to_come_and_that_before_what_is_over() -> None:
    assert find("gift", CARDS, to_come=(TILLS,)) == CARDS.name
    assert find("gift", to_come=(TILLS,)) == TILLS.name


def test_a_whole_name_is_meant_also_when_another_one_is_open() -> None:
    assert find("2026-01-17-online-orders", OPEN) == OLD.name


def test_several_open_ones_are_refused_and_listed() -> None:
    with pytest.raises(WrongWish, match="fits several") as refused:
        find("gift", CARDS, TILLS)
    assert "2026-04-23-gift-cards (Gift cards can't be used)" in str(refused.value)
    assert "2026-04-24-tills" in str(refused.value)
    assert "orders" not in str(refused.value)


def test_several_closed_ones_are_refused() -> None:
    with pytest.raises(WrongWish, match="fits several"):
        find("orders")


@pytest.mark.parametrize("said", ["website", "", "  ", "-"])
def test_none_is_refused_with_those_that_are_open(said: str) -> None:
    with pytest.raises(WrongWish, match="there are") as refused:
        find(said, OPEN)
    assert OPEN.name in str(refused.value)
    assert OLD.name not in str(refused.value)
