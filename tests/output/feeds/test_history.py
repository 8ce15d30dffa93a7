"""`history.atom` and `history.rss`: one entry for each incident, in the shape that hosted status pages gave theirs."""

import re
from dataclasses import replace

from lxml import etree

from site_builder.model import Edit, Incident, Site
from site_builder.vocabulary import Kind, Status
from tests.factories import a_maintenance, a_notice, a_site, an_incident, an_update, at, text
from tests.output.building import feeds
from tests.output.feeds.reading import ids, parse


def story(count: int = 2) -> Incident:
    """An incident with one or two updates."""
    body = "We are looking into it.\n\n- Shops are open"
    updates = [
        an_update("2026-04-22 09:00", body=body),
        an_update("2026-04-22 12:00", Status.IDENTIFIED, id="found", body="A cable."),
    ]
    return an_incident(*updates[:count])


def html(*incidents: Incident, path: str = "history.atom", site: Site | None = None) -> str:
    """The text of the only entry, as it stands there."""
    root = etree.fromstring(feeds(*incidents, site=site)[path])
    (content,) = root.findall(".//{*}content") or root.findall(".//item/description")
    return str(content.text)


def test_an_entry_is_an_incident_with_all_its_updates_newest_first() -> None:
    assert html(story()) == (
        "<p><small>22 April 2026, 13:00 BST</small><br><strong>Identified</strong> - A cable.</p>\n"
        "<p><small>22 April 2026, 10:00 BST</small><br><strong>Investigating</strong> - We are looking into it.</p>\n"
        "<ul>\n<li>Shops are open</li>\n</ul>"
    )
    assert html(story(), path="history.rss") == html(story())


def test_an_entry_is_revised_in_place() -> None:
    (before,), (after,) = (parse(feeds(story(count))["history.atom"]).entries for count in (1, 2))
    assert before.id == after.id == "tag:status.example.com,2026:incidents/online-orders"
    assert before.published == after.published == "2026-04-22T09:00:00+00:00"
    assert (before.updated, after.updated) == ("2026-04-22T09:00:00+00:00", "2026-04-22T12:00:00+00:00")
    assert after.title == "Online orders are down"
    assert after.link == "https://status.example.com/incidents/online-orders/"


def test_a_correction_is_a_revision() -> None:
    edit = Edit(date=at("2026-04-25 08:00"), reason=text("A wrong shop."))
    corrected = an_incident(replace(story().opener, edited=(edit,)))
    (entry,) = parse(feeds(corrected)["history.atom"]).entries
    assert entry.updated == "2026-04-25T08:00:00+00:00"
    assert "Corrected 25 April 2026, 09:00 BST: A wrong shop." in html(corrected)


def test_rss_has_what_bots_of_hosted_pages_read() -> None:
    channel = etree.fromstring(feeds(story())["history.rss"]).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Harbour Stores: incident history"
    assert channel.findtext("link") == "https://status.example.com/"
    item = channel.find("item")
    assert item is not None
    assert item.findtext("link") == "https://status.example.com/incidents/online-orders/"
    assert item.findtext("guid") == "tag:status.example.com,2026:incidents/online-orders"
    assert item.findtext("pubDate") == "Wed, 22 Apr 2026 09:00:00 +0000"


def test_the_newest_incident_comes_first_however_often_an_older_one_is_revised() -> None:
    newer = an_incident(an_update("2026-04-22 10:00"), name="newer")
    for path in ("history.atom", "history.rss"):
        assert ids(path, feeds(story(), newer)[path]) == ["newer", "online-orders"]


def test_planned_work_says_when_it_is() -> None:
    work = a_maintenance(starts="2026-07-25 22:00", ends="2026-07-26 02:00")
    found = re.sub("<[^>]+>", "", html(work)).splitlines()
    assert found == [
        "Planned maintenance: From 25 July 2026, 23:00 BST to 26 July 2026, 03:00 BST",
        "22 April 2026, 10:00 BSTScheduled - We are looking into it.",
    ]


def test_programs_find_the_field_s_own_words_in_english_and_customers_their_own_elsewhere() -> None:
    stages = [
        an_update("2026-04-22 09:00", Status.SCHEDULED, starts=at("2026-04-25 22:00"), ends=at("2026-04-26 02:00")),
        an_update("2026-04-25 22:00", Status.IN_PROGRESS, id="a"),
        an_update("2026-04-25 23:00", Status.VERIFYING, id="b"),
    ]
    work = an_incident(*stages, kind=Kind.MAINTENANCE)
    site = a_site("orders", languages=("en", "cy"))
    english = html(work, site=site)
    assert re.findall("<br><strong>(.*?)</strong>", english) == ["Verifying", "In progress", "Scheduled"]
    welsh = html(work, path="cy/history.atom", site=site)
    assert "Scheduled" not in welsh
    assert '<div lang="en"><p>We are looking into it.</p></div>' in welsh


def test_a_notice_has_customers_words_everywhere() -> None:
    assert "<strong>Notice</strong> - We are looking into it." in html(a_notice())
