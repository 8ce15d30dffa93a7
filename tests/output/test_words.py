"""Dates in the words of each language."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_time

from site_builder.output.words import Calendar, babel_locale
from tests.factories import a_site, an_incident, an_update
from tests.output.building import pages


@pytest.mark.parametrize(
    ("language", "month"),
    [("en", "May 2026"), ("es", "mayo de 2026"), ("pt", "maio de 2026"), ("fr", "mai 2026"), ("de", "Mai 2026")],
)
def test_a_month_is_written_as_its_language_does(language: str, month: str) -> None:
    assert Calendar(language, ZoneInfo("Europe/London")).month("2026-05") == month


def test_a_heading_begins_with_a_capital_where_months_are_written_small() -> None:
    incident = an_incident(an_update("2026-05-01 09:00"))
    month = pages(incident, site=a_site("orders", languages=("fr",)))["history/2026-05/index.html"]
    assert b"<h1>Mai 2026</h1>" in month


@pytest.mark.parametrize("language", ["en", "cy", "de", "ar", "ur", "es", "pl", "zh-Hant", "my", "am"])
def test_a_time_of_day_is_written_the_same_on_every_day(language: str) -> None:
    """The words of a time are kept by hour and minute alone."""
    zone = ZoneInfo("America/New_York")
    locale = babel_locale(language)
    for minute in range(0, 24 * 60, 7):
        for day in (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 7, 20, tzinfo=UTC)):
            moment = day + timedelta(minutes=minute)
            written = Calendar(language, zone).time(moment)
            assert format_time(moment, format="short", tzinfo=zone, locale=locale) in written
