"""`new`, by options alone: what it writes, and what it refuses before anything is written."""

import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from site_builder.commands import writing
from tests.program import INCIDENT, NOW, make_site, run, running, tree

TEXT = ("--message", "Cash works.")


def new(site: Path, *arguments: str, now: str = NOW) -> str:
    """Writes a file; its text."""
    done = run("new", *arguments, "--site", site, "--now", now, "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    text = (site / str(result["path"])).read_text(encoding="utf-8")
    assert text == result["content"]
    return text


def refused(site: Path, *arguments: str, code: int = 2, now: str = NOW) -> str:
    """What is said when nothing is written."""
    before = tree(site)
    done = run("new", *arguments, "--site", site, "--now", now)
    assert done.returncode == code, done.stdout + done.stderr
    assert tree(site) == before
    return done.stdout + done.stderr


def names(site: Path) -> set[str]:
    return {file.name for file in (site / "incidents").iterdir()}


def test_a_title_and_a_text_are_enough(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    text = new(site, "Nobody can pay by card", *TEXT)
    assert text == "---\ntitle: Nobody can pay by card\ndate: 2026-05-01 12:00\n---\n\nCash works.\n"
    assert "2026-05-01-nobody-can-pay-by-card.md" in names(site)
    assert run("build", "--site", site, "--now", NOW).returncode == 0


def test_every_key_has_an_option(tmp_path: Path) -> None:
    text = new(
        make_site(tmp_path),
        "Card payments: down?",
        *("--component", "cards=major_outage", "--component", "orders=operational", "--impact", "major"),
        *("--next-update", "+90m", "--expected", "cards=tomorrow 9:00", "--expected", "orders=soon enough"),
        *("--what-works", "Cash.", "--what-to-do", "- Pay in cash\n- Wait", "--pinned", "--draft", "--id", "cards"),
        *("--data-impact", "no-evidence", "--data-impact-text", "None: so far", "--data-impact-as-of", "-5m"),
        *TEXT,
    )
    assert text == (
        "---\ntitle: 'Card payments: down?'\npinned: true\nid: cards\ndate: 2026-05-01 12:00\n"
        "components:\n  cards: major_outage\n  orders: operational\nimpact: major\n"
        "next_update: 2026-05-01 13:30\ndraft: true\n"
        "expected:\n  cards: 2026-05-02 09:00\n  orders: soon enough\n"
        "what_to_do: |\n  - Pay in cash\n  - Wait\nwhat_works: Cash.\n"
        "data_impact:\n  status: no_evidence\n  as_of: 2026-05-01 11:55\n  text: 'None: so far'\n"
        "---\n\nCash works.\n"
    )


def test_planned_work_has_a_window_whose_end_counts_from_its_beginning(tmp_path: Path) -> None:
    window = ("--starts", "2026-12-01 22:00", "--ends", "+4h")
    text = new(make_site(tmp_path), "New tills", "--kind", "maintenance", *window, "--component", "cards", *TEXT)
    assert "starts: 2026-12-01 22:00\nends: 2026-12-02 02:00\n" in text
    assert "cards: under_maintenance\n" in text


def test_the_text_comes_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Línea.\r\nTwo.\r\n".encode())))
    assert new(make_site(tmp_path), "Tills", "-m", "-").endswith("---\n\nLínea.\nTwo.\n")


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        ((), "TITLE"),
        (("Tills",), "--message"),
        (("Tills", "-m", " "), "--message"),
        (("Tills", "--kind", "maintenance", *TEXT), "--starts"),
        (("Tills", "--kind", "maintenance", "--starts", "tomorrow 9:00", *TEXT), "--ends"),
    ],
)
def test_without_a_terminal_nothing_is_asked_and_what_is_missing_is_named(
    tmp_path: Path, arguments: tuple[str, ...], option: str
) -> None:
    assert option in refused(make_site(tmp_path), *arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("T", "--component", "card=down", *TEXT), 'did you mean "cards"?'),
        (("T", "--kind", "outage", *TEXT), "unknown kind"),
        (("T", "--next-update", "soon", *TEXT), "--next-update"),
        (("T", "--date", "9:00", *TEXT), "--date"),
        (("T", "--date", "2026-10-25 01:30", *TEXT), "happens twice"),
        (("T", "--name", "Über", *TEXT), "--name"),
        (("T", "--name", "slow-orders", *TEXT), "is taken"),
        (("T", "--template", "cyber", *TEXT), "no template"),
        (("two\nlines", *TEXT), "one line"),
    ],
)
def test_what_cannot_be_meant_is_a_matter_of_usage(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    assert message in refused(make_site(tmp_path), *arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("T", "-m", "See [the map](map.png)"), '.md:6:15: "map.png" leads nowhere'),
        (("T", "-m", "Text\x07"), "invisible control character"),
        (("T", "-m", "Text", "--next-update", "-1h"), "the next update is not after this one"),
        (("T", "-m", "Text", "--kind", "maintenance", "--starts", "+2h", "--ends", "+0m"), "ends at the moment"),
        (("T", "-m", "Text", "--kind", "notice", "--component", "cards=major_outage"), "a notice changes no component"),
    ],
)
def test_what_would_stop_the_build_is_never_written_and_the_text_not_lost(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    said = refused(make_site(tmp_path), *arguments, code=1)
    assert message in said
    assert "    title: T\n" in said


def test_a_site_that_is_broken_already_is_said_first(tmp_path: Path) -> None:
    site = make_site(tmp_path, slow_orders=INCIDENT.replace("orders:", "oders:"))
    assert 'incidents/slow-orders.md:5:3: unknown component "oders"' in refused(site, "T", *TEXT, code=1)


def test_a_name_is_never_given_twice(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    (site / "incidents/2026").mkdir()
    (site / "incidents/2026/2026-05-01-tills-2.md").write_text(INCIDENT, encoding="utf-8")
    for _ in range(3):
        new(site, "Tills!", *TEXT)
    assert {"2026-05-01-tills.md", "2026-05-01-tills-3.md", "2026-05-01-tills-4.md"} <= names(site)


def test_a_long_title_and_one_of_signs_alone_get_a_name_that_can_be_an_address(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    new(site, "Wir können zurzeit keine Bestellungen annehmen, weder im Netz noch in den Läden oder am Telefon", *TEXT)
    new(site, "???", *TEXT)
    found = names(site)
    assert "2026-05-01-incident.md" in found
    assert all(len(name) <= 83 for name in found)


def test_a_file_can_lie_in_a_folder_and_its_pictures_be_there_before(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    (site / "incidents/2026/tills").mkdir(parents=True)
    (site / "incidents/2026/tills/map.png").write_bytes(b"png")
    new(site, "Tills", "--name", "2026/tills", "-m", "![Map](tills/map.png)")
    assert (site / "incidents/2026/tills.md").exists()


def test_the_first_incident_needs_no_folder(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    (site / "incidents/slow-orders.md").unlink()
    (site / "incidents").rmdir()
    new(site, "Tills", *TEXT)
    assert names(site) == {"2026-05-01-tills.md"}


def test_what_is_dated_in_the_future_is_said_to_be_held_back(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    done = run("new", "Tills", *TEXT, "--date", "tomorrow 9:00", "--site", site, "--now", NOW)
    assert "held back until 2026-05-02 09:00 BST" in done.stdout


def test_the_seconds_of_now_do_not_hold_it_back(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    now = "2026-05-01T12:00:59+01:00"
    new(site, "Tills", *TEXT, now=now)
    assert "held back" not in run("status", "--site", site, "--now", now).stdout


def test_a_translation_and_the_words_for_git_are_told(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    settings = site / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "languages: [en, cy]\n", encoding="utf-8")
    (site / ".git").mkdir()
    done = run("new", "Tills", *TEXT, "--site", site, "--now", NOW)
    assert "its translation (cy) would be incidents/2026-05-01-tills.cy.md" in done.stdout
    assert f"git -C {site} add incidents/2026-05-01-tills.md" in done.stdout


TEMPLATE = """\
---
# Say what customers see, not what broke.
title: A cyber incident   # the shortest true one
date:
kind: incident
components:
  orders: major_outage
next_update: +1h          # and keep it
# What works?
what_works: Our shops.
---

<!-- What happened? -->
We are dealing with a cyber incident.
"""


def with_template(site: Path) -> Path:
    (site / "incidents/_templates").mkdir()
    (site / "incidents/_templates/cyber.md").write_text(TEMPLATE, encoding="utf-8")
    return site


def test_a_template_keeps_its_comments_and_takes_what_is_said(tmp_path: Path) -> None:
    text = new(
        with_template(make_site(tmp_path)), "We are under attack", "--template", "cyber", "--what-works", "Cash", *TEXT
    )
    assert (
        text
        == TEMPLATE.partition("\n<!--")[0]
        .replace("title: A cyber incident   # the shortest true one", "title: We are under attack")
        .replace("date:\n", "date: 2026-05-01 12:00\n")
        .replace("next_update: +1h          # and keep it", "next_update: 2026-05-01 13:00")
        .replace("Our shops.", "Cash")
        + "\nCash works.\n"
    )


def test_a_template_is_not_published_as_it_is_but_can_be_a_draft(tmp_path: Path) -> None:
    site = with_template(make_site(tmp_path))
    assert "--edit" in refused(site, "We are under attack", "--template", "cyber")
    assert "<!-- What happened? -->\nWe are" in new(site, "We are under attack", "--template", "cyber", "--draft")


def an_editor(folder: Path, script: str) -> str:
    file = folder / "editor.sh"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_visual_comes_before_editor_and_what_comes_back_is_judged(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    editors = {"VISUAL": an_editor(tmp_path, "echo 'From the editor.' >> \"$1\""), "EDITOR": "false"}
    arguments = ("new", "Tills", "--edit", "--site", site, "--now", NOW)
    done = run(*arguments, **editors)
    assert done.returncode == 0, done.stderr
    text = (site / "incidents/2026-05-01-tills.md").read_text(encoding="utf-8")
    assert text.endswith("---\n\nFrom the editor.\n")


def test_an_editor_that_saves_nothing_writes_nothing(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    before = tree(site)
    done = run("new", "Tills", "--edit", *TEXT, "--site", site, VISUAL="true")
    assert done.returncode == 1
    assert "without saving" in done.stdout
    assert tree(site) == before


@pytest.mark.parametrize("editor", ["false", "no-such-editor"])
def test_an_editor_that_fails_does_not_lose_the_text(tmp_path: Path, editor: str) -> None:
    site = make_site(tmp_path / "site")
    before = tree(site)
    done = run("new", "Tills", "--edit", *TEXT, "--site", site, VISUAL=editor)
    assert done.returncode == 1
    assert editor in done.stderr
    assert "    Cash works." in done.stdout
    assert tree(site) == before


def test_a_disk_that_refuses_is_a_problem_and_no_bug_and_the_text_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def full(file: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if "x" in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(file, mode, *rest, **more)

    site = make_site(tmp_path)
    monkeypatch.setattr(Path, "open", full)
    said = refused(site, "Tills", "--name", "2027/tills", *TEXT, code=1)
    assert "No space left on device" in said
    assert "    Cash works." in said
    assert names(site) == {"slow-orders.md"}


def test_a_file_is_created_also_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    writing.create(tmp_path / "a.md", b"Text")
    assert tree(tmp_path) == {"a.md": b"Text"}
    with pytest.raises(FileExistsError):
        writing.create(tmp_path / "a.md", b"Other")
    assert tree(tmp_path) == {"a.md": b"Text"}


def test_whoever_watches_sees_the_whole_file_or_none(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    with running("watch", "--site", site, "--now", NOW) as watch:
        watch.wait_for("update")
        new(site, "Tills", *TEXT)
        assert "incidents/2026-05-01-tills.md" in watch.wait_for("changed:")
        watch.wait_for("2 incidents")
    assert not any("problem" in line or "not built" in line for line in watch.lines)
    assert (site / "public/incidents/2026-05-01-tills/index.html").exists()
