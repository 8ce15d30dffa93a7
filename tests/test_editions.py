"""Previews and rehearsals: nobody can take one for the published site, subscribe to it or come upon it."""

import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from html import unescape
from os.path import normpath
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from site_builder.pipeline import build, plan
from site_builder.problems import SiteProblems
from site_builder.survey import Request
from site_builder.vocabulary import Edition
from tests import shop
from tests.factories import at
from tests.output.building import select
from tests.program import INCIDENT, make_site, tree

NOW = at("2026-05-01 12:00")
OTHERS = [edition for edition in Edition if not edition.is_public]
EXERCISE = {"en": "This is an exercise", "cy": "Ymarfer yw hwn"}
PREVIEW = {"en": "Preview, not published", "cy": "Rhagolwg, heb ei gyhoeddi"}
MARKS = {Edition.REHEARSAL: EXERCISE, Edition.PREVIEW: PREVIEW, Edition.DRAFTS: PREVIEW}

ATTACHMENT = "incidents/2026-04-22-online-orders/collection-points.svg"

each_other_edition = pytest.mark.parametrize("edition", OTHERS)


def built(site: Path, edition: Edition, now: datetime = NOW) -> Mapping[str, bytes]:
    """All files of a site, by path."""
    return {each.path: each.content for each in plan(Request(folder=site, now=now, edition=edition)).documents}


@cache
def shop_as(edition: Edition) -> Mapping[str, bytes]:
    """All files of the shop, which has two languages, attachments and every setting."""
    with TemporaryDirectory() as folder:
        site = Path(shutil.copytree(shop.SITE, Path(folder) / "site"))
        draft = site / "incidents/2026-04-22-online-orders/2026-05-06-0800.md"
        whole = draft.read_text(encoding="utf-8").replace("[a broken link](nowhere.png)", "a link")
        draft.write_text(whole, encoding="utf-8")
        return built(site, edition, shop.NOW)


def pages(edition: Edition) -> Mapping[str, HtmlElement]:
    """The shop's pages, by path."""
    found = {path: content.decode() for path, content in shop_as(edition).items() if path.endswith(".html")}
    return {path: lxml_html.fromstring(text) for path, text in found.items()}


def values(page: HtmlElement, expression: str) -> list[str]:
    """Attributes of a page, by an XPath."""
    found = page.xpath(expression)
    assert isinstance(found, list)
    return [str(value) for value in found]


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def mark(path: str, edition: Edition) -> str:
    return MARKS[edition]["cy" if path.startswith("cy/") else "en"]


# -- what it is, said everywhere -----------------------------------------------------------------


@each_other_edition
def test_every_page_says_what_it_is_in_its_title_its_description_and_its_body(edition: Edition) -> None:
    found = pages(edition)
    assert {"index.html", "404.html", "poster/index.html", "cy/poster/index.html", "cy/subscribe/index.html"} <= set(
        found
    )
    for path, page in found.items():
        (title,) = select(page, "title")
        assert words(title).startswith(f"{mark(path, edition)}: "), path
        described = values(page, "//meta[@name='description']/@content")
        assert all(text.startswith(mark(path, edition)) for text in described), path
        (banner,) = [*select(page, "body .preview"), *select(page, "body .edition")]
        if edition is not Edition.DRAFTS or "poster" in path:
            assert words(banner).startswith(mark(path, edition)), path


def test_with_drafts_the_banner_says_that_they_are_shown() -> None:
    assert "drafts and held-back updates are shown" in words(pages(Edition.DRAFTS)["history/index.html"])
    assert "drafts and held-back updates are shown" not in words(pages(Edition.PREVIEW)["history/index.html"])


@each_other_edition
def test_every_text_says_what_it_is_in_its_first_line(edition: Edition) -> None:
    texts = {path: content.decode() for path, content in shop_as(edition).items() if path.endswith(".txt")}
    assert any(path.startswith("cy/") for path in texts)
    for path, text in texts.items():
        first = text.partition("\n")[0]
        assert first.startswith(mark(path, edition)), path
        assert len(first) <= 160, path


def test_in_a_rehearsal_there_is_nothing_else_that_a_person_reads() -> None:
    """What is neither a page nor a text is for a browser or a host, or is a file that a writer linked to."""
    silent = {
        path
        for path, content in shop_as(Edition.REHEARSAL).items()
        if not any(each.encode() in content for each in EXERCISE.values())
    }
    assert {path for path in silent if not path.startswith("assets/")} == {"_headers", "favicon.svg", ATTACHMENT}


def test_the_published_site_says_none_of_it() -> None:
    for path, content in shop_as(Edition.PUBLISHED).items():
        said = [
            word
            for word in (*EXERCISE.values(), *PREVIEW.values())
            if word in unescape(content.decode("utf-8", "replace"))
        ]
        assert not said, path


@pytest.mark.parametrize(
    ("template", "text", "first"),
    [
        ("404.html", "<!doctype html><title>Lost</title>", "404.html must begin with it"),
        (
            "base.html",
            '{% import "partials/words.html" as words %}<title>{% block title %}{% endblock %}</title>',
            " and ",
        ),
        ("summary.txt", "{{ incident.title.text }}", "incidents/slow-orders/summary.txt must begin with it"),
    ],
)
def test_a_theme_that_leaves_it_out_is_a_problem_and_the_published_site_is_not(
    tmp_path: Path, template: str, text: str, first: str
) -> None:
    site = make_site(tmp_path / "site")
    (site / "templates").mkdir()
    (site / "templates" / template).write_text(text, encoding="utf-8")
    built(site, Edition.PUBLISHED)
    with pytest.raises(SiteProblems) as caught:
        built(site, Edition.REHEARSAL)
    (problem,) = caught.value.problems
    assert '"This is an exercise" is missing where' in problem.message
    assert first in problem.message
    assert "words.edition_mark(edition)" in (problem.hint or "")


def test_a_block_of_a_theme_leaves_the_mark_where_it_is(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "templates").mkdir()
    own = '{% extends "default/404.html" %}{% block title %}Lost{% endblock %}'
    (site / "templates/404.html").write_text(own, encoding="utf-8")
    assert b"<title>This is an exercise: Lost</title>" in built(site, Edition.REHEARSAL)["404.html"]


# -- nothing to find, nothing to subscribe to ----------------------------------------------------


@each_other_edition
def test_only_pages_their_assets_texts_and_attachments_are_there(edition: Edition) -> None:
    rest = {path for path in shop_as(edition) if not path.startswith("assets/")}
    unlike = {path for path in rest if not path.endswith((".html", "/summary.txt"))}
    attachments = {path for path in unlike if path.startswith("incidents/")}
    assert unlike - attachments == {"_headers", "favicon.svg"}
    assert (attachments == {ATTACHMENT}) is not edition.shows_drafts


@each_other_edition
def test_no_page_claims_to_be_the_real_one_or_wants_to_be_found(edition: Edition) -> None:
    for path, page in pages(edition).items():
        assert values(page, "//meta[@name='robots']/@content") == ["noindex"], path
        assert set(values(page, "//link/@rel")) == {"stylesheet", "icon"}, path
        assert not values(page, "//meta/@property"), path
        assert not select(page, "script[type]"), path


@each_other_edition
def test_every_link_within_the_site_leads_somewhere(edition: Edition) -> None:
    found = shop_as(edition)
    for path, page in pages(edition).items():
        if path != "404.html":  # which a host shows at any address, so that its links begin at the root
            for link in values(page, "//@href | //@src"):
                target = link.partition("#")[0]
                if target and not re.match(r"[a-z]+:", target):
                    assert normpath(f"{Path(path).parent}/{target}") in found, f"{path}: {link}"


@each_other_edition
def test_no_page_offers_an_address_to_be_copied(edition: Edition) -> None:
    for path, page in pages(edition).items():
        assert not select(page, "code.address"), path
        if "poster" not in path:  # its code leads to the published page, where it is well to arrive
            assert not [link for link in values(page, "//@href | //@content") if link.startswith(shop.URL)], path


def test_the_page_on_subscribing_says_that_there_is_nothing() -> None:
    page = words(pages(Edition.PREVIEW)["subscribe/index.html"])
    assert "There is nothing to subscribe to here" in page
    assert "Open the poster" in page


# -- what they show ------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Path:
    draft = INCIDENT.replace("title: Orders are slow", "title: Only a draft\ndraft: true")
    later = INCIDENT.replace("Orders are slow", "Not before tomorrow").replace("2026-05-01", "2026-05-02")
    return make_site(tmp_path / "site", slow_orders=INCIDENT, draft=draft, later=later)


def test_a_preview_and_a_rehearsal_show_what_customers_would_see_and_no_more(site: Path) -> None:
    """They may lie on a host that everybody can reach, and an embargo must hold there, too."""
    for edition in (Edition.PREVIEW, Edition.REHEARSAL):
        whole = b"".join(content for content in built(site, edition).values())
        assert b"Orders are slow" in whole
        assert b"Only a draft" not in whole
        assert b"Not before tomorrow" not in whole
        assert not [path for path in built(site, edition) if "draft" in path or "later" in path]


def test_with_drafts_a_preview_shows_all_that_is_written_marked(site: Path) -> None:
    home = built(site, Edition.DRAFTS)["index.html"].decode()
    assert "Only a draft" in home
    assert "Draft: not published" in home
    assert "Not before tomorrow" in home
    assert "Held back until" in home


def test_a_mistake_in_what_is_held_back_is_found_in_a_preview_too(site: Path) -> None:
    file = site / "incidents/later.md"
    file.write_text(file.read_text(encoding="utf-8") + "[x](gone.png)\n", encoding="utf-8")
    with pytest.raises(SiteProblems, match=r"gone\.png"):
        built(site, Edition.PREVIEW)


# -- where they go -------------------------------------------------------------------------------


@each_other_edition
def test_the_published_site_is_never_replaced(site: Path, edition: Edition) -> None:
    build(Request(folder=site, now=NOW), site / "public")
    before = tree(site / "public")
    with pytest.raises(SiteProblems) as caught:
        build(Request(folder=site, now=NOW, edition=edition), site / "public")
    (problem,) = caught.value.problems
    assert problem.message == f"the published site is in here, and a build with --{edition} must not replace it"
    assert tree(site / "public") == before


@each_other_edition
def test_not_in_a_fresh_clone_either_where_no_manifest_tells(site: Path, edition: Edition) -> None:
    build(Request(folder=site, now=NOW), site / "public")
    for manifest in (site / ".site-builder").glob("manifest-*.db"):
        manifest.unlink()
    with pytest.raises(SiteProblems, match="the published site is in here"):
        build(Request(folder=site, now=NOW, edition=edition), site / "public")


@each_other_edition
def test_it_can_be_built_again_without_a_manifest(site: Path, edition: Edition) -> None:
    request = Request(folder=site, now=NOW, edition=edition)
    build(request, site / "elsewhere")
    for manifest in (site / ".site-builder").glob("manifest-*.db"):
        manifest.unlink()
    _, written = build(request, site / "elsewhere")
    assert (written.changed, written.deleted) == (0, 0)


def test_a_published_site_may_take_the_place_of_a_preview_and_leaves_nothing_of_it(site: Path) -> None:
    build(Request(folder=site, now=NOW, edition=Edition.DRAFTS), site / "public")
    build(Request(folder=site, now=NOW), site / "public")
    assert tree(site / "public") == built(site, Edition.PUBLISHED)


def test_an_emptied_folder_is_nobodys_published_site(site: Path) -> None:
    build(Request(folder=site, now=NOW), site / "public")
    for path in tree(site / "public"):
        (site / "public" / path).unlink()
    build(Request(folder=site, now=NOW, edition=Edition.PREVIEW), site / "public")
