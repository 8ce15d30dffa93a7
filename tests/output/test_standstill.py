"""When nothing has changed, not even the time that the site is as of, a build does nothing, and at once."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from site_builder.content import known_incidents
from site_builder.output import standstill
from site_builder.output.looks import look_so, looks
from tests import shop
from tests.program import PROGRAM, Done, run, run_process

NOW = "2026-05-06T10:00:00+01:00"
LONG_AGO = 2.2
"""Seconds after which files are trusted by their looks."""


@pytest.fixture(scope="module")
def waited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was left alone for a while, and then built."""
    site = tmp_path_factory.mktemp("still") / "site"
    shutil.copytree(shop.SITE, site)
    with files_are_trusted_at_once():
        assert build(site).returncode == 0
    return site


@pytest.fixture(scope="module", autouse=True)
def copied_long_ago(waited: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A copy of it, and since when: made before the first of these tests for the last, which has to wait the less."""
    site = tmp_path_factory.mktemp("copied") / "site"
    shutil.copytree(waited, site)
    return site, time.monotonic()


@contextmanager
def files_are_trusted_at_once() -> Iterator[None]:
    with patch.object(standstill, "JUST_NOW", 0), patch.object(known_incidents, "JUST_NOW", 0):
        time.sleep(0.1)  # only not within a tick of the file system's clock
        yield


def build(site: Path, *options: str) -> Done:
    return run("build", "--site", site, "--now", NOW, *options)


def test_it_says_what_the_last_build_said_and_imports_nothing_heavy(waited: Path) -> None:
    first = build(waited)
    script = (
        "import sys\n"
        "from site_builder.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(sorted({'jinja2', 'pydantic', 'markdown', 'babel', 'lxml', 'yaml'} & set(sys.modules)))\n"
    )
    again = run_process([*PROGRAM[:1], "-c", script], "build", "--site", str(waited), "--now", NOW)
    assert again.stdout.splitlines()[-1] == "[]"
    assert again.stdout.splitlines()[1:-1] == first.stdout.splitlines()[1:]
    assert again.stdout.split(" files")[0] == first.stdout.split(" files")[0]


def replace(file: Path) -> None:
    """By another one that claims to be as old."""
    other = file.with_name("other")
    other.write_bytes(file.read_bytes())
    shutil.copystat(file, other)
    other.replace(file)


def append(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n")


EDITS: dict[str, Callable[[Path], object]] = {
    "a page that somebody deleted": lambda site: (site / "public/index.html").unlink(),
    "a page that somebody changed": lambda site: (site / "public/feed.atom").write_text("x"),
    "a file that only looks another": lambda site: os.utime(site / "public/feed.atom"),
    "a file that is in the place of one": lambda site: replace(site / "public/feed.atom"),
    "a file that is none of ours": lambda site: (site / "public/incidents/notes.txt").write_text("x"),
    "an edit": lambda site: append(next((site / "incidents").rglob("*.md"))),
    "a new file": lambda site: (site / "incidents/_notes.txt").write_text("x"),
    "a new template": lambda site: (site / "templates/more.txt").write_text("x"),
    "a setting": lambda site: append(site / "site.yml"),
}


def record(site: Path) -> Path:
    (found,) = (site / ".site-builder").glob("standstill-*.json")
    return found


def test_a_record_that_is_spoilt_is_made_again(waited: Path) -> None:
    before = record(waited).read_bytes()
    record(waited).write_text("[[[", encoding="utf-8")
    with files_are_trusted_at_once():
        assert build(waited).returncode == 0
    assert record(waited).read_bytes() == before


def test_another_time_is_another_site(waited: Path) -> None:
    assert " 0 changed" in build(waited).stdout
    assert " 0 changed" not in run("build", "--site", waited, "--now", "2026-05-06T10:01:00+01:00").stdout


def test_a_copy_of_a_site_is_not_judged_by_how_the_original_looks(waited: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(waited, site, ignore=shutil.ignore_patterns("index.html"))
    build(site)
    assert (site / "public/index.html").exists()


def test_a_link_to_a_folder_may_lead_anywhere_so_nothing_is_remembered(waited: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(waited, site)
    record(site).unlink()
    (tmp_path / "more").mkdir()
    (site / "templates/more").symlink_to("../../more")
    with files_are_trusted_at_once():
        assert build(site).returncode == 0
    assert not list((site / ".site-builder").glob("standstill-*.json"))


def test_a_hundred_thousand_files_are_looked_at_by_two_processes(tmp_path: Path) -> None:
    paths = [str(tmp_path / str(number)).encode() for number in range(3)]
    (tmp_path / "2").touch()
    known = [(1, looks(paths[at : at + 1])[0].digest) for at in range(3)]
    assert look_so(paths, known)
    (tmp_path / "2").write_text("x")
    assert not look_so(paths, known)
    assert not look_so([*paths, b"more"], known)
    assert not look_so(paths, [])


def test_what_changed_last_is_looked_at_before_anybody_else_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [str(tmp_path / str(number)).encode() for number in range(300)]
    known = [(look.count, look.digest) for look in looks(paths)]
    assert [count for count, _ in known] == [256, 44]
    assert look_so(paths, known)
    (tmp_path / "0").touch()
    monkeypatch.setattr(os, "fork", None)
    assert not look_so(paths, known)


def test_it_builds_after_anything_that_looks_another(waited: Path, copied_long_ago: tuple[Path, float]) -> None:
    site, since = copied_long_ago
    time.sleep(max(0.0, since + LONG_AGO - time.monotonic()))
    for edit, make in EDITS.items():
        build(site)
        before = record(site).read_bytes()
        make(site)
        assert build(site).returncode == 0
        assert (site / "public/feed.atom").read_bytes() == (waited / "public/feed.atom").read_bytes(), edit
        assert (site / "public/index.html").exists(), edit
        # What was edited only just now is not trusted yet, so an edit of a source leaves the record as it was.
        assert (record(site).read_bytes() != before) == edit.startswith(("a page", "a file")), edit
