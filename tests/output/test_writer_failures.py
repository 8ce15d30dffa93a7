"""The writer when something goes wrong: whole files, and nothing that is only half published."""

import os
import threading
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from site_builder.output import staging, writer
from site_builder.output.lock import held
from site_builder.output.writer import OutputFolder
from site_builder.problems import SiteProblems
from tests.output.place import HOME, Place
from tests.program import tree


def test_a_full_disk_changes_no_published_byte(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {"index.html": HOME + b"old", "a.txt": b"old", "b.txt": b"old"}
    place.write(old)

    class OnFullDisk(FileIO):
        def write(self, data: Any) -> int:
            if data == b"the last straw":
                super().write(data[:4])
                raise OSError(28, "No space left on device", self.name)
            return super().write(data)

    monkeypatch.setattr(staging, "FileIO", OnFullDisk)
    new = {"index.html": HOME + b"new", "a.txt": b"new", "b.txt": b"the last straw"}
    (found,) = place.refused(new)
    assert "No space left on device" in found
    monkeypatch.undo()
    assert tree(place.public) == old
    place.write(new)
    assert tree(place.public) == new


def test_a_failure_among_the_replacements_leaves_whole_files_and_the_next_build_mends_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = dict.fromkeys(("a.txt", "b.txt", "c.txt", "index.html"), HOME + b"old")
    new = dict.fromkeys(("a.txt", "b.txt", "d.txt", "index.html"), HOME + b"new")
    place.write(old)
    replace = os.replace

    def failing(file: str | Path, target: str | Path) -> None:
        if Path(target).name == "b.txt":
            raise PermissionError(13, "Permission denied", str(file), None, str(target))
        replace(file, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(SiteProblems, match=r"public/b\.txt: this can't be written: Permission denied"):
        place.write(new)
    found = tree(place.public)
    assert found.keys() == old.keys()
    assert all(content in (HOME + b"old", HOME + b"new") for content in found.values())
    assert found["index.html"] == HOME + b"old"
    monkeypatch.undo()
    place.write(new)
    assert tree(place.public) == new


def test_what_a_killed_build_left_behind_is_swept_away(place: Place) -> None:
    place.write({"index.html": HOME})
    left = place.public / staging.NAME
    left.mkdir()
    (left / "0").write_bytes(b"half a fi")
    place.write({"index.html": HOME})
    assert tree(place.public) == {"index.html": HOME}
    assert not left.exists()


def test_a_build_that_was_cut_off_left_only_files_that_are_known_as_ours(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write({"index.html": HOME})
    monkeypatch.setattr(OutputFolder, "_delete", lambda self, path: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        place.write({"new.txt": b"1"})
    monkeypatch.undo()
    place.write({"index.html": HOME + b"3", "new.txt": b"2"})
    assert tree(place.public) == {"index.html": HOME + b"3", "new.txt": b"2"}


def test_a_folder_that_may_not_be_written_to_is_found_before_anything_is_replaced(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write({"index.html": HOME, "incidents/x/index.html": b"old"})
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "x" and access(path, mode))
    found = place.refused({"index.html": HOME + b"2", "incidents/x/index.html": b"new"})
    assert found == ["public/incidents/x: nothing can be written into this folder"]


def test_an_output_that_is_a_file_is_a_problem(place: Place) -> None:
    place.public.write_bytes(b"a file")
    (found,) = place.refused({"index.html": HOME})
    assert "can't be written" in found


def test_a_build_that_waits_too_long_for_another_one_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write({"index.html": HOME})
    monkeypatch.setattr(writer, "_LOCK_SECONDS", 0.1)
    with held(place.manifest.with_suffix(".lock"), timeout=0):
        assert place.refused({"index.html": HOME + b"2"}) == ["public: another build is writing here"]


def test_two_builds_at_once_end_with_the_whole_of_one_of_them(place: Place) -> None:
    def site(number: int) -> Iterator[tuple[str, bytes]]:
        yield "index.html", HOME + b"%d" % number
        for file in range(20):
            yield f"{number}/{file}.txt", b"%d" % number
            yield f"shared/{file}.txt", b"%d" % number

    sites = [dict(site(number)) for number in range(4)]
    threads = [threading.Thread(target=place.write, args=(files,)) for files in sites for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tree(place.public) in sites
