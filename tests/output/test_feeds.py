"""Feeds: one entry for each update, with ids that never change."""

from dataclasses import replace

import feedparser
import pytest
from lxml import etree

from site_builder.model import (
    Component,
    ComponentGroup,
    ComponentStatus,
    DataImpact,
    DataImpactStatus,
    Edit,
    Incident,
    Site,
    Status,
)
from tests import shop
from tests.factories import a_site, an_incident, an_update, at, text
from tests.output.building import SCHEMA, feeds

ATOM = "{http://www.w3.org/2005/Atom}"
DOWN = ComponentStatus.MAJOR_OUTAGE
SLOW = ComponentStatus.DEGRADED_PERFORMANCE


def story(count: int = 3) -> Incident:
    """An incident with up to three updates, each of which says something new."""
    updates = [
        an_update(
            "2026-04-22 09:00",
            components={"orders": SLOW},
            what_to_do=text("Come to a shop."),
            next_update=at("2026-04-22 12:00"),
        ),
        an_update("2026-04-22 12:00", Status.IDENTIFIED, components={"cards": DOWN}, what_to_do=text("Pay in cash.")),
        an_update(
            "2026-04-23 09:00",
            Status.RESOLVED,
            body="All is well.",
            data_impact=DataImpact(status=DataImpactStatus.CONFIRMED, text=text("Names.")),
        ),
    ]
    return an_incident(*updates[:count])


def parse(content: bytes) -> feedparser.FeedParserDict:
    parsed = feedparser.parse(content)
    assert parsed.bozo == 0, parsed.get("bozo_exception")
    return parsed


def entries(*incidents: Incident, site: Site | None = None, now: str = "2026-06-01 00:00") -> dict[str, bytes]:
    """Each entry of the Atom feed as it stands there, by its id."""
    root = etree.fromstring(feeds(*incidents, site=site, now=now)["feed.atom"])
    return {str(entry.findtext(f"{ATOM}id")): etree.tostring(entry) for entry in root.findall(f"{ATOM}entry")}


# -- the golden site's feeds ---------------------------------------------------------------------

PATHS = ["feed.atom", "feed.rss", "cy/feed.atom", "cy/feed.rss"]


@pytest.mark.parametrize("path", PATHS)
def test_the_feeds_of_the_shop_are_well_formed_and_complete(path: str) -> None:
    parsed = parse(shop.documents()[path])
    language, _, file = path.rpartition("/")
    home = f"{shop.URL}/cy/" if language else f"{shop.URL}/"
    assert parsed.feed.link == home
    assert {(link.rel, link.href) for link in parsed.feed.links} == {
        ("alternate", home),
        ("self", f"{home}{file}"),
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


@pytest.mark.parametrize("path", ["feed.atom", "cy/feed.atom"])
def test_atom_follows_the_schema_of_the_rfc(path: str) -> None:
    SCHEMA.assertValid(etree.fromstring(shop.documents()[path]))


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


def test_nothing_moves_a_date_but_the_content() -> None:
    first, later = (feeds(story(), now=now) for now in ("2026-05-01 00:00", "2026-05-09 03:00"))
    assert first == later
    parsed = parse(first["feed.atom"])
    assert parsed.feed.updated == "2026-04-23T09:00:00+00:00"


def test_a_correction_moves_updated_and_not_published() -> None:
    edit = Edit(date=at("2026-04-25 08:00"), reason=text("A wrong shop."))
    corrected = an_incident(replace(story().opener, edited=(edit,)))
    (entry,) = parse(feeds(corrected)["feed.atom"]).entries
    assert (entry.published, entry.updated) == ("2026-04-22T09:00:00+00:00", "2026-04-25T08:00:00+00:00")
    assert "A wrong shop." in entry.content[0].value


# -- ids -----------------------------------------------------------------------------------------


def renamed(incident: Incident) -> Incident:
    return replace(
        incident, name="another-name", id=incident.id, title=text("Another title"), folder="incidents/2027/x"
    )


def redated(incident: Incident) -> Incident:
    first, *others = incident.updates
    return replace(incident, updates=(replace(first, date=at("2026-04-21 00:00"), source="other.md"), *others))


def rewritten(incident: Incident) -> Incident:
    updates = tuple(replace(update, body=text("Other words", cy="Geiriau")) for update in incident.updates)
    return replace(incident, updates=updates)


@pytest.mark.parametrize("change", [renamed, redated, rewritten])
def test_ids_outlive_what_a_writer_edits(change: object) -> None:
    assert callable(change)
    assert entries(story()).keys() == entries(change(story())).keys()


def test_ids_outlive_a_move_of_the_site() -> None:
    moved = a_site("orders", "cards", url="https://elsewhere.example/status", authority="status.example.com")
    before, after = feeds(story())["feed.atom"], feeds(story(), site=moved)["feed.atom"]
    assert [entry.id for entry in parse(before).entries] == [entry.id for entry in parse(after).entries]
    assert parse(before).feed.id == parse(after).feed.id


# -- as it was known then ------------------------------------------------------------------------


def test_what_is_published_later_does_not_change_an_entry_that_was_read() -> None:
    early = entries(story(1), now="2026-04-22 10:00")
    middle = entries(story(2), now="2026-04-22 13:00")
    late = entries(story(3), now="2026-04-23 10:00")
    assert [len(early), len(middle), len(late)] == [1, 2, 3]
    for known, later in ((early, middle), (middle, late)):
        for id_, entry in known.items():
            assert later[id_] == entry


def test_an_entry_has_the_answers_and_the_categories_of_its_time() -> None:
    newest, middle, oldest = parse(feeds(story())["feed.atom"]).entries
    assert "Come to a shop." in oldest.content[0].value
    assert "Pay in cash." in middle.content[0].value
    assert "Names." in newest.content[0].value
    assert "Names." not in middle.content[0].value
    assert [tag.term for tag in oldest.tags] == ["Orders", "investigating", "minor"]
    assert [tag.term for tag in middle.tags] == ["Orders", "Cards", "identified", "critical"]


def test_updates_of_one_minute_have_an_order_of_their_own() -> None:
    one = an_incident(an_update(), an_update(id="a"), an_update(id="b"), name="one")
    two = an_incident(an_update(), name="two")
    forward, backward = entries(one, two), entries(two, one)
    assert list(forward) == list(backward)
    assert [id_.rpartition("incidents/")[2] for id_ in forward] == ["two/opened", "one/b", "one/a", "one/opened"]


def test_a_feed_holds_as_many_entries_as_the_site_says() -> None:
    assert len(entries(story(), site=a_site("orders", "cards", feed_entries=2))) == 2


def test_a_held_back_update_is_in_no_feed() -> None:
    assert len(entries(story(), now="2026-04-22 10:00")) == 1


# -- corners -------------------------------------------------------------------------------------


def test_a_site_without_incidents_has_valid_feeds() -> None:
    found = feeds()
    SCHEMA.assertValid(etree.fromstring(found["feed.atom"]))
    for content in found.values():
        assert parse(content).entries == []


def test_links_are_right_below_a_sub_path() -> None:
    site = a_site("orders", "cards", url="https://example.com/a/b")
    for content in feeds(story(1), site=site).values():
        (entry,) = parse(content).entries
        assert entry.link == "https://example.com/a/b/incidents/online-orders/#update-opened"


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
    html = parse(feeds(an_incident(), site=site)["ar/feed.atom"]).entries[0].content[0].value
    assert '<div dir="ltr" lang="en"><p>We are looking into it.</p></div>' in html


def test_a_title_is_text_and_not_html() -> None:
    title = "R&D <b>down</b> &amp; ]]> “out” {{ 7*7 }} 100% %(x)s"
    for content in feeds(an_incident(title=title)).values():
        root = etree.fromstring(content)
        titles = [str(each.text) for each in root.iter("{*}title")]
        assert titles[-1] == f"Investigating: {title}"
