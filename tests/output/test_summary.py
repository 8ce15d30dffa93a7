"""`summary.txt`: what a call centre reads out, and what is pasted into chats."""

import re
from pathlib import Path

import pytest

from site_builder.pipeline import plan
from site_builder.survey import Request
from site_builder.vocabulary import Edition
from tests import shop
from tests.factories import at
from tests.program import INCIDENT, make_site

STORY = "incidents/2026-04-22-online-orders/summary.txt"


def summary(site: Path, path: str = "incidents/slow-orders/summary.txt", edition: Edition = Edition.PUBLISHED) -> str:
    found = plan(Request(folder=site, now=at("2026-05-01 12:00"), edition=edition)).documents
    return {document.path: document.content for document in found}[path].decode()


def incident(tmp_path: Path, *lines: str, title: str = "Orders are slow", body: str = "We look into it.") -> Path:
    text = "\n".join(["---", f"title: {title}", "date: 2026-05-01 09:00", *lines, "---", "", body, ""])
    return make_site(tmp_path / "site", slow_orders=text)


def test_every_incident_has_one_in_every_language() -> None:
    found = shop.documents()
    incidents = {path.rpartition("/")[0] for path in found if re.fullmatch(r"(\w\w/)?incidents/[^/]+/index.html", path)}
    assert {f"{folder}/summary.txt" for folder in incidents} == {path for path in found if path.endswith("summary.txt")}


def test_it_says_the_state_the_latest_update_and_the_four_answers() -> None:
    text = shop.documents()[STORY].decode()
    first, *_ = text.splitlines()
    assert first.startswith("Monitoring: Online orders are down: {{ 7*7 }} & <b>why</b>. Our next update was due by")
    asked = ["When will it be back?", "What do I need to do?", "What still works?", "Is my data affected?"]
    assert [line for line in text.splitlines() if line in asked] == asked
    assert "Orders are back in Bath." in text
    assert "Change your password." in text
    assert "Yes, some data is affected." in text
    assert "https://shop.example/status/incidents/2026-04-22-online-orders/\n" in text


def test_it_holds_no_markup_no_empty_ends_and_no_gaps() -> None:
    for path, content in shop.documents().items():
        if path.endswith("summary.txt"):
            text = content.decode()
            assert not re.search(r"</?(p|div|ul|li|time|section|span)\b|&(amp|lt|#\d+);", text), path
            assert "\n\n\n" not in text, path
            assert text.endswith("\n"), path
            assert not any(line != line.rstrip() for line in text.splitlines()), path


def test_other_languages_are_in_their_own_words() -> None:
    text = shop.documents()[f"cy/{STORY}"].decode()
    assert "https://shop.example/status/cy/incidents/2026-04-22-online-orders/\n" in text
    assert "When will it be back?" not in text


def test_only_what_was_said_is_there(tmp_path: Path) -> None:
    text = summary(make_site(tmp_path / "site"))
    assert text.splitlines()[0] == "Investigating: Orders are slow"
    assert "Orders take longer than usual." in text
    assert "?" not in text


@pytest.mark.parametrize("title", ["a" * 250, "word " * 49 + "word", "é & 'x' " * 30 + "end"])
def test_the_first_line_is_short_and_keeps_the_next_update(tmp_path: Path, title: str) -> None:
    site = incident(tmp_path, "next_update: 2026-05-01 17:00", title=title)
    first = summary(site).splitlines()[0]
    assert 100 < len(first) <= 160
    assert first.startswith("Investigating: ")
    assert first.endswith("…. Next update by 1 May 2026, 17:00 BST") or first.endswith("…")
    assert "Next update by 1 May 2026, 17:00 BST" in first


def test_links_and_lists_of_writers_are_plain(tmp_path: Path) -> None:
    body = "See [the advice](https://a.example/x):\n\n- one\n- two"
    assert "See the advice (https://a.example/x):\n\n- one\n- two\n" in summary(incident(tmp_path, body=body))


def test_a_theme_may_replace_it_and_its_first_line_stays_short(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", slow_orders=INCIDENT)
    (site / "templates").mkdir()
    own = '{{ "long " * 60 }}\n{{ incident.title.text }} <x> & {{ "<y>" }}'
    (site / "templates/summary.txt").write_text(own, encoding="utf-8")
    first, second = summary(site).splitlines()
    assert len(first) <= 160
    assert first.endswith("long…")
    assert second == "Orders are slow <x> & <y>"


def test_a_theme_may_replace_one_block_of_it(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", slow_orders=INCIDENT)
    (site / "templates").mkdir()
    own = '{% extends "default/summary.txt" %}{% block latest %}Ask {{ incident.title.text }}{% endblock %}'
    (site / "templates/summary.txt").write_text(own, encoding="utf-8")
    assert "Ask Orders are slow\n" in summary(site)


def test_a_theme_whose_summary_is_empty_still_builds(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "templates").mkdir()
    (site / "templates/summary.txt").write_text("", encoding="utf-8")
    assert summary(site) == "\n"


def test_a_draft_says_that_it_is_one(tmp_path: Path) -> None:
    assert "Draft: not published" in summary(incident(tmp_path, "draft: true"), edition=Edition.DRAFTS)
