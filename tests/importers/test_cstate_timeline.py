"""Entries of cState files as dated updates."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.incident_file import format_incident
from site_builder.importers.cstate_body import split_body
from site_builder.importers.cstate_kind import is_planned_work
from site_builder.importers.cstate_timeline import CLOSING, Frame, build_timeline
from site_builder.model import OPENER_ID
from site_builder.vocabulary import LIFECYCLES, Kind, Status
from tests.importers.site import FRONT, import_one, told, words
from tests.importers.test_cstate_body import LINES, OPENED

CLOSED = CLOSING[Kind.INCIDENT]


def test_an_unmarked_body_opens_and_a_resolving_update_follows(tmp_path: Path) -> None:
    assert told(import_one(tmp_path, "Cards are refused.")) == [
        ("01 10:00", "investigating", "Cards are refused."),
        ("01 12:00", "resolved", CLOSED),
    ]


def test_a_final_message_is_said_when_it_is_resolved(tmp_path: Path) -> None:
    body = "[Final message]\nAll good.\n\n[Initial message]\nIt broke."
    assert told(import_one(tmp_path, body)) == [
        ("01 10:00", "investigating", "It broke."),
        ("01 12:00", "resolved", "All good."),
    ]


def test_an_entry_without_a_time_stands_inside_the_next_one_that_has_one(tmp_path: Path) -> None:
    body = "[Final]\nAll good.\n\n[Update]\nSoon.\n\n[Edit]\nCause found.\n\n[Initial]\nIt broke."
    assert told(import_one(tmp_path, body))[1:] == [
        ("01 12:00", "resolved", "All good.\n\n**Update**\n\nSoon.\n\n**Edit**\n\nCause found.")
    ]


def test_an_entry_without_a_time_does_not_become_the_resolution(tmp_path: Path) -> None:
    assert told(import_one(tmp_path, "It broke.\n\nUpdate: we look into it."))[1:] == [
        ("01 12:00", "resolved", f"{CLOSED}\n\n**Update**\n\nwe look into it.")
    ]


def test_tracked_entries_have_their_own_times_and_statuses(tmp_path: Path) -> None:
    body = (
        '*Resolved* - Works again. {{< track "2024-03-01 12:30:00" >}}\n\n'
        '*Monitoring* - A fix is out. {{< track "2024-03-01 11:00:00" >}}\n\n'
        '*Update* - Still looking. {{< track "2024-03-01 10:40:00" >}}\n\n'
        '*Identified* - It is the gateway. {{< track "2024-03-01 10:30:00" >}}\n\n'
        '*Investigating* - Cards are refused. {{< track "2024-03-01 10:00:00" >}}'
    )
    assert told(import_one(tmp_path, body)) == [
        ("01 10:00", "investigating", "Cards are refused."),
        ("01 10:30", "identified", "It is the gateway."),
        ("01 10:40", "identified", "Still looking."),
        ("01 11:00", "monitoring", "A fix is out."),
        ("01 12:30", "resolved", "Works again."),
    ]


def test_a_post_mortem_follows_the_resolution(tmp_path: Path) -> None:
    body = (
        "*Post-mortem*\n\nA disk was full.\n\n---\n\n"
        '*Update* - Fixed. {{< track "2024-03-01 12:00:00" >}}\n\n'
        '*Investigating* - Cards are refused. {{< track "2024-03-01 10:00:00" >}}'
    )
    incident = import_one(tmp_path, body)
    assert told(incident)[1:] == [
        ("01 12:00", "resolved", "Fixed."),
        ("01 12:00", "postmortem", "A disk was full."),
    ]
    assert [update.id for update in incident.updates] == [OPENER_ID, "2024-03-01-1200", "2024-03-01-1200-02"]


def test_a_label_that_says_more_than_the_structure_is_kept(tmp_path: Path) -> None:
    body = "[Final message]\nDone.\n\n[Initial Message at 2024-03-01 10:45 UTC]\nIt broke."
    assert told(import_one(tmp_path, body))[0][2] == "**Initial Message at 2024-03-01 10:45 UTC**\n\nIt broke."


def test_what_was_said_after_the_end_stays_closed(tmp_path: Path) -> None:
    body = "It broke.\n\nUpdates:\n- 2024-03-01T11:00Z: Better.\n- 2024-03-02T09:00Z: Still well."
    assert told(import_one(tmp_path, body)) == [
        ("01 10:00", "investigating", "It broke."),
        ("01 11:00", "investigating", "Better."),
        ("01 12:00", "resolved", CLOSED),
        ("02 09:00", "resolved", "Still well."),
    ]


def test_an_open_incident_stays_open_whatever_its_entries_say(tmp_path: Path) -> None:
    front = FRONT.replace("resolved: true", "resolved: false")
    body = "[Final message]\nAll good.\n\n[Initial message]\nIt broke."
    assert told(import_one(tmp_path, body, front)) == [
        ("01 10:00", "investigating", "It broke.\n\n**Final message**\n\nAll good.")
    ]


def test_an_entry_from_before_the_opening_keeps_its_date_in_words(tmp_path: Path) -> None:
    body = "It broke.\n\n[Update 2024-02-28 09:00 UTC]\nWe saw it coming."
    incident = import_one(tmp_path, body)
    assert told(incident)[0][2] == "It broke.\n\n**Update 2024-02-28 09:00 UTC**\n\nWe saw it coming."


def test_a_file_without_words_opens_with_its_title(tmp_path: Path) -> None:
    assert told(import_one(tmp_path, ""))[0][2] == "Payments fail"


@pytest.mark.parametrize("kind", list(Kind))
@given(lines=st.lists(LINES, max_size=25), closed=st.booleans())
def test_every_timeline_keeps_the_rules_and_every_word(kind: Kind, lines: list[str], closed: bool) -> None:
    body = "\n".join(lines)
    end = OPENED.replace(hour=12) if closed else None
    story = split_body(body, OPENED)
    starts = OPENED if kind is Kind.MAINTENANCE else None
    frame = Frame(kind=kind, title="Payments fail", opened=OPENED, closed=end, starts=starts)
    statements = build_timeline(story, frame)
    first, *rest = statements
    assert (first.id, first.date, first.status) == (OPENER_ID, OPENED, LIFECYCLES[kind].opens)
    places = [(statement.date, statement.id) for statement in rest]
    assert places == sorted(set(places))
    assert all(statement.text.strip() and statement.date >= OPENED for statement in statements)
    assert (statements[-1].status in LIFECYCLES[kind].closed) == closed
    for before, after in pairwise(rest):
        if before.status is Status.RESOLVED:
            assert after.status in (Status.RESOLVED, Status.POSTMORTEM, Status.INVESTIGATING)
        if before.status is Status.POSTMORTEM:
            assert after.status in (Status.POSTMORTEM, Status.INVESTIGATING)
        if before.status is Status.COMPLETED:
            assert after.status is Status.COMPLETED
    kept = words(" ".join(statement.text for statement in statements))
    for entry in story.entries:
        kept += words(f"{entry.marker.words if entry.marker else ''} {entry.tracked} track")
    assert not words(body) - kept - words("Updates " * body.count("Updates"))


def test_the_files_to_be_say_the_same(tmp_path: Path) -> None:
    body = "[Final message]\nAll good.\n\n[Initial message]\nIt broke."
    paths = [path for path, _ in format_incident(import_one(tmp_path, body))]
    assert paths == ["incidents/2024-03-01-payments.md", "incidents/2024-03-01-payments/2024-03-01-1200.md"]


@pytest.mark.parametrize(
    ("title", "name", "text"),
    [
        ("Maintenance on the web shop", "2024-01-01-shop", "Down for an hour."),
        ("Maintenance with downtime", "x", ""),
        ("Database upgrade", "x", "From 12 to 14."),
        ("issues.example.org (tracker) upgrade", "x", ""),
        ("Shop outage", "x", "The shop will be down for an hour beginning at noon."),
        ("Shop outage", "x", "Planned outage:\n\nWe add disks."),
        ("Shop restart", "2024-01-01-maintenance-shop", ""),
        ("Moving to a new cluster", "x", "We are going to move the shop."),
    ],
)
def test_planned_work_is_recognised(title: str, name: str, text: str) -> None:
    assert is_planned_work(title, name, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Outage after the upgrade", "It broke."),
        ("Maintenance failed", "It broke."),
        ("Database upgrade problems", "It broke."),
        ("Shop down", "The shop will be restarted."),
        ("Cards refused", "Caused by scheduled maintenance at our bank."),
        ("Update sites not updating", "We will update you."),
        ("Unplanned downtime", "Unplanned outage of the shop."),
    ],
)
def test_a_failure_is_not_taken_for_planned_work(title: str, text: str) -> None:
    assert not is_planned_work(title, "2024-01-01-shop", text)
