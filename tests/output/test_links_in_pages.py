"""Every link in every built page leads to a file that is there, at an anchor that is there."""

import posixpath
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from site_builder.pipeline import plan
from site_builder.survey import Request
from tests import shop

DEMO = Path(__file__).parent.parent.parent
SITES = ["shop", "demo"]


@cache
def documents(site: str) -> dict[str, bytes]:
    if site == "shop":
        return shop.documents()
    return {document.path: document.content for document in plan(Request(folder=DEMO, now=shop.NOW)).documents}


class Page(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append((tag, value or ""))
            elif name == "id":
                self.ids.append(value or "")


@cache
def pages(site: str) -> dict[str, Page]:
    return {path: Page(content) for path, content in documents(site).items() if path.endswith(".html")}


def base_path(site: str) -> str:
    """The path at which the site is mounted: only the 404 page's links begin there."""
    canonical = next(link for tag, link in pages(site)["index.html"].links if tag == "link" and "://" in link)
    return urlsplit(canonical).path


def leads_nowhere(site: str, path: str, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = unquote(parts.path)
    if path == "404.html" and target.startswith("/"):
        if not target.startswith(base_path(site)):
            return True
        target = target.removeprefix(base_path(site))
        target += "index.html" if target.endswith("/") or not target else ""
    elif target.startswith("/"):
        return True
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
    if target not in documents(site):
        return True
    return bool(parts.fragment) and parts.fragment not in pages(site)[target].ids


@pytest.mark.parametrize("site", SITES)
def test_every_link_leads_to_a_file_and_an_anchor_that_are_there(site: str) -> None:
    dead = [
        (path, link) for path, page in pages(site).items() for _, link in page.links if leads_nowhere(site, path, link)
    ]
    assert dead == []
    assert sum(len(page.links) for page in pages(site).values()) > 300


@pytest.mark.parametrize("site", SITES)
def test_every_whole_address_of_the_site_that_stands_in_it_leads_to_a_file(site: str) -> None:
    """Those to be copied, those in the head, and those in the lists for programs."""
    canonical = next(link for tag, link in pages(site)["index.html"].links if tag == "link" and "://" in link)
    texts = [content.decode() for path, content in documents(site).items() if path.endswith((".html", ".xml", ".opml"))]
    shown = {found for text in texts for found in re.findall(re.escape(canonical) + r"[\w./-]*", text)}
    paths = {found.removeprefix(canonical) for found in shown}
    dead = {
        path
        for path in paths
        if (path + "index.html" if path.endswith("/") or not path else path) not in documents(site)
    }
    assert dead == set()
    assert len(paths) > 50


@pytest.mark.parametrize("site", SITES)
def test_no_id_stands_twice_on_a_page(site: str) -> None:
    twice = {path: [id_ for id_, count in Counter(page.ids).items() if count > 1] for path, page in pages(site).items()}
    assert {path: ids for path, ids in twice.items() if ids} == {}


@pytest.mark.parametrize("site", SITES)
def test_pages_fetch_nothing_from_other_sites(site: str) -> None:
    fetched = {
        link
        for page in pages(site).values()
        for tag, link in page.links
        if tag in ("img", "script", "iframe", "source") and urlsplit(link).netloc
    }
    assert fetched == set()


@pytest.mark.parametrize("site", SITES)
def test_every_page_can_be_reached_from_the_home_page(site: str) -> None:
    found, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in found or path not in pages(site):
            continue
        found.add(path)
        for tag, link in pages(site)[path].links:
            if tag == "a" and not urlsplit(link).netloc and not urlsplit(link).scheme and urlsplit(link).path:
                waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), urlsplit(link).path)))
    # A retired component that no incident names has no link, and nobody looks for the 404 page.
    assert {path for path in pages(site) if path not in found} <= {"404.html"}


def test_a_fragment_in_a_text_on_the_home_page_leads_to_the_incidents_page() -> None:
    links = [link for _, link in pages("shop")["index.html"].links]
    assert "incidents/2026-04-22-online-orders/index.html#update-2026-04-23-0900" in links
    own = [link for _, link in pages("shop")["incidents/2026-04-22-online-orders/index.html"].links]
    assert "#update-2026-04-23-0900" in own


def test_a_link_to_another_incident_stays_in_the_language() -> None:
    links = [link for _, link in pages("shop")["cy/incidents/2026-02-10-tills/index.html"].links]
    assert "../../../cy/incidents/2026-04-22-online-orders/index.html#update-opened" in links


def test_attachments_are_shared_by_all_languages() -> None:
    links = [link for _, link in pages("shop")["cy/incidents/2026-04-22-online-orders/index.html"].links]
    assert "../../../incidents/2026-04-22-online-orders/collection-points.svg" in links
