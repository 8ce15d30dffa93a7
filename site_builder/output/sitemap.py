"""`sitemap.xml` and `robots.txt`: every page, for search engines (https://www.sitemaps.org/protocol.html).

Where one file would hold too many addresses, `sitemap.xml` becomes the list of several.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from site_builder.model import Site
from site_builder.output import site_map
from site_builder.output.site_map import Document, SiteMap
from site_builder.overview import IncidentState, Overview

MAX_ADDRESSES = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""What the protocol allows in one file."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class _Page:
    """A page below the root of its language. `changed` is None where its content doesn't say when it did."""

    path: str
    changed: datetime | None


def sitemap_documents(
    site: Site, overview: Overview, planned: Set[str], *, limit: int = MAX_ADDRESSES
) -> Iterator[Document]:
    """The sitemap of the pages among the planned paths; with more than `limit` of them, its parts and their list."""
    parts = list(_parts(_entries(site, overview, planned), limit))
    if len(parts) == 1:
        yield Document(site_map.SITEMAP, _written("urlset", parts[0]))
        return
    listed = []
    for number, part in enumerate(parts, 1):
        path = site_map.sitemap_part(number)
        yield Document(path, _written("urlset", part))
        entry = etree.Element(_tag("sitemap"))
        etree.SubElement(entry, _tag("loc")).text = site_map.address(site, path)
        listed.append(entry)
    yield Document(site_map.SITEMAP, _written("sitemapindex", listed))


def robots_document(site: Site) -> Document:
    """Everything may be read. It counts only at the root of a host (RFC 9309 §2.3)."""
    sitemap = site_map.address(site, site_map.SITEMAP)
    return Document(site_map.ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n".encode())


def _entries(site: Site, overview: Overview, planned: Set[str]) -> Iterator[etree._Element]:
    """One `<url>` for each page, with the same page in all languages where there are several."""
    maps = [SiteMap(site, language) for language in site.languages]
    for page in _pages(maps[0], overview, planned):
        addresses = {each.language: site_map.address(site, each.root + page.path) for each in maps}
        for address in addresses.values():
            entry = etree.Element(_tag("url"))
            etree.SubElement(entry, _tag("loc")).text = address
            if page.changed is not None:
                etree.SubElement(entry, _tag("lastmod")).text = site_map.instant(page.changed)
            for language, other in addresses.items() if len(addresses) > 1 else ():
                attributes = {"rel": "alternate", "hreflang": language, "href": other}
                etree.SubElement(entry, f"{{{_XHTML}}}link", attributes)
            yield entry


def _pages(of_default: SiteMap, overview: Overview, planned: Set[str]) -> Iterator[_Page]:
    """The pages of the default language, which are those of all. A poster is for a printer, not for searching."""
    changed: dict[str, datetime] = {}
    for state in overview.incidents:
        last = _last_changed(state, overview.now)
        month = of_default.month(f"{state.opened_at.astimezone(of_default.site.timezone):%Y-%m}")
        changed |= {of_default.incident(state.incident.name): last, month: max(last, changed.get(month, last))}
    others = {f"{language}/" for language in of_default.site.languages if language != of_default.language}
    for path in sorted(planned, key=lambda path: (path != of_default.home, path)):
        is_page = path.endswith("index.html") and path != of_default.poster
        if is_page and not path.startswith(tuple(others)):
            yield _Page(path, changed.get(path))


def _last_changed(state: IncidentState, now: datetime) -> datetime:
    """When an incident's page last came to say something else: it was written, corrected, or the clock passed by."""
    edits = (edit.date for update in state.incident.updates for edit in update.edited)
    # What is over has nothing left that could begin, end or be late.
    by_itself = (state.closed_at,) if state.closed_at else (state.starts, state.ends, state.next_update)
    return max([state.updated_at, *edits, *(moment for moment in by_itself if moment and moment <= now)])


def _parts(entries: Iterable[etree._Element], limit: int) -> Iterator[list[etree._Element]]:
    part: list[etree._Element] = []
    size = 0
    for entry in entries:
        # Alone it says its namespaces again, so this counts a little more than is written.
        length = len(etree.tostring(entry))
        if part and (len(part) == limit or size + length > MAX_BYTES):
            yield part
            part, size = [], 0
        part.append(entry)
        size += length
    yield part


def _written(root: str, entries: Iterable[etree._Element]) -> bytes:
    tree = etree.fromstring(f'<{root} xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}"/>')
    tree.extend(list(entries))
    etree.indent(tree)
    # Only what is used: a site of one language has no links to others.
    etree.cleanup_namespaces(tree)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8") + b"\n"


def _tag(name: str) -> str:
    return f"{{{_SITEMAP}}}{name}"
