"""Moments and lists as the readers of each language write them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from site_builder.output.words import Calendar
from tests.factories import at

LONDON = ZoneInfo("Europe/London")
MORNING = at("2026-04-22 08:05")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "22 April 2026, 09:05 BST"),
        ("en-US", "April 22, 2026, 9:05\u202fAM BST"),
        ("cy", "22 Ebrill 2026, 09:05 BST"),
        ("ar", "22 أبريل 2026، \u20689:05 ص BST\u2069"),
        ("he", "22 באפריל 2026, \u20689:05 BST\u2069"),
        ("ur", "22 اپریل، 2026، \u20689:05 AM BST\u2069"),
    ],
)
def test_a_moment_is_written_as_its_language_does(language: str, written: str) -> None:
    assert Calendar(language, LONDON).moment(MORNING) == written


def test_a_time_alone_is_apart_in_a_right_to_left_line() -> None:
    assert Calendar("ur", LONDON).time(MORNING) == "\u20689:05 AM BST\u2069"


def test_a_day_alone_has_no_time() -> None:
    assert Calendar("ar", LONDON).moment(date(2026, 4, 22)) == "22 أبريل 2026"


@pytest.mark.parametrize(
    ("zone", "time"),
    [
        ("Europe/London", "09:05 BST"),
        ("Asia/Dubai", "12:05 GMT+4"),
        ("America/Sao_Paulo", "05:05 GMT-3"),
        ("Asia/Kathmandu", "13:50 GMT+5:45"),
        ("UTC", "08:05 UTC"),
    ],
)
def test_a_zone_without_a_name_is_told_by_its_distance_from_greenwich(zone: str, time: str) -> None:
    assert Calendar("en", ZoneInfo(zone)).time(MORNING) == time


@pytest.mark.parametrize(
    ("language", "written"), [("en", "a, b and c"), ("cy", "a, b, a c"), ("ar", "a وb وc"), ("ur", "a، b، اور c")]
)
def test_a_list_is_joined_as_its_language_does(language: str, written: str) -> None:
    assert Calendar(language, LONDON).join(["a", "b", "c"]) == written


def test_welsh_has_another_and_before_vowels() -> None:
    assert Calendar("cy", LONDON).join(["Tiliau", "Archebion"]) == "Tiliau ac Archebion"
