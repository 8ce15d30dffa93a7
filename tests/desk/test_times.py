"""Times as people say them. What can be meant in two ways is refused, never guessed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.desk.times import Desk, looks_like_a_moment, parse_moment
from site_builder.desk.wish import WrongWish
from site_builder.door.times import format_instant, parse_instant

LONDON = ZoneInfo("Europe/London")
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]).map(
    ZoneInfo
)
MINUTES = st.integers(0, 60 * 24 * 365 * 3).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def a_desk(now: str = "2026-04-22 09:07") -> Desk:
    """On a Wednesday, in London."""
    return Desk(zone=LONDON, now=datetime.fromisoformat(now).replace(tzinfo=LONDON).astimezone(UTC))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", "2026-04-22 09:07"),
        ("+2h", "2026-04-22 11:07"),
        ("+90m", "2026-04-22 10:37"),
        ("+90 min", "2026-04-22 10:37"),
        ("+1h30m", "2026-04-22 10:37"),
        ("-10m", "2026-04-22 08:57"),
        ("+1d", "2026-04-23 09:07"),
        ("+1w", "2026-04-29 09:07"),
        ("17:00", "2026-04-22 17:00"),
        ("9:00", "2026-04-23 09:00"),
        ("5pm", "2026-04-22 17:00"),
        ("today 18:00", "2026-04-22 18:00"),
        ("Tomorrow  9:00", "2026-04-23 09:00"),
        ("tomorrow 9.30am", None),
        ("tomorrow 9:30am", "2026-04-23 09:30"),
        ("yesterday 23:59", "2026-04-21 23:59"),
        ("thursday 9:00", "2026-04-23 09:00"),
        ("monday 9:00", "2026-04-27 09:00"),
        ("tuesday 9:00", "2026-04-28 09:00"),
        ("2026-12-01 22:00", "2026-12-01 22:00"),
        ("2026-12-01 9:00", "2026-12-01 09:00"),
        ("2026-12-01T22:00", "2026-12-01 22:00"),
        ("2026-12-01 22:00 +02:00", "2026-12-01 20:00"),
        ("2026-07-01T10:00Z", "2026-07-01 11:00"),
    ],
)
def test_a_time_is_read_as_people_mean_it(said: str, meant: str | None) -> None:
    desk = a_desk()
    if meant is None:
        with pytest.raises(WrongWish):
            parse_moment(said, desk)
    else:
        assert desk.written(parse_moment(said, desk)) == meant


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("soon", "is not a time", "tomorrow 9:00"),
        ("+2", "is not a time", "+2h"),
        ("next monday 9:00", "is not a time", "monday 9:00"),
        ("5 on friday", "is not a time", ""),
        ("friday", "has no time of day", "tomorrow 9:00"),
        ("9", "is not a time of day", "09:00"),
        ("tomorrow 12pm", "read differently", "12:00"),
        ("tomorrow 13pm", "does not exist", "leave pm out"),
        ("tomorrow 25:00", "does not exist", "23:59"),
        ("tomorrow 9:60", "does not exist", ""),
        ("wednesday 9:00", "today is Wednesday", "2026-04-29"),
        ("2026-12-01", "the time is missing", "2026-12-01 09:00"),
        ("2026-02-30 09:00", "does not exist", "28 days"),
        ("2026-12-01 22:00 BST", "can mean several", ""),
        ("", "is not a time", ""),
    ],
)
def test_what_is_no_time_or_could_be_two_is_refused_with_what_to_write(said: str, message: str, hint: str) -> None:
    with pytest.raises(WrongWish) as refused:
        parse_moment(said, a_desk())
    assert message in refused.value.message
    assert hint in (refused.value.hint or "")


@pytest.mark.parametrize("said", ["2026-10-25 01:30", "sunday 1:30", "+1d", "1:30"])
def test_a_time_that_the_clocks_show_twice_is_refused_with_both_readings(said: str) -> None:
    with pytest.raises(WrongWish, match="happens twice") as refused:
        parse_moment(said, a_desk("2026-10-24 01:30"))
    assert "2026-10-25 01:30 +01:00" in str(refused.value)
    assert "2026-10-25 01:30 +00:00" in str(refused.value)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(WrongWish, match="does not exist"):
        parse_moment("tomorrow 1:30", a_desk("2026-03-28 12:00"))


def test_a_day_keeps_the_time_of_day_and_hours_are_counted() -> None:
    desk = a_desk("2026-10-24 12:00")
    assert desk.written(parse_moment("+1d", desk)) == "2026-10-25 12:00"
    assert desk.written(parse_moment("+24h", desk)) == "2026-10-25 11:00"


def test_an_end_counts_from_its_beginning_and_days_from_today() -> None:
    desk = a_desk()
    begins = parse_moment("2026-12-01 22:00", desk)
    assert desk.written(parse_moment("+4h", desk, count_from=begins)) == "2026-12-02 02:00"
    assert desk.written(parse_moment("2:00", desk, count_from=begins)) == "2026-12-02 02:00"
    assert desk.written(parse_moment("tomorrow 2:00", desk, count_from=begins)) == "2026-04-23 02:00"


def test_when_something_was_said_a_lone_time_is_not_taken_for_tomorrow() -> None:
    with pytest.raises(WrongWish, match=r"today's or tomorrow's.*today 9:00"):
        parse_moment("9:00", a_desk(), lone_clock=False)


@pytest.mark.parametrize("said", ["+2h", "tomorrow 25:00", "2026-13-01", "17:00", "friday 9"])
def test_what_looks_like_a_time_is_not_printed_as_words(said: str) -> None:
    assert looks_like_a_moment(said)


@pytest.mark.parametrize("said", ["by the end of May", "tomorrow morning", "when it is safe", "Monday or Tuesday"])
def test_words_stay_words(said: str) -> None:
    assert not looks_like_a_moment(said)


@given(MINUTES, ZONES)
def test_what_is_written_is_read_as_the_same_instant_also_when_the_clocks_change(
    instant: datetime, zone: ZoneInfo
) -> None:
    assert parse_instant(format_instant(instant, zone), zone) == instant


@given(MINUTES, ZONES, st.integers(0, 23), st.integers(0, 59))
def test_a_lone_time_is_the_next_one(now: datetime, zone: ZoneInfo, hour: int, minute: int) -> None:
    try:
        meant = parse_moment(f"{hour}:{minute:02}", Desk(zone=zone, now=now))
    except WrongWish:
        return  # the clocks change
    assert now < meant <= now + timedelta(hours=25)
    assert (meant.astimezone(zone).hour, meant.astimezone(zone).minute) == (hour, minute)


@given(MINUTES, ZONES, st.text(st.sampled_from("+-0123456789:dhmwaptoy rnsuf"), max_size=12))
def test_whatever_is_said_is_a_time_or_refused(now: datetime, zone: ZoneInfo, said: str) -> None:
    try:
        assert parse_moment(said, Desk(zone=zone, now=now)).tzinfo is UTC
    except WrongWish as error:
        assert error.message  # noqa: PT017 - both ways are fine
