"""A channel → the bytes of a feed: one function for each format, all listed in `FORMATS`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from site_builder.output.feed_entries import Entry

# What a feed without entries says of its last change: it has had none.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed before it takes a format. `address` is the feed's own, `home` that of the page it stands for."""

    id: str
    title: str
    description: str
    language: str
    address: str
    home: str
    author: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=_NEVER)


def atom(channel: Channel) -> bytes:
    """Atom (RFC 4287)."""
    return bytes(_generator(channel, "application/atom+xml").atom_str(pretty=True))


def rss(channel: Channel) -> bytes:
    """RSS 2.0. An item's description is its whole text: every reader shows that, few know content:encoded."""
    return bytes(_generator(channel, "application/rss+xml").rss_str(pretty=True))


FORMATS: dict[str, Callable[[Channel], bytes]] = {"atom": atom, "rss": rss}
"""By the ending of the file."""


def _generator(channel: Channel, media_type: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(channel.id)
    generator.title(channel.title)
    generator.author(name=channel.author)
    generator.description(channel.description)
    generator.language(channel.language)
    generator.generator("Site Builder")
    # feedgen makes the last link that was added the <link> of an RSS channel.
    generator.link(href=channel.address, rel="self", type=media_type)
    generator.link(href=channel.home, rel="alternate", type="text/html", hreflang=channel.language)
    generator.updated(channel.updated)
    generator.lastBuildDate(channel.updated)
    for entry in channel.entries:
        _add(generator.add_entry(order="append"), entry)
    return generator


def _add(target: FeedEntry, entry: Entry) -> None:
    target.id(entry.id)
    target.guid(entry.id, permalink=False)
    target.title(entry.title)
    target.link(href=entry.link, rel="alternate")
    target.published(entry.published)
    target.updated(entry.updated)
    target.content(entry.html, type="html")
    for category in entry.categories:
        target.category(term=category)
