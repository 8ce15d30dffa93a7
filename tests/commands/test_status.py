"""`site-builder status` and `next-change`, as a writer or a cron job runs them."""

import json
from pathlib import Path

import pytest

from tests.program import make_site, run

STORY = """\
---
title: Orders are slow
date: 2026-05-01 09:00
next_update: 2026-05-01 15:00
components:
  orders: degraded_performance
---

Orders take longer than usual.
"""

WORK = """\
---
title: New tills
kind: maintenance
date: 2026-05-01 09:30
starts: 2026-05-03 22:00
ends: 2026-05-03 23:00
---

We put in new tills.
"""

NOON = "2026-05-01T12:00:00+01:00"
EVENING = "2026-05-01T17:05:00+01:00"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", orders=STORY, tills=WORK)


def later(site: Path, text: str, name: str = "2026-05-01-1400") -> None:
    file = site / "incidents" / "orders" / f"{name}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_it_says_what_is_open_since_when_and_which_update_is_due(site: Path) -> None:
    done = run("status", "--site", site, "--now", NOON)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "Orders are slow (orders)\n"
        "  investigating since 2026-05-01 09:00 BST, last said 2026-05-01 09:00 BST\n"
        "  next update by 2026-05-01 15:00 BST, in 3 h\n"
        "New tills (tills)\n"
        "  scheduled from 2026-05-03 22:00 BST, last said 2026-05-01 09:30 BST\n"
        "the site next changes by itself at 2026-05-01 15:00 BST\n"
    )
    assert not (site / "public").exists()


def test_a_promise_that_was_not_kept_is_late(site: Path) -> None:
    done = run("status", "--site", site, "--now", EVENING)
    assert done.returncode == 0
    assert "LATE: the next update was due by 2026-05-01 15:00 BST, 2 h 5 min ago" in done.stdout


def test_overdue_ends_with_1_for_a_cron_job(site: Path) -> None:
    in_time = run("status", "--overdue", "--site", site, "--now", NOON)
    assert (in_time.returncode, in_time.stdout) == (0, "0 promises late\n")
    late = run("status", "--overdue", "--site", site, "--now", EVENING)
    assert late.returncode == 1
    assert late.stdout.startswith("orders: LATE: the next update was due by 2026-05-01 15:00 BST")


def test_an_open_incident_without_a_promise_says_so(site: Path) -> None:
    (site / "incidents/orders.md").write_text(STORY.replace("next_update: 2026-05-01 15:00\n", ""), encoding="utf-8")
    assert "  no next update is promised\n" in run("status", "--site", site, "--now", NOON).stdout


def test_what_is_held_back_and_what_is_a_draft_is_listed(site: Path) -> None:
    later(site, "---\ndate: 2026-05-01 14:00\nstatus: identified\n---\n\nWe know why.\n")
    later(site, "---\ndate: 2026-05-01 11:00\nstatus: monitoring\ndraft: true\n---\n\nBetter.\n", "2026-05-01-1100")
    said = run("status", "--site", site, "--now", NOON).stdout
    assert "held back until 2026-05-01 14:00 BST: incidents/orders/2026-05-01-1400.md\n" in said
    assert "draft: incidents/orders/2026-05-01-1100.md\n" in said
    assert "  investigating since" in said


def test_when_nothing_is_open_it_says_that(site: Path) -> None:
    (site / "incidents/tills.md").unlink()
    later(site, "---\ndate: 2026-05-01 11:00\nstatus: resolved\n---\n\nIt works.\n")
    assert run("status", "--site", site, "--now", NOON).stdout.startswith("nothing is open\n")


def test_programs_get_the_same_as_json(site: Path) -> None:
    later(site, "---\ndate: 2026-05-02 14:00\nstatus: identified\n---\n\nWe know why.\n")
    said = json.loads(run("status", "--format", "json", "--site", site, "--now", EVENING).stdout)
    assert said["indicator"] == "minor"
    assert {one["name"]: one["is_late"] for one in said["incidents"]} == {"orders": True, "tills": False}
    (orders,) = (one for one in said["incidents"] if one["name"] == "orders")
    assert orders["next_update"] == "2026-05-01T14:00:00+00:00"
    assert said["held_back"] == [
        {"path": "incidents/orders/2026-05-01-1400.md", "until": "2026-05-02T13:00:00+00:00"},
    ]


def test_json_is_short_for_the_format(site: Path) -> None:
    for command in ("status", "next-change"):
        long = run(command, "--format", "json", "--site", site, "--now", EVENING)
        assert run(command, "--json", "--site", site, "--now", EVENING) == long
        assert json.loads(long.stdout)["next_change_at"]


def test_the_next_change_is_printed_alone(site: Path) -> None:
    done = run("next-change", "--site", site, "--now", NOON)
    assert (done.returncode, done.stdout) == (0, "2026-05-01T15:00:00+01:00\n")


def test_a_mistake_is_shown_at_its_place(site: Path) -> None:
    (site / "incidents/orders.md").write_text(STORY.replace("degraded", "degrated"), encoding="utf-8")
    done = run("status", "--site", site, "--now", NOON)
    assert done.returncode == 1
    assert "incidents/orders.md:6:11: unknown component status" in done.stderr
