"""How people write dates, and what is made of it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic_core import PydanticCustomError

from site_builder.door.checking import Fields, check
from site_builder.door.context import DoorContext
from site_builder.door.times import When, parse_instant
from site_builder.door.yaml_text import read_mapping
from site_builder.problems import SiteProblems, Source
from tests.factories import at

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-04-22 09:00", "2026-04-22 08:00"),
        ("2026-04-22T09:00", "2026-04-22 08:00"),
        ("2026-04-22t09:00:30", "2026-04-22 08:00:30"),
        ("2026-04-22  09:00:30.125", "2026-04-22 08:00:30"),
        ("2026-01-22 09:00", "2026-01-22 09:00"),
        ("2026-04-22 09:00Z", "2026-04-22 09:00"),
        ("2026-04-22 09:00 z", "2026-04-22 09:00"),
        ("2026-04-22 09:00 +01:00", "2026-04-22 08:00"),
        ("2026-04-22 09:00+0530", "2026-04-22 03:30"),
        ("2026-04-22 09:00 -05", "2026-04-22 14:00"),
        ("2026-01-01 00:00 +14:00", "2025-12-31 10:00"),
        ("  2026-04-22 09:00  ", "2026-04-22 08:00"),
        ("2026-10-25 01:30 +01:00", "2026-10-25 00:30"),
        ("2026-10-25 00:59", "2026-10-24 23:59"),
        ("2026-10-25 02:00", "2026-10-25 02:00"),
        ("2026-03-29 00:59", "2026-03-29 00:59"),
        ("2026-03-29 02:00", "2026-03-29 01:00"),
        ("2028-02-29 12:00", "2028-02-29 12:00"),
    ],
)
def test_an_instant_is_read(written: str, utc: str) -> None:
    assert parse_instant(written, LONDON) == at(utc)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "now",
        "2026-04-22",
        "2026-04-22 9:00",
        "2026-04-22 09:00 BST",
        "2026-04-22 24:00",
        "2026-04-22 23:60",
        "2026-04-22 23:59:60",
        "2026-02-29 09:00",
        "2026-00-10 09:00",
        "2026-01-00 09:00",
        "1026-04-22 09:00",
        "9999-12-31 23:59",
        "2026-04-22 09:00 +15:00",
        "2026-04-22 09:00 +01:99",
        "٢٠٢٦-04-22 09:00",
        "2026-10-25 01:30",
        "2026-03-29 01:30",
    ],
)
def test_what_is_no_instant_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_instant(written, LONDON)


@pytest.mark.parametrize(
    ("zone", "written", "hint"),
    [
        ("Europe/London", "2026-10-25 01:30", "2026-10-25 01:30 +01:00 (the clock before the change)"),
        ("Europe/London", "2026-10-25 01:30", "2026-10-25 01:30 +00:00 (the clock after it)"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 02:30 -05:00 (the clock before the change)"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05 01:45 +10:30 (the clock after it)"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 12:00 -10:00 (the clock before the change)"),
    ],
)
def test_both_readings_of_a_clock_change_are_the_hint_and_can_be_read(zone: str, written: str, hint: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_instant(written, ZoneInfo(zone))
    (refused,) = (caught.value.context or {})["refusals"]
    assert hint in refused.hint
    parse_instant(hint.partition(" (")[0], ZoneInfo(zone))


class Key(Fields):
    key: When


def when(written: str) -> date | datetime | str:
    source = Source("f", f"key: {written}\n")
    context = DoorContext(zone=LONDON, languages=("en",))
    return check(Key, read_mapping(source, source.text), context).key


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-05-01", date(2026, 5, 1)),
        ("2026-05-01 09:00", at("2026-05-01 08:00")),
        ("by the end of May", "by the end of May"),
        ("2026-05-01 to 2026-05-03", "2026-05-01 to 2026-05-03"),
        ("2026-05-01 09:00 at the earliest", "2026-05-01 09:00 at the earliest"),
        ("12:30", "12:30"),
        ("NO", "NO"),
        ("0755", "0755"),
        ("1.10", "1.10"),
    ],
)
def test_expectations_are_days_instants_or_words(written: str, read: object) -> None:
    assert when(written) == read


@pytest.mark.parametrize(
    "written", ["2026-5-1", "2026-02-30", "2026-05-01 9:00", "2026/05/01", "2026-05-01 09:00 CEST"]
)
def test_what_only_looks_like_a_date_is_not_taken_for_words(written: str) -> None:
    with pytest.raises(SiteProblems):
        when(written)
