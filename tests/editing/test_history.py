"""silent-edit, in real repositories."""

from pathlib import Path

import pytest

from tests.editing.repository import commit, git
from tests.editing.site import HEAD, SLOW, Finding, findings, rules, write

TEXT = HEAD + "Orders from Wednesday\nwill arrive on Friday.\n\nWe are sorry.\n"
UPDATE = "incidents/slow/one.md"
UPDATE_TEXT = "---\ndate: 2026-05-01 10:00\nstatus: identified\n---\n\nWe know why.\n"
EDITED = "edited:\n  - date: 2026-05-01 11:00\n    reason: The day was wrong.\n---\n\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site whose last commit published an incident and an update."""
    return commit(tmp_path, {SLOW: TEXT, UPDATE: UPDATE_TEXT})


def silent(folder: Path, revision: str = "HEAD") -> list[Finding]:
    return [found for found in findings(folder, since=revision) if found.rule == "silent-edit"]


def test_nothing_is_found_where_nothing_changed(site: Path) -> None:
    assert silent(site) == []


def test_a_changed_text_is_found_at_its_first_changed_line(site: Path) -> None:
    write(site, {SLOW: TEXT.replace("Friday", "Monday")})
    (found,) = silent(site)
    assert (found.place, found.marked) == (f"{SLOW}:11:1", "will arrive on Monday.")
    assert found.message == "this was published, and changed without a word: the text"
    assert found.hint == "tell its readers; add to edited: {date: 2026-05-01 12:00, reason: …}"


def test_a_changed_text_is_found_also_when_it_is_committed(site: Path) -> None:
    commit(site, {SLOW: TEXT.replace("Friday", "Monday")})
    assert silent(site) == []
    assert len(silent(site, "HEAD~1")) == 1


@pytest.mark.parametrize(
    ("was", "becomes", "named", "marked"),
    [
        ("title: Orders are slow", "title: Orders are fine", '"title"', "Orders are fine"),
        ("degraded_performance", "operational", '"components"', "orders"),
        ("You do not need to do anything.", "Wait.", '"what_to_do"', "Wait."),
        ("date: 2026-05-01 09:00", "date: 2026-05-01 08:00", '"date"', "2026-05-01 08:00"),
        ("next_update: 2026-05-01 14:00\n", "", '"next_update"', "title"),
    ],
)
def test_what_stands_in_the_front_matter_counts(was: str, becomes: str, named: str, marked: str, site: Path) -> None:
    write(site, {SLOW: TEXT.replace(was, becomes)})
    (found,) = silent(site)
    assert found.message.endswith(f"without a word: {named}")
    assert found.marked == marked


def test_text_and_keys_are_listed_together(site: Path) -> None:
    write(site, {SLOW: TEXT.replace("Friday", "Monday").replace("are slow", "are late")})
    (found,) = silent(site)
    assert found.message.endswith('without a word: the text, "title"')


def test_a_correction_that_says_so_is_right(site: Path) -> None:
    write(site, {SLOW: TEXT.replace("Friday", "Monday").replace("---\n\n", EDITED)})
    assert silent(site) == []


def test_an_older_correction_does_not_excuse_a_new_change(tmp_path: Path) -> None:
    site = commit(tmp_path, {SLOW: TEXT.replace("---\n\n", EDITED)})
    write(site, {SLOW: TEXT.replace("Friday", "Monday").replace("---\n\n", EDITED)})
    assert len(silent(site)) == 1


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("Wednesday\nwill", "Wednesday will"),
        ("title: Orders are slow", 'title: "Orders are slow"'),
        ("title: Orders are slow", "draft: false\ntitle: Orders are slow"),
        ("date: 2026-05-01 09:00", "date: 2026-05-01T08:00Z"),
        ("next_update: 2026-05-01 14:00", "next_update: 2026-05-01 15:00 +02:00"),
        ("title: Orders are slow\n", "title: Orders are slow # why\npinned: true\nid: slow\n"),
        (
            "date: 2026-05-01 09:00\ncomponents:\n  orders: degraded_performance\n",
            "components: {orders: degraded_performance}\ndate: 2026-05-01 09:00\n",
        ),
    ],
)
def test_what_readers_don_t_see_makes_no_difference(was: str, becomes: str, site: Path) -> None:
    assert was in TEXT
    write(site, {SLOW: TEXT.replace(was, becomes)})
    assert silent(site) == []


def test_line_endings_make_no_difference(site: Path) -> None:
    (site / SLOW).write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert silent(site) == []


@pytest.mark.parametrize(
    ("was", "becomes", "marked"),
    [
        ("date: 2026-05-01 09:00", "date: 2026-05-02 09:00", "2026-05-02 09:00"),
        ("title:", "draft: true\ntitle:", "true"),
    ],
)
def test_taking_back_what_was_published_is_found(was: str, becomes: str, marked: str, site: Path) -> None:
    (site / UPDATE).unlink()
    commit(site, {})
    write(site, {SLOW: TEXT.replace(was, becomes, 1).replace("next_update: 2026-05-01 14:00\n", "")})
    (found,) = silent(site)
    assert found.message == "this was published, and is held back now: its readers are left without a word"
    assert found.marked == marked


@pytest.mark.parametrize("key", ["draft: true", "date: 2026-05-01 13:00"])
def test_what_was_not_public_may_change_and_go(key: str, tmp_path: Path) -> None:
    update = UPDATE_TEXT.replace("date: 2026-05-01 10:00", f"date: 2026-05-01 10:00\n{key}" if "draft" in key else key)
    site = commit(tmp_path, {SLOW: TEXT, UPDATE: update})
    write(site, {UPDATE: update.replace("why", "how")})
    assert silent(site) == []
    (site / UPDATE).unlink()
    assert silent(site) == []


def test_an_update_of_a_story_that_was_not_public_may_change(tmp_path: Path) -> None:
    site = commit(tmp_path, {SLOW: TEXT.replace("title:", "draft: true\ntitle:"), UPDATE: UPDATE_TEXT})
    write(site, {UPDATE: UPDATE_TEXT.replace("why", "how")})
    assert silent(site) == []


def test_a_deleted_update_is_found_with_how_to_put_it_back(site: Path) -> None:
    (site / UPDATE).unlink()
    (found,) = silent(site)
    assert (found.place, found.message) == (UPDATE, "this update was published, and is gone")
    assert f"put it back with: git checkout HEAD -- {UPDATE}" in found.hint


def test_a_deleted_incident_is_found_once_without_its_updates(site: Path) -> None:
    git(site, "rm", "--quiet", "-r", "incidents")
    (found,) = silent(site)
    assert (found.place, found.message) == (SLOW, "this incident was published, and is gone")


def test_a_renamed_update_is_found_at_its_new_name(site: Path) -> None:
    git(site, "mv", UPDATE, "incidents/slow/two.md")
    (found,) = silent(site)
    assert found.place == "incidents/slow/two.md:2:1"
    assert found.message == f"this update was published as {UPDATE}: feeds take it for a new one"
    assert found.hint == "keep what feeds know it by: id: one"


def test_a_renamed_update_that_keeps_its_id_is_right(site: Path) -> None:
    (site / UPDATE).unlink()
    write(site, {"incidents/slow/two.md": UPDATE_TEXT.replace("status:", "id: one\nstatus:")})
    assert silent(site) == []


def test_a_renamed_incident_is_found_once(site: Path) -> None:
    git(site, "mv", SLOW, "incidents/late.md")
    git(site, "mv", "incidents/slow", "incidents/late")
    (found,) = silent(site)
    assert (found.place, found.marked) == ("incidents/late.md:2:1", "title")
    assert found.hint == "keep what feeds know it by: id: slow"


def test_a_renamed_incident_that_keeps_its_id_is_right_with_all_its_updates(site: Path) -> None:
    git(site, "mv", SLOW, "incidents/late.md")
    git(site, "mv", "incidents/slow", "incidents/late")
    write(site, {"incidents/late.md": TEXT.replace("title:", "id: slow\ntitle:")})
    assert silent(site) == []


def test_an_incident_may_be_moved_into_a_group(site: Path) -> None:
    (site / "incidents/2026").mkdir()
    git(site, "mv", SLOW, "incidents/2026/slow.md")
    git(site, "mv", "incidents/slow", "incidents/2026/slow")
    assert silent(site) == []


def test_translations_questions_and_files_that_are_not_read_may_change(tmp_path: Path) -> None:
    others = ["incidents/slow.cy.md", "incidents/slow/questions.md", "incidents/_templates/x.md"]
    text = "## Can I order?\n\nYes.\n"
    site = commit(tmp_path, {SLOW: TEXT} | dict.fromkeys(others, text))
    write(site, dict.fromkeys(others, text.replace("Yes", "No")))
    assert silent(site) == []


def test_without_a_revision_nothing_is_compared(site: Path) -> None:
    write(site, {SLOW: TEXT.replace("Friday", "Monday")})
    assert rules(site) == []


def test_a_site_below_the_top_of_its_repository_is_compared(tmp_path: Path) -> None:
    commit(tmp_path, {"sites/uk/incidents/slow.md": TEXT})
    site = write(tmp_path / "sites/uk", {SLOW: TEXT.replace("Friday", "Monday")})
    (found,) = silent(site)
    assert found.place == f"{SLOW}:11:1"
