"""The beginning of a text for the home page, and headings that fit below those of a page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model import Phrase
from site_builder.output.excerpt import Excerpt, excerpt, with_headings_at
from site_builder.output.markup import MarkupRenderer
from site_builder.output.prose import Prose
from site_builder.output.shelf import Shelf

LONG = "Orders are still paused while we test them with colleagues. " * 5 + "Thank you."


def of(text: str) -> Excerpt:
    return excerpt(MarkupRenderer(Shelf()).render(Phrase("en", text)))


def test_a_short_text_is_shown_whole() -> None:
    shown = of("Orders work again.\n\nThank you for your patience.")
    assert shown.is_whole
    assert "Thank you" in shown.prose.html


def test_of_a_long_text_the_first_paragraph_stays() -> None:
    shown = of(f"{LONG}\n\nSecond.\n\nThird.")
    assert not shown.is_whole
    assert shown.prose.html == f"<p>{LONG}</p>"


def test_a_first_paragraph_is_never_cut_however_long() -> None:
    shown = of(f"{LONG * 10}\n\nSecond.")
    assert shown.prose.html == f"<p>{LONG * 10}</p>"


@pytest.mark.parametrize("before", ["We never", "We never:", "## What we never do"])
def test_what_announces_a_list_is_not_parted_from_it(before: str) -> None:
    shown = of(f"{before}\n\n- {LONG}\n- ask for a code\n\nLast.")
    assert shown.prose.html.endswith("<li>ask for a code</li>\n</ul>")
    assert not shown.is_whole


def test_a_second_announcement_is_left_out_together_with_its_list() -> None:
    shown = of(f"First.\n\nThis is closed:\n\n- {LONG}\n\nLast.")
    assert shown.prose.html == "<p>First.</p>"


def test_a_picture_further_down_is_left_out() -> None:
    shown = excerpt(Prose('<p>First.</p>\n<p><img alt="a > b" src="x.png"></p>\n<p>Last.</p>', "en"))
    assert shown.prose.html == "<p>First.</p>"


def test_bare_text_and_no_text_are_whole() -> None:
    assert excerpt(Prose("bare", "en")) == Excerpt(prose=Prose("bare", "en"), is_whole=True)
    assert of("") == Excerpt(prose=Prose("", "en"), is_whole=True)


_BLOCKS = st.sampled_from(
    [
        "Words.",
        "> quoted\n>\n> twice",
        "- a\n    - b\n- c",
        "# Heading",
        "| a |\n| - |\n| b |",
        "```\n<p>\n```",
        LONG,
        "a:",
    ]
)


@settings(deadline=None)
@given(st.lists(_BLOCKS, max_size=8))
def test_an_excerpt_is_a_beginning_that_closes_all_it_opens(blocks: list[str]) -> None:
    whole = MarkupRenderer(Shelf()).render(Phrase("en", "\n\n".join(blocks)))
    shown = excerpt(whole)
    assert whole.html.startswith(shown.prose.html)
    assert shown.is_whole == (shown.prose == whole)
    for tag in ("p", "ul", "li", "blockquote", "table", "div", "pre", "h4"):
        assert shown.prose.html.count(f"<{tag}>") + shown.prose.html.count(f"<{tag} ") == shown.prose.html.count(
            f"</{tag}>"
        )


def test_headings_are_lowered_and_none_below_the_sixth() -> None:
    prose = Prose('<h4>A</h4>\n<p><img alt="<h4>"> &lt;h4></p>\n<h5>B</h5>\n<h6>C</h6>', "en")
    assert with_headings_at(4, prose) == prose
    assert with_headings_at(5, prose).html == ('<h5>A</h5>\n<p><img alt="<h4>"> &lt;h4></p>\n<h6>B</h6>\n<h6>C</h6>')
