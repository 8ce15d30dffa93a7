"""What an editor is told is what the door says: every file of ours is valid, and typical mistakes are not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from site_builder.content.front_matter import OpenerFields, TranslationFields, UpdateFields
from site_builder.content.incident_file import format_incident
from site_builder.content.schemas import front_matter_schema, site_schema, translation_schema
from site_builder.door.site_fields import SiteFields
from site_builder.model import Incident
from tests.content.strategies import incidents
from tests.test_docs import PAIRS, TABLES, rows

FRONT_MATTER = front_matter_schema()
TRANSLATION = translation_schema()
SITE = site_schema()

CHECKOUT = Path(__file__).parents[2]
SITES = (CHECKOUT, *(file.parent for file in sorted((CHECKOUT / "tests/sites").rglob("site.yml"))))
LANGUAGE_ENDING = re.compile(r"\.[a-z]{2}\.md$")


class EditorsLoader(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: dates are texts, and so are yes, no, on and off."""


EditorsLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorsLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def front_of(text: str) -> Any:
    """The front matter as an editor parses it; nothing where there is none."""
    if not text.startswith("---\n"):
        return {}
    return yaml.load(text[3:].partition("\n---")[0], EditorsLoader) or {}  # noqa: S506 - a SafeLoader


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def statements(site: Path) -> Iterator[Path]:
    """The files of a site that have front matter."""
    for file in sorted((site / "incidents").rglob("*.md")):
        read = not any(part.startswith("_") for part in file.relative_to(site).parts)
        if read and not file.name.startswith("questions"):
            yield file


FILES = [file for site in SITES for file in statements(site)]


def named(file: Path) -> str:
    return file.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize("schema", [FRONT_MATTER, TRANSLATION, SITE])
def test_a_schema_is_a_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_file_that_the_door_lets_in_is_valid(file: Path) -> None:
    schema = TRANSLATION if LANGUAGE_ENDING.search(file.name) else FRONT_MATTER
    assert faults(schema, front_of(file.read_text(encoding="utf-8"))) == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(incidents())
def test_whatever_we_write_ourselves_is_valid(incident: Incident) -> None:
    for path, text in format_incident(incident):
        if not path.rpartition("/")[2].startswith("questions"):
            translated = LANGUAGE_ENDING.search(path)
            assert faults(TRANSLATION if translated else FRONT_MATTER, front_of(text)) == [], text


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_every_site_yml_that_the_door_lets_in_is_valid(site: Path) -> None:
    assert faults(SITE, yaml.load((site / "site.yml").read_text(encoding="utf-8"), EditorsLoader)) == []  # noqa: S506


def test_what_the_reference_gives_as_an_example_is_valid() -> None:
    needed = {
        OpenerFields: {"title": "t", "date": "2026-04-22 09:00"},
        UpdateFields: {"date": "2026-04-22 09:00", "status": "resolved"},
    }
    for page, section in PAIRS:
        model = TABLES[page][section]
        if model not in (OpenerFields, UpdateFields, TranslationFields, SiteFields):
            continue
        schema = {SiteFields: SITE, TranslationFields: TRANSLATION}.get(model, FRONT_MATTER)
        others = (
            needed.get(model, {})
            if model is not SiteFields
            else {"name": "n", "url": "https://a.example", "timezone": "UTC"}
        )
        for key, cells in rows(page, section).items():
            example = cells[2].strip(" |")
            if example.startswith("see "):
                continue
            value = others | yaml.load(example.strip("`"), EditorsLoader)  # noqa: S506
            if value.get("kind") == "maintenance":
                value |= {"starts": "2026-05-01 09:00", "ends": "2026-05-01 10:00"}
            assert faults(schema, value) == [], key


MISTAKES = [
    "date-in-words",
    "date-with-a-zone-name",
    "date-with-one-digit",
    "date-with-slashes",
    "date-with-the-day-first",
    "date-without-time",
    "empty-title",
    "id-that-is-none",
    "key-of-the-opening-file-in-an-update",
    "list-instead-of-components",
    "maintenance-without-a-window",
    "missing-keys",
    "notice-with-components",
    "opening-file-that-is-further-on",
    "site-address-without-https",
    "site-colour",
    "site-hub",
    "site-component-ids",
    "site-components-of-wrong-shape",
    "site-language-in-capitals",
    "site-languages-as-text",
    "site-links",
    "site-numbers",
    "site-security",
    "site-unknown-keys",
    "text-as-front-matter",
    "title-of-two-lines",
    "title-too-long",
    "unfinished-edit",
    "unknown-component-status",
    "unknown-data-impact",
    "unknown-impact",
    "unknown-key",
    "unknown-key-inside-a-key",
    "unknown-kind",
    "unknown-status",
    "wrong-shape-in-a-list",
    "wrong-shapes",
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_typical_mistake_is_seen_in_the_editor(mistake: str) -> None:
    case = CHECKOUT / "tests/problems" / mistake
    settings = yaml.load((case / "site.yml").read_text(encoding="utf-8"), EditorsLoader)  # noqa: S506 - a SafeLoader
    said = faults(SITE, settings)
    for file in statements(case):
        said += faults(FRONT_MATTER, front_of(file.read_text(encoding="utf-8")))
    assert said


OPENER = {"title": "Orders are slow", "date": "2026-05-01 09:00"}


@pytest.mark.parametrize(
    "written",
    [
        {"title": 404, "id": 404},
        {"components": None, "next_update": None, "draft": None, "what_to_do": None},
        {"draft": "True"},
        {"expected": "2026-05-02"},
        {"expected": {"orders": "by the end of May"}},
        {"date": "2026-05-01T09:00Z"},
        {"date": "2026-05-01 09:00 +01:00"},
    ],
    ids=str,
)
def test_what_yaml_makes_of_a_text_does_not_trouble_the_writer(written: dict[str, Any]) -> None:
    assert faults(FRONT_MATTER, OPENER | written) == []


def test_a_schema_of_one_site_knows_its_components() -> None:
    schema = front_matter_schema({"orders": "Online orders"})
    assert faults(schema, OPENER | {"components": {"orders": "operational"}, "expected": {"orders": "soon"}}) == []
    assert faults(schema, OPENER | {"components": {"order": "operational"}})
    assert faults(schema, OPENER | {"expected": {"order": "soon"}})
    assert (
        schema["$defs"]["Update"]["properties"]["components"]["properties"]["orders"]["description"] == "Online orders"
    )


def test_a_translation_may_repeat_facts_and_has_no_keys_of_its_own() -> None:
    facts = OPENER | {"components": {"orders": "operational"}, "data_impact": {"status": "none", "text": "Dim"}}
    assert faults(TRANSLATION, facts) == []
    assert faults(TRANSLATION, facts | {"titel": "x"})


@pytest.mark.parametrize(("page", "section"), PAIRS)
def test_what_an_editor_shows_of_a_key_stands_in_the_reference(page: str, section: str) -> None:
    model = TABLES[page][section]
    documented = {key: plain(cells[0]) for key, cells in rows(page, section).items()}
    for key, field in model.model_fields.items():
        inherited = model is UpdateFields and key != "status"  # told there of the opening file
        assert field.description, key
        assert inherited or documented[key].startswith(field.description), key


def plain(cell: str) -> str:
    """A cell of the reference without its Markdown."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", cell)
    return text.replace("**Required.** ", "").replace("`", "")


def test_a_mistaken_pattern_is_explained_in_words() -> None:
    def patterns(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                yield node
            for value in node.values():
                yield from patterns(value)
        elif isinstance(node, list):
            for value in node:
                yield from patterns(value)

    for schema in (SITE, FRONT_MATTER, TRANSLATION):
        assert [one for one in patterns(schema) if "patternErrorMessage" not in one] == []
