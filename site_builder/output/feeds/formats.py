"""A channel → the bytes of a feed, in three formats."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from site_builder.output.feeds.channel import Channel
from site_builder.output.feeds.entries import Entry
from site_builder.output.feeds.extension import NAME, EntryExtension, FeedExtension


class FeedWriter:
    """Writes the feeds of one language. An entry is written once in each format, for all feeds that it stands in."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Entry], str] = {}
        self._items = cache(_json_item)

    def write(self, channel: Channel, ending: str) -> bytes:
        """The feed in the format of a file name's ending: atom, rss or json."""
        if ending == "json":
            return _json_feed(channel, [self._items(entry, channel.language) for entry in channel.entries])
        if channel.entries and not any((ending, entry) in self._known for entry in channel.entries):
            return self._written_whole(channel, ending).encode()
        frame = _serialized(_frame(channel, _MEDIA_TYPES[ending]), ending)
        end = frame.rindex(_ENDS[ending])
        return "".join([frame[:end], *self.written(channel.entries, ending, channel.language), frame[end:]]).encode()

    def written(self, entries: Sequence[Entry], ending: str, language: str) -> list[str]:
        """Each entry as the lines that stand for it in an Atom or RSS feed of `language`."""
        new = tuple(entry for entry in entries if (ending, entry) not in self._known)
        if new:
            self._written_whole(replace(_NOBODY, language=language, entries=new), ending)
        return [self._known[ending, entry] for entry in entries]

    def learn(self, written: Iterable[tuple[Entry, str]], ending: str) -> None:
        """Takes over what was written elsewhere."""
        self._known.update(((ending, entry), text) for entry, text in written)

    def forget(self) -> None:
        """Drops what was written, to make room."""
        self._known.clear()

    def _written_whole(self, channel: Channel, ending: str) -> str:
        """The feed as feedgen writes it with its entries, which are learnt from it."""
        generator = _frame(channel, _MEDIA_TYPES[ending])
        for entry in channel.entries:
            generator.add_entry(_feed_entry(entry, channel.language), order="append")
        text = _serialized(generator, ending)
        begins = _BEGINNINGS[ending]
        lines = text[: text.rindex(_ENDS[ending])].removesuffix("\n").split(f"\n{begins}")[1:]
        self.learn(zip(channel.entries, (f"{begins}{each}\n" for each in lines), strict=True), ending)
        return text


_MEDIA_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml"}
_ENDS = {"atom": "</feed>", "rss": "  </channel>"}
"""The line of a feed before which its entries end."""

_BEGINNINGS = {"atom": "  <entry", "rss": "    <item>"}
"""How an entry begins in a line of its own. No text of a writer can: its `<` is escaped."""

_NOBODY = Channel(id="-", title="-", description="-", language="en", address="-", home="-", author="-", entries=())


def _serialized(generator: FeedGenerator, ending: str) -> str:
    """Atom (RFC 4287) or RSS 2.0. An RSS item's description is its whole text: every reader shows that, few know
    content:encoded."""
    write = generator.atom_str if ending == "atom" else generator.rss_str
    return bytes(write(pretty=True)).decode()


def _frame(channel: Channel, media_type: str) -> FeedGenerator:
    """The feed without its entries."""
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
    return generator


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
    target = FeedEntry()
    target.id(entry.id)
    target.guid(entry.id, permalink=False)
    target.title(entry.title)
    target.link(href=entry.link, rel="alternate")
    target.published(entry.published)
    target.updated(entry.updated)
    target.content(entry.html, type="html")
    target.category([{"term": category} for category in entry.categories])
    target.register_extension(NAME, EntryExtension)
    getattr(target, NAME).language = entry.language if entry.language != language else None
    return target


def _json_feed(channel: Channel, items: Sequence[str]) -> bytes:
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
    listed = ",\n  ".join(items)
    within = f"\n  {listed}\n " if items else ""
    return (_json(feed).removesuffix("\n}") + f',\n "items": [{within}]\n}}\n').encode()


def _json_item(entry: Entry, language: str) -> str:
    """An entry as it stands in the list of a JSON Feed in `language`."""
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
    # In JSON, every line end stands between values: those of texts are escaped.
    return _json(item).replace("\n", "\n  ")


def _json(tree: dict[str, Any]) -> str:
    return json.dumps(tree, ensure_ascii=False, indent=1)
