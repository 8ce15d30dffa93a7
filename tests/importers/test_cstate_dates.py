"""Dates of cState files."""

from datetime import UTC, datetime

import pytest

from site_builder.importers.cstate_dates import find_moment, parse_date

NEAR = datetime(2022, 10, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01 10:00:00", "2024-03-01 10:00:00"),
        ("2024-03-01T10:00", "2024-03-01 10:00:00"),
        ("2024-03-01T9:30:00-00:00", "2024-03-01 09:30:00"),
        ("2024-03-01T10:00:00+02:00", "2024-03-01 08:00:00"),
        ("2024-03-01 10:00:00 -0330", "2024-03-01 13:30:00"),
        ("2024-03-01T10:00:00.481Z", "2024-03-01 10:00:00"),
        ("2024-03-01", "2024-03-01 00:00:00"),
    ],
)
def test_a_date_is_read_in_every_usual_form_and_without_an_offset_as_utc(text: str, expected: str) -> None:
    moment = parse_date(text)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M:%S}" == expected
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2024-08-13T015:00:00+02:00",
        "2024-02-30",
        "2024-03-01T25:00",
        "yesterday",
        "",
        "0001-01-01T00:00+14:00",
    ],
)
def test_an_impossible_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("label", "expected", "around"),
    [
        ("Update 2021-05-03 11:58 UTC", "2021-05-03 11:58", "Update"),
        ("Update - 2023-03-29 15h50 UTC", "2023-03-29 15:50", "Update -"),
        ("Update 11th of February 2022 - 19:00 UTC", "2022-02-11 19:00", "Update"),
        ("Tue Oct 11 12:24:02 UTC", "2022-10-11 12:24", ""),
        ("March 3 at 04:05", "2023-03-03 04:05", ""),
    ],
)
def test_a_moment_is_found_in_a_label(label: str, expected: str, around: str) -> None:
    found = find_moment(label, NEAR)
    assert found is not None
    assert f"{found[0]:%Y-%m-%d %H:%M}" == expected
    assert found[1].strip() == around


@pytest.mark.parametrize("label", ["Update on 2024-09-10", "Monday 25th", "4th July", "2024-09-10 10:00 CET", "10:00"])
def test_a_day_or_a_foreign_time_zone_is_not_taken_for_a_moment(label: str) -> None:
    assert find_moment(label, NEAR) is None
