"""A channel → Atom or RSS, by feedgen."""

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from site_builder.output.feeds.channel import Channel
from site_builder.output.feeds.entries import Entry
from site_builder.output.feeds.extension import NAME, EntryExtension, FeedExtension


def feed_by_feedgen(channel: Channel, ending: str) -> str:
    """The feed: Atom (RFC 4287) or RSS 2.0, by a file name's ending. An RSS item's description is its whole text: every
    reader shows that, few know content:encoded."""
    generator = _generator(channel, ending)
    for entry in channel.entries:
        generator.add_entry(_feed_entry(entry, channel.language), order="append")
    write = generator.atom_str if ending == "atom" else generator.rss_str
    return bytes(write(pretty=True)).decode()


_MEDIA_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml"}


def _generator(channel: Channel, ending: str) -> FeedGenerator:
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
    generator.link(href=channel.address, rel="self", type=_MEDIA_TYPES[ending])
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
