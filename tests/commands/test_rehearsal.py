"""What a program that watches does before somebody saves a file."""

import subprocess
import sys
from pathlib import Path

import pytest

from site_builder.commands.rehearsal import rehearse
from tests.factories import at

NEEDED_BY_AN_EDIT = ("site_builder.content.incident_file", "markdown", "feedgen.feed", "segno", "icalendar")


def test_whatever_an_edit_needs_is_there_before_it() -> None:
    code = f"""
import sys
from datetime import UTC, datetime
import site_builder.commands.watch
from site_builder.commands.rehearsal import rehearse
needed = {NEEDED_BY_AN_EDIT}
assert not sys.modules.keys() >= set(needed)
rehearse(datetime(2026, 4, 22, 12, tzinfo=UTC))
print([name for name in needed if name not in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_is_left_of_it_and_no_room_for_it_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rehearse(at("2026-04-22 12:00"))
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    rehearse(at("2026-04-22 12:00"))
