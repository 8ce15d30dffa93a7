import json
from pathlib import Path

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
    done = run("build", "--site", site, "--now", NOW)
    assert "held back until their date: 1 (the next one: 2026-05-02 09:00 BST)" in done.stdout
    assert "drafts: 1" in done.stdout


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
