"""`_headers`: what hosts are told to send with each file, as they read it."""

import re
from pathlib import Path

from site_builder.output.headers import CONTENT_POLICY, FOR_EVER, SHORT, headers_document
from site_builder.output.site_map import Document
from site_builder.pipeline import Request, build, plan
from tests import shop
from tests.factories import at
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
    text = headers_document([Document("index.html", b""), Document("cy/x/feed.atom", b"")]).content.decode()
    for path, content_type in {
        "/feed.atom": "application/atom+xml; charset=utf-8",
        "/cy/x/feed.atom": "application/atom+xml; charset=utf-8",
        "/feed.rss": "application/rss+xml; charset=utf-8",
        "/api/v2/status.json": "application/json; charset=utf-8",
        "/maintenance.ics": "text/calendar; charset=utf-8",
    }.items():
        assert sent(text, path)["Access-Control-Allow-Origin"] == ["*"], path
        assert sent(text, path)["Content-Type"] == [content_type], path
    assert "Access-Control-Allow-Origin" not in sent(text, "/index.html")


def test_there_are_few_enough_rules_for_the_hosts() -> None:
    """Cloudflare reads the first 100, each line up to 2,000 characters."""
    assert len(rules(of_shop())) < 40
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


def test_a_preview_has_none(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    assert "_headers" in {each.path for each in plan(Request(folder=site, now=NOW)).documents}
    assert "_headers" not in {each.path for each in plan(Request(folder=site, now=NOW, drafts=True)).documents}


def test_it_is_written_and_goes_with_the_preview(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    build(Request(folder=site, now=NOW), site / "public")
    assert (site / "public" / "_headers").read_text(encoding="utf-8").startswith("/*\n  Content-Security-Policy: ")
    build(Request(folder=site, now=NOW, drafts=True), site / "public")
    assert not (site / "public" / "_headers").exists()
