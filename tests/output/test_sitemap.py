"""`sitemap.xml` and `robots.txt`, as search engines read them."""

from pathlib import Path

from lxml import etree

from site_builder.output.chronicle import Chronicle
from site_builder.output.sitemap import robots_document, sitemap_documents
from site_builder.pipeline import plan
from site_builder.status import site_overview
from site_builder.survey import Request
from site_builder.vocabulary import Edition, Status
from tests import shop
from tests.factories import a_maintenance, a_site, an_incident, an_update, at
from tests.output.building import pages
from tests.program import make_site

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
LATE = "2026-06-01 00:00"


def of_shop() -> etree._Element:
    return etree.fromstring(shop.documents()["sitemap.xml"])


def addresses(tree: etree._Element) -> list[str]:
    return [found.text or "" for found in tree.findall("*/s:loc", NS)]


def test_it_lists_every_page_of_every_language_once_and_nothing_else() -> None:
    expected = {
        f"{shop.URL}/{path.removesuffix('index.html')}"
        for path in shop.documents()
        if path.endswith("index.html") and "poster/" not in path
    }
    found = addresses(of_shop())
    assert found[0] == f"{shop.URL}/"
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert not [one for one in found if "404" in one or "poster" in one]


def test_each_page_names_itself_in_all_languages() -> None:
    for entry in of_shop().findall("s:url", NS):
        links = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NS)}
        assert set(links) == {"en", "cy"}
        assert entry.findtext("s:loc", None, NS) in links.values()
        assert (links["en"] or "").replace(shop.URL, f"{shop.URL}/cy") == links["cy"]


def changed(*incidents: object, now: str = LATE) -> dict[str, str | None]:
    """When each page says it changed, by path."""
    site = a_site("orders", "cards")
    overview = site_overview(site.components, incidents, at(now), site.timezone)  # type: ignore[arg-type]
    built = pages(*incidents, site=site, now=now).keys()  # type: ignore[arg-type]
    (document,) = sitemap_documents(site, Chronicle(overview, site.timezone), built)
    tree = etree.fromstring(document.content)
    assert b"xhtml" not in document.content  # one language has no others
    return {
        (entry.findtext("s:loc", "", NS)).removeprefix(site.url): entry.findtext("s:lastmod", None, NS)
        for entry in tree.findall("s:url", NS)
    }


def test_only_pages_whose_content_says_so_have_a_last_change() -> None:
    early = an_incident(an_update("2026-04-22 09:00"), an_update("2026-04-23 10:00"), name="early")
    late = an_incident(an_update("2026-04-25 09:00"), name="late")
    found = changed(early, late)
    assert {path: when for path, when in found.items() if when} == {
        "/incidents/early/": "2026-04-23T10:00:00Z",
        "/incidents/late/": "2026-04-25T09:00:00Z",
        "/history/2026-04/": "2026-04-25T09:00:00Z",
    }


def test_a_page_that_the_clock_changed_has_changed_then() -> None:
    work = a_maintenance(starts="2026-04-25 22:00", ends="2026-04-26 02:00")
    found = {now: changed(work, now=now)["/incidents/new-tills/"] for now in ("2026-04-24 00:00", "2026-04-25 23:00")}
    assert list(found.values()) == ["2026-04-22T09:00:00Z", "2026-04-25T22:00:00Z"]
    assert changed(work)["/incidents/new-tills/"] == "2026-04-26T02:00:00Z"


def test_what_is_over_no_longer_changes_with_the_clock() -> None:
    done = an_update("2026-04-25 23:00", Status.COMPLETED)
    early = a_maintenance(done, starts="2026-04-25 22:00", ends="2026-04-26 02:00")
    assert changed(early)["/incidents/new-tills/"] == "2026-04-25T23:00:00Z"
    promised = an_update("2026-04-22 09:00", next_update=at("2026-04-22 17:00"))
    assert changed(an_incident(promised))["/incidents/online-orders/"] == "2026-04-22T17:00:00Z"
    over = an_incident(promised, an_update("2026-04-22 12:00", Status.RESOLVED))
    assert changed(over)["/incidents/online-orders/"] == "2026-04-22T12:00:00Z"


def test_too_many_addresses_become_several_files_and_a_list_of_them() -> None:
    planned = shop.planned()
    documents = {each.path for each in planned.documents if each.path.endswith(".html")}
    whole = addresses(of_shop())
    *parts, index = sitemap_documents(
        planned.site, Chronicle(planned.overview, planned.site.timezone), documents, limit=10
    )
    assert index.path == "sitemap.xml"
    listed = addresses(etree.fromstring(index.content))
    assert listed == [f"{shop.URL}/{part.path}" for part in parts]
    assert [part.path for part in parts][:2] == ["sitemap-1.xml", "sitemap-2.xml"]
    trees = [etree.fromstring(part.content) for part in parts]
    assert max(len(tree) for tree in trees) == 10
    assert [one for tree in trees for one in addresses(tree)] == whole
    assert index.content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<sitemapindex")


def test_robots_may_read_everything() -> None:
    assert robots_document(a_site()).content == (
        b"User-agent: *\nAllow: /\n\nSitemap: https://status.example.com/sitemap.xml\n"
    )


def test_a_preview_has_neither(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    for edition in Edition:
        request = Request(folder=site, now=at("2026-05-02 09:00"), edition=edition)
        paths = {each.path for each in plan(request).documents}
        assert ({"sitemap.xml", "robots.txt"} <= paths) is edition.is_public
        assert {"sitemap.xml", "robots.txt"}.isdisjoint(paths) is not edition.is_public
