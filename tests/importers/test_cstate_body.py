"""Bodies of cState files, split into entries."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.importers.cstate_body import Story, split_body
from tests.importers.site import words

OPENED = datetime(2024, 3, 1, 10, tzinfo=UTC)


def split(body: str) -> Story:
    return split_body(body, OPENED)


def texts(body: str) -> list[str]:
    """The texts of the entries, oldest first."""
    return [entry.text for entry in split(body).entries]


@pytest.mark.parametrize(
    "body",
    [
        "[Final message]\nAll good.\n\n[Initial message]\nIt broke.",
        "[FINAL]\nAll good.\n\n[INITIAL]\nIt broke.",
        "[Final message] All good.\n\n[Initial message]\nIt broke.",
        "[Closing Maintenance]\nAll good.\n\n[Opening Maintenance]\nIt broke.",
        "[close issue]\nAll good.\n\n[Open Issue]\nIt broke.",
        "[End of outage message]\nAll good.\n\n[Initial Message] -->\nIt broke.",
        "[Initial Message]\n\nIt broke.\n\n[Final Message]\n\nAll good.",
        "Final message:\nAll good.\n\nInitial message:\nIt broke.",
        "[Final message]\n\nAll good.\n\n-----------\n\n[Initial message]\n\nIt broke.",
        "*Resolved* - All good.\n\n*Investigating* - It broke.",
        "**Resolved:** All good.\n\n**Investigating:** It broke.",
        "It broke.\n\n**Resolved:** All good.",
        "It broke.\n\nUpdate: All good.",
        "It broke.\n\nEDIT: All good.",
        "It broke.\n\n_Update_: All good.",
        "It broke.\n\n**Update**\n\nAll good.",
        "It broke.\n\n### Update - 4th July\nAll good.",
        "It broke.\n\nUpdates:\n\n- 2024-03-01T11:00:00Z: All good.",
        "Update: All good.\n\nIt broke.",
        "[Update] All good.\n\nIt broke.",
        "Update: All good.\n\n=======\n\nIt broke.",
        '*Resolved* -\nAll good. {{< track "2024-03-01 11:00" >}}\n\n'
        '*Investigating* - It broke. {{< track "2024-03-01 10:00" >}}',
        'All good. {{< track "2024-03-01 11:00" >}}\n\nIt broke. {{< track "2024-03-01 10:00" >}}',
        "**2024-03-01 11:00**\n\nAll good.\n\n**2024-03-01 10:00**\n\nIt broke.",
    ],
)
def test_marked_entries_are_told_apart_and_put_in_order(body: str) -> None:
    story = split(body)
    found = [story.preamble, *(entry.text for entry in story.entries)]
    assert [text for text in found if text] == ["It broke.", "All good."]


@pytest.mark.parametrize(
    "body",
    [
        "**API** was down and therefore **Shop** was empty.",
        "*Update* your client to the newest version.",
        "Please\nupdate: the new version helps.",
        "[Update](https://example.org) is out.\n\nTry it.",
        "[Update]: https://example.org\n\nSee [Update].",
        "```\n[Final message]\nno\n[Initial message]\nno\n```",
        "<!--\n[Final message]\nno\n[Initial message]\n-->\n\nIt broke.",
        "    Update: this is code",
        "[infra] Builds wait.\n\n[ci] Builds wait, too.",
        "Back again.\n\n---\nIt broke.",
        "[Update]\nIt goes on.\n\nThis may be newer or older.",
        "Cause:\nUnknown\n\nFix:\nNone",
    ],
)
def test_a_body_in_which_nothing_is_clearly_marked_stays_whole(body: str) -> None:
    story = split(body)
    assert [entry.text for entry in story.entries if entry.text] == [body]


def test_words_above_all_entries_belong_to_the_opening() -> None:
    story = split("[TICKET-1](https://example.org)\n\n[Final message]\nDone.\n\n[Initial message]\nIt broke.")
    assert story.preamble == "[TICKET-1](https://example.org)"
    assert [entry.text for entry in story.entries] == ["It broke.", "Done."]


def test_dates_decide_the_order_where_there_are_some() -> None:
    body = "[Update 2024-03-01 10:30 UTC]\nFirst.\n\n[Update 2024-03-01 11:30 UTC]\nSecond.\n\n[Initial]\nZero."
    assert texts(body) == ["First.", "Second.", "Zero."]


def test_a_year_that_is_left_out_is_the_one_after_when_the_month_is_past() -> None:
    story = split_body("It broke.\n\nUpdates:\n- Jan 2 08:00:00 UTC: All good.", datetime(2023, 12, 31, tzinfo=UTC))
    assert story.entries[-1].date == datetime(2024, 1, 2, 8, tzinfo=UTC)


LINES = st.sampled_from(
    [
        "", "", "---", "Some words here.", "- an item", "  more of it", "[Final message]", "[close]",
        "[Initial message] late", "[Update]", "[Update 3]", "[Update on 2024-03-02]", "*Resolved* - done",
        "**Monitoring**", "Update: later", "EDIT: typo", "_Edit_: again", "### Update - 4th", "Updates:",
        "- 2024-03-01T11:00Z: in a list", "```", "<!-- quiet", "-->", "*Post-mortem*", "> quoted",
        '*Identified* - cause {{< track "2024-03-01 10:30" >}}', '{{< track "2024-03-01 09:00" >}}',
        '{{< track "soon" >}}', "**2024-03-01 12:30**",
    ]
)  # fmt: skip


@given(st.lists(LINES | st.text(max_size=12), max_size=25))
def test_every_word_is_in_an_entry_or_in_its_marker(lines: list[str]) -> None:
    body = "\n".join(lines)
    story = split(body)
    kept = words(story.preamble)
    for entry in story.entries:
        marker = entry.marker.words if entry.marker else ""
        kept += words(f"{entry.text} {marker} {entry.tracked} track Updates")
    assert not words(body) - kept - words("Updates " * body.count("Updates"))
