"""`sitemap.xml` and `robots.txt`: every page, for search engines (https://www.sitemaps.org/protocol.html).

Where one file would hold too many addresses, `sitemap.xml` becomes the list of several.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from html import escape

from site_builder.model import Site
from site_builder.output import site_map
from site_builder.output.chronicle import Chronicle
from site_builder.output.site_map import Document, SiteMap
from site_builder.overview import IncidentState

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
    site: Site, chronicle: Chronicle, planned: Set[str], *, limit: int = MAX_ADDRESSES
) -> Iterator[Document]:
    """The sitemap of the pages among the planned paths; with more than `limit` of them, its parts and their list."""
    parts = list(_parts(_entries(site, chronicle, planned), limit))
    if len(parts) == 1:
        yield Document(site_map.SITEMAP, _written("urlset", parts[0], len(site.languages) > 1))
        return
    listed = []
    for number, part in enumerate(parts, 1):
        path = site_map.sitemap_part(number)
        yield Document(path, _written("urlset", part, len(site.languages) > 1))
        listed.append(f"  <sitemap>\n{_element('loc', site_map.address(site, path))}  </sitemap>\n")
    yield Document(site_map.SITEMAP, _written("sitemapindex", listed))


def robots_document(site: Site) -> Document:
    """Everything may be read. It counts only at the root of a host (RFC 9309 §2.3)."""
    sitemap = site_map.address(site, site_map.SITEMAP)
    return Document(site_map.ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n".encode())


def _entries(site: Site, chronicle: Chronicle, planned: Set[str]) -> Iterator[str]:
    """One `<url>` for each page, with the same page in all languages where there are several."""
    maps = [SiteMap(site, language) for language in site.languages]
    for page in _pages(maps[0], chronicle, planned):
        addresses = {each.language: site_map.address(site, each.root + page.path) for each in maps}
        changed = _element("lastmod", site_map.instant(page.changed)) if page.changed else ""
        others = "".join(
            f'    <xhtml:link rel="alternate" hreflang="{language}" href="{escape(other)}"/>\n'
            for language, other in (addresses.items() if len(addresses) > 1 else ())
        )
        for address in addresses.values():
            yield f"  <url>\n{_element('loc', address)}{changed}{others}  </url>\n"


def _pages(of_default: SiteMap, chronicle: Chronicle, planned: Set[str]) -> Iterator[_Page]:
    """The pages of the default language, which are those of all. A poster is for a printer, not for searching."""
    changed: dict[str, datetime] = {}
    for state in chronicle.overview.incidents:
        last = _last_changed(state, chronicle)
        month = of_default.month(site_map.month_of(state.opened_at, of_default.site.timezone))
        changed[of_default.incident(state.incident.name)] = last
        changed[month] = max(last, changed.get(month, last))
    others = tuple(f"{language}/" for language in of_default.site.languages if language != of_default.language)
    pages = [path for path in planned if path.endswith("index.html") and not path.startswith(others)]
    for path in sorted(pages, key=lambda path: (path != of_default.home, path)):
        if path != of_default.poster:
            yield _Page(path, changed.get(path))


def _last_changed(state: IncidentState, chronicle: Chronicle) -> datetime:
    """When an incident's page last came to say something else: it was written, corrected, or the clock passed by."""
    revised = chronicle.stories[state.incident.name].revised_at
    # What is over has nothing left that could begin, end or be late.
    by_itself = (state.closed_at,) if state.closed_at else (state.starts, state.ends, state.next_update)
    return max([revised, *(moment for moment in by_itself if moment and moment <= chronicle.overview.now)])


def _parts(entries: Iterable[str], limit: int) -> Iterator[list[str]]:
    part: list[str] = []
    size = _FRAME_BYTES
    for entry in entries:
        length = len(entry.encode())
        if part and (len(part) == limit or size + length > MAX_BYTES):
            yield part
            part, size = [], _FRAME_BYTES
        part.append(entry)
        size += length
    yield part


_FRAME_BYTES = 1024
"""More than stands around the entries of a file."""


def _written(root: str, entries: Iterable[str], links: bool = False) -> bytes:
    xhtml = f' xmlns:xhtml="{_XHTML}"' if links else ""
    text = "".join(entries)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<{root} xmlns=\"{_SITEMAP}\"{xhtml}>\n{text}</{root}>\n".encode()


def _element(name: str, text: str) -> str:
    return f"    <{name}>{escape(text, quote=False)}</{name}>\n"
