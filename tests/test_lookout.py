"""Another process looks at the files of known incidents: it finds what one's own look would, or nobody trusts it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from site_builder import lookout
from site_builder.cache import Cache
from site_builder.content.folder import FolderReader
from site_builder.content.known_incidents import KnownIncidents
from site_builder.content.library import load_library
from site_builder.door.context import DoorContext
from site_builder.lookout import Known, Lookout, Tasks
from site_builder.means import Means
from site_builder.model import Incident
from site_builder.problems import SiteProblems
from site_builder.survey import Request, survey
from tests.factories import at

CONTEXT = DoorContext(zone=ZoneInfo("Europe/London"), languages=("en", "cy"), components=())
OPENER = "---\ntitle: Gift cards\ndate: 2026-04-22 09:00\n---\n\nText\n"
UPDATE = "---\ndate: 2026-04-22 10:00\nstatus: monitoring\n---\n\nText\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in {"a.md": OPENER, "a/1.md": UPDATE, "2025/b.md": OPENER, "2025/b.cy.md": "Testun\n"}.items():
        write(tmp_path, name, text)
    return tmp_path


@pytest.fixture
def cache(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cache]:
    """One that knows all of the site. Looks are trusted at once, and small sites are looked at."""
    for module in ("known_incidents", "known_folders"):
        monkeypatch.setattr(f"site_builder.content.{module}.JUST_NOW", -(10**12))
    monkeypatch.setattr(lookout, "WORTH_IT", 0)
    monkeypatch.setattr(lookout, "may_fork", lambda: True)
    monkeypatch.setattr(lookout, "processors", lambda: 2)
    with closing(Cache(site / "cache.db", "this version")) as cache:
        read(site, cache, None)
        cache.save()
        yield cache


def write(site: Path, name: str, text: str) -> None:
    file = site / "incidents" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def delete(site: Path, *names: str) -> None:
    for name in names:
        (site / "incidents" / name).unlink()


_begun: list[Lookout] = []


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """Nobody goes on looking when a test is over."""
    yield
    while _begun:
        _begun.pop().end()


def begun(
    site: Path,
    cache: str = "cache.db",
    documents: Callable[[], tuple[str, list[str]]] = lambda: ("", []),
    read: Callable[[Sequence[Known]], Sequence[object]] = lambda _places: [],
) -> Lookout:
    somebody = Lookout.begun(site, site / cache, Tasks(documents, read, lambda: None))
    _begun.append(somebody)
    return somebody


def read(site: Path, cache: Cache, somebody: Lookout | None) -> dict[str, Incident]:
    known = KnownIncidents()
    known.use(cache, CONTEXT, lookout=somebody)
    library = load_library(site, CONTEXT, known)
    assert not library.problems
    return {incident.name: incident for incident in library.incidents}


def test_nothing_is_looked_at_twice(site: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = begun(site)
    monkeypatch.setattr(FolderReader, "looks", None)
    monkeypatch.setattr(FolderReader, "entries", None)
    assert sorted(read(site, cache, somebody)) == ["a", "b"]


EDITS: dict[str, Callable[[Path], object]] = {
    "a text": lambda site: write(site, "a/1.md", UPDATE.replace("Text", "Other words")),
    "an opener": lambda site: write(site, "a.md", OPENER.replace("Gift", "All")),
    "another update": lambda site: write(site, "a/2.md", UPDATE.replace("10:00", "11:00")),
    "one update less": lambda site: delete(site, "a/1.md"),
    "an attachment": lambda site: write(site, "a/more/plan.pdf", "%PDF"),
    "another story": lambda site: write(site, "2025/c.md", OPENER),
    "one story less": lambda site: delete(site, "2025/b.md", "2025/b.cy.md"),
    "a translation": lambda site: write(site, "2025/b.cy.md", "Geiriau eraill\n"),
    "a new translation": lambda site: write(site, "a.cy.md", "Testun\n"),
    "one translation less": lambda site: delete(site, "2025/b.cy.md"),
    "a first folder": lambda site: write(site, "2025/b/1.md", UPDATE),
    "another place": lambda site: (site / "incidents/2025").rename(site / "incidents/2024"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_whatever_was_edited_is_read_again(edit: Callable[[Path], object], site: Path, cache: Cache) -> None:
    edit(site)
    found = read(site, cache, begun(site))
    fresh = {incident.name: incident for incident in load_library(site, CONTEXT).incidents}
    assert found.keys() == fresh.keys()
    for name, incident in found.items():
        assert (incident.title, incident.updates) == (fresh[name].title, fresh[name].updates)
        assert (incident.attachments, incident.folder) == (fresh[name].attachments, fresh[name].folder)


def test_it_is_not_trusted_when_another_build_came_between(site: Path, cache: Cache) -> None:
    somebody = begun(site)
    write(site, "a/1.md", UPDATE.replace("Text", "Other words"))
    read(site, cache, None)
    write(site, "a/1.md", UPDATE.replace("Text", "Still others"))
    assert read(site, cache, somebody)["a"].latest.body.original.text == "Still others"


def test_it_tells_only_once(site: Path, cache: Cache) -> None:
    somebody = begun(site)
    assert (somebody.changed({}), somebody.changed({})) == (None, None)


@pytest.mark.parametrize("value", ["nonsense", "[]\n[]", '[[], true, "x"]\n["../../..", []]', "7\n7"])
def test_what_somebody_wrote_into_the_cache_is_read_again(value: str, site: Path, cache: Cache) -> None:
    cache.put_text("incidents/a.md", "gist", "any key", value)
    cache.save()
    assert sorted(read(site, cache, begun(site))) == ["a", "b"]


def test_nobody_looks_where_there_is_no_cache_or_little_in_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert begun(site, "nothing.db").changed({}) is None
    (site / "small.db").touch()
    assert begun(site, "small.db").changed({}) is None


def test_what_changes_after_a_first_build_that_failed_is_seen(site: Path, cache: Cache) -> None:
    """As under `watch`, where somebody mends site.yml and an incident together."""
    (site / "site.yml").write_text("nonsense: yes\n")
    means = Means(lookout=begun(site))
    with pytest.raises(SiteProblems):
        survey(Request(folder=site, now=at("2026-05-06 10:00")), cache, means)
    (site / "site.yml").write_text("name: Shop\nurl: https://status.example.com\ntimezone: Europe/London\n")
    write(site, "a/1.md", UPDATE.replace("Text", "Other words"))
    (site / "incidents/2025/b.cy.md").unlink()
    found = survey(Request(folder=site, now=at("2026-05-06 10:00")), cache, means)
    (story,) = (incident for incident in found.incidents if incident.name == "a")
    assert story.latest.body.original.text == "Other words"


def test_what_a_running_program_knows_to_have_changed_goes_before(site: Path, cache: Cache) -> None:
    somebody = begun(site)
    known = KnownIncidents()
    write(site, "a/1.md", UPDATE.replace("Text", "Other words"))
    known.use(cache, CONTEXT, ["incidents/a/1.md"], somebody)
    (story, _) = load_library(site, CONTEXT, known).incidents
    assert story.latest.body.original.text == "Other words"


def test_after_the_incidents_it_tells_of_documents_if_the_same_build_wrote_them(site: Path, cache: Cache) -> None:
    for mark, told in {"mark": {"index.html"}, "another": None, "": None}.items():
        somebody = begun(site, documents=lambda: ("mark", ["index.html"]))
        assert somebody.changed({}) is None
        assert somebody.changed_documents(mark) == told


def test_documents_can_be_asked_for_by_whoever_asked_for_no_incident(site: Path, cache: Cache) -> None:
    somebody = begun(site, documents=lambda: ("mark", []))
    assert somebody.changed_documents("mark") == frozenset()
    somebody.end()
    assert somebody.changed_documents("mark") is None


def test_one_that_fails_tells_nothing(site: Path, cache: Cache) -> None:
    def fail() -> tuple[str, list[str]]:
        raise OSError

    assert begun(site, documents=fail).changed_documents("mark") is None


def test_what_looks_another_is_read_again_and_told_before_the_documents(site: Path, cache: Cache) -> None:
    write(site, "a/1.md", UPDATE.replace("Text", "Other words"))
    asked = site / "asked"

    def read_them(places: Sequence[Known]) -> list[str]:
        asked.write_text(" ".join(place.opener for place in places))
        return ["row"]

    somebody = begun(site, documents=lambda: ("mark", ["index.html"]), read=read_them)
    assert somebody.changed_documents("mark") == frozenset({"index.html"})
    assert somebody.rows() == ["row"]
    assert asked.read_text() == "incidents/a.md"


def test_a_text_that_is_wrong_keeps_nobody_from_looking_at_documents(site: Path, cache: Cache) -> None:
    def fail(_places: Sequence[Known]) -> list[str]:
        raise SiteProblems([])

    write(site, "a/1.md", UPDATE.replace("Text", "Other words"))
    somebody = begun(site, documents=lambda: ("mark", []), read=fail)
    assert (somebody.rows(), somebody.changed_documents("mark")) == ([], frozenset())
