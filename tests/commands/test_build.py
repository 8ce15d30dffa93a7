import json
import re
from pathlib import Path

import pytest

from site_builder.vocabulary import Edition
from tests.program import INCIDENT, NOW, make_site, run, tree

BROKEN = INCIDENT.replace("degraded_performance", "degraded")


def test_build_writes_the_site_and_says_in_one_line_what_it_did(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    done = run("build", "--site", site, "--now", NOW)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 incident, 1 update → ")
    assert "Orders are slow" in (site / "public/index.html").read_text(encoding="utf-8")


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    run("build", "--site", site, "--now", NOW)
    before = tree(site / "public")
    again = run("build", "--site", site, "--now", NOW)
    assert ", 0 changed, in " in again.stdout
    assert tree(site / "public") == before


def test_a_problem_ends_with_1_and_leaves_the_published_site_byte_for_byte(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    run("build", "--site", site, "--now", NOW)
    before = tree(site / "public")
    (site / "incidents/slow-orders.md").write_text(BROKEN, encoding="utf-8")
    done = run("build", "--site", site, "--now", NOW)
    assert done.returncode == 1
    assert 'incidents/slow-orders.md:5:11: unknown component status "degraded"' in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(site / "public") == before


def test_all_problems_of_a_run_are_shown(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", one=BROKEN, two=BROKEN.replace("date:", "dat:"))
    done = run("check", "--site", site, "--now", NOW)
    assert done.returncode == 1
    assert done.stderr.count("unknown component status") == 2
    assert 'unknown key "dat"' in done.stderr
    assert "4 problems; nothing was written" in done.stdout


def test_check_writes_nothing(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    before = tree(site)
    done = run("check", "--site", site, "--now", NOW)
    assert (done.returncode, done.stdout) == (0, "1 incident, 1 update: no problems\n")
    assert tree(site) == before


def test_problems_as_json_name_place_message_and_hint(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", one=BROKEN)
    done = run("check", "--site", site, "--now", NOW, "--format", "json")
    (problem,) = json.loads(done.stdout)["problems"]
    assert (problem["path"], problem["line"], problem["column"]) == ("incidents/one.md", 5, 11)
    assert problem["message"] == 'unknown component status "degraded"'
    assert problem["severity"] == "error"
    assert problem["hint"].startswith('did you mean "degraded_performance"?')


def test_problems_as_annotations_stand_beside_the_line_on_the_git_host(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", one=BROKEN)
    done = run("check", "--site", site, "--now", NOW, "--format", "github")
    first = done.stdout.splitlines()[0]
    assert first.startswith("::error file=incidents/one.md,line=5,col=11,endColumn=18::unknown component status")
    assert "%0A" in first


def test_a_build_as_json_tells_the_numbers(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    done = run("build", "--site", site, "--now", NOW, "--format", "json")
    result = json.loads(done.stdout)
    assert (result["incidents"], result["updates"], result["problems"]) == (1, 1, [])
    assert result["files"] == len(tree(site / "public"))
    assert result["next_change_at"] == "2026-05-01T23:00:00+00:00"  # midnight in London


def test_what_is_held_back_is_said(tmp_path: Path) -> None:
    later = INCIDENT.replace("2026-05-01 09:00", "2026-05-02 09:00")
    draft = INCIDENT.replace("title:", "draft: true\ntitle:")
    site = make_site(tmp_path / "site", now=INCIDENT, later=later, draft=draft)
    for command in ("build", "check"):
        done = run(command, "--site", site, "--now", NOW)
        assert "held back until 2026-05-02 09:00 BST: incidents/later.md\ndraft: incidents/draft.md\n" in done.stdout
        told = json.loads(run(command, "--site", site, "--now", NOW, "--format", "json").stdout)
        assert told["held_back"] == [
            {"path": "incidents/later.md", "until": "2026-05-02T08:00:00+00:00"},
            {"path": "incidents/draft.md", "until": None},
        ]


def test_of_much_that_is_held_back_the_next_five_are_named(tmp_path: Path) -> None:
    later = {f"later_{day}": INCIDENT.replace("2026-05-01", f"2026-05-{day}") for day in range(11, 20)}
    drafts = {f"draft_{number}": INCIDENT.replace("title:", "draft: true\ntitle:") for number in range(6)}
    site = make_site(tmp_path / "site", now=INCIDENT, **later, **drafts)
    lines = run("build", "--site", site, "--now", NOW).stdout.splitlines()
    assert [line for line in lines if line.startswith("held back")] == [
        f"held back until 2026-05-{day} 09:00 BST: incidents/later-{day}.md" for day in range(11, 16)
    ]
    assert "and 4 more held back, the last until 2026-05-19 09:00 BST" in lines
    assert sum(line.startswith("draft: ") for line in lines) == 5
    assert "and 1 more draft" in lines


def test_build_says_when_the_site_next_changes_by_itself(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    said = run("build", "--site", site, "--now", NOW).stdout
    assert said.endswith("\nthe site next changes by itself at 2026-05-02 00:00 BST\n")


# -- previews and rehearsals ---------------------------------------------------------------------


def test_a_preview_goes_where_it_is_asked_to_and_nothing_is_published(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", now=INCIDENT, draft=INCIDENT.replace("title:", "draft: true\ntitle:"))
    done = run("build", "--site", site, "--now", NOW, "--preview", tmp_path / "preview")
    assert done.returncode == 0, done.stderr
    assert f"not published: this preview is in {tmp_path / 'preview'}\n" in done.stdout
    assert "Preview, not published" in (tmp_path / "preview/index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "preview/incidents/draft").exists()
    assert not (site / "public").exists()


def test_drafts_are_in_a_preview_when_asked_for(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", draft=INCIDENT.replace("title:", "draft: true\ntitle:"))
    run("build", "--site", site, "--now", NOW, "--preview", tmp_path / "preview", "--drafts")
    assert "Draft: not published" in (tmp_path / "preview/incidents/draft/index.html").read_text(encoding="utf-8")


def test_a_rehearsal_has_a_folder_of_its_own_that_git_ignores(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    done = run("build", "--site", site, "--now", NOW, "--rehearsal")
    assert done.returncode == 0, done.stderr
    folder = site / ".site-builder/rehearsal"
    assert f"not published: this exercise is in {folder}\n" in done.stdout
    assert "This is an exercise" in (folder / "incidents/slow-orders/summary.txt").read_text(encoding="utf-8")
    assert not (site / "public").exists()


def test_a_rehearsal_may_go_elsewhere(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    run("build", "--site", site, "--now", NOW, "--rehearsal", "--output", tmp_path / "drill")
    assert "This is an exercise" in (tmp_path / "drill/index.html").read_text(encoding="utf-8")
    assert not (site / ".site-builder/rehearsal").exists()


def test_a_preview_never_takes_the_place_of_the_published_site(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    run("build", "--site", site, "--now", NOW, "--output", tmp_path / "www")
    before = tree(tmp_path / "www")
    done = run("build", "--site", site, "--now", NOW, "--preview", tmp_path / "www")
    assert done.returncode == 1
    assert "the published site is in here, and a build with --preview must not replace it" in done.stderr
    assert tree(tmp_path / "www") == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--preview", "a", "--output", "b"], "leave --output out"),
        (["--preview", "a", "--rehearsal"], "don't go together"),
        (["--drafts"], "--drafts needs --preview DIR"),
        (["--drafts", "--rehearsal"], "--drafts needs --preview DIR"),
        (["--rehearsal", "--output", "public"], "a rehearsal never goes into public/"),
        (["--rehearsal", "--output", "public/drill"], "a rehearsal never goes into public/"),
    ],
)
def test_editions_that_make_no_sense_are_usage_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    site = make_site(tmp_path / "site")
    monkeypatch.chdir(site)
    before = tree(site)
    done = run("build", "--now", NOW, *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert tree(site) == before


def test_without_a_site_the_hint_is_init(tmp_path: Path) -> None:
    done = run("build", "--site", tmp_path)
    assert done.returncode == 1
    assert "there is no site.yml" in done.stderr
    assert "site-builder init" in done.stderr


def test_the_output_goes_where_it_is_asked_to(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    run("build", "--site", site, "--output", tmp_path / "elsewhere", "--now", NOW)
    assert (tmp_path / "elsewhere/index.html").is_file()
    assert not (site / "public").exists()


def test_sites_of_one_repository_share_a_theme_and_an_output_folder(tmp_path: Path) -> None:
    """As docs/scale.md has it."""
    (tmp_path / "theme").mkdir()
    own = '{% extends "default/404.html" %}{% block content %}<h1>Lost</h1>{% endblock %}'
    (tmp_path / "theme/404.html").write_text(own, encoding="utf-8")
    for name in ("uk", "ie"):
        site = make_site(tmp_path / "sites" / name)
        (site / "templates").symlink_to("../../theme")
        done = run("build", "--strict", "--site", site, "--output", tmp_path / "public" / name, "--now", NOW)
        assert done.returncode == 0, done.stderr
    for name in ("uk", "ie"):
        assert "<h1>Lost</h1>" in (tmp_path / "public" / name / "404.html").read_text(encoding="utf-8")
        again = run("build", "--site", tmp_path / "sites" / name, "--output", tmp_path / "public" / name, "--now", NOW)
        assert ", 0 changed, in " in again.stdout


def test_the_editions_are_documented_with_commands_that_build_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table of docs/preview.md: each command, and where what it builds goes to."""
    page = (Path(__file__).parents[2] / "docs/preview.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in page.splitlines() if "`site-builder build" in line and "|" in line]
    assert len(rows) == len(Edition)
    for number, (_, commands, _, places) in enumerate(rows):
        monkeypatch.chdir(make_site(tmp_path / f"site-{number}"))
        before = set(tree(Path()))
        command = re.findall(r"`site-builder ([^`]*)`", commands)[0]
        place = re.findall(r"`([^`]*)`", places)[0]
        assert run(*command.split(), "--now", NOW).returncode == 0
        written = {path for path in set(tree(Path())) - before if not path.startswith(".site-builder/manifest-")}
        assert written
        assert all(path.startswith(f"{place.removesuffix('/')}/") for path in written)
