"""What Git is asked, and what is said when it has no answer."""

import os
import sys
from pathlib import Path

import pytest

import site_builder.editing
from site_builder.editing import versions
from site_builder.editing.versions import NoHistory, changes_since
from tests.editing.repository import commit, git
from tests.editing.site import HEAD, SLOW, rules, write
from tests.program import run

TEXT = HEAD + "Text.\n"
NOW = "2026-05-01T12:00:00+01:00"


def test_what_differs_is_told_with_what_stood_there(tmp_path: Path) -> None:
    site = commit(tmp_path, {SLOW: TEXT, "incidents/gone.md": "Gone.\n", "incidents/same.md": "Same.\n"})
    (site / "incidents/gone.md").unlink()
    write(site, {SLOW: TEXT + "More.\n", "incidents/staged.md": "Staged.\n", "incidents/\u00e9 new.md": "New.\n"})
    write(site, {"notes.md": "Elsewhere.\n", "incidents/map.txt": "No text.\n"})
    git(site, "add", "incidents/staged.md")
    changes = changes_since(site, "HEAD")
    assert changes.paths == {SLOW, "incidents/staged.md", "incidents/\u00e9 new.md"}
    assert {path: source.text for path, source in changes.before.items()} == {
        SLOW: TEXT,
        "incidents/gone.md": "Gone.\n",
    }


def test_what_git_ignores_is_not_new(tmp_path: Path) -> None:
    site = commit(tmp_path, {SLOW: TEXT, ".gitignore": "secret.md\n"})
    write(site, {"incidents/secret.md": "Secret.\n"})
    assert changes_since(site, "HEAD").paths == frozenset()


def test_any_name_of_a_commit_will_do(tmp_path: Path) -> None:
    site = commit(tmp_path, {SLOW: TEXT})
    git(site, "tag", "published")
    full = git(site, "rev-parse", "HEAD").strip()
    commit(site, {SLOW: TEXT + "More.\n"})
    for name in ("published", "HEAD~1", "main~1", full, full[:8]):
        assert changes_since(site, name).paths == {SLOW}, name


def test_in_a_hook_the_repository_is_found_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path, {"sites/uk/incidents/slow.md": TEXT})
    site = write(tmp_path / "sites/uk", {SLOW: TEXT + "More.\n"})
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert changes_since(site, "HEAD").paths == {SLOW}


def test_nothing_is_written_not_even_the_index(tmp_path: Path) -> None:
    site = commit(tmp_path, {SLOW: TEXT})
    os.utime(site / SLOW, (1, 1))
    before = (site / ".git/index").read_bytes()
    changes_since(site, "HEAD")
    assert (site / ".git/index").read_bytes() == before


def said(site: Path, revision: str) -> str:
    """What the program says where Git has no answer: it ends with 2, and prints no report."""
    done = run("check", "--site", site, "--now", NOW, "--format", "json", "--since", revision)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    "revision", ["nothing", "HEAD~7", "--help", "-x", "", "HEAD:site.yml", "a b; touch c", "$(id)"]
)
def test_a_revision_that_is_not_there_is_named(revision: str, tmp_path: Path) -> None:
    site = commit(tmp_path, {SLOW: TEXT})
    assert f'there is no revision "{revision}" here' in said(site, revision)
    assert not (site / "c").exists()


def test_a_shallow_clone_is_told_how_to_get_its_history(tmp_path: Path) -> None:
    site = commit(tmp_path / "origin", {SLOW: TEXT})
    commit(site, {SLOW: TEXT + "More.\n"})
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{site}", "clone")
    assert "fetch-depth: 0" in said(tmp_path / "clone", "HEAD~1")
    assert changes_since(tmp_path / "clone", "HEAD").paths == frozenset()


def test_a_folder_without_a_repository_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write(tmp_path, {SLOW: TEXT})
    assert "is not in a Git repository" in said(tmp_path, "HEAD")


def test_where_git_is_not_installed_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = commit(tmp_path, {SLOW: TEXT})
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert "git is not installed here" in said(site, "HEAD")
    assert rules(site) == []


def test_git_that_does_not_answer_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(versions, "PATIENCE", 0.2)
    with pytest.raises(NoHistory, match="did not answer within"):
        changes_since(tmp_path, "HEAD")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoHistory, match="there is no folder"):
        changes_since(tmp_path / "nowhere", "HEAD")


def test_only_one_module_runs_other_programs() -> None:
    folder = Path(site_builder.editing.__file__ or "").parent
    assert [file.name for file in folder.glob("*.py") if "subprocess" in file.read_text(encoding="utf-8")] == [
        "versions.py"
    ]
