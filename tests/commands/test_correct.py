"""`correct`: a published update says that it was changed, and nothing else of its file changes."""

import io
import sys
from pathlib import Path

import pytest

from tests.program import INCIDENT, NOW, make_site, run, tree

FILE = "incidents/slow-orders.md"
REASON = ("--reason", "The first version said cards.")
EDITED = "edited:\n  - date: 2026-05-01 12:00\n    reason: The first version said cards.\n---\n"


def correct(site: Path, *arguments: str | Path, now: str = NOW) -> str:
    done = run("correct", *arguments, "--site", site, "--now", now)
    assert done.returncode == 0, done.stdout + done.stderr
    return (site / FILE).read_bytes().decode()


def refused(site: Path, *arguments: str | Path, code: int = 2) -> str:
    before = tree(site)
    done = run("correct", *arguments, "--site", site, "--now", NOW)
    assert done.returncode == code, done.stdout + done.stderr
    assert tree(site) == before
    return done.stdout + done.stderr


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_reason_is_added_and_every_other_byte_stays(tmp_path: Path, ending: str) -> None:
    text = INCIDENT.replace("title: ", "# a comment\ntitle:   ").replace("\n", ending)
    site = make_site(tmp_path)
    (site / FILE).write_bytes(text.encode())
    head, tail = text.split(f"---{ending}{ending}")
    assert correct(site, FILE, *REASON) == head + EDITED.replace("\n", ending) + ending + tail
    page = (tmp_path / "public/incidents/slow-orders/index.html",)
    assert run("build", "--site", site, "--now", NOW).returncode == 0
    assert "The first version said cards." in page[0].read_text(encoding="utf-8")


def test_the_text_can_be_changed_in_the_same_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(tmp_path)
    assert correct(site, FILE, *REASON, "--message", "New.").endswith(f"{EDITED}\nNew.\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Newer.\n")))
    assert correct(site, FILE, "--reason", "Again.", "--message", "-").endswith("reason: Again.\n---\n\nNewer.\n")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_text_can_be_changed_in_the_editor(tmp_path: Path, ending: str) -> None:
    site = make_site(tmp_path / "site")
    (site / FILE).write_bytes(INCIDENT.replace("\n", ending).encode())
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i s/longer/shorter/ "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    editors = {"EDITOR": str(editor), "VISUAL": ""}
    done = run("correct", FILE, *REASON, "--edit", "--site", site, "--now", NOW, **editors)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = f"{EDITED}\nOrders take shorter than usual.\n".replace("\n", ending)
    assert (site / FILE).read_bytes().decode().endswith(expected)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_and_the_new_text_not_lost(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    editor = tmp_path / "editor.sh"
    editor.write_text(f'#!/bin/sh\nsed -i s/longer/shorter/ "$1"\necho Other. >> {site / FILE}\n', encoding="utf-8")
    editor.chmod(0o755)
    arguments = ("correct", FILE, *REASON, "--edit", "--site", site, "--now", NOW)
    done = run(*arguments, VISUAL=str(editor))
    assert done.returncode == 2
    assert "was changed in the meantime" in done.stderr
    assert "    Orders take shorter than usual." in done.stdout
    assert (site / FILE).read_text(encoding="utf-8") == INCIDENT + "Other.\n"


def test_corrections_add_up(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    correct(site, FILE, *REASON)
    text = correct(site, FILE, "--reason", 'Again: "it"', "--date", "-1m", now="2026-05-01T13:00:00+01:00")
    assert EDITED.replace("---\n", "  - date: 2026-05-01 12:59\n    reason: 'Again: \"it\"'\n---\n") in text


def test_a_file_is_found_from_here_and_from_the_folder_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(tmp_path)
    correct(site, site / FILE, *REASON)
    monkeypatch.chdir(site / "incidents")
    assert correct(site, "slow-orders.md", *REASON).count("reason") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((FILE,), "--reason"),
        ((FILE, *REASON, "-m", ""), "--message"),
        (("incidents/none.md", *REASON), "not an update of this site"),
        (("site.yml", *REASON), "not an update of this site"),
        ((FILE, "--reason", "two\nlines"), "one line"),
        (("a" * 300, *REASON), "not an update of this site"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_named(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    assert message in refused(make_site(tmp_path), *arguments)


def test_a_correction_before_its_update_is_a_problem(tmp_path: Path) -> None:
    message = refused(make_site(tmp_path), FILE, *REASON, "--date", "2026-04-01 09:00", code=1)
    assert "corrected before it was published" in message


@pytest.mark.parametrize("key", ["draft: true", "date: 2026-06-01 09:00"])
def test_what_nobody_has_read_needs_no_correction(tmp_path: Path, key: str) -> None:
    text = INCIDENT.replace("date: 2026-05-01 09:00", key if "date" in key else f"date: 2026-05-01 09:00\n{key}")
    assert "nothing to correct" in refused(make_site(tmp_path, slow_orders=text), FILE, *REASON)


def test_a_translation_is_corrected_with_its_original(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    settings = site / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "languages: [en, cy]\n", encoding="utf-8")
    translation = site / "incidents/slow-orders.cy.md"
    translation.write_text("---\ntitle: Araf\n---\n\nAraf.\n", encoding="utf-8")
    assert f"correct its original, {FILE}" in refused(site, "incidents/slow-orders.cy.md", *REASON)


def test_a_translation_that_needs_the_correction_is_named(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    settings = site / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "languages: [en, cy]\n", encoding="utf-8")
    (site / "incidents/slow-orders.cy.md").write_text("---\ntitle: Araf\n---\n\nAraf.\n", encoding="utf-8")
    done = run("correct", FILE, *REASON, "--site", site, "--now", NOW)
    assert "its translation (cy) needs the correction too: incidents/slow-orders.cy.md" in done.stdout
