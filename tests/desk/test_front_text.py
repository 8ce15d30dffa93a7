"""A front matter is changed at one place, and every other byte stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.desk.front_text import key_lines, parsed, with_body, with_edit, with_keys
from site_builder.desk.wish import WrongWish
from tests.content.strategies import one_line

FILE = """\
---
# Who wrote this: the night shift
title:   'Orders'   # two blanks too many
date: 2026-04-22 09:00

components: {orders:  major_outage}
what_to_do: |
  # Wait
# the end
---


Text
---
more
"""
WHEN = "2026-04-22 10:00"


def edited(text: str, reason: str = "The first version named the wrong shop.") -> str:
    return with_edit(text, "a.md", WHEN, reason)


def test_the_first_correction_stands_behind_the_other_keys() -> None:
    added = f"edited:\n  - date: {WHEN}\n    reason: The first version named the wrong shop.\n"
    assert edited(FILE) == FILE.replace("# the end\n---\n", f"# the end\n{added}---\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("edited:\n- date: 2026-04-22 09:30\n  reason: One\n", "- date: 2026-04-22 10:00\n  reason: Two\n"),
        (
            "edited:\n    - reason: One\n      date: 2026-04-22 09:30\n",
            "    - date: 2026-04-22 10:00\n      reason: Two\n",
        ),
        ("edited: # none\n", "  - date: 2026-04-22 10:00\n    reason: Two\n"),
        ("edited:\n  - {date: 2026-04-22 09:30, reason: One}\n", "  - date: 2026-04-22 10:00\n    reason: Two\n"),
        (
            "edited:\n  - date: 2026-04-22 09:30\n    reason: 'One\n      and a half'\n",
            "  - date: 2026-04-22 10:00\n    reason: Two\n",
        ),
    ],
)
@pytest.mark.parametrize("rest", ["", "\n# about the id\nid: x\n"])
def test_a_further_correction_stands_behind_the_one_before_in_the_same_style(
    before: str, after: str, rest: str
) -> None:
    text = "---\ntitle: T\ndate: 2026-04-22 09:00\n{}{}---\nText\n"
    assert edited(text.format(before, rest), "Two") == text.format(before + after, rest)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]", "[{date: '2026-04-22 10:00', reason: Two}]"),
        (
            "[{date: 2026-04-22 09:30, reason: One}]  # so far",
            "[{date: 2026-04-22 09:30, reason: One}, {date: '2026-04-22 10:00', reason: Two}]  # so far",
        ),
        (
            "[{date: 2026-04-22 09:30, reason: One},\n  ]",
            "[{date: 2026-04-22 09:30, reason: One},\n  {date: '2026-04-22 10:00', reason: Two}]",
        ),
    ],
)
def test_a_correction_in_brackets_stays_in_them(before: str, after: str) -> None:
    text = "---\ntitle: T\nedited: {}\ndate: 2026-04-22 09:00\n---\nText\n"
    assert edited(text.format(before), "Two") == text.format(after)


@pytest.mark.parametrize(
    "text", ["---\n{title: T, date: 2026-04-22 09:00}\n---\nText\n", "---\nedited: ~\n---\nText\n"]
)
def test_what_cannot_be_changed_alone_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(WrongWish, match="by hand") as refused:
        edited(text)
    assert "  - date: 2026-04-22 10:00" in str(refused.value)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_endings_and_a_byte_order_mark_stay(ending: str, start: str) -> None:
    text = start + FILE.replace("\n", ending)
    assert edited(text) == start + edited(FILE).replace("\n", ending)


@given(one_line())
def test_any_reason_is_read_as_it_was_given_and_nothing_else_changes(reason: str) -> None:
    after = edited(FILE, reason)
    assert parsed(after, "a.md").located.data["edited"] == [{"date": WHEN, "reason": reason}]
    assert parsed(after, "a.md").body == parsed(FILE, "a.md").body
    head, tail = FILE.split("# the end\n")
    assert after.startswith(head + "# the end\n")
    assert after.endswith(tail)


@given(st.lists(one_line(), max_size=4))
def test_corrections_add_up(reasons: list[str]) -> None:
    text = FILE
    for reason in reasons:
        text = edited(text, reason)
    listed = parsed(text, "a.md").located.data.get("edited") or []
    assert listed == [{"date": WHEN, "reason": reason} for reason in reasons]


def test_a_key_is_replaced_in_its_place_and_a_new_one_comes_last() -> None:
    filled = with_keys(FILE, "a.md", {"title": ["title: New"], "what_to_do": ["what_to_do: Go"], "id": ["id: x"]})
    assert filled == FILE.replace("title:   'Orders'   # two blanks too many", "title: New").replace(
        "what_to_do: |\n  # Wait\n# the end\n", "what_to_do: Go\n# the end\nid: x\n"
    )


def test_the_lines_of_a_key_hold_its_whole_text() -> None:
    assert key_lines(FILE, "a.md")["what_to_do"] == ["what_to_do: |", "  # Wait"]


def test_another_text_leaves_the_front_matter_alone() -> None:
    assert with_body(FILE, "a.md", "New") == FILE.partition("\n\n\nText")[0] + "\n\nNew\n"
