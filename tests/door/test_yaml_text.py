"""YAML as the door reads it: words stay words, and every key and value has its place."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.door.yaml_text import KeyPath, Located, Mark, Value, read_mapping
from site_builder.problems import SiteProblems, Source


def read(text: str) -> Located:
    return read_mapping(Source("f", text), text)


@pytest.mark.parametrize("word", ["NO", "yes", "on", "12:30", "0755", "1.10", "1e3", "2026-04-22", "0x1F", "=", "Null"])
def test_a_word_stays_what_was_written(word: str) -> None:
    assert read(f"key: {word}\n").data == {"key": word}


@pytest.mark.parametrize("nothing", ["", "~", "null", " # a comment"])
def test_an_empty_value_is_nothing(nothing: str) -> None:
    assert read(f"key: {nothing}\n").data == {"key": None}


def test_quotes_make_a_word_of_anything() -> None:
    assert read("""a: ""\nb: '~'\nc: "null"\n""").data == {"a": "", "b": "~", "c": "null"}


def test_keys_and_values_know_their_places() -> None:
    located = read("a: 1\nb:\n  c: [x, yy]\n  'd e': \"f\"\n")
    assert located.keys[("b", "c")] == Mark(3, 3, 1)
    assert located.values[("b", "c", 1)] == Mark(3, 10, 2)
    assert located.keys[("b", "d e")] == Mark(4, 3, 5)
    assert located.values[("b", "d e")] == Mark(4, 10, 3)


def test_a_text_that_begins_further_down_has_its_places_there() -> None:
    source = Source("f", "---\na: 1\n---\n")
    assert read_mapping(source, "a: 1\n", first_line=2).values[("a",)] == Mark(2, 4)


def test_a_problem_stands_at_the_nearest_place_that_is_known() -> None:
    located = read("a:\n  b: 1\n")
    assert str(located.problem(("a", "x", 3), "m").location) == "f:2:3"
    assert str(located.problem(("a", "b"), "m", at_key=True).location) == "f:2:3"
    assert str(located.problem(("z",), "m").location) == "f:1:1"


BOMBS = {
    "brackets": "[" * 25_000,
    "braces": "{a: " * 10_000,
    "lists": "- " * 10_000,
    "levels": "\n".join(" " * level + "a:" for level in range(2_000)),
    "merges": "a: &a [x]\n" + "".join(f"b{n}: {{<<: [*a, *a]}}\n" for n in range(50)),
    "laughs": "a: &a [x, x]\nb: &b [*a, *a]\n",
    "keys": "? " * 10_000,
    "quotes": "a: " + '"' * 9_999,
    "questions": "[? " * 5_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_would_blow_up_is_refused_in_no_time(bomb: str) -> None:
    start = time.process_time()
    with pytest.raises(SiteProblems):
        read(BOMBS[bomb])
    assert time.process_time() - start < 1


_PIECES = st.sampled_from(
    [*"abc:-?[]{},&*!|>'\"%@`#\\ \n\t", ": ", "- ", "\n  ", "\n", "a: ", "---\n", "<<", "\ufeff", "é"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_text_is_read_with_places_inside_of_it_or_refused(text: str) -> None:
    lines = text.split("\n")
    try:
        located = read(text)
    except SiteProblems as error:
        places = [Mark(one.location.line, one.location.column) for one in error.problems]
    else:
        places = [*located.keys.values(), *(mark for path, mark in located.values.items() if path)]
        assert set(located.values) >= {path for path, _ in leaves(located.data)}
    for place in places:
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1


def leaves(value: Value, above: KeyPath = ()) -> list[tuple[KeyPath, Value]]:
    """All values that are no containers, with their paths."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*above, key))]
    if isinstance(value, list):
        return [leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*above, index))]
    return [(above, value)]
