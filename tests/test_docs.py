"""The documentation says all there is, and nothing that isn't."""

import re
from pathlib import Path

import pytest

from site_builder.content import front_matter
from site_builder.door import check_fields, site_fields
from site_builder.door.checking import Fields
from site_builder.door.yaml_text import read_mapping
from site_builder.problems import Source

REFERENCE = Path(__file__).parent.parent / "docs/reference"

TABLES: dict[str, dict[str, type[Fields]]] = {
    "front-matter.md": {
        "Opening file": front_matter.OpenerFields,
        "Update": front_matter.UpdateFields,
        "Translation": front_matter.TranslationFields,
        "data_impact": front_matter.DataImpactFields,
        "edited": front_matter.EditFields,
    },
    "site-yml.md": {
        "All keys": site_fields.SiteFields,
        "Links": site_fields.LinkFields,
        "Components": site_fields.ComponentFields,
        "Groups": site_fields.GroupFields,
        "feeds": site_fields.FeedFields,
        "uptime": site_fields.UptimeFields,
        "history": site_fields.HistoryFields,
        "security": site_fields.SecurityFields,
        "repository": check_fields.RepositoryFields,
        "check": check_fields.CheckFields,
        "long_sentence": check_fields.LongSentenceFields,
        "title_too_long": check_fields.TitleTooLongFields,
    },
}
PAIRS = [(page, section) for page, sections in TABLES.items() for section in sections]


def rows(page: str, section: str) -> dict[str, list[str]]:
    """The table of keys below a heading: the cells by key."""
    text = (REFERENCE / page).read_text(encoding="utf-8")
    part = re.split(r"^## ", text.partition(f"\n## {section}\n")[2], flags=re.MULTILINE)[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line.startswith("| `")
    ]
    return {row[0].strip("`| "): row[1:] for row in cells}


@pytest.mark.parametrize(("page", "section"), PAIRS)
def test_every_key_is_documented_and_no_unknown_one_is(page: str, section: str) -> None:
    assert set(rows(page, section)) == set(TABLES[page][section].model_fields)


@pytest.mark.parametrize(("page", "section"), PAIRS)
def test_required_keys_are_called_required(page: str, section: str) -> None:
    required = {name for name, info in TABLES[page][section].model_fields.items() if info.is_required()}
    assert {key for key, cells in rows(page, section).items() if cells[0].startswith("**Required.**")} == required


@pytest.mark.parametrize(("page", "section"), PAIRS)
def test_every_key_has_a_meaning_values_and_an_example_that_can_be_read(page: str, section: str) -> None:
    for key, cells in rows(page, section).items():
        assert len(cells) == 3, key
        example = cells[2].strip(" |")
        if not example.startswith("see "):
            source = Source(page, example.strip("`"))
            assert list(read_mapping(source, source.text).data) == [key]


def test_no_model_of_the_door_is_left_out() -> None:
    shown = {model for sections in TABLES.values() for model in sections.values()}
    # What the others are made of, and the words of translations, which the page tells in a sentence.
    told = {Fields, front_matter.StatementFields, front_matter.DataImpactWording, front_matter.EditWording}
    of_modules = {
        value
        for module in (front_matter, site_fields, check_fields)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Fields)
    }
    assert of_modules - told == shown
