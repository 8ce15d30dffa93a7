"""What a document is made from of a theme: as much as it can show, and no more than that."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from site_builder.output.theme import packaged_templates
from site_builder.output.theme_parts import template_digests, template_sources, words_digest


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def changed(tmp_path: Path, name: str, files: Mapping[str, str], text: str = "something else") -> set[str]:
    """The templates whose documents are made anew once a file says something else."""
    folders = (written(tmp_path, files),)
    before = template_digests(template_sources(folders), "assets")
    written(tmp_path, {name: text})
    return {
        name
        for name, digest in template_digests(template_sources(folders), "assets").items()
        if before.get(name) != digest
    }


@pytest.mark.parametrize(
    "loading",
    [
        '{% extends "part.html" %}',
        "{%- extends 'part.html' -%}",
        '{% include "part.html" %}',
        '{% include "part.html" ignore missing without context %}',
        '{% import "part.html" as part with context %}',
        '{% from "part.html" import\n  one, two as three with context %}',
        '{% include ["part.html", "other.html"] %}',
        '{% include "part.html" if site else "other.html" %}',
        "{% set name = 'part' %}{% include name ~ '.html' %}",
        '{% import "between.html" as between %}',
    ],
)
def test_what_a_template_loads_shows_in_its_documents(tmp_path: Path, loading: str) -> None:
    files = {"a.html": loading, "between.html": '{% include "part.html" %}', "b.html": "", "part.html": ""}
    assert changed(tmp_path, "part.html", files) == {"a.html", "between.html", "part.html"}


def test_a_template_that_was_missing_shows_once_it_is_there(tmp_path: Path) -> None:
    files = {"a.html": '{% include "part.html" ignore missing %}', "b.html": ""}
    assert changed(tmp_path, "part.html", files) == {"a.html", "part.html"}


def test_a_template_of_the_site_stands_in_for_the_packaged_one(tmp_path: Path) -> None:
    own, packaged = tmp_path / "own", tmp_path / "packaged"
    written(packaged, {"base.html": "base", "page.html": '{% extends "base.html" %}', "feed.txt": "feed"})
    written(own, {"base.html": '{% extends "default/base.html" %}'})
    before = template_digests(template_sources((own, packaged)), None)
    written(packaged, {"base.html": "another base"})
    after = template_digests(template_sources((own, packaged)), None)
    assert {name for name in after if before[name] != after[name]} == {"base.html", "page.html"}
    assert before["feed.txt"] == template_digests(template_sources((packaged,)), None)["feed.txt"]


def test_a_folder_of_templates_may_lie_elsewhere(tmp_path: Path) -> None:
    elsewhere = written(tmp_path / "elsewhere", {"part.html": "part"})
    folder = written(tmp_path / "templates", {"a.html": '{% include "shared/part.html" %}', "b.html": ""})
    (folder / "shared").symlink_to(elsewhere)
    before = template_digests(template_sources((folder,)), None)
    written(elsewhere, {"part.html": "another part"})
    after = template_digests(template_sources((folder,)), None)
    assert {name for name in after if before[name] != after[name]} == {"a.html", "shared/part.html"}


def test_assets_show_only_where_a_template_speaks_of_them(tmp_path: Path) -> None:
    files = {"base.html": "{{ asset('site.css') }}", "page.html": '{% extends "base.html" %}', "feed.txt": "text"}
    folders = (written(tmp_path, files),)
    before, after = (
        template_digests(template_sources(folders), "these"),
        template_digests(template_sources(folders), "those"),
    )
    assert {name for name in after if before[name] != after[name]} == {"base.html", "page.html"}


def test_neither_assets_nor_words_are_templates(tmp_path: Path) -> None:
    files = {"page.html": "", "assets/site.css": "", "locale/cy.po": ""}
    assert set(template_digests(template_sources((written(tmp_path, files),)), None)) == {"page.html"}


def test_the_packaged_feeds_are_not_made_of_pages() -> None:
    folder = packaged_templates()
    theme = template_digests(template_sources((folder,)), "these")
    others = template_digests(template_sources((folder,)), "those")
    assert {name for name in theme if theme[name] == others[name]} >= {
        *("feed/update.html", "feed/title.txt", "feed/incident.html", "feed/channel.txt", "summary.txt"),
        *("api/description.txt", "calendar/title.txt", "calendar/description.txt", "badge.svg"),
    }


def test_words_of_the_site_stand_in_for_the_packaged_ones(tmp_path: Path) -> None:
    own, packaged = tmp_path / "own", tmp_path / "packaged"
    written(packaged, {"locale/cy.po": "packaged", "locale/de.po": "packaged"})
    alone = words_digest((packaged,))
    own.mkdir()
    assert words_digest((own, packaged)) == alone
    written(own, {"locale/cy.po": "own"})
    with_own = words_digest((own, packaged))
    assert with_own != alone
    written(packaged, {"locale/cy.po": "nobody reads this"})
    assert words_digest((own, packaged)) == with_own
