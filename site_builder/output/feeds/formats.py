"""A channel → the bytes of a feed, in three formats."""

import json
from copy import deepcopy
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from site_builder.output.feeds.channel import Channel
from site_builder.output.feeds.entries import Entry
from site_builder.output.feeds.extension import NAME, EntryExtension, FeedExtension


class FeedWriter:
    """Writes the feeds of one language. An entry that stands in several feeds is handed to feedgen once."""

    def __init__(self) -> None:
        self._known: dict[Entry, _KeptEntry] = {}

    def write(self, channel: Channel, ending: str) -> bytes:
        """The feed in the format of a file name's ending: atom, rss or json."""
        return {"atom": self.atom, "rss": self.rss, "json": json_feed}[ending](channel)

    def atom(self, channel: Channel) -> bytes:
        """Atom (RFC 4287)."""
        return bytes(self._generator(channel, "application/atom+xml").atom_str(pretty=True))

    def rss(self, channel: Channel) -> bytes:
        """RSS 2.0. An item's description is its whole text: every reader shows that, few know content:encoded."""
        return bytes(self._generator(channel, "application/rss+xml").rss_str(pretty=True))

    def _generator(self, channel: Channel, media_type: str) -> FeedGenerator:
        generator = FeedGenerator()
        generator.id(channel.id)
        generator.title(channel.title)
        generator.author(name=channel.author)
        if channel.description:
            generator.description(channel.description)
        generator.language(channel.language)
        generator.generator("Site Builder")
        # feedgen makes the last link that was added the <link> of an RSS channel.
        generator.link(href=channel.address, rel="self", type=media_type)
        for relation, address in _relations(channel).items():
            generator.link(href=address, rel=relation)
        generator.link(href=channel.home, rel="alternate", type="text/html", hreflang=channel.language)
        generator.updated(channel.updated)
        generator.lastBuildDate(channel.updated)
        generator.register_extension(NAME, FeedExtension, EntryExtension)
        extension = getattr(generator, NAME)
        extension.hub = channel.hub
        extension.is_archive = channel.archive.is_archive
        for entry in channel.entries:
            generator.add_entry(self._entry(entry, channel.language), order="append")
        return generator

    def _entry(self, entry: Entry, language: str) -> FeedEntry:
        if entry not in self._known:
            self._known[entry] = _feed_entry(entry, language)
        return self._known[entry]


class _KeptEntry(FeedEntry):  # type: ignore[misc]  # feedgen ships no types
    """An entry whose elements are made once, and copied into every feed that it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, etree._Element] = {}

    def atom_entry(self, extensions: bool = True) -> etree._Element:
        """A copy, since an element can stand in one document alone."""
        if "atom" not in self._made:
            self._made["atom"] = super().atom_entry(extensions)
        return deepcopy(self._made["atom"])

    def rss_entry(self, extensions: bool = True) -> etree._Element:
        """A copy, as above."""
        if "rss" not in self._made:
            self._made["rss"] = super().rss_entry(extensions)
        return deepcopy(self._made["rss"])


def _relations(channel: Channel) -> dict[str, str]:
    """The links that only some feeds have, by their relation."""
    archive = channel.archive
    links = {
        "hub": channel.hub,
        "current": archive.current,
        "prev-archive": archive.previous,
        "next-archive": archive.next,
    }
    return {relation: address for relation, address in links.items() if address}


def _feed_entry(entry: Entry, language: str) -> FeedEntry:
    target = _KeptEntry()
    target.id(entry.id)
    target.guid(entry.id, permalink=False)
    target.title(entry.title)
    target.link(href=entry.link, rel="alternate")
    target.published(entry.published)
    target.updated(entry.updated)
    target.content(entry.html, type="html")
    for category in entry.categories:
        target.category(term=category)
    target.register_extension(NAME, EntryExtension)
    getattr(target, NAME).language = entry.language if entry.language != language else None
    return target


def json_feed(channel: Channel) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "description": channel.description,
        "language": channel.language,
        "authors": [{"name": channel.author}],
    }
    if channel.hub:
        feed["hubs"] = [{"type": "WebSub", "url": channel.hub}]
    feed["items"] = [_json_item(entry, channel.language) for entry in channel.entries]
    return f"{json.dumps(feed, ensure_ascii=False, indent=1)}\n".encode()


def _json_item(entry: Entry, language: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": list(entry.categories),
    }
    if entry.language != language:
        item["language"] = entry.language
    return item
