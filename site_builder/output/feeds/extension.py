"""What feedgen lacks, by the way it offers for that: extensions of a feed and of its entries.

- RSS has no place for the hub of WebSub but an `atom:link` (WebSub §4), and feedgen writes only `self` there.
- The mark of an archive (RFC 5005 §4).
- `xml:lang` on an entry whose text is in another language than its feed.
"""

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

NAME = "site_builder"
"""What the extensions are registered as, and the attribute of a feed or an entry that leads to them."""

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Of a feed. An Atom feed has its hub by feedgen's own means."""

    def __init__(self) -> None:
        self.hub: str | None = None
        self.is_archive = False

    def extend_ns(self) -> dict[str, str]:
        """The namespaces that it uses. feedgen adds that of Atom to RSS itself."""
        return {"fh": _HISTORY} if self.is_archive else {}

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Marks an archive."""
        if self.is_archive:
            etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        return feed

    def extend_rss(self, rss: etree._Element) -> etree._Element:
        """Names the hub."""
        if self.hub:
            etree.SubElement(rss[0], f"{{{_ATOM}}}link", rel="hub", href=self.hub)
        return rss


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """Of an entry. RSS has no word for the language of an item."""

    def __init__(self) -> None:
        self.language: str | None = None

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Names the language."""
        if self.language:
            entry.set(_LANG, self.language)
        return entry
