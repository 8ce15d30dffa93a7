"""Answers to questions with choices."""

import pytest

from site_builder.commands.asking import Choice, picked
from site_builder.desk.wish import WrongWish

CHOICES = (Choice("major_outage", "Broken"), Choice("online-orders", "Online orders"), Choice("7"))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1", "major_outage"),
        (" 2 ", "online-orders"),
        ("major outage", "major_outage"),
        ("MAJOR-OUTAGE", "major_outage"),
        ("broken", "major_outage"),
        ("online orders", "online-orders"),
        ("7", "7"),
    ],
)
def test_a_number_a_value_or_its_meaning_will_do(said: str, value: str) -> None:
    assert picked(CHOICES, said) == value


@pytest.mark.parametrize("said", ["0", "4", "-1", "²", "major", "", " ", "-", "1 2"])
def test_anything_else_is_refused(said: str) -> None:
    with pytest.raises(WrongWish, match="is none of them"):
        picked(CHOICES, said)


def test_what_is_nearly_right_gets_a_hint() -> None:
    with pytest.raises(WrongWish, match='did you mean "major_outage"'):
        picked(CHOICES, "majr_outage")
