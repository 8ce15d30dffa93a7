"""`theme list` and `theme copy`: what there is to override, and a copy to begin with."""

import json
from pathlib import Path

import pytest

from site_builder.output.theme import packaged_templates
from tests.program import NOW, make_site, run, tree


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def own(site: Path, name: str, text: str = "") -> None:
    file = site / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def listed(site: Path) -> dict[str, str]:
    """The mark of each file in the list."""
    done = run("theme", "list", "--site", site)
    assert done.returncode == 0, done.stderr
    *files, _ = done.stdout.splitlines()
    return {name: mark.strip() for name, _, mark in (line.partition("  ") for line in files)}


def test_list_names_every_packaged_template_asset_and_translation(site: Path) -> None:
    names = set(listed(site))
    assert {"base.html", "poster.html", "summary.txt", "feed/title.txt", "assets/site.css", "locale/cy.po"} <= names
    assert names == set(tree(packaged_templates())) - {"locale/babel.cfg"}


def test_list_marks_what_the_site_overrides_and_what_it_adds(site: Path) -> None:
    own(site, "404.html")
    own(site, "assets/ours.css")
    own(site, "_notes.html")
    own(site, "_headers")
    marks = {name: mark for name, mark in listed(site).items() if mark}
    theirs = "this site's own"
    assert marks == {"404.html": "overridden by this site", "assets/ours.css": theirs, "_headers": theirs}


def test_list_as_json_is_for_programs(site: Path) -> None:
    own(site, "404.html")
    found = json.loads(run("theme", "list", "--site", site, "--format", "json").stdout)
    assert found["overridden"] == ["404.html"]
    assert "base.html" in found["templates"]


def test_a_checkout_that_is_its_own_theme_overrides_nothing() -> None:
    assert not any(listed(packaged_templates().parent).values())


def test_copy_gives_the_site_a_template_that_builds_the_same_page(site: Path) -> None:
    done = run("theme", "copy", "partials/words.html", "--site", site)
    assert done.returncode == 0, done.stderr
    assert "wrote templates/partials/words.html" in done.stdout
    copied = site / "templates/partials/words.html"
    assert copied.read_bytes() == (packaged_templates() / "partials/words.html").read_bytes()
    assert listed(site)["partials/words.html"] == "overridden by this site"
    assert run("build", "--site", site, "--now", NOW).returncode == 0


def test_copy_takes_the_name_with_its_folder_too(site: Path) -> None:
    assert run("theme", "copy", "templates/404.html", "--site", site).returncode == 0
    assert (site / "templates/404.html").is_file()


def test_copy_never_writes_over_a_file(site: Path) -> None:
    own(site, "404.html", "mine")
    done = run("theme", "copy", "404.html", "--site", site)
    assert done.returncode == 1
    assert "templates/404.html: there is a file of this name already" in done.stderr
    assert "move it away first" in done.stderr
    assert (site / "templates/404.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["incidnet.html", "../site.yml", "locale/babel.cfg", "templates", ""])
def test_copy_of_what_is_no_template_is_a_usage_error(site: Path, name: str) -> None:
    before = tree(site)
    done = run("theme", "copy", name, "--site", site)
    assert done.returncode == 2
    assert "there is no template" in done.stderr
    assert tree(site) == before


def test_copy_says_what_was_probably_meant(site: Path) -> None:
    assert 'did you mean "incident.html"?' in run("theme", "copy", "incidnet.html", "--site", site).stderr


def test_copy_needs_a_site(tmp_path: Path) -> None:
    done = run("theme", "copy", "404.html", "--site", tmp_path)
    assert done.returncode == 1
    assert "there is no site here" in done.stderr
    assert tree(tmp_path) == {}


def test_copy_into_something_that_is_no_folder_is_a_problem(site: Path) -> None:
    (site / "templates").write_text("", encoding="utf-8")
    done = run("theme", "copy", "404.html", "--site", site)
    assert done.returncode == 1
    assert "templates/404.html: can't be written" in done.stderr
