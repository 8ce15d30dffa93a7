"""`update` and `resolve`, by options alone."""

import subprocess
from pathlib import Path

import pytest

from tests.program import INCIDENT, NOW, PROGRAM, make_site, run, tree

TEXT = ("--message", "Text.")
MAINTENANCE = """\
---
title: New tills
kind: maintenance
date: 2026-04-30 09:00
starts: 2026-05-01 11:00
ends: 2026-05-01 15:00
---

Cards may fail.
"""
NOTICE = """\
---
title: Beware of false e-mails
kind: notice
date: 2026-04-30 09:00
---

We never ask for passwords.
"""


def say(site: Path, command: str, *arguments: str, now: str = NOW) -> str:
    """Runs it; the text of the one file that it has written."""
    before = tree(site)
    done = run(command, *arguments, "--site", site, "--now", now)
    assert done.returncode == 0, done.stdout + done.stderr
    after = tree(site)
    (path,) = set(after) - set(before)
    assert {name: after[name] for name in before} == before
    assert path in done.stdout
    return after[path].decode()


def refused(site: Path, *arguments: str, now: str = NOW) -> str:
    """What is said when nothing is written, as a matter of usage."""
    before = tree(site)
    done = run(*arguments, "--site", site, "--now", now)
    assert done.returncode == 2, done.stdout + done.stderr
    assert tree(site) == before
    return done.stderr


def test_an_update_says_what_usually_follows_and_never_closes_by_itself(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    found = [say(site, "update", "slow", *TEXT).splitlines()[2] for _ in range(4)]
    assert found == ["status: identified", "status: monitoring", "status: monitoring", "status: monitoring"]
    assert "status: postmortem" in (say(site, "resolve", "slow", *TEXT) and say(site, "update", "slow", *TEXT))


def test_an_update_is_one_file_named_by_its_minute(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    text = say(site, "update", "orders", "--component", "cards=partial_outage", "--next-update", "17:00", *TEXT)
    assert text == (
        "---\ndate: 2026-05-01 12:00\nstatus: identified\ncomponents:\n  cards: partial_outage\n"
        "next_update: 2026-05-01 17:00\n---\n\nText.\n"
    )
    say(site, "update", "orders", *TEXT)
    folder = site / "incidents/slow-orders"
    assert {file.name for file in folder.iterdir()} == {"2026-05-01-1200.md", "2026-05-01-1200-2.md"}


def test_maintenance_stands_where_the_clock_has_it(tmp_path: Path) -> None:
    site = make_site(tmp_path, tills=MAINTENANCE)
    assert "status: scheduled" in say(site, "update", "tills", *TEXT, now="2026-05-01T10:00:00+01:00")
    assert "status: verifying" in say(site, "update", "tills", *TEXT)
    assert "status: completed" in say(site, "resolve", "tills", *TEXT)


def test_work_that_has_not_begun_is_called_off_and_not_completed(tmp_path: Path) -> None:
    site = make_site(tmp_path, tills=MAINTENANCE)
    early = "2026-05-01T10:00:00+01:00"
    assert "--status cancelled" in refused(site, "resolve", "tills", *TEXT, now=early)
    assert "status: cancelled" in say(site, "update", "tills", "--status", "cancelled", *TEXT, now=early)


def test_work_that_is_over_by_the_clock_can_still_be_said_to_be(tmp_path: Path) -> None:
    site = make_site(tmp_path, tills=MAINTENANCE)
    assert "status: completed" in say(site, "resolve", "tills", *TEXT, now="2026-05-01T16:00:00+01:00")


def test_an_end_that_is_moved_counts_from_the_beginning(tmp_path: Path) -> None:
    site = make_site(tmp_path, tills=MAINTENANCE)
    assert "ends: 2026-05-01 17:00" in say(site, "update", "tills", "--ends", "+6h", *TEXT)


def test_a_notice_ends(tmp_path: Path) -> None:
    assert "status: ended" in say(make_site(tmp_path, false=NOTICE), "resolve", "e-mails", *TEXT)


def test_what_is_resolved_is_operational_without_a_word_about_components(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    assert "components" not in say(site, "resolve", "slow", *TEXT)
    assert "nothing is open" in run("status", "--site", site, "--now", NOW).stdout


def test_the_open_incident_is_meant(tmp_path: Path) -> None:
    site = make_site(tmp_path, slow_orders=INCIDENT, old_orders=INCIDENT)
    assert "old-orders (Orders are slow)" in refused(site, "update", "orders", *TEXT)
    say(site, "resolve", "old-orders", *TEXT)
    say(site, "update", "orders", *TEXT)
    assert (site / "incidents/slow-orders").is_dir()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("update", *TEXT), "INCIDENT"),
        (("update", "tills", *TEXT), "slow-orders (Orders are slow)"),
        (("update", "slow"), "--message"),
        (("resolve", "slow"), "--message"),
        (("update", "slow", "--status", "completed", *TEXT), "unknown status of an incident"),
        (("update", "slow", "--name", "a/b", *TEXT), "--name"),
        (("update", "slow", "--id", "opened", *TEXT), "opened"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_named(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    site = make_site(tmp_path)
    if "opened" in arguments:
        assert run(*arguments, "--site", site, "--now", NOW).returncode == 1
    else:
        assert message in refused(site, *arguments)


def test_what_is_resolved_is_not_resolved_again(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    say(site, "resolve", "slow", *TEXT)
    assert "resolved already" in refused(site, "resolve", "slow", *TEXT)


def test_an_update_can_be_dated_back_and_then_counts_from_there(tmp_path: Path) -> None:
    text = say(make_site(tmp_path), "update", "slow", "--date", "-30m", "--next-update", "+2h", *TEXT)
    assert text.startswith("---\ndate: 2026-05-01 11:30\nstatus: identified\nnext_update: 2026-05-01 13:30\n")


def test_an_update_before_its_incident_is_not_written(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    done = run("update", "slow", "--date", "2026-04-01 09:00", *TEXT, "--site", site, "--now", NOW)
    assert done.returncode == 1
    assert "before its incident opens" in done.stderr
    assert not (site / "incidents/slow-orders").exists()


def test_a_template_brings_its_status(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    (site / "incidents/_templates").mkdir()
    template = "---\n# Say that it works.\ndate:\nstatus: resolved\n---\n\nAll is well.\n"
    (site / "incidents/_templates/all-clear.md").write_text(template, encoding="utf-8")
    assert say(site, "update", "slow", "--template", "all-clear", *TEXT) == (
        "---\n# Say that it works.\ndate: 2026-05-01 12:00\nstatus: resolved\n---\n\nText.\n"
    )


def test_what_comes_of_it_is_told(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    told = run("update", "slow", *TEXT, "--site", site, "--now", NOW).stdout
    assert "no next update is promised" in told
    assert f"to publish it: site-builder build --site {site}" in told
    told = run("update", "slow", *TEXT, "--next-update", "+2h", "--site", site, "--now", NOW).stdout
    assert "the next update is promised by 2026-05-01 14:00 BST" in told
    told = run("update", "slow", *TEXT, "--site", site, "--now", NOW).stdout
    assert "the next update is promised by 2026-05-01 14:00 BST" in told
    told = run("resolve", "slow", *TEXT, "--site", site, "--now", NOW).stdout
    assert "operational again by that: Online orders" in told
    assert "promised" not in told


def test_several_writers_at_once_never_overwrite_each_other(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    arguments = [*PROGRAM, "update", "slow", "--site", str(site), "--now", NOW, "--message"]
    writers = [
        subprocess.Popen([*arguments, f"Text {number}."], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for number in range(4)
    ]
    said = [writer.communicate() for writer in writers]
    wrote = [number for number, writer in enumerate(writers) if writer.returncode == 0]
    assert {writer.returncode for writer in writers} <= {0, 2}
    assert all(b"somebody was faster" in said[number][1] for number in range(4) if number not in wrote)
    texts = [file.read_text(encoding="utf-8") for file in (site / "incidents/slow-orders").iterdir()]
    assert sorted(text.rpartition("---\n\n")[2] for text in texts) == [f"Text {number}.\n" for number in wrote]


# -- as a good editor would ----------------------------------------------------------------------


def test_what_a_good_editor_would_say_is_said_at_once(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    done = run("update", "slow", "--message", "The backend failed over.", "--site", site, "--now", NOW)
    assert done.returncode == 0
    assert ".md:6:5: warning[jargon]: " in done.stderr
    assert "warning[no-next-update]: " in done.stderr
    assert run("resolve", "slow", "--message", "Orders work again.", "--site", site, "--now", NOW).stderr == ""


def test_a_rule_that_is_raised_to_an_error_keeps_a_text_out(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    settings = site / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "check: {rules: {jargon: error}}\n", encoding="utf-8")
    before = tree(site)
    done = run("update", "slow", "--message", "The backend failed over.", "--site", site, "--now", NOW)
    assert done.returncode == 1
    assert ".md:6:5: error[jargon]: " in done.stderr
    assert "nothing was written" in done.stdout
    assert tree(site) == before
