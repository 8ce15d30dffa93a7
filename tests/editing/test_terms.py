"""Words and phrases, found as people write them."""

import pytest

from site_builder.editing.terms import Glossary, Term

GLOSSARY = Glossary(
    [
        Term(("root cause", "root causes"), "cause"),
        Term(("root cause analysis",), "report"),
        Term(("ETA",), "when"),
        Term(("won't happen",), "say less"),
        Term(("C++",), "x"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], term.instead) for start, end, term in GLOSSARY.find(text)]


@pytest.mark.parametrize(
    "text", ["root cause", "Root Cause", "ROOT CAUSE", "root\n  cause", "(root cause)", "a root cause."]
)
def test_a_phrase_is_found_in_any_spelling(text: str) -> None:
    assert [instead for _, instead in found(text)] == ["cause"]


@pytest.mark.parametrize("text", ["uproot causes?", "root-cause", "root causeway", "root of the cause", "rootcause"])
def test_only_whole_words_are_found(text: str) -> None:
    assert found(text) == []


def test_of_two_phrases_that_begin_alike_the_longer_one_is_meant() -> None:
    assert found("A root cause analysis, and root causes") == [
        ("root cause analysis", "report"),
        ("root causes", "cause"),
    ]


def test_a_word_in_capitals_is_found_in_capitals_only() -> None:
    assert found("The ETA of Etta is eta, Eta") == [("ETA", "when")]


def test_either_apostrophe_is_one() -> None:
    assert [said for said, _ in found("It won't happen. It won’t happen.")] == ["won't happen", "won’t happen"]


def test_signs_in_a_word_are_no_pattern() -> None:
    assert [said for said, _ in found("C++ or CCC")] == ["C++"]


def test_a_glossary_without_terms_finds_nothing() -> None:
    assert list(Glossary([]).find("anything")) == []
