"""Reads feeds as their readers would."""

import json
from collections.abc import Mapping
from typing import Any

import feedparser
from lxml import etree

from site_builder.model import Incident, Site
from tests.output.building import SCHEMA, feeds

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse(content: bytes) -> feedparser.FeedParserDict:
    """Any feed in XML, by a program that many readers are built on."""
    parsed = feedparser.parse(content)
    assert parsed.bozo == 0, parsed.get("bozo_exception")
    return parsed


def read(path: str, content: bytes) -> dict[str, str]:
    """The titles of a feed's entries by their ids, in their order, whatever its format; the feed is valid."""
    if path.endswith(".json"):
        pairs = [(item["id"], item["title"]) for item in json_feed(content)["items"]]
    else:
        if path.endswith(".atom"):
            SCHEMA.assertValid(etree.fromstring(content))
        pairs = [(entry.id, entry.title) for entry in parse(content).entries]
    assert len(dict(pairs)) == len(pairs), "an id stands twice"
    return dict(pairs)


def ids(path: str, content: bytes) -> list[str]:
    """The ends of the ids of a feed's entries: the incident's id, and the update's."""
    return [id.rpartition("incidents/")[2] for id in read(path, content)]


def entries(*incidents: Incident, site: Site | None = None, now: str = "2026-06-01 00:00") -> dict[str, bytes]:
    """Each entry of the Atom feed of updates as it stands there, by its id."""
    return atom_entries(feeds(*incidents, site=site, now=now)["feed.atom"])


def atom_entries(content: bytes) -> dict[str, bytes]:
    """Each entry of an Atom feed as it stands there, by its id."""
    root = etree.fromstring(content)
    return {str(entry.findtext(f"{ATOM}id")): etree.tostring(entry) for entry in root.findall(f"{ATOM}entry")}


def links(content: bytes) -> dict[str, str]:
    """The links of an Atom feed's head by their relation."""
    return {str(link.get("rel")): str(link.get("href")) for link in etree.fromstring(content).findall(f"{ATOM}link")}


def walk(found: Mapping[str, bytes], root: str = "https://status.example.com/") -> list[tuple[str, bytes]]:
    """The documents that a client reads which follows `prev-archive` from the feed to the end (RFC 5005 §4.2)."""
    documents = []
    path: str | None = "feed.atom"
    while path is not None:
        documents.append((path, found[path]))
        previous = links(found[path]).get("prev-archive")
        path = previous.removeprefix(root) if previous else None
    return documents


_ITEM = {"id", "url", "title", "content_html", "date_published", "date_modified", "tags", "language"}
_FEED = {
    "version", "title", "home_page_url", "feed_url", "description", "language", "authors", "hubs", "items",
}  # fmt: skip


def json_feed(content: bytes) -> dict[str, Any]:
    """A JSON Feed that follows its specification (https://www.jsonfeed.org/version/1.1/)."""
    feed = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert set(feed) <= _FEED
    assert {"version", "title", "items"} <= set(feed)
    assert all(isinstance(feed[name], str) and feed[name] for name in set(feed) - {"authors", "hubs", "items"})
    assert all(set(author) <= {"name", "url", "avatar"} and author for author in feed["authors"])
    assert all(set(hub) == {"type", "url"} for hub in feed.get("hubs", []))
    for item in feed["items"]:
        assert set(item) <= _ITEM
        assert item["id"]
        assert item["content_html"]
        assert all(isinstance(item[name], str) for name in set(item) - {"tags"})
        assert all(isinstance(tag, str) for tag in item["tags"])
    return dict(feed)
