"""The quick parser and the careful one must read the same: where libyaml is there, a site may not differ."""

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.door import yaml_text
from site_builder.door.yaml_text import Located, read_mapping
from site_builder.problems import Problem, SiteProblems, Source

# Pieces from which YAML is made, so that what is put together often means something.
PIECES = (
    *("key: ", "key:\n  ", "other: value\n", "- ", "- id: a\n", "\n", "\n  ", "\n    ", "  ", " ", "---\n", "...\n"),
    *("? ", ": ", ":", "|\n  ", "|", "|2", ">-", ">-\n  ", "#", " # said", ",", "'", '"', "\\", "\\n", "\\U99999999"),
    *("[", "]", "{", "}", " [our page](page.md)", "[a, b]", "{a: b}", "&a", "*a", "**bold**", "!", "!!str ", "%"),
    *("@", "`", "word", "0", "12:30", "~", "null", "<<: ", "é", "’", "…", "😀"),
    *("\t", "\r\n", "\u2028", "\ufeff", "\x85", "\u0001"),
)

libyaml = pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")


def outcome(text: str) -> tuple[object, ...]:
    try:
        located: Located = read_mapping(Source("a.md", text), text)
    except SiteProblems as error:
        problems: tuple[Problem, ...] = tuple(error.problems)
        return ("problems", problems)
    return ("value", located.data, located.keys, located.values)


def both(text: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    quick = outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_text, "_QUICK", None)
        return quick, outcome(text)


@given(st.lists(st.sampled_from(PIECES), max_size=24).map(lambda pieces: "".join(pieces) + "\n"))
@settings(max_examples=200, deadline=None)
@example("|#\n")
@example("a: b\t\n")
@example("[? ]\n")
@example("key: !, a\n")
@example("\ufeff\ufeff\n")
def test_both_parsers_give_the_same_value_or_the_same_problem(text: str) -> None:
    quick, careful = both(text)
    assert quick == careful


@given(st.text(max_size=40).map(lambda text: f"title: {text}\nbody: |\n  {text}\n"))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_the_same_by_both(text: str) -> None:
    quick, careful = both(text)
    assert quick == careful


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@settings(max_examples=500, deadline=None)
def test_what_the_parsers_read_differently_is_not_overlooked(text: str) -> None:
    assert yaml_text._is_read_differently(text) == bool(yaml_text._READ_DIFFERENTLY.search(text))


def test_every_text_among_the_problems_is_read_the_same_by_both() -> None:
    files = sorted((Path(__file__).parents[1] / "problems").glob("*/**/*.yml"))
    assert len(files) > 20
    for file in files:
        if file.is_file():
            quick, careful = both(file.read_text(encoding="utf-8", errors="replace"))
            assert quick == careful, file


@libyaml
def test_a_usual_front_matter_goes_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'title: "Orders: an update"\nwhat_to_do: |\n  - **Wait** for [our e-mail](https://shop.example).\n'
    monkeypatch.setattr(yaml_text, "_built_in_python", None)
    assert read_mapping(Source("a.md", text), text).data["title"] == "Orders: an update"


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, "a:\n" + "  - " * 50_000])
def test_what_is_nested_too_deep_is_a_problem_and_not_the_end_of_the_program(text: str) -> None:
    with pytest.raises(SiteProblems):
        read_mapping(Source("a.md", text), text)
