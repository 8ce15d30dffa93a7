"""What customers find on the pages, and in which order."""

import gzip
from datetime import timedelta
from itertools import pairwise

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from site_builder.model import DataImpact, Expectation, Incident
from site_builder.vocabulary import ComponentStatus, DataImpactStatus, Impact, Status
from tests import shop
from tests.factories import a_notice, a_site, an_incident, an_update, at, text
from tests.output.building import pages, select

DOWN = ComponentStatus.MAJOR_OUTAGE
SLOW = ComponentStatus.DEGRADED_PERFORMANCE
PAGE = "incidents/online-orders/index.html"


def page(path: str, *incidents: Incident, **options: object) -> HtmlElement:
    return lxml_html.fromstring(pages(*incidents, **options)[path].decode())  # type: ignore[arg-type]


def order(whole: str, *parts: str) -> None:
    """Each of `parts` stands in `whole`, one after the other."""
    places = [whole.index(part) for part in parts]
    assert places == sorted(places), parts


# -- the first screen ----------------------------------------------------------------------------


def test_the_home_page_answers_in_the_order_of_the_questions() -> None:
    incident = an_incident(
        an_update(
            body="Our team is on it.\n\n" + "A long explanation follows here. " * 20,
            components={"orders": DOWN},
            next_update=at("2026-06-01 17:00"),
            expected=(Expectation(text=text("Not this week")),),
            what_to_do=text("Keep your receipt."),
            what_works=text("Our shops are open."),
            data_impact=DataImpact(status=DataImpactStatus.UNKNOWN),
        )
    )
    home = page("index.html", incident, a_notice(pinned=True))
    order(
        " ".join(home.body.text_content().split()),
        "Harbour Stores",
        "Some services are unavailable: Orders",
        "As of",
        "Beware of e-mails in our name",
        "Online orders are down",
        "Investigating",
        "Our team is on it.",
        "When will it be back? Next update by",
        "Not this week",
        "Keep your receipt.",
        "Our shops are open.",
        "We do not know yet.",
    )
    assert "A long explanation" not in home.text_content()


def test_a_shortened_update_links_to_the_whole_one() -> None:
    home = page("index.html", an_incident(an_update(body="Short.\n\n" + "Long. " * 100)))
    (link,) = select(home, ".latest .more")
    assert link.get("href") == f"{PAGE}#update-opened"
    assert not select(page("index.html", an_incident(an_update(body="Short."))), ".latest .more")


def test_before_the_newest_words_stand_the_questions_that_are_answered_below() -> None:
    incident = an_incident(an_update(next_update=at("2026-06-01 17:00"), what_to_do=text("Keep your receipt.")))
    home = page("index.html", incident)
    (glance,) = select(home, ".story > .glance")
    order(glance.text_content(), "Next update by", "When will I hear more?", "What do I need to do?")
    assert "What still works?" not in glance.text_content()
    links = [str(link.get("href")) for link in select(home, ".glance a")]
    when, to_do = (home.get_element_by_id(link.removeprefix("#")) for link in links)
    assert "Keep your receipt." not in when.text_content()
    order(to_do.text_content(), "What do I need to do?", "Keep your receipt.")


def test_a_notice_takes_the_room_of_its_title_and_opens_to_all_of_it() -> None:
    home = page("index.html", a_notice(an_update("2026-05-01 09:00", Status.ACTIVE, body="One.\n\n" + "More. " * 100)))
    (details,) = select(home, ".notice > details")
    assert details.get("open") is None
    assert "More. More." in details.text_content()
    order(select(home, ".notice summary > h3")[0].text_content(), "Beware of e-mails")
    assert select(home, ".notice details > p > a")[0].get("href") == "incidents/phishing/index.html"


def test_only_pinned_notices_stand_above_what_is_happening() -> None:
    other = a_notice(name="parking", title="The car park is shut")
    home = page("index.html", an_incident(), other, a_notice(pinned=True))
    order(
        home.body.text_content(), "Beware of e-mails", "Online orders are down", "The car park is shut", "Our services"
    )


# -- the headline --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "cards", "headline"),
    [
        (DOWN, DOWN, "All services are unavailable"),
        (SLOW, SLOW, "All services are slow or limited"),
        (DOWN, SLOW, "All services are affected, and some are unavailable"),
        (DOWN, ComponentStatus.OPERATIONAL, "Some services are unavailable: Orders"),
    ],
)
def test_all_is_only_said_of_all(orders: ComponentStatus, cards: ComponentStatus, headline: str) -> None:
    home = page("index.html", an_incident(an_update(components={"orders": orders, "cards": cards})))
    assert home.findtext(".//h1") == headline
    assert (home.findtext(".//title") or "").startswith(headline)


def test_a_critical_impact_on_slow_services_does_not_call_them_all_unavailable() -> None:
    home = page(
        "index.html", an_incident(an_update(components={"orders": SLOW, "cards": SLOW}, impact=Impact.CRITICAL))
    )
    assert home.findtext(".//h1") == "All services are affected, and some are unavailable"


# -- long timelines ------------------------------------------------------------------------------


def a_long_story(count: int, every: timedelta) -> Incident:
    first = at("2026-01-01 09:00")
    body = "# A heading\n\nWords."
    return an_incident(
        an_update(first, body=body),
        *(an_update(first + every * number, Status.IDENTIFIED, body=body) for number in range(1, count)),
    )


def test_a_short_timeline_has_no_parts() -> None:
    found = page(PAGE, a_long_story(10, timedelta(days=1)))
    assert not select(found, ".jump")
    assert len(select(found, ".timeline > .update > h3")) == 10


def test_a_long_timeline_has_its_days_and_links_to_them() -> None:
    found = page(PAGE, a_long_story(12, timedelta(hours=12)))
    assert [link.text_content() for link in select(found, ".jump a")] == [
        "6 Jan", "5 Jan", "4 Jan", "3 Jan", "2 Jan", "1 Jan",
    ]  # fmt: skip
    assert select(found, ".timeline h3")[0].text_content() == "6 January 2026"
    targets = {link.get("href", "").removeprefix("#") for link in select(found, ".jump a")}
    assert targets == {heading.get("id") for heading in select(found, ".timeline h3")}


def test_a_very_long_timeline_has_its_months() -> None:
    found = page(PAGE, a_long_story(100, timedelta(days=1)))
    assert [link.text_content() for link in select(found, ".jump a")] == [
        "April 2026", "March 2026", "February 2026", "January 2026",
    ]  # fmt: skip
    assert len(select(found, ".update")) == 100


@pytest.mark.parametrize("count", [2, 30])
def test_no_heading_level_is_skipped(count: int) -> None:
    found = page(PAGE, a_long_story(count, timedelta(hours=12)))
    levels = [int(heading.tag[1]) for heading in found.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    writers = found.xpath("//*[self::h4 or self::h5][text()='A heading']")
    assert {heading.tag for heading in writers} == {"h4" if count == 2 else "h5"}


# -- looks ---------------------------------------------------------------------------------------


def test_the_icon_shows_the_state() -> None:
    calm = pages()["favicon.svg"]
    assert b"#1a7f45" in calm
    assert b"#bb1c1c" in pages(an_incident(an_update(components={"orders": DOWN})))["favicon.svg"]
    for path in ("index.html", PAGE, "404.html"):
        (icon,) = select(page(path, an_incident()), "link[rel=icon]")
        assert icon.get("href", "").endswith("favicon.svg")


def test_a_shared_link_shows_the_state_and_whose_page_it_is() -> None:
    found = page(PAGE, an_incident(title="Orders & cards"))
    shown = {meta.get("property"): meta.get("content") for meta in select(found, "meta[property]")}
    assert shown == {
        "og:site_name": "Harbour Stores",
        "og:title": "Investigating: Orders & cards – Harbour Stores",
        "og:type": "article",
        "og:url": "https://status.example.com/incidents/online-orders/",
        "og:description": "We are looking into it.",
    }


def test_the_line_about_site_builder_can_be_switched_off() -> None:
    assert "Made with Site Builder" in page("index.html").text_content()
    assert "Made with Site Builder" not in page("index.html", site=a_site("orders", powered_by=False)).text_content()


def test_pages_stay_light() -> None:
    documents = shop.documents()
    (css,) = [path for path in documents if path.startswith("assets/site.") and path.endswith(".css")]
    assert len(gzip.compress(documents["index.html"])) < 14 * 1024
    assert len(gzip.compress(documents[css])) < 8 * 1024


# -- a component's incidents by year -------------------------------------------------------------


def of_years(**counts: int) -> list[Incident]:
    """So many incidents in each year, each on a day of its own."""
    return [
        an_incident(
            an_update(f"{year[1:]}-{number % 12 + 1:02}-{number // 12 + 1:02} 09:00", components={"orders": DOWN}),
            name=f"story-{year[1:]}-{number}",
        )
        for year, count in counts.items()
        for number in range(count)
    ]


def listed(tree: HtmlElement) -> int:
    return len(select(tree, ".incident-list > li"))


def test_a_component_lists_whole_years_as_long_as_there_is_room_and_leads_to_the_others() -> None:
    stories = of_years(y2026=20, y2025=30, y2024=1, y2022=2)
    built = pages(*stories, now="2026-12-31 12:00")
    own = lxml_html.fromstring(built["components/orders/index.html"].decode())
    assert listed(own) == 50
    assert [link.get("href") for link in select(own, "nav.jump a")] == ["2024/index.html", "2022/index.html"]
    assert {path for path in built if path.startswith("components/orders/2")} == {
        "components/orders/2024/index.html",
        "components/orders/2022/index.html",
    }
    middle = lxml_html.fromstring(built["components/orders/2024/index.html"].decode())
    assert listed(middle) == 1
    assert [link.get("href") for link in select(middle, ".pager a")] == ["../2022/index.html", "../index.html"]
    assert middle.findtext(".//title") == "Orders, 2024 – Harbour Stores"


def test_its_newest_year_stays_whole_however_much_happened() -> None:
    own = page("components/orders/index.html", *of_years(y2026=60, y2025=1), now="2026-12-31 12:00")
    assert listed(own) == 60
    assert [link.text for link in select(own, "nav.jump a")] == ["2025"]


def test_where_everything_fits_there_are_no_years() -> None:
    built = pages(*of_years(y2026=2, y2019=3), now="2026-12-31 12:00")
    assert not [path for path in built if path.startswith("components/orders/2")]
    assert b"nav.jump" not in built["components/orders/index.html"]
