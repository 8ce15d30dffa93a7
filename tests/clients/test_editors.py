"""Editors complete, explain and underline by our schemas, with nothing but the files that `init` writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.language_server import Editor, editor
from tests.program import run

SERVER = "node_modules/yaml-language-server/bin/yaml-language-server"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A new site, and the front matter of a statement as a file of its own: editors look at YAML files only."""
    run("init", tmp_path)
    schema = run("schema", "front-matter", "--site", tmp_path).stdout
    (tmp_path / "front-matter.json").write_text(schema, encoding="utf-8")
    return tmp_path


@pytest.fixture
def vs_code(site: Path, clients: Path, node: str) -> Iterator[Editor]:
    """What the YAML extension of VS Code runs."""
    with editor([node, str(clients / SERVER), "--stdio"], site) as one:
        yield one


def front_matter(site: Path, *lines: str) -> Path:
    file = site / "statement.yml"
    modeline = "# yaml-language-server: $schema=front-matter.json"
    file.write_text("\n".join([modeline, *lines, ""]), encoding="utf-8")
    return file


def test_a_new_site_yml_is_fine_and_explains_its_keys(vs_code: Editor, site: Path) -> None:
    file = site / "site.yml"
    assert vs_code.complaints(file) == []
    lines = file.read_text(encoding="utf-8").split("\n")
    assert "Where the site will be found" in vs_code.told_of(
        file, lines.index("url: https://status.example.com") + 1, 2
    )
    assert {"logo", "accent", "support", "official_channels"} <= vs_code.offered(file, len(lines), 1)


def test_a_mistake_in_site_yml_is_underlined_in_words(vs_code: Editor, site: Path) -> None:
    file = site / "site.yml"
    text = file.read_text(encoding="utf-8").replace("timezone:", "timezon:").replace("https://status", "status")
    file.write_text(text, encoding="utf-8")
    said = {message for _, message in vs_code.complaints(file)}
    assert 'Missing property "timezone".' in said
    assert "Property timezon is not allowed." in said
    assert "For example: https://status.example.com, or with a path: https://example.com/status" in said


def test_front_matter_is_fine_as_the_door_reads_it(vs_code: Editor, site: Path) -> None:
    lines = ["title: 404", "date: 2026-05-01 09:00", "components:", "impact:", "expected: 2026-05-02", "draft: true"]
    assert vs_code.complaints(front_matter(site, *lines)) == []


def test_front_matter_is_underlined_where_it_is_wrong(vs_code: Editor, site: Path) -> None:
    file = front_matter(site, "date: 2026-05-01", "status: fixed", "components:", "  till: slow", "next-update: soon")
    by_line = dict(vs_code.complaints(file))
    assert by_line[2].startswith("Write it as 2026-04-23 09:00 (the site's time)")
    assert by_line[3].startswith('Value is not accepted. Valid values: "investigating", "identified"')
    assert by_line[5] == "Property till is not allowed."
    assert by_line[6] == "Property next-update is not allowed."


def test_a_maintenance_needs_its_window(vs_code: Editor, site: Path) -> None:
    file = front_matter(site, "title: New tills", "date: 2026-05-01 09:00", "kind: maintenance")
    said = [message for _, message in vs_code.complaints(file)]
    assert said == ['Missing property "starts".', 'Missing property "ends".']


def test_keys_words_and_components_are_offered(vs_code: Editor, site: Path) -> None:
    file = front_matter(
        site, "title: Orders are slow", "date: 2026-05-01 09:00", "components:", "  card-payments: ", ""
    )
    vs_code.complaints(file)
    assert {"what_to_do", "what_works", "next_update", "data_impact"} <= vs_code.offered(file, 6, 1)
    assert {"partial_outage", "major_outage"} <= vs_code.offered(file, 5, 18)
    assert "Card payments" in vs_code.told_of(file, 5, 4)
