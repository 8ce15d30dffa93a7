"""docs/theming.md documents what a theme can use: all of it, and nothing that isn't there."""

import re
from pathlib import Path

import pytest

from tests import theme_contract

PAGE = Path(__file__).parent.parent / "docs/theming.md"


def section(heading: str) -> str:
    """The text below a heading, up to the next one of its level or above."""
    text = PAGE.read_text(encoding="utf-8")
    level = heading.count("#")
    return re.split(rf"^#{{1,{level}}} ", text.partition(f"\n{heading}\n")[2], flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of all rows of tables; heads and rulers are none."""
    lines = (line for line in text.splitlines() if line.startswith("| `"))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def first_names(heading: str) -> list[str]:
    return [names(row[0])[0] for row in rows(section(heading))]


def documented_types() -> set[str]:
    return set(re.findall(r"^### (\w+)$", section("## Types"), re.MULTILINE))


def test_every_template_is_documented_and_no_other() -> None:
    assert sorted(first_names("## Templates")) == sorted(theme_contract.template_files())


def test_every_block_of_every_template_is_documented_and_no_other() -> None:
    documented = {names(row[0])[0]: names(row[2]) for row in rows(section("## Templates"))}
    assert documented == {name: theme_contract.blocks(name) for name in theme_contract.template_files()}


def test_what_all_templates_see_is_documented_and_nothing_else() -> None:
    everybody, _ = section("## What templates see").split("Besides:")
    assert {names(row[0])[0] for row in rows(everybody)} == theme_contract.shared_names()


def test_what_each_template_sees_is_documented_and_nothing_else() -> None:
    _, besides = section("## What templates see").split("Besides:")
    documented = {(names(row[0])[0], names(row[1])[0]) for row in rows(besides)}
    shared = theme_contract.shared_names()
    actual = {
        (template, name)
        for template, context in theme_contract.given().items()
        for name in context
        if name not in shared
    }
    assert documented == actual


def test_what_templates_are_given_is_of_the_documented_types() -> None:
    everybody, besides = section("## What templates see").split("Besides:")
    cells = {(template, names(row[0])[0]): row[1] for row in rows(everybody) for template in theme_contract.given()}
    cells |= {(names(row[0])[0], names(row[1])[0]): row[2] for row in rows(besides)}
    for template, context in theme_contract.given().items():
        for name, values in context.items():
            assert theme_contract.class_names(values) <= set(names(cells[template, name])), f"{template}: {name}"


def test_every_type_that_templates_reach_is_documented_and_no_other() -> None:
    assert documented_types() == set(theme_contract.types().views)


@pytest.mark.parametrize("name", sorted(documented_types()))
def test_every_name_of_a_type_is_documented_with_its_type_and_no_other(name: str) -> None:
    documented = {names(row[0])[0]: names(row[1])[0] for row in rows(section(f"### {name}"))}
    assert documented == theme_contract.members(theme_contract.types().views[name])


def test_every_value_is_documented_and_no_other() -> None:
    documented = {names(row[0])[0]: names(row[1]) for row in rows(section("## Values"))}
    actual = theme_contract.types().values
    assert documented == {name: [str(value.value) for value in values] for name, values in actual.items()}


def test_every_filter_is_documented_and_no_other() -> None:
    assert sorted(first_names("## Filters")) == sorted(theme_contract.filters())


def test_every_function_is_documented_and_no_other() -> None:
    assert sorted(first_names("## Functions")) == sorted(theme_contract.functions())


def test_every_macro_is_documented_and_no_other() -> None:
    documented = {names(row[0])[0]: names(row[1]) for row in rows(section("## Macros"))}
    parts = (name for name in theme_contract.template_files() if name.startswith("partials/"))
    actual = {name: list(theme_contract.macros(name)) for name in parts}
    assert documented == {name: macros for name, macros in actual.items() if macros}


def test_every_custom_property_is_documented_and_no_other() -> None:
    assert sorted(first_names("## Custom properties")) == sorted(theme_contract.custom_properties())


def test_every_setting_of_the_script_is_documented_and_no_other() -> None:
    documented = {name for row in rows(section("## The script")) for name in names(row[0]) if name.startswith("data-")}
    assert documented == theme_contract.script_settings()


def test_every_row_says_what_its_name_means() -> None:
    for row in rows(PAGE.read_text(encoding="utf-8")):
        assert row[-1] or len(names(row[0])[0].split(".")) == 2, row  # a template may have no blocks
        assert "TODO" not in " ".join(row)
