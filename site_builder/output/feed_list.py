"""`feeds.opml`: all feeds of one language, to be imported into a feed reader at once."""

from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import Document


def feed_list_document(pages: LanguagePages) -> Document:
    """The list. Every address in it is absolute: it is read away from the site."""
    path = pages.map.feed_list

    def made() -> bytes:
        # Nothing may stand before an XML declaration.
        return f"{pages.render_for_feed('feeds.opml', path, groups=pages.groups).strip()}\n".encode()

    return pages.kept(path, pages.statuses, made)
