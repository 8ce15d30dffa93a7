"""How programs find the feeds, and how people do: links in every page, the list of all feeds, the page about them."""

from pathlib import Path
from typing import Any

import feedparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from playwright.sync_api import Page

from site_builder.model import ComponentGroup, Incident
from site_builder.output.feed_list import feed_list_document
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import all_languages
from site_builder.output.shelf import Shelf
from site_builder.pipeline import build, plan
from site_builder.status import site_overview
from site_builder.survey import Request
from site_builder.vocabulary import ComponentStatus, Edition
from tests import shop
from tests.factories import a_component, a_site, an_incident, an_update, at, components, text
from tests.output.building import pages, select, theme_of
from tests.program import make_site

STORY = "incidents/online-orders/index.html"
HOSTILE = "<b>&amp; \"quoted\" 'name' ]]> --> é 付款"


def page(path: str, *incidents: Incident, **options: Any) -> HtmlElement:
    return lxml_html.fromstring(pages(*incidents, **options)[path].decode())


def feeds_of(root: HtmlElement) -> list[tuple[str, str]]:
    """Type and address of the feeds that a page names, in their order."""
    links = select(root, "link[rel=alternate]")
    return [(link.get("type", ""), link.get("href", "")) for link in links if link.get("type")]


def of_site(to_root: str) -> list[tuple[str, str]]:
    return [
        ("application/atom+xml", f"{to_root}feed.atom"),
        ("application/rss+xml", f"{to_root}feed.rss"),
        ("application/feed+json", f"{to_root}feed.json"),
    ]


# -- in every page -------------------------------------------------------------------------------


def test_every_page_names_the_feeds_of_its_language() -> None:
    for path, content in shop.documents().items():
        if path.endswith(".html"):
            below = path.removeprefix("cy/")
            to_root = "/status/" if path == "404.html" else "../" * below.count("/")
            found = feeds_of(lxml_html.fromstring(content.decode()))
            assert found[-3:] == of_site(to_root), path


def test_a_component_and_an_incident_name_their_own_feeds_first() -> None:
    assert feeds_of(page("components/orders/index.html")) == [
        ("application/atom+xml", "feed.atom"),
        ("application/rss+xml", "feed.rss"),
        ("application/feed+json", "feed.json"),
        *of_site("../../"),
    ]
    assert feeds_of(page(STORY, an_incident())) == [("application/atom+xml", "feed.atom"), *of_site("../../")]


def test_a_preview_names_none(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    for document in plan(Request(folder=site, now=at("2026-05-01 12:00"), edition=Edition.DRAFTS)).documents:
        if document.path.endswith(".html"):
            assert feeds_of(lxml_html.fromstring(document.content.decode())) == [], document.path
        assert not document.path.endswith((".atom", ".rss", ".opml", ".ics")), document.path


# -- what a search result or a shared link shows -------------------------------------------------


def described(root: HtmlElement) -> str:
    (meta,) = [one for one in select(root, "meta[name]") if one.get("name") == "description"]
    (shared,) = [one for one in select(root, "meta[property]") if one.get("property") == "og:description"]
    assert meta.get("content") == shared.get("content")
    return str(meta.get("content", ""))


def test_an_incident_is_described_by_the_beginning_of_its_latest_update_as_plain_text() -> None:
    story = an_incident(
        an_update(), an_update("2026-04-23 09:00", body="**Cards** & [cash](https://e.example).\n\n" * 20)
    )
    found = described(page(STORY, story))
    assert found.startswith("Cards & cash (https://e.example). Cards & cash")
    assert 150 < len(found) <= 200
    assert found.endswith("…")


def test_a_component_is_described_by_its_state() -> None:
    assert described(page("components/orders/index.html")) == "Orders: Working."


def test_home_is_described_by_the_headline_and_then_by_what_the_site_is() -> None:
    assert described(page("index.html")) == "All services are working."
    site = a_site("orders", description=text("What works today"))
    assert described(page("index.html", site=site)) == "All services are working. What works today"
    assert described(page("history/index.html", site=site)) == "Everything that we reported, month by month."


def test_titles_of_pages_that_have_a_state_begin_with_it() -> None:
    story = an_incident()
    assert (page("index.html", story).findtext(".//title") or "").startswith("All services are working")
    assert page(STORY, story).findtext(".//title") == "Investigating: Online orders are down – Harbour Stores"
    assert page("components/orders/index.html").findtext(".//title") == "Working: Orders – Harbour Stores"
    retired = a_site(groups=(ComponentGroup(components=(a_component("old", retired=True),)),))
    assert page("components/old/index.html", site=retired).findtext(".//title") == "Old – Harbour Stores"


# -- the list of all feeds -----------------------------------------------------------------------


def opml(*incidents: Incident, **options: Any) -> dict[str, etree._Element]:
    """The list of each language by its path."""
    site = options.get("site") or a_site("orders", "cards")
    overview = site_overview(site.components, incidents, at("2026-06-01 00:00"), site.timezone)
    renderer = MarkupRenderer(Shelf([], site.languages))
    languages = all_languages(site, overview, theme_of(site), renderer)
    documents = [feed_list_document(each) for each in languages]
    return {document.path: etree.fromstring(document.content) for document in documents}


def test_the_list_has_the_feeds_of_the_site_and_of_each_component_by_group() -> None:
    (tree,) = opml(
        site=a_site(
            groups=(
                ComponentGroup(name=text("Shopping"), components=components("orders")),
                ComponentGroup(name=text("Gone"), components=(a_component("old", retired=True),)),
                ComponentGroup(components=components("cards")),
            )
        )
    ).values()
    assert (tree.tag, tree.get("version"), tree.findtext("head/title")) == ("opml", "2.0", "Harbour Stores")
    url = "https://status.example.com"
    assert [(one.get("text"), one.get("xmlUrl")) for one in tree.iterfind("body//outline")] == [
        ("Harbour Stores", f"{url}/feed.atom"),
        ("Harbour Stores: everything but planned maintenance", f"{url}/incidents.atom"),
        ("Harbour Stores: Planned maintenance", f"{url}/maintenance.atom"),
        ("Harbour Stores: incident history", f"{url}/history.atom"),
        ("Shopping", None),
        ("Harbour Stores: Orders", f"{url}/components/orders/feed.atom"),
        ("Harbour Stores: Cards", f"{url}/components/cards/feed.atom"),
    ]
    assert [one.get("text") for one in tree.iterfind("body/outline/outline")] == ["Harbour Stores: Orders"]
    assert {one.get("type") for one in tree.iterfind("body//outline[@xmlUrl]")} == {"rss"}
    assert {one.get("htmlUrl") for one in tree.iterfind("body//outline[@xmlUrl]")} == {
        f"{url}/", f"{url}/history/", f"{url}/components/orders/", f"{url}/components/cards/",
    }  # fmt: skip


def test_each_language_has_its_own_list() -> None:
    lists = opml(site=a_site("orders", languages=("en", "cy"), url="https://e.example/s"))
    assert set(lists) == {"feeds.opml", "cy/feeds.opml"}
    for one in lists["cy/feeds.opml"].iterfind("body//outline[@xmlUrl]"):
        assert (one.get("xmlUrl") or "").startswith("https://e.example/s/cy/")
        assert one.get("language") == "cy"


def test_it_is_well_formed_whatever_things_are_called() -> None:
    group = ComponentGroup(name=text(HOSTILE), components=(a_component("orders", HOSTILE),))
    (tree,) = opml(site=a_site(name=HOSTILE, groups=(group,))).values()
    assert [one.get("text") for one in tree.iterfind("body//outline")][-2:] == [HOSTILE, f"{HOSTILE}: {HOSTILE}"]


def test_every_feed_in_the_list_that_this_build_writes_can_be_read() -> None:
    tree = etree.fromstring(shop.documents()["feeds.opml"])
    paths = [(one.get("xmlUrl") or "").removeprefix(f"{shop.URL}/") for one in tree.iterfind("body//outline[@xmlUrl]")]
    assert "feed.atom" in paths
    for path in paths:
        if path in shop.documents():
            assert not feedparser.parse(shop.documents()[path]).bozo, path


# -- the page about them -------------------------------------------------------------------------


def addresses(root: HtmlElement) -> dict[str, str]:
    """The addresses that the page shows whole, by their words."""
    names = [term.text_content().strip() for term in select(root, ".feeds > dt")]
    return dict(zip(names, [code.text_content() for code in select(root, "code.address")], strict=True))


def test_the_page_gives_most_people_one_address_first() -> None:
    root = page("subscribe/index.html")
    assert next(iter(addresses(root).items())) == ("Every update", "https://status.example.com/feed.atom")
    first = select(root, "main section")[0].text_content()
    assert "A feed reader is an app" in first


def test_every_kind_of_address_is_there_whole() -> None:
    site = a_site("orders", "cards", languages=("en", "cy"), url="https://e.example/s")
    found = {
        address.removeprefix("https://e.example/s/")
        for address in addresses(page("subscribe/index.html", site=site)).values()
    }
    assert found == {
        "feed.atom", "feed.rss", "feed.json", "history.atom", "history.rss", "incidents.atom", "maintenance.atom",
        "components/orders/feed.atom", "components/cards/feed.atom", "maintenance.ics", "feeds.opml", "badge.svg",
        "api/v2/summary.json", '<script src="https://e.example/s/embed.js" defer></script>',
    }  # fmt: skip
    assert "https://e.example/s/cy/feed.atom" in addresses(page("cy/subscribe/index.html", site=site)).values()


def test_words_beside_an_address_lead_to_it_and_a_calendar_app_gets_a_scheme_of_its_own() -> None:
    root = page("subscribe/index.html", site=a_site("orders", url="https://https.example/a"))
    links = [link.get("href", "") for link in select(root, ".feeds > dt > a")]
    assert len(links) == len(addresses(root))
    assert links[0] == "../feed.atom"
    assert "webcal://https.example/a/maintenance.ics" in links


def test_a_site_without_components_has_no_section_for_them() -> None:
    assert "Only one service" in page("subscribe/index.html").text_content()
    retired = ComponentGroup(name=text("Gone"), components=(a_component("old", retired=True),))
    for site in (a_site(), a_site(groups=(retired,))):
        assert "Only one service" not in page("subscribe/index.html", site=site).text_content()


def test_a_component_gives_its_own_addresses_unless_it_is_gone() -> None:
    assert list(addresses(page("components/orders/index.html")).values()) == [
        "https://status.example.com/components/orders/feed.atom",
        "https://status.example.com/components/orders/maintenance.ics",
        "https://status.example.com/components/orders/badge.svg",
    ]
    gone = a_site(groups=(ComponentGroup(components=(a_component("old", retired=True),)),))
    assert addresses(page("components/old/index.html", site=gone)) == {}


def test_an_incident_links_to_its_plain_text_and_its_feed() -> None:
    links = select(page(STORY, an_incident()), ".forms a")
    assert [(link.text_content(), link.get("href")) for link in links] == [
        ("As plain text", "summary.txt"),
        ("As a feed", "feed.atom"),
    ]


def test_names_in_another_language_are_marked_in_lists() -> None:
    site = a_site(
        languages=("en", "cy"),
        groups=(ComponentGroup(components=(a_component("orders"), a_component("cards", "<Cards>"))),),
    )
    down = dict.fromkeys(("orders", "cards"), ComponentStatus.MAJOR_OUTAGE)
    (names,) = select(
        page("cy/history/2026-04/index.html", an_incident(an_update(components=down)), site=site), "li > .small"
    )
    assert [(span.get("lang"), span.text_content()) for span in names.iterdescendants() if span.get("lang")] == [
        ("en", "Orders"),
        ("en", "<Cards>"),
    ]


# -- as people see it ----------------------------------------------------------------------------


@pytest.fixture
def public(tmp_path: Path) -> Path:
    build(Request(folder=shop.SITE, now=shop.NOW), tmp_path / "public")
    return tmp_path / "public"


@pytest.mark.browser
@pytest.mark.parametrize("path", ["subscribe/index.html", "components/online-orders/index.html"])
def test_long_addresses_wrap_on_a_small_phone_and_nobody_is_left_out(path: str, public: Path, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto((public / path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for one in page.locator("code.address").all():
        assert one.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    assert Axe().run(page).response["violations"] == []


@pytest.mark.browser
def test_one_click_selects_a_whole_address(public: Path, page: Page) -> None:
    page.goto((public / "subscribe/index.html").as_uri())
    first = page.locator("code.address").first
    first.click()
    assert page.evaluate("getSelection().toString()") == f"{shop.URL}/feed.atom"


@pytest.mark.browser
def test_a_keyboard_reaches_the_link_of_every_address(public: Path, page: Page) -> None:
    page.goto((public / "subscribe/index.html").as_uri())
    count = page.locator(".feeds dt a").count()
    page.locator("#reader").evaluate("element => { element.tabIndex = -1; element.focus() }")
    reached = []
    for _ in range(count):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert reached == [link.get_attribute("href") for link in page.locator(".feeds dt a").all()]
