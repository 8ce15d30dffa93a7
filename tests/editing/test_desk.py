"""Which texts are read: only what can still be changed should nag."""

from pathlib import Path

import pytest

from tests.editing.repository import commit
from tests.editing.site import HEAD, SLOW, Finding, findings, write

WORD = "latency"
OVER = "incidents/slow/over.md"


def places(found: list[Finding]) -> list[str]:
    assert {each.rule for each in found} <= {"jargon"}
    return [each.place for each in found]


def update(time: str, status: str, body: str = "Text.", more: str = "") -> str:
    return f"---\ndate: {time}\nstatus: {status}\nnext_update: 2026-09-01 10:00\n{more}---\n\n{body}\n"


def resolved(time: str, body: str = "Text.") -> str:
    return f"---\ndate: {time}\nstatus: resolved\n---\n\n{body}\n"


def test_what_was_published_lately_is_read_also_when_it_is_over(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + WORD, OVER: resolved("2026-05-01 11:00", WORD)})
    assert places(findings(tmp_path)) == [f"{SLOW}:10:1", f"{OVER}:6:1"]
    assert places(findings(tmp_path, now="2026-05-08T10:00:00+01:00")) == [f"{OVER}:6:1"]
    assert findings(tmp_path, now="2026-05-08T11:00:00+01:00") == []


def test_a_site_chooses_for_how_many_days(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + WORD, OVER: resolved("2026-05-01 11:00"), "site.yml": "check: {days: 0}\n"})
    assert findings(tmp_path) == []
    write(tmp_path, {"site.yml": "check: {days: 30}\n"})
    assert places(findings(tmp_path, now="2026-05-30T11:00:00+01:00")) == [f"{SLOW}:10:1"]


def test_of_what_is_open_for_long_the_last_word_and_what_is_in_force_are_read(tmp_path: Path) -> None:
    opener = HEAD.replace("Orders are slow", f"Orders and {WORD}").replace("---\n\n", f"what_works: {WORD}\n---\n\n")
    write(
        tmp_path,
        {
            SLOW: opener + WORD,
            "incidents/slow/a.md": update("2026-05-02 10:00", "identified", WORD, f"what_to_do: {WORD}\n"),
            "incidents/slow/b.md": update("2026-05-03 10:00", "identified", WORD, "what_to_do: Wait.\n"),
            "incidents/slow/questions.md": f"## What is {WORD}?\n\nA long {WORD}.\n",
        },
    )
    assert places(findings(tmp_path, now="2026-07-01T12:00:00+01:00")) == [
        f"{SLOW}:2:19",
        f"{SLOW}:8:13",
        "incidents/slow/b.md:8:1",
        "incidents/slow/questions.md:1:12",
        "incidents/slow/questions.md:3:8",
    ]


@pytest.mark.parametrize("key", ["draft: true", "draft: false"])
def test_drafts_and_what_is_held_back_are_read_whatever_their_date(key: str, tmp_path: Path) -> None:
    date = "2026-01-01 09:00" if "true" in key else "2026-12-01 09:00"
    head = HEAD.replace("2026-05-01 09:00", date).replace(
        "next_update: 2026-05-01 14:00", "next_update: 2026-12-09 14:00"
    )
    write(tmp_path, {SLOW: head.replace("title:", f"{key}\ntitle:") + WORD})
    assert places(findings(tmp_path)) == [f"{SLOW}:11:1"]


def test_with_a_revision_only_what_changed_is_read_whatever_its_age(tmp_path: Path) -> None:
    old = HEAD.replace("2026-05-01 09:00", "2026-01-01 09:00").replace("2026-05-01 14:00", "2026-01-01 14:00")
    files = {SLOW: old + WORD, OVER: resolved("2026-01-02 11:00", WORD), "incidents/slow.cy.md": f"{WORD}\n"}
    site = commit(tmp_path, files | {"incidents/open.md": HEAD + WORD})
    assert places(findings(site)) == ["incidents/open.md:10:1"]
    assert findings(site, since="HEAD") == []
    write(site, {OVER: resolved("2026-01-02 11:00", WORD) + "\nMore.\n"})
    assert [each.rule for each in findings(site, since="HEAD")] == ["jargon", "silent-edit"]
    write(site, {OVER: files[OVER], "incidents/slow/new.md": resolved("2026-01-03 11:00", f"It is {WORD}")})
    assert places(findings(site, since="HEAD")) == ["incidents/slow/new.md:6:7"]


def test_with_a_revision_changed_questions_are_read(tmp_path: Path) -> None:
    site = commit(tmp_path, {SLOW: HEAD + "Text.\n", OVER: resolved("2026-05-01 11:00")})
    write(site, {"incidents/slow/questions.md": f"## Why?\n\nBecause of {WORD}.\n"})
    assert places(findings(site, since="HEAD")) == ["incidents/slow/questions.md:3:12"]


def test_a_site_with_years_of_history_hears_nothing_of_it(tmp_path: Path) -> None:
    files = {}
    for month in range(1, 10):
        old = HEAD.replace("2026-05-01 09:00", f"2020-0{month}-01 09:00").replace(
            "2026-05-01 14:00", f"2020-0{month}-01 14:00"
        )
        files[f"incidents/old-{month}.md"] = old + f"{WORD}, never again, human error ![](http://a.example)\n"
        files[f"incidents/old-{month}/over.md"] = resolved(f"2020-0{month}-02 09:00", WORD)
    write(tmp_path, {name: text.replace("![](http://a.example)", "http://a.example") for name, text in files.items()})
    assert findings(tmp_path) == []
