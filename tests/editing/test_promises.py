"""no-next-update, late, no-what-to-do."""

from pathlib import Path

import pytest

from tests.editing.site import HEAD, SLOW, findings, rules, write

UPDATE = "incidents/slow/one.md"
BARE = """\
---
title: Orders are slow
date: 2026-05-01 09:00
components:
  orders: degraded_performance
---

Orders take longer than usual.
"""


def update(time: str, status: str, more: str = "") -> str:
    return f"---\ndate: {time}\nstatus: {status}\n{more}---\n\nWe know more.\n"


def test_an_open_incident_without_a_promise_and_an_answer_is_found_at_its_last_word(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: BARE, UPDATE: update("2026-05-01 10:00", "identified")})
    found = findings(tmp_path)
    assert [(each.rule, each.place, each.marked) for each in found] == [
        ("no-next-update", f"{UPDATE}:3:9", "identified"),
        ("no-what-to-do", f"{UPDATE}:3:9", "identified"),
    ]


def test_the_hint_names_a_time_that_can_be_kept_in_the_sites_zone(tmp_path: Path) -> None:
    found = findings(write(tmp_path, {SLOW: BARE}), now="2026-05-01T12:20:00+01:00")
    assert found[0].hint.endswith("next_update: 2026-05-01 15:00")
    assert found[0].place == f"{SLOW}:2:8"


def test_a_promise_that_was_kept_is_used_up(tmp_path: Path) -> None:
    kept = update("2026-05-01 11:00", "identified")
    write(tmp_path, {SLOW: HEAD.replace("14:00", "11:00") + "Text.\n", UPDATE: kept})
    assert rules(tmp_path) == ["no-next-update"]


def test_a_promise_that_is_still_to_be_kept_needs_no_other(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "Text.\n", UPDATE: update("2026-05-01 11:00", "identified")})
    assert rules(tmp_path) == []


@pytest.mark.parametrize(
    "more", ["kind: notice\n", "kind: maintenance\nstarts: 2026-05-01 11:00\nends: 2026-05-01 13:00\n"]
)
def test_a_notice_and_a_maintenance_promise_nothing(more: str, tmp_path: Path) -> None:
    text = BARE.replace("components:\n  orders: degraded_performance\n", more)
    assert rules(write(tmp_path, {SLOW: text})) == []


def test_what_is_over_needs_neither(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: BARE, UPDATE: update("2026-05-01 10:00", "resolved")})
    assert rules(tmp_path) == []


def test_an_incident_without_impact_asks_nothing_of_customers(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: BARE.replace("components:", "impact: none\ncomponents:")})
    assert rules(tmp_path) == ["no-next-update"]


def test_what_is_still_to_come_is_read_as_it_will_leave_the_incident(tmp_path: Path) -> None:
    files = {
        SLOW: HEAD + "Text.\n",
        UPDATE: update("2026-05-01 15:00", "identified"),
        "incidents/slow/two.md": update("2026-05-01 16:00", "monitoring", "next_update: 2026-05-01 18:00\n"),
        "incidents/slow/three.md": update("2026-05-01 17:00", "resolved", "draft: true\n"),
    }
    found = findings(write(tmp_path, files))
    assert [(each.rule, each.place) for each in found] == [("no-next-update", f"{UPDATE}:3:9")]


def test_a_draft_is_read_on_its_own_and_not_counted_before_what_has_a_date(tmp_path: Path) -> None:
    draft = update("2026-05-01 13:00", "identified", "next_update: 2026-05-01 18:00\nwhat_to_do: Wait.\ndraft: true\n")
    later = update("2026-05-01 15:00", "identified")
    write(tmp_path, {SLOW: HEAD + "Text.\n", UPDATE: draft, "incidents/slow/two.md": later})
    assert [(each.rule, each.place) for each in findings(tmp_path)] == [("no-next-update", "incidents/slow/two.md:3:9")]


def test_a_draft_of_a_new_incident_is_read(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: BARE.replace("title:", "draft: true\ntitle:")})
    assert rules(tmp_path) == ["no-next-update", "no-what-to-do"]


@pytest.mark.parametrize(
    ("now", "ago"),
    [
        ("2026-05-01T14:00:00+01:00", "0 min ago"),
        ("2026-05-01T14:59:00+01:00", "59 min ago"),
        ("2026-05-02T14:30:00+01:00", "24 h ago"),
        ("2026-05-04T15:00:00+01:00", "3 days ago"),
    ],
)
def test_a_promise_is_late_from_its_minute_on_where_it_was_given(now: str, ago: str, tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "Text.\n", UPDATE: update("2026-05-01 10:00", "identified")})
    (found,) = findings(tmp_path, now=now)
    assert (found.rule, found.place, found.marked) == ("late", f"{SLOW}:7:14", "2026-05-01 14:00")
    assert found.message == f"an update was promised for 2026-05-01 14:00, and it has not come ({ago})"


def test_a_promise_is_not_late_once_it_is_over(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "Text.\n", UPDATE: update("2026-05-01 10:00", "resolved")})
    assert rules(tmp_path, now="2026-05-02T14:30:00+01:00") == []
