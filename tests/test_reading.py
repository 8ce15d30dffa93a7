"""A site that nobody has read yet is read by another process: the one that builds finds it in the cache."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from site_builder import lookout, pipeline
from site_builder.door.site_folder import FILE_NAME
from site_builder.lookout import Lookout, Tasks
from site_builder.means import Means
from site_builder.output.manifest import cache_file
from site_builder.problems import SiteProblems
from site_builder.reading import read_again, read_ahead
from site_builder.survey import Request
from tests.factories import at

NOW = at("2026-05-06 10:00")
SETTINGS = "name: Shop\nurl: https://status.example.com\ntimezone: Europe/London\n"
OPENER = "---\ntitle: Gift cards\ndate: 2026-04-22 09:00\n---\n\nText\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with more incidents than one process would read. Processes can be forked, and looks are trusted."""
    for module in ("known_incidents", "known_folders"):
        monkeypatch.setattr(f"site_builder.content.{module}.JUST_NOW", -(10**12))
    monkeypatch.setattr(lookout, "may_fork", lambda: True)
    monkeypatch.setattr(lookout, "processors", lambda: 2)
    site = tmp_path / "site"
    (site / "incidents").mkdir(parents=True)
    (site / FILE_NAME).write_text(SETTINGS)
    for number in range(30):
        (site / f"incidents/story-{number}.md").write_text(OPENER)
    return site


def somebody(site: Path, output: Path) -> Lookout:
    file = cache_file(output, site)
    return Lookout.begun(site, file, tasks(lambda: read_ahead(site, NOW, file, jobs=2)))


def tasks(read_all: Callable[[], None]) -> Tasks:
    return Tasks(lambda: ("", []), lambda _places: [], read_all)


def built(site: Path, output: Path, reader: Lookout | None) -> dict[str, bytes]:
    pipeline.build(Request(folder=site, now=NOW), output, means=Means(jobs=1, lookout=reader or Lookout()))
    files = (file for file in output.rglob("*") if file.is_file())
    return {file.relative_to(output).as_posix(): file.read_bytes() for file in files}


def test_who_builds_parses_nothing(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = somebody(site, tmp_path / "out")
    monkeypatch.setattr("site_builder.content.library.parse_incident", None)
    monkeypatch.setattr("site_builder.settings._read", None)
    found = built(site, tmp_path / "out", reader)
    monkeypatch.undo()
    assert found == built(site, tmp_path / "alone", None)


def late(site: Path) -> None:
    (site / "incidents/story-7.md").write_text(OPENER.replace("Text", "Other words"))
    (site / "incidents/story-8.md").unlink()
    (site / "incidents/another.md").write_text(OPENER)


def test_what_was_written_only_just_now_is_looked_at_again(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(lookout, "may_fork", lambda: True)
    monkeypatch.setattr(lookout, "processors", lambda: 2)
    reader = somebody(site, tmp_path / "out")
    reader.wait()
    late(site)
    assert built(site, tmp_path / "out", reader) == built(site, tmp_path / "alone", None)


BROKEN: dict[str, Callable[[Path], object]] = {
    "an incident": lambda site: (site / "incidents/story-3.md").write_text(OPENER.replace("title", "titel")),
    "the settings": lambda site: (site / FILE_NAME).write_text(SETTINGS.replace("name", "nam")),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_found_as_ever(spoil: Callable[[Path], object], site: Path, tmp_path: Path) -> None:
    spoil(site)
    with pytest.raises(SiteProblems) as alone:
        built(site, tmp_path / "alone", None)
    with pytest.raises(SiteProblems) as read_before:
        built(site, tmp_path / "out", somebody(site, tmp_path / "out"))
    assert read_before.value.problems == alone.value.problems


def test_a_reader_that_fails_is_done_without(site: Path, tmp_path: Path) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    reader = Lookout.begun(site, cache_file(tmp_path / "out", site), tasks(fail))
    assert built(site, tmp_path / "out", reader) == built(site, tmp_path / "alone", None)


def test_nobody_reads_where_somebody_has_built(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out", None)

    def fail() -> None:
        (tmp_path / "read").touch()

    Lookout.begun(site, cache_file(tmp_path / "out", site), tasks(fail)).leave()
    assert not (tmp_path / "read").exists()


@pytest.fixture
def built_site(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One that was built before, and whose cache is worth a look."""
    monkeypatch.setattr(lookout, "WORTH_IT", 0)
    built(site, tmp_path / "out", None)
    return site


def edited(site: Path) -> None:
    (site / "incidents/story-7.md").write_text(OPENER.replace("Text", "Other words"))


def somebody_again(site: Path, output: Path) -> Lookout:
    file = cache_file(output, site)
    read = partial(read_again, site, NOW, file)
    return Lookout.begun(site, file, Tasks(lambda: ("", []), read, lambda: None))


def test_who_builds_does_not_parse_what_was_edited_either(
    built_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(*_: object) -> None:
        raise AssertionError("somebody has done that")

    edited(built_site)
    reader = somebody_again(built_site, tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr("site_builder.content.library.parse_incident", parse)
        found = built(built_site, tmp_path / "out", reader)
    assert found == built(built_site, tmp_path / "alone", None)


def test_what_was_edited_once_more_meanwhile_is_parsed(built_site: Path, tmp_path: Path) -> None:
    edited(built_site)
    reader = somebody_again(built_site, tmp_path / "out")
    reader.rows()
    (built_site / "incidents/story-7.md").write_text(OPENER.replace("Text", "Still others"))
    assert built(built_site, tmp_path / "out", reader) == built(built_site, tmp_path / "alone", None)


def test_what_is_wrong_in_what_was_edited_is_found_as_ever(built_site: Path, tmp_path: Path) -> None:
    (built_site / "incidents/story-7.md").write_text(OPENER.replace("title", "titel"))
    with pytest.raises(SiteProblems) as alone:
        built(built_site, tmp_path / "alone", None)
    with pytest.raises(SiteProblems) as read_before:
        built(built_site, tmp_path / "out", somebody_again(built_site, tmp_path / "out"))
    assert read_before.value.problems == alone.value.problems
