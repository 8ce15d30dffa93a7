"""Which feeds there are, and what stands in each."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from site_builder.model import Component, ComponentGroup, Incident
from site_builder.published import published
from site_builder.vocabulary import ComponentStatus, Status
from tests import shop
from tests.content.strategies import COMPONENTS, incidents
from tests.factories import a_maintenance, a_notice, a_site, an_incident, an_update, at, text
from tests.output.building import SCHEMA, feeds
from tests.output.feeds.reading import LANG, ids, json_feed, links, parse, read

DOWN = ComponentStatus.MAJOR_OUTAGE
SLOW = ComponentStatus.DEGRADED_PERFORMANCE

# -- the golden site's feeds ---------------------------------------------------------------------

PATHS = ["feed.atom", "feed.rss", "cy/feed.atom", "cy/feed.rss"]


@pytest.mark.parametrize("path", PATHS)
def test_the_feeds_of_the_shop_are_well_formed_and_complete(path: str) -> None:
    parsed = parse(shop.documents()[path])
    language, _, file = path.rpartition("/")
    home = f"{shop.URL}/cy/" if language else f"{shop.URL}/"
    assert parsed.feed.link == home
    archive = {("prev-archive", f"{home}feed/2026-04.atom")} if file == "feed.atom" else set()
    assert {(link.rel, link.href) for link in parsed.feed.links} == {
        ("alternate", home),
        ("self", f"{home}{file}"),
        *archive,
    }
    assert parsed.feed.language == (language or "en")
    assert len(parsed.entries) == 8  # as site.yml says
    dates = [entry.published for entry in parsed.entries]
    assert all(dates)
    order = [entry.published_parsed for entry in parsed.entries]
    assert order == sorted(order, reverse=True)
    for entry in parsed.entries:
        assert entry.link.startswith(f"{home}incidents/")
        assert "#update-" in entry.link
        assert entry.id.startswith("tag:shop.example,2020:incidents/")


def test_every_feed_of_the_shop_is_valid_and_has_an_address_of_its_own() -> None:
    found = {path: content for path, content in shop.documents().items() if path.endswith((".atom", ".rss", ".json"))}
    feeds_found = {path: content for path, content in found.items() if "api/" not in path}
    assert len(feeds_found) == len([*feeds_found]) > 60
    for path, content in feeds_found.items():
        read(path, content)
        if path.endswith(".json"):
            address = json_feed(content)["feed_url"]
        else:
            (address,) = (link.href for link in parse(content).feed.links if link.rel == "self")
        assert address == f"{shop.URL}/{path}"


def test_both_formats_and_all_languages_know_an_update_by_the_same_id() -> None:
    ids = [[entry.id for entry in parse(shop.documents()[path]).entries] for path in PATHS]
    assert ids == [ids[0]] * len(PATHS)
    assert "tag:shop.example,2020:incidents/attack/back-soon" in ids[0]
    assert len(set(ids[0])) == len(ids[0])


def test_the_feeds_of_two_languages_are_two_feeds() -> None:
    found = [parse(shop.documents()[path]).feed.id for path in ("feed.atom", "cy/feed.atom")]
    assert found == ["tag:shop.example,2020:updates/en", "tag:shop.example,2020:updates/cy"]


def test_rss_items_hold_the_whole_text_in_the_description() -> None:
    channel = etree.fromstring(shop.documents()["feed.rss"]).find("channel")
    assert channel is not None
    assert channel.findtext("link") == f"{shop.URL}/"
    for item in channel.findall("item"):
        assert [child.tag for child in item if child.tag != "category"] == [
            "title",
            "link",
            "description",
            "guid",
            "pubDate",
        ]
        guid = item.find("guid")
        assert guid is not None
        assert guid.attrib["isPermaLink"] == "false"
        assert (item.findtext("description") or "").startswith("<")
    html = "".join(item.findtext("description") or "" for item in channel.findall("item"))
    assert "Change your password." in html  # an answer
    assert "Orders are back in Bath." in html


@pytest.mark.parametrize("path", PATHS)
def test_every_link_in_an_entry_is_absolute(path: str) -> None:
    for entry in parse(shop.documents()[path]).entries:
        html = entry.content[0].value if "content" in entry else entry.description
        found = etree.HTML(html).xpath("//@href | //@src")
        assert isinstance(found, list)
        assert found
        for link in map(str, found):
            assert link.startswith(("https://", "mailto:")), link
            assert "index.html" not in link


def test_the_documentation_names_every_feed_and_no_other() -> None:
    page = (Path(__file__).parents[3] / "docs/feeds.md").read_text(encoding="utf-8")
    table = page.partition("## Every feed")[2].partition("##")[0]
    named = {
        name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    }
    kinds = {
        r"components/[^/]+/": "components/ID/",
        r"incidents/[^/]+/": "incidents/NAME/",
        r"\d{4}-\d{2}\.": "YYYY-MM.",
    }
    found = set()
    for path in two_stories():
        for pattern, kind in kinds.items():
            path = re.sub(pattern, kind, path)
        found.add(path)
    assert found == named


@given(stories=st.lists(incidents(), min_size=1, max_size=2, unique_by=lambda story: story.name))
@settings(max_examples=3, deadline=None)
def test_whatever_was_written_every_feed_is_valid_and_tells_the_same(stories: list[Incident]) -> None:
    stories = list(published([replace(story, id=story.name) for story in stories], at("2023-12-01 00:00")))
    found = feeds(*stories, site=a_site(*COMPONENTS, languages=("cy", "en"), feed_entries=100), now="2023-12-01 00:00")
    titles = {path: read(path, content) for path, content in found.items()}  # which also validates them
    for root in ("", "en/"):
        everything = titles[f"{root}feed.json"]
        assert len(everything) == sum(len(story.updates) for story in stories)
        assert list(titles[f"{root}feed.atom"].items()) == list(titles[f"{root}feed.rss"].items())
        in_json = [item["id"] for item in json_feed(found[f"{root}feed.json"])["items"]]
        assert in_json == list(titles[f"{root}feed.atom"])
        originals = {story.title.pick(root.strip("/") or "cy").text for story in stories}
        assert {title.partition(": ")[2] for title in everything.values()} == originals


# -- narrow feeds --------------------------------------------------------------------------------


def two_stories() -> dict[str, bytes]:
    """An incident that reaches the cards with its second update, and work on the orders."""
    incident = an_incident(
        an_update("2026-04-22 09:00", components={"orders": SLOW}),
        an_update("2026-04-22 12:00", Status.IDENTIFIED, id="cards-too", components={"cards": DOWN}),
        an_update("2026-04-22 15:00", Status.RESOLVED, id="over"),
        name="slow",
    )
    work = a_maintenance(name="work", components={"orders": ComponentStatus.UNDER_MAINTENANCE})
    return feeds(incident, work, a_notice(name="phishing"))


@pytest.mark.parametrize("ending", ["atom", "rss", "json"])
def test_a_component_has_the_updates_of_incidents_that_had_reached_it(ending: str) -> None:
    found = two_stories()
    cards, orders = (f"components/{component}/feed.{ending}" for component in ("cards", "orders"))
    assert ids(cards, found[cards]) == ["slow/over", "slow/cards-too"]
    assert ids(orders, found[orders]) == ["slow/over", "slow/cards-too", "work/opened", "slow/opened"]


def test_an_incident_has_a_feed_of_its_own() -> None:
    found = two_stories()
    assert ids("incidents/slow/feed.atom", found["incidents/slow/feed.atom"]) == [
        "slow/over",
        "slow/cards-too",
        "slow/opened",
    ]
    assert links(found["incidents/slow/feed.atom"])["alternate"] == "https://status.example.com/incidents/slow/"


def test_maintenance_can_be_left_out_or_read_alone() -> None:
    found = two_stories()
    assert ids("maintenance.atom", found["maintenance.atom"]) == ["work/opened"]
    everything = ids("feed.atom", found["feed.atom"])
    assert ids("incidents.atom", found["incidents.atom"]) == [id for id in everything if id != "work/opened"]


def test_an_update_is_the_same_entry_in_every_feed_that_it_stands_in() -> None:
    found = two_stories()
    everything = read("feed.atom", found["feed.atom"])
    atom = [path for path in found if path.endswith("feed.atom")]
    assert len(atom) == 6
    for path in atom:
        assert read(path, found[path]).items() <= everything.items()


def test_no_two_feeds_of_a_language_share_an_id_or_a_title_but_those_of_one_archive() -> None:
    found = {path: content for path, content in two_stories().items() if path.endswith(".atom")}
    heads = {path: parse(content).feed for path, content in found.items() if not path.startswith("feed/")}
    assert len({head.id for head in heads.values()}) == len({head.title for head in heads.values()}) == len(heads)
    assert sorted(head.title for head in heads.values()) == [
        "Harbour Stores",
        "Harbour Stores: Beware of e-mails in our name",
        "Harbour Stores: Cards",
        "Harbour Stores: New tills",
        "Harbour Stores: Online orders are down",
        "Harbour Stores: Orders",
        "Harbour Stores: Planned maintenance",
        "Harbour Stores: everything but planned maintenance",
        "Harbour Stores: incident history",
    ]


def test_narrow_feeds_hold_as_many_entries_as_the_site_says() -> None:
    updates = [an_update(f"2026-04-22 1{hour}:00", id=f"u{hour}", components={"orders": DOWN}) for hour in range(5)]
    stories = [an_incident(*updates, name=name) for name in ("one", "two", "three")]
    found = feeds(*stories, site=a_site("orders", feed_entries=2))
    for path in ("components/orders/feed.json", "incidents/one/feed.atom", "incidents.atom", "history.rss"):
        assert len(read(path, found[path])) == 2


# -- WebSub --------------------------------------------------------------------------------------

HUB = "https://hub.example/"


def test_every_feed_that_changes_names_the_hub_and_itself() -> None:
    found = feeds(an_incident(), site=a_site("orders", hub=HUB))
    for path, content in found.items():
        if path.endswith(".json"):
            assert json_feed(content)["hubs"] == [{"type": "WebSub", "url": HUB}]
            continue
        relations = {link.rel: link.href for link in parse(content).feed.links}
        assert relations["self"] == f"https://status.example.com/{path}"
        assert relations.get("hub") == (None if path.startswith("feed/") else HUB)
        assert parse(content).feed.link.startswith("https://status.example.com/")


def test_without_a_hub_none_is_named() -> None:
    for content in feeds(an_incident()).values():
        assert b"hub" not in content


# -- corners -------------------------------------------------------------------------------------


def test_a_site_without_incidents_has_valid_feeds() -> None:
    found = feeds()
    assert not [path for path in found if path.startswith("feed/")]
    for path, content in found.items():
        assert read(path, content) == {}


def test_links_are_right_below_a_sub_path() -> None:
    site = a_site("orders", "cards", url="https://example.com/a/b")
    found = feeds(an_incident(), site=site)
    for path in ("feed.atom", "feed.rss"):
        (entry,) = parse(found[path]).entries
        assert entry.link == "https://example.com/a/b/incidents/online-orders/#update-opened"
    (item,) = json_feed(found["feed.json"])["items"]
    assert item["url"] == "https://example.com/a/b/incidents/online-orders/#update-opened"


def test_a_language_that_is_written_from_right_to_left_says_so() -> None:
    names = ComponentGroup(components=(Component(id="orders", name=text("طلبات", "ar")),))
    site = a_site(name=text("متجر", "ar"), languages=("ar", "en"), groups=(names,))
    body = text("الطلبات متوقفة", "ar", en="Orders are down")
    incident = an_incident(an_update(components={"orders": DOWN}, body=body), title=text("انقطاع", "ar"))
    found = feeds(incident, site=site)
    html = parse(found["feed.atom"]).entries[0].content[0].value
    assert html.startswith('<div dir="rtl">')
    assert parse(found["en/feed.atom"]).entries[0].title.endswith("انقطاع")
    SCHEMA.assertValid(etree.fromstring(found["feed.atom"]))


def test_a_text_in_another_language_says_which_and_how_it_runs() -> None:
    site = a_site("orders", languages=("en", "ar"))
    found = feeds(an_incident(), site=site)
    html = parse(found["ar/feed.atom"]).entries[0].content[0].value
    assert '<div dir="ltr" lang="en"><p>We are looking into it.</p></div>' in html
    entry = etree.fromstring(found["ar/feed.atom"]).find("{*}entry")
    assert entry is not None
    assert entry.get(LANG) == json_feed(found["ar/feed.json"])["items"][0]["language"] == "en"


def test_a_text_in_the_language_of_its_feed_needs_no_mark() -> None:
    found = feeds(an_incident())
    root = etree.fromstring(found["feed.atom"])
    assert root.get(LANG) == json_feed(found["feed.json"])["language"] == "en"
    assert [entry.get(LANG) for entry in root.iter("{*}entry")] == [None]
    assert "language" not in json_feed(found["feed.json"])["items"][0]


def test_a_title_is_text_and_not_html() -> None:
    title = "R&D <b>down</b> &amp; ]]> “out” {{ 7*7 }} 100% %(x)s"
    found = feeds(an_incident(title=title))
    for path in ("feed.atom", "feed.rss", "incidents/online-orders/feed.atom", "history.atom", "history.rss"):
        titles = [str(each.text) for each in etree.fromstring(found[path]).iter("{*}title")]
        assert titles[-1] == (title if "history" in path else f"Investigating: {title}")
    assert json_feed(found["feed.json"])["items"][0]["title"] == f"Investigating: {title}"
    assert parse(found["incidents/online-orders/feed.atom"]).feed.title_detail.value.startswith("Harbour Stores: R&D")
