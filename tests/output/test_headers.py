"""`_headers`: what hosts are told to send with each file, as they read it."""

import re
from pathlib import Path

from site_builder.output.headers import CONTENT_POLICY, FOR_EVER, SHORT, headers_document
from site_builder.output.site_map import SiteMap
from site_builder.pipeline import build, plan
from site_builder.survey import Request
from site_builder.vocabulary import Edition
from tests import shop
from tests.factories import a_site, at
from tests.program import make_site

NOW = at("2026-05-01 12:00")


def rules(text: str) -> dict[str, dict[str, str]]:
    """The headers by the path that a rule names."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            found[line] = current = {}
        elif line:
            name, value = line.split(": ", 1)
            current[name.strip()] = value
    return found


def sent(text: str, path: str) -> dict[str, list[str]]:
    """What a host sends with a file: each rule that matches adds its headers."""
    found: dict[str, list[str]] = {}
    for rule, headers in rules(text).items():
        if re.fullmatch(re.escape(rule).replace(r"\*", ".*"), path):
            for name, value in headers.items():
                found.setdefault(name, []).append(value)
    return found


SITE_MAPS = [SiteMap(a_site(languages=("en", "cy")), language) for language in ("en", "cy")]
EVERYTHING = [
    *("index.html", "404.html", "favicon.svg", "embed.js", "sitemap.xml", "robots.txt", ".well-known/security.txt"),
    "assets/site.0123456789.css",
    *(f"incidents/x/{file}" for file in ("photo.png", "data.json", "notes.txt")),
    *(each.feed(ending) for each in SITE_MAPS for ending in ("atom", "rss", "json")),
    *(each.component_feed("x", ending) for each in SITE_MAPS for ending in ("atom", "rss", "json")),
    *(each.history_feed(ending) for each in SITE_MAPS for ending in ("atom", "rss")),
    *(each.api(name) for each in SITE_MAPS for name in ("summary", "incidents/unresolved", "incidents/x")),
    *(
        path
        for each in SITE_MAPS
        for path in (
            *(each.home, each.poster, each.incident("x"), each.summary("x"), each.feed_list, each.calendar, each.badge),
            *(each.incidents_feed, each.maintenance_feed, each.incident_feed("x"), each.archive("2026-04")),
            *(each.component_calendar("x"), each.component_badge("x")),
        )
    ),
]
"""One file of each kind that a site can have, whoever writes it."""


def of_everything() -> str:
    return headers_document(EVERYTHING).content.decode()


def of_shop() -> str:
    return shop.documents()["_headers"].decode()


def test_every_file_gets_each_header_once() -> None:
    for path in ["/", "/history/", *(f"/{path}" for path in shop.documents() if path != "_headers")]:
        headers = sent(of_shop(), path)
        assert {name: values for name, values in headers.items() if len(values) != 1} == {}, path
        assert headers["Content-Security-Policy"] == [CONTENT_POLICY]
        assert headers["X-Content-Type-Options"] == ["nosniff"]
        assert headers["Referrer-Policy"] == ["no-referrer"]
        assert headers["Cache-Control"] == [FOR_EVER if path.startswith("/assets/") else SHORT], path


def test_programs_of_other_sites_may_read_feeds_and_data_and_no_pages() -> None:
    text = of_everything()
    for path, content_type in {
        "/feed.atom": ["application/atom+xml; charset=utf-8"],
        "/cy/x/feed.atom": ["application/atom+xml; charset=utf-8"],
        "/feed.rss": ["application/rss+xml; charset=utf-8"],
        "/feed.json": ["application/feed+json; charset=utf-8"],
        "/cy/feed.json": ["application/feed+json; charset=utf-8"],
        "/components/orders/feed.json": ["application/feed+json; charset=utf-8"],
        "/cy/components/orders/feed.json": ["application/feed+json; charset=utf-8"],
        "/api/v2/status.json": [],  # every host knows that it is application/json
        "/api/v2/incidents/newsfeed.json": [],
        "/maintenance.ics": ["text/calendar; charset=utf-8"],
        "/feeds.opml": ["text/x-opml; charset=utf-8"],
    }.items():
        assert sent(text, path)["Access-Control-Allow-Origin"] == ["*"], path
        assert sent(text, path).get("Content-Type", []) == content_type, path
    assert "Access-Control-Allow-Origin" not in sent(text, "/index.html")


def test_texts_say_in_which_letters_they_are_written() -> None:
    for path in ("/.well-known/security.txt", "/robots.txt", "/cy/incidents/x/summary.txt"):
        assert sent(of_everything(), path)["Content-Type"] == ["text/plain; charset=utf-8"]


def test_no_header_is_sent_twice_with_any_kind_of_file() -> None:
    for path in EVERYTHING:
        headers = sent(of_everything(), f"/{path}")
        assert {name: values for name, values in headers.items() if len(values) != 1} == {}, path
        assert headers["Cache-Control"] == [FOR_EVER if path.startswith("assets/") else SHORT], path


def test_there_are_few_enough_rules_for_the_hosts() -> None:
    """Cloudflare reads the first 100, each line up to 2,000 characters."""
    assert len(rules(of_shop())) < 60
    many = [f"{language}{path}" for language in ("", *(f"l{number}/" for number in range(20))) for path in EVERYTHING]
    assert len(rules(headers_document(many).content.decode())) < 100
    assert max(map(len, of_shop().splitlines())) < 2000


def test_each_page_carries_the_same_policy_before_anything_that_it_loads() -> None:
    pages = {path: content.decode() for path, content in shop.documents().items() if path.endswith(".html")}
    assert len(pages) > 20
    for path, text in pages.items():
        found = re.search(
            r'<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text
        )
        assert found is not None, path
        assert found[1] == CONTENT_POLICY, path


def test_nothing_in_a_page_is_inline() -> None:
    for path, content in shop.documents().items():
        if path.endswith(".html"):
            text = content.decode().replace('<script type="application/ld+json">', "")
            assert not re.search(r"<style|<[^>]*\sstyle=|<[^>]*\son\w+=|<script(?![^>]*\ssrc=)", text), path


def headers_of(site: Path, edition: Edition) -> str:
    documents = plan(Request(folder=site, now=NOW, edition=edition)).documents
    return {each.path: each.content for each in documents}["_headers"].decode()


def test_only_what_is_published_may_be_found(tmp_path: Path) -> None:
    """A text has no head that could say so, and neither has an attachment."""
    site = make_site(tmp_path / "site")
    for edition in Edition:
        of_all, _, _ = headers_of(site, edition).partition("\n\n")
        assert ("\n  X-Robots-Tag: noindex" in of_all) is not edition.is_public
        assert "Content-Security-Policy" in of_all


def test_a_site_can_not_let_a_preview_be_found(tmp_path: Path) -> None:
    """The stricter of two values counts."""
    site = make_site(tmp_path / "site")
    (site / "templates").mkdir()
    (site / "templates/_headers").write_text("/*\n  X-Robots-Tag: all\n", encoding="utf-8")
    assert "X-Robots-Tag: noindex" in headers_of(site, Edition.REHEARSAL)
    assert "X-Robots-Tag: noindex" not in headers_of(site, Edition.PUBLISHED)


def test_it_is_written(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    build(Request(folder=site, now=NOW), site / "public")
    assert (site / "public" / "_headers").read_text(encoding="utf-8").startswith("/*\n  Content-Security-Policy: ")
