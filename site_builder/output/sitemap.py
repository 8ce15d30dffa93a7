"""`sitemap.xml` and `robots.txt`: every page, for search engines (https://www.sitemaps.org/protocol.html).

Where one file would hold too many addresses, `sitemap.xml` becomes the list of several.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from html import escape
from typing import NamedTuple

from site_builder.cache import Cache, Entry, digest
from site_builder.model import Site
from site_builder.output import site_map
from site_builder.output.chapters import StateChapter
from site_builder.output.chronicle import Chronicle
from site_builder.output.known_stories import month_owner
from site_builder.output.site_map import Document, SiteMap
from site_builder.overview import IncidentState

MAX_ADDRESSES = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""What the protocol allows in one file."""

SLOT = "sitemap"
"""Where the cache keeps the entries of months."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


class _Month(NamedTuple):
    """What is listed of the incidents of a month: the path of each page, with its entries. `changed` is when the page
    of the month last did because of one of them."""

    pages: Sequence[tuple[str, tuple[str, ...]]]
    changed: datetime


class KnownEntries:
    """The entries of incidents by their months, of which those that are over stay as they are. An object of it serves
    one build of a site after the other, each with `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._kept: dict[str, Entry] = {}
        self.forget()

    def forget(self) -> None:
        """Begins anew."""
        self._known: dict[str, _Month] = {}
        """By what stands for all that they are made of."""

    def use(self, cache: Cache) -> None:
        """Begins a build. The `cache` has what other programs have made."""
        self._cache = cache if cache.lasts else None
        self._kept = cache.entries(SLOT) if self._cache is not None and not self._known else {}

    def of_months(
        self, site: Site, months: Sequence[StateChapter], make: Callable[[StateChapter], _Month]
    ) -> Mapping[str, _Month]:
        """By the names of these months. `make` makes the entries of one that are not known."""
        of = digest(site.url, site.languages)
        found = {
            month.name: (f"{of} {month.key}", self._of_month(f"{of} {month.key}", month, make)) for month in months
        }
        self._known = dict(found.values())
        return {name: listed for name, (_, listed) in found.items()}

    def _of_month(self, key: str, month: StateChapter, make: Callable[[StateChapter], _Month]) -> _Month:
        if month.not_over:
            return make(month)  # the clock may have gone on
        known = self._known.get(key)
        if known is not None:
            return known
        owner = month_owner(month.name)
        entry = self._kept.get(owner)
        if entry is not None and entry.key == key:
            with suppress(TypeError, ValueError):  # somebody wrote into it
                return _Month([(path, tuple(entries)) for path, entries in entry.value[0]], _moment(entry.value[1]))
        made = make(month)
        if self._cache is not None:
            self._cache.put(owner, SLOT, key, [made.pages, made.changed.isoformat()])
        return made


_moment = datetime.fromisoformat


def sitemap_documents(
    site: Site,
    chronicle: Chronicle,
    planned: Iterable[str],
    *,
    limit: int = MAX_ADDRESSES,
    known: KnownEntries | None = None,
) -> Iterator[Document]:
    """The sitemap of all incidents, and of the other pages among the planned paths; with more than `limit` addresses,
    its parts and their list."""
    parts = list(_parts(_Entries(site, chronicle, known or KnownEntries()).of_all(planned), limit))
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


class _Entries:
    """One `<url>` for each page, with the same page in all languages where there are several."""

    def __init__(self, site: Site, chronicle: Chronicle, known: KnownEntries) -> None:
        self._site = site
        self._chronicle = chronicle
        self._known = known
        self._maps = [SiteMap(site, language) for language in site.languages]
        # Paths of pages have nothing in them that would have to be escaped.
        self._roots = [escape(f"{site.url}/{each.root}") for each in self._maps]

    def of_all(self, planned: Iterable[str]) -> list[str]:
        """The home page first. A poster is for a printer, not for searching."""
        home, *_ = maps = self._maps
        months = self._known.of_months(self._site, self._chronicle.months, self._of_month)
        pages = [page for month in reversed(list(months.values())) for page in month.pages]
        found = dict(pages)
        changed = {home.month(name): listed.changed for name, listed in months.items()}
        # The pages of the default language are those of all.
        others = tuple(each.root for each in maps[1:])
        for path in planned:
            is_page = path.endswith("index.html") and path not in found
            if is_page and path != home.poster and not path.startswith(others):
                pages.append((path, self._page(path, changed.get(path))))
        pages.sort()  # most are in order already
        first = home.home
        pages.sort(key=lambda page: page[0] != first)
        return [entry for _, entries in pages for entry in entries]

    def _of_month(self, month: StateChapter) -> _Month:
        now, revised = self._chronicle.overview.now, month.told.revised
        changed = [_last_changed(state, revised[state.incident.name], now) for state in month.members]
        paths = [self._maps[0].incident(state.incident.name) for state in month.members]
        pages = [(path, self._page(path, at)) for path, at in zip(paths, changed, strict=True)]
        return _Month(sorted(pages), max(changed))

    def _page(self, path: str, changed: datetime | None) -> tuple[str, ...]:
        """In each language. `changed` is None where its content doesn't say when it did."""
        folder = path.removesuffix("index.html")
        last = f"    <lastmod>{site_map.instant(changed)}</lastmod>\n" if changed else ""
        addresses = [f"{root}{folder}" for root in self._roots]
        if len(addresses) == 1:
            return (f"  <url>\n    <loc>{addresses[0]}</loc>\n{last}  </url>\n",)
        others = "".join(
            f'    <xhtml:link rel="alternate" hreflang="{each.language}" href="{address}"/>\n'
            for each, address in zip(self._maps, addresses, strict=True)
        )
        return tuple([f"  <url>\n    <loc>{address}</loc>\n{last}{others}  </url>\n" for address in addresses])


def _last_changed(state: IncidentState, revised: datetime, now: datetime) -> datetime:
    """When an incident's page last came to say something else: it was written, corrected, or the clock passed by."""
    # What is over has nothing left that could begin, end or be late.
    by_itself = (state.closed_at,) if state.closed_at else (state.starts, state.ends, state.next_update)
    return max([revised, *(moment for moment in by_itself if moment and moment <= now)])


def _parts(entries: Sequence[str], limit: int) -> Iterator[Sequence[str]]:
    if len(entries) <= limit and sum(map(len, entries)) <= MAX_BYTES - _FRAME_BYTES:
        yield entries
        return
    part: list[str] = []
    size = _FRAME_BYTES
    for entry in entries:
        length = len(entry)  # it is ASCII, as all addresses are
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
