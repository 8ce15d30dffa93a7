"""data-impact-softened: which steps need words."""

from itertools import product
from pathlib import Path

import pytest

from tests.editing.site import HEAD, SLOW, Finding, findings, write

ORDER = ["confirmed", "unknown", "no_evidence", "none"]
UPDATE = "incidents/slow/one.md"


def story(folder: Path, first: str, second: str, now: str = "2026-05-01T12:00:00+01:00") -> list[Finding]:
    opener = HEAD.replace("---\n\n", f"data_impact:\n{first}---\n\n") + "Text.\n"
    update = f"---\ndate: 2026-05-01 10:00\nstatus: identified\ndata_impact:\n{second}---\n\nText.\n"
    return findings(write(folder, {SLOW: opener, UPDATE: update}), now=now)


def said(status: str, text: str | None = None) -> str:
    return f"  status: {status}\n" + (f"  text: {text}\n" if text else "")


@pytest.mark.parametrize(("before", "after"), list(product(ORDER, ORDER)))
def test_every_step_to_a_better_one_needs_words_and_no_other(before: str, after: str, tmp_path: Path) -> None:
    found = story(tmp_path, said(before, "We say this."), said(after))
    assert [each.rule for each in found] == ["data-impact-softened"] * (ORDER.index(after) > ORDER.index(before))


def test_it_stands_at_the_status(tmp_path: Path) -> None:
    (found,) = story(tmp_path, said("unknown"), said("no_evidence"))
    assert (found.place, found.marked) == (f"{UPDATE}:5:11", "no_evidence")
    assert found.message == '"unknown" becomes "no_evidence", and no words say so'


def test_the_old_words_are_no_new_ones_and_are_marked(tmp_path: Path) -> None:
    (found,) = story(tmp_path, said("unknown", "We are checking."), said("none", "We  are checking."))
    assert (found.place, found.marked) == (f"{UPDATE}:6:9", "We  are checking.")


def test_words_of_its_own_are_enough(tmp_path: Path) -> None:
    assert story(tmp_path, said("unknown"), said("none", "We have finished, and found nothing.")) == []


def test_silence_in_between_does_not_hide_it(tmp_path: Path) -> None:
    silent = "---\ndate: 2026-05-01 09:30\nstatus: investigating\n---\n\nText.\n"
    write(tmp_path, {"incidents/slow/between.md": silent})
    assert len(story(tmp_path, said("confirmed"), said("unknown"))) == 1


def test_what_was_said_long_ago_in_an_incident_that_is_over_is_left_alone(tmp_path: Path) -> None:
    over = "---\ndate: 2026-05-01 11:00\nstatus: resolved\n---\n\nText.\n"
    write(tmp_path, {"incidents/slow/two.md": over})
    assert len(story(tmp_path, said("unknown"), said("none"))) == 1
    assert story(tmp_path, said("unknown"), said("none"), now="2026-05-20T12:00:00+01:00") == []


def test_a_draft_is_no_earlier_statement(tmp_path: Path) -> None:
    draft = (
        f"---\ndate: 2026-05-01 09:30\nstatus: identified\ndraft: true\ndata_impact:\n{said('confirmed')}---\n\nText.\n"
    )
    write(tmp_path, {"incidents/slow/between.md": draft})
    assert story(tmp_path, said("unknown"), said("unknown")) == []
