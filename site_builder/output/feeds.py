"""Which feeds there are. What stands in them: feed_entries.py; how they are written: feed_formats.py."""

from collections.abc import Iterator

from site_builder.output import site_map
from site_builder.output.feed_entries import Entry, newest_updates, tag_uri, update_entries
from site_builder.output.feed_formats import FORMATS, Channel
from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import Document


def feed_documents(pages: LanguagePages) -> Iterator[Document]:
    """The feeds of one language: the newest updates of the whole site, one entry each, in every format."""
    updates = newest_updates(pages.overview.incidents, pages.site.feed_entries)
    # Every link in an entry is absolute, so the same entries serve all formats.
    entries = tuple(update_entries(pages, updates, pages.map.feed("atom")))
    for ending, write in FORMATS.items():
        path = pages.map.feed(ending)
        yield Document(path, write(_updates_channel(pages, path, entries)))


def _updates_channel(pages: LanguagePages, path: str, entries: tuple[Entry, ...]) -> Channel:
    site, language = pages.site, pages.language
    name = site.name.pick(language).text
    return Channel(
        id=tag_uri(site, "updates", language),
        title=name,
        description=site.description.pick(language).text if site.description else name,
        language=language,
        address=site_map.address(site, path),
        home=site_map.address(site, pages.map.home),
        author=name,
        entries=entries,
    )
