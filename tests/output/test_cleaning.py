"""What came of a simple text needs no cleaning, where that would change nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model import Phrase
from site_builder.output import markup
from site_builder.output.cleaning import cleaner, is_clean
from site_builder.output.markup import MarkupRenderer
from site_builder.output.prose import Prose
from site_builder.output.shelf import Shelf
from site_builder.output.simple_markdown import simple_html
from site_builder.problems import Location, Problem
from tests.output.test_simple_markdown import MARKS, SIMPLE

ADDRESSES = (
    *(
        "https://",
        "http://",
        "HTTPS://",
        "mailto:",
        "tel:",
        "javascript:",
        "//",
        "/",
        "#",
        "?",
        ":",
        "@",
        "%",
        ".",
        "-",
    ),
    *(
        "help.example",
        "a@b.example",
        "EXAMPLE",
        "1.2.3.4",
        "1.2.3.4.5",
        "xn--a",
        "xn--",
        "é",
        "a_b",
        ":80",
        ":x",
        "[a]",
    ),
    *("é.example", "%2", "%zz", "+", ",", "~", ";", "=", "\u00ad", "\u200d", "ß", "\uff10", "example.", "..", "0x7f.1"),
)
PIECES = (*SIMPLE, "\u00a0", "\ufeff", "\u2028", "\x85", 'href="a"', "href", "src", "‎", "\ue000", "💡")

linked = st.lists(st.sampled_from(ADDRESSES), max_size=6).map("".join)
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(MARKS), max_size=12).map("".join),
    st.builds("{} [a]({}) {}".format, st.sampled_from(PIECES), linked, st.sampled_from(PIECES)),
    linked.map("see {} there".format),
    st.text(max_size=20).map(lambda text: text.replace("\x00", "")),
)


@given(texts)
@settings(max_examples=1500, deadline=None)
def test_the_cleaner_would_leave_what_is_taken_for_clean_as_it_is(text: str) -> None:
    simple = simple_html(text)
    if simple is not None and is_clean(simple):
        assert cleaner().clean(simple) == simple


@given(texts, st.sampled_from(["en", "ar"]))
@settings(max_examples=500, deadline=None)
def test_a_text_that_is_not_cleaned_becomes_what_it_would_be(text: str, language: str) -> None:
    made = _rendered(text, language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "simple_html", lambda _: None)
        assert made == _rendered(text, language)


def _rendered(text: str, language: str) -> tuple[Prose, list[Problem]]:
    renderer = MarkupRenderer(Shelf())
    prose = renderer.render(Phrase(language, text.strip(), Location("incidents/story.md", 5, 1)))
    return prose, renderer.problems


@pytest.mark.parametrize(
    "text",
    [
        "Gift cards work again.",
        "Click & collect > 5 days, *all* shops:\n\n- **Kent**",
        "See [our help](https://help.example/a_b?c=d#e) or https://help.example.",
        "Call [us](tel:+441632960000) or [write](mailto:help@help.example).",
    ],
)
def test_what_statements_are_made_of_is_clean(text: str) -> None:
    simple = simple_html(text)
    assert simple is not None
    assert is_clean(simple)


@pytest.mark.parametrize(
    "text",
    [
        "a\u00a0b",
        "[a](other.md)",
        "[a](#b)",
        "[a](javascript:b)",
        "[a](https:)",
        "[a](https://a.example:b/)",
        "[a](//b)",
    ],
)
def test_a_link_that_somebody_has_to_look_at_is_not(text: str) -> None:
    simple = simple_html(text)
    assert simple is not None
    assert not is_clean(simple)
