"""A channel → the bytes of a feed, in three formats."""

import json
from functools import lru_cache
from typing import Any

from site_builder.output.feeds.channel import Channel
from site_builder.output.feeds.entries import Entry
from site_builder.output.feeds.forms import xml_feed
from site_builder.output.known_works import Entries


def written(channel: Channel, ending: str, kept: Entries | None = None) -> bytes:
    """The feed in the format of a file name's ending: atom, rss or json. `kept` knows forms of other programs."""
    return _json_feed(channel) if ending == "json" else xml_feed(channel, ending, kept)


def _json_feed(channel: Channel) -> bytes:
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
    items = ",\n  ".join([_json_item(entry, channel.language) for entry in channel.entries])
    within = f"\n  {items}\n " if items else ""
    return (_json(feed).removesuffix("\n}") + f',\n "items": [{within}]\n}}\n').encode()


@lru_cache(maxsize=256)
def _json_item(entry: Entry, language: str) -> str:
    """An entry as it stands in the list of a JSON Feed in `language`. The newest ones stand in many."""
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
