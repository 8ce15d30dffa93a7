"""The list of what was written into an output folder."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from site_builder.output.manifest import Manifest, Stamp

ONE = Stamp("d1", 5, 100)


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return Manifest(tmp_path / "manifest.db", tmp_path / "public")


def test_a_list_that_is_not_there_has_no_files_and_is_not_made_by_looking(manifest: Manifest) -> None:
    manifest.begin()
    assert (manifest.files(), manifest.edition, manifest.written) == ({}, None, "")
    assert not manifest.file.exists()


def test_what_was_written_and_deleted_is_listed(manifest: Manifest) -> None:
    manifest.write({"a": ONE, "b": ONE}, frozenset(), "published")
    manifest.write({"b": Stamp("d2", 6, 200)}, {"a"}, "published")
    again = Manifest(manifest.file, manifest.file.parent)
    again.begin()
    assert again.files() == {"b": Stamp("d2", 6, 200)}
    assert again.edition == "published"


def test_each_change_has_a_mark_of_its_own_and_nothing_new_changes_none(manifest: Manifest) -> None:
    manifest.write({"a": ONE}, frozenset(), "published")
    first = manifest.written
    manifest.write({}, frozenset(), "published")
    assert manifest.written == first
    manifest.write({"b": ONE}, frozenset(), "published")
    assert manifest.written not in {"", first}
    again = Manifest(manifest.file, manifest.file.parent)
    again.begin()
    assert again.written == manifest.written


def test_files_that_are_about_to_be_there_are_listed_and_not_taken_for_written(manifest: Manifest) -> None:
    manifest.expect({"a": ONE}, "preview")
    assert manifest.files() == {"a": ONE}
    assert not manifest.is_as_written("a", ONE)
    mark = manifest.written
    manifest.write({}, frozenset(), "preview")
    assert manifest.written == mark


def test_a_list_that_can_not_be_read_is_made_anew(manifest: Manifest) -> None:
    manifest.file.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    manifest.begin()
    assert manifest.files() == {}
    manifest.write({"a": ONE}, frozenset(), "published")
    assert manifest.files() == {"a": ONE}


def test_a_list_that_another_program_holds_is_not_thrown_away(
    manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest.write({"a": ONE}, frozenset(), "published")
    monkeypatch.setattr("site_builder.output.manifest._BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(manifest.file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OSError, match="locked"):
            manifest.write({"b": ONE}, frozenset(), "published")
    assert manifest.files() == {"a": ONE}


def test_it_tells_which_files_look_another_than_they_were_written(manifest: Manifest, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    folder.mkdir()
    for name in "abc":
        (folder / name).write_text(name)
    stamps = {name: Stamp.of(f"{folder}/{name}", "d") for name in "abc"}
    manifest.write({**stamps, "gone": ONE, "d": None}, frozenset(), "published")
    (folder / "b").write_text("other")
    (folder / "c").unlink()
    (folder / "c").symlink_to("a")
    mark, paths = manifest.looking_different()
    assert (mark, sorted(paths)) == (manifest.written, ["b", "c", "d", "gone"])
