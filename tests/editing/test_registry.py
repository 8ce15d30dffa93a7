"""What levels do: off, warning, error; and that drafts stop nobody."""

from pathlib import Path

import pytest

from tests.editing.site import HEAD, NOW, SLOW, check, findings, write
from tests.program import run, tree

RAISED = "check: {rules: {jargon: error}}\n"


def test_a_raised_rule_stops_check_and_build_and_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "The latency is high.\n", "site.yml": RAISED})
    before = tree(tmp_path)
    done = run("check", "--site", tmp_path, "--now", NOW)
    assert done.returncode == 1
    assert f'{SLOW}:10:5: error[jargon]: "latency" is a word of the trade' in done.stderr
    assert done.stdout == "1 incident, 1 update: 1 error\n"
    built = run("build", "--site", tmp_path, "--now", NOW)
    assert built.returncode == 1
    assert f"{SLOW}:10:5: error[jargon]:" in built.stderr
    assert built.stdout == "1 problem; nothing was written\n"
    assert {
        path: content for path, content in tree(tmp_path).items() if not path.startswith(".site-builder/")
    } == before


def test_a_build_looks_for_raised_rules_only(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "Never again.\n", "site.yml": RAISED})
    assert run("build", "--site", tmp_path, "--now", NOW).stderr == ""
    assert [found.severity for found in findings(tmp_path)] == ["warning"]


def test_a_build_without_raised_rules_says_nothing_of_warnings_also_when_strict(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "The latency is high.\n"})
    done = run("build", "--strict", "--site", tmp_path, "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_draft_is_warned_of_and_stops_nobody(tmp_path: Path) -> None:
    draft = HEAD.replace("title:", "draft: true\ntitle:") + "The latency is high.\n"
    write(tmp_path, {SLOW: draft, "incidents/slow.cy.md": "Latency.\n", "site.yml": RAISED})
    assert [found.severity for found in findings(tmp_path)] == ["warning"]
    assert run("build", "--site", tmp_path, "--now", NOW).returncode == 0


@pytest.mark.parametrize("edition", [["--preview", "preview"], ["--rehearsal", "--output", "drill"]])
def test_what_nobody_takes_for_the_published_site_is_built_whatever_is_raised(
    edition: list[str], tmp_path: Path
) -> None:
    write(tmp_path, {SLOW: HEAD + "The latency is high.\n", "site.yml": RAISED})
    where = [str(tmp_path / one) if not one.startswith("-") else one for one in edition]
    done = run("build", *where, "--site", tmp_path, "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_held_back_stops_a_build_like_any_other_mistake_in_it(tmp_path: Path) -> None:
    later = HEAD.replace("2026-05-01", "2026-05-02") + "The latency is high.\n"
    write(tmp_path, {SLOW: later, "site.yml": RAISED})
    assert run("build", "--site", tmp_path, "--now", NOW).returncode == 1


def test_findings_come_in_the_order_of_the_files_and_are_counted(tmp_path: Path) -> None:
    body = "Never again, because of human error and latency.\n"
    write(tmp_path, {SLOW: HEAD + body, "incidents/again.md": HEAD + body, "site.yml": RAISED})
    said = check(tmp_path)
    assert [(problem["path"], problem["column"]) for problem in said["problems"]] == [
        (path, column) for path in ("incidents/again.md", SLOW) for column in (1, 25, 41)
    ]
    assert (said["errors"], said["warnings"]) == (2, 4)
