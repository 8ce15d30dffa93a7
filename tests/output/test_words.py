"""Dates in the words of each language."""

from zoneinfo import ZoneInfo

import pytest

from site_builder.output.words import Calendar
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
