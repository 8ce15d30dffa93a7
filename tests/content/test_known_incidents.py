"""Incidents that were read before: what is taken from the cache, when, and what is read again."""

import builtins
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from site_builder.cache import Cache, LostEntry
from site_builder.content.folder import FolderReader
from site_builder.content.incident_file import parse_incident
from site_builder.content.kept_incident import KeptIncident
from site_builder.content.known_folders import look_at
from site_builder.content.known_incidents import KnownIncidents
from site_builder.content.library import load_library
from site_builder.content.texts import IncidentFiles
from site_builder.door.context import DoorContext
from site_builder.lookout import Looks
from site_builder.model import Incident

CONTEXT = DoorContext(zone=ZoneInfo("Europe/London"), languages=("en", "cy"), components=("gift-cards",))
OPENER = "---\ntitle: Gift cards\ndate: 2026-04-22 09:00\n---\n\nText\n"
UPDATE = "---\ndate: 2026-04-22 10:00\nstatus: monitoring\n---\n\nText\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path, "a.md", OPENER)
    write(tmp_path, "a/1.md", UPDATE)
    write(tmp_path, "b.md", OPENER)
    return tmp_path


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache(tmp_path / "cache.db", "this version")) as cache:
        yield cache


def write(site: Path, name: str, text: str) -> None:
    file = site / "incidents" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def read(
    site: Path, cache: Cache, known: KnownIncidents | None = None, changed: list[str] | None = None
) -> dict[str, Incident]:
    known = known or KnownIncidents()
    known.use(cache, CONTEXT, changed)
    return {incident.name: incident for incident in load_library(site, CONTEXT, known).incidents}


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks are trusted at once."""
    for module in ("known_incidents", "known_folders"):
        monkeypatch.setattr(f"site_builder.content.{module}.JUST_NOW", -(10**12))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the incidents that are parsed from now on."""
    names: list[str] = []

    def noting(files: IncidentFiles, context: DoorContext) -> Incident:
        names.append(files.opener.stem)
        return parse_incident(files, context)

    monkeypatch.setattr("site_builder.content.library.parse_incident", noting)
    return names


def test_an_incident_whose_files_look_the_same_is_not_even_opened(
    site: Path, cache: Cache, long_ago: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(site, cache)
    monkeypatch.setattr(Path, "open", None)
    monkeypatch.setattr(builtins, "open", None)
    after = read(site, cache)
    assert [one.digest for one in after.values()] == [one.digest for one in before.values()]


def test_its_texts_are_read_when_somebody_asks(site: Path, cache: Cache, long_ago: None) -> None:
    read(site, cache)
    kept = read(site, cache)["a"]
    assert isinstance(kept, KeptIncident)
    assert [update.body.original.text for update in kept.updates] == ["Text", "Text"]
    title = kept.title
    kept.let_go()
    for name in ("updates", "title"):
        with pytest.raises(AttributeError):
            object.__getattribute__(kept, name)
    assert (kept.latest.body.original.text, kept.title) == ("Text", title)


def test_what_lists_need_is_the_same_without_them(site: Path, cache: Cache, long_ago: None) -> None:
    read(site, cache)
    (whole,) = (one for one in load_library(site, CONTEXT).incidents if one.name == "a")
    kept = read(site, cache)["a"]
    names = ("name", "id", "kind", "title", "pinned", "attachments", "folder", "public_from", "update_count")
    assert [getattr(kept, name) for name in names] == [getattr(whole, name) for name in names]
    assert [phrase.at for phrase in kept.title.phrases] == [phrase.at for phrase in whole.title.phrases]


def test_one_that_says_something_else_is_a_plain_one(site: Path, cache: Cache, long_ago: None) -> None:
    read(site, cache)
    kept = read(site, cache)["a"]
    other = kept.saying(kept.updates[:1])
    assert (type(other), other.update_count, other.digest) == (Incident, 1, "")


def test_a_file_that_was_written_just_now_is_read_again(site: Path, cache: Cache, parsed: list[str]) -> None:
    """It could be written again within the same tick of the clock. What is in it is known all the same."""
    read(site, cache)
    write(site, "b.md", OPENER.replace("Text", "Te*t"))
    assert read(site, cache)["b"].opener.body.original.text == "Te*t"
    assert parsed == ["a", "b", "b"]


@pytest.mark.parametrize("change", ["text", "added", "deleted", "attachment", "folder"])
def test_whatever_changes_in_its_folder_is_seen(change: str, site: Path, cache: Cache, long_ago: None) -> None:
    read(site, cache)
    if change == "deleted":
        (site / "incidents/a/1.md").unlink()
    elif change == "folder":
        (site / "incidents/a/more").mkdir()
        write(site, "a/more/plan.pdf", "%PDF")
    else:
        write(site, {"text": "a/1.md", "added": "a/2.md", "attachment": "a/plan.pdf"}[change], UPDATE.replace("x", "s"))
    incident = read(site, cache)["a"]
    fresh = {one.name: one for one in load_library(site, CONTEXT).incidents}["a"]
    assert (incident.updates, incident.attachments) == (fresh.updates, fresh.attachments)


def test_other_settings_read_everything_again(site: Path, cache: Cache, long_ago: None, parsed: list[str]) -> None:
    read(site, cache)
    known = KnownIncidents()
    known.use(cache, DoorContext(zone=ZoneInfo("Asia/Tokyo"), languages=("en",), components=()))
    load_library(site, CONTEXT, known)
    assert parsed == ["a", "b", "a", "b"]


def test_a_fresh_clone_parses_nothing(site: Path, cache: Cache, parsed: list[str]) -> None:
    """Its files have other times and inodes, and the same content."""
    read(site, cache)
    for file in (site / "incidents").rglob("*.md"):
        text = file.read_text()
        file.unlink()
        file.write_text(text)
    read(site, cache)
    assert parsed == ["a", "b"]


def test_a_running_program_looks_only_at_what_is_said_to_have_changed(
    site: Path, cache: Cache, long_ago: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = KnownIncidents()
    before = read(site, cache, known)
    write(site, "a/2.md", UPDATE)
    seen: list[str] = []
    looks = FolderReader.looks

    def noting(self: FolderReader, files: list[str], folder: str | None) -> Looks | None:
        seen.extend(files)
        return looks(self, files, folder)

    monkeypatch.setattr(FolderReader, "looks", noting)
    after = read(site, cache, known, changed=["incidents/a/2.md"])
    assert (seen, after["b"] is before["b"], after["a"].update_count) == (["incidents/a.md"], True, 3)
    seen.clear()
    read(site, cache, known, changed=["incidents/b.cy.md"])
    assert seen == ["incidents/b.md"]


def test_texts_that_somebody_took_out_of_the_cache_are_missed(site: Path, cache: Cache, long_ago: None) -> None:
    read(site, cache)
    cache.keep_only("one", lambda: {"incidents/a.md"})
    cache.put_text("incidents/a.md", "incident", "another key", "{}")
    with pytest.raises(LostEntry):
        _ = read(site, cache)["a"].updates


def test_without_a_cache_everything_is_at_hand(site: Path) -> None:
    known = KnownIncidents()
    known.use(None, CONTEXT)
    (first, _) = load_library(site, CONTEXT, known).incidents
    assert (type(first), first.digest) == (Incident, "")


def test_several_processes_read_the_same_as_one(tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        write(tmp_path, f"story-{number}.md", OPENER if number % 7 else OPENER.replace("2026-04-22", "2026-13-22"))
    monkeypatch.setattr("threading.active_count", lambda: 1)
    known = KnownIncidents()
    known.use(cache, CONTEXT)
    together = load_library(tmp_path, CONTEXT, known, jobs=2)
    alone = load_library(tmp_path, CONTEXT)
    assert [one.name for one in together.incidents] == [one.name for one in alone.incidents]
    assert together.problems == alone.problems
    assert len(alone.problems) == 5


def test_what_is_complained_of_is_complained_of_again(site: Path, cache: Cache, long_ago: None) -> None:
    """Although the incident itself could be read, and nothing of it has changed since."""
    write(site, "a/Bad Name.pdf", "%PDF")
    known = KnownIncidents()
    told: list[list[str] | None] = [None, ["incidents/b.md"], None]
    for changed in told:
        known.use(cache, CONTEXT, changed)
        (problem,) = load_library(site, CONTEXT, known).problems
        assert "can't be the name of an attachment" in problem.message


def test_a_folder_in_which_something_is_wrong_is_listed_again(site: Path, cache: Cache, long_ago: None) -> None:
    write(site, "2025/Bad Name.md", OPENER)
    write(site, "2025/c.md", OPENER)
    known = KnownIncidents()
    told: list[list[str] | None] = [None, []]
    for changed in told:
        known.use(cache, CONTEXT, changed)
        (problem,) = load_library(site, CONTEXT, known).problems
        assert "can't be the name of a text here" in problem.message


def test_a_link_is_followed_again(site: Path, cache: Cache, long_ago: None) -> None:
    """Where it leads may change without its folder looking another."""
    write(site, "2025/c.md", OPENER)
    (site / "real.md").write_text(OPENER)
    (site / "incidents/2025/d.md").symlink_to(site / "real.md")
    known = KnownIncidents()
    assert set(read(site, cache, known)) == {"a", "b", "c", "d"}
    (site / "real.md").unlink()
    known.use(cache, CONTEXT, [])
    (problem,) = load_library(site, CONTEXT, known).problems
    assert "this link leads nowhere" in problem.message


def test_a_folder_that_was_changed_just_now_is_listed_again(site: Path, cache: Cache) -> None:
    known = KnownIncidents()
    read(site, cache, known)
    assert known.folders.get("incidents", look_at(f"{site}/incidents")) is None


def test_an_unchanged_folder_is_not_listed_again(
    site: Path, cache: Cache, long_ago: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(site, cache)
    monkeypatch.setattr(FolderReader, "entries", None)
    assert set(read(site, cache)) == {"a", "b"}


def test_a_group_whose_files_lost_their_titles_is_complained_of(site: Path, cache: Cache, long_ago: None) -> None:
    write(site, "2025/c.md", OPENER)
    known = KnownIncidents()
    read(site, cache, known)
    write(site, "2025/c.md", UPDATE)
    known.use(cache, CONTEXT, ["incidents/2025/c.md"])
    (problem,) = load_library(site, CONTEXT, known).problems
    assert "these updates have no opening file" in problem.message
