"""The last days of a component: the drawing says what the list says."""

import re

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from site_builder.output.history_chart import history_chart
from site_builder.overview import Day
from site_builder.vocabulary import ComponentStatus, Status
from tests.factories import a_site, an_incident, an_update, at
from tests.output.building import pages, select

DOWN = ComponentStatus.MAJOR_OUTAGE
SLOW = ComponentStatus.DEGRADED_PERFORMANCE
FINE = ComponentStatus.OPERATIONAL

OUTAGE = an_incident(
    an_update("2026-05-10 09:00", components={"orders": DOWN}),
    an_update("2026-05-12 09:00", Status.IDENTIFIED, components={"orders": SLOW}),
    an_update("2026-05-14 09:00", Status.RESOLVED),
)
COMPONENT = "components/orders/index.html"


def page(path: str) -> HtmlElement:
    found: HtmlElement = lxml_html.fromstring(pages(OUTAGE)[path].decode())
    return found


def days(*statuses: ComponentStatus) -> list[Day]:
    return [
        Day(date=at(f"2026-05-{number:02}").date(), status=status, incidents=())
        for number, status in enumerate(statuses, 1)
    ]


def test_days_in_a_row_are_one_bar_and_bars_fill_the_drawing() -> None:
    chart = history_chart(days(FINE, FINE, SLOW, DOWN, DOWN, FINE), {})
    assert [run.status for run in chart.runs] == [FINE, SLOW, DOWN, FINE]
    assert [run.x for run in chart.runs] == [0, 8, 12, 20]
    assert sum(run.width for run in chart.runs) == chart.width


def test_every_status_has_a_bar_of_its_own_shape_inside_of_the_drawing() -> None:
    chart = history_chart(days(*ComponentStatus), {})
    assert len({(run.y, run.height) for run in chart.runs}) == len(ComponentStatus)
    assert all(run.y >= 0 and run.y + run.height <= chart.height for run in chart.runs)


def test_totals_name_the_worst_first_and_leave_out_what_worked() -> None:
    chart = history_chart(days(FINE, SLOW, SLOW, DOWN), {})
    assert chart.totals == ((DOWN, 1), (SLOW, 2))
    assert [run.status for run in chart.eventful] == [DOWN, SLOW]


def test_the_component_page_says_in_words_what_the_drawing_shows() -> None:
    component = page(COMPONENT)
    (chart,) = select(component, "svg")
    assert chart.get("role") == "img"
    assert chart.get("aria-label") == "The last 90 days: Unavailable on 3 days and Slow or limited on 2 days"
    said = [" ".join(item.text_content().split()) for item in select(component, ".days li")]
    assert said == [
        "From 13 May 2026 to 14 May 2026 Slow or limited Online orders are down",
        "From 10 May 2026 to 12 May 2026 Unavailable Online orders are down",
    ]
    assert "not from automatic checks" in component.text_content()


def test_every_component_on_the_home_page_has_its_chart() -> None:
    home = page("index.html")
    labels = [chart.get("aria-label") for chart in select(home, ".components svg")]
    assert labels == [
        "The last 90 days: Unavailable on 3 days and Slow or limited on 2 days",
        "The last 90 days: No problems were reported.",
    ]
    assert "not automatic checks" in home.text_content()


def test_a_chart_has_no_inline_styles() -> None:
    for content in pages(OUTAGE).values():
        assert not re.search(rb"<[^>]+\sstyle=", content)


@pytest.mark.parametrize("path", [COMPONENT, "index.html"])
def test_it_can_be_switched_off(path: str) -> None:
    content = pages(OUTAGE, site=a_site("orders", "cards", uptime_shown=False))[path]
    assert b"<svg" not in content
    assert b"automatic checks" not in content
