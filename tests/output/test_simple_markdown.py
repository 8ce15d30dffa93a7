"""Simple texts become the same without Python-Markdown, and all others are left to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from site_builder.door.markdown_text import MAX_MARKDOWN
from site_builder.output.limits import cpu_limit
from site_builder.output.markdown_rules import HouseRules
from site_builder.output.simple_markdown import simple_html
from tests.output.test_markdown_needs import EXTENSIONS, ORDERS

MARKDOWN = Markdown(extensions=[*EXTENSIONS, HouseRules()], output_format="html")

SIMPLE = (
    *("word", "Word. ", "two words", " ", "\n", "\n\n", "\n\n", "\n- ", "\n\n- ", "\n* ", "- ", "* ", "+ ", "   "),
    *(
        "*em*",
        "**strong**",
        "*a b*",
        "**a\nb**",
        "*",
        "**",
        "a*b*c",
        "[a](b.md)",
        "[a\nb](https://a.example/b_c?d=e#f)",
    ),
    *("[", "]", "(", ")", "!", "_", "& ", "&", ">", " > ", "1. ", "12.", "1.a", "é", "“", '"q"', "'q'", "\u00a0"),
    *("=", "\n===", "\n---", "\n# ", "\n> ", "\n[a]: b", ":", ";", "http", "\x0b", "\u2028"),
    *(
        "https://a.example",
        " https://b.example/c_d?e=f#g, ",
        "(https://h.example/).",
        "\nhttp://i\n",
        "https://j_",
        "https://",
    ),
)
MARKS = ("a", "b", "*", "**", " ", "\n", "[a](b)", "- ", "\n- ", ".", "https://a.example")


def assert_same(text: str) -> None:
    made = simple_html(text)
    assert made is None or made == MARKDOWN.reset().convert(text)


@given(
    st.sampled_from([SIMPLE, MARKS, *ORDERS])
    .flatmap(lambda pieces: st.lists(st.sampled_from(pieces), max_size=16))
    .map("".join)
)
@settings(max_examples=1000, deadline=None)
def test_a_text_that_is_taken_for_simple_becomes_what_python_markdown_makes_of_it(text: str) -> None:
    assert_same(text)
    assert_same(text.strip())


@given(st.text("ab-*_+=#>[](){}!:. 1\n&\"'", max_size=60).map(str.strip))
@settings(max_examples=500, deadline=None)
def test_so_does_one_without_any_order(text: str) -> None:
    assert_same(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Gift cards work again.", "<p>Gift cards work again.</p>"),
        ("One line\nand one more.\n\nAnd a paragraph.", "<p>One line\nand one more.</p>\n<p>And a paragraph.</p>"),
        (
            "**What works**: *all* shops.",
            "<p><strong>What works</strong>: <em>all</em> shops.</p>",
        ),
        (
            "See [our help](https://help.example/a_b?c=d#e) or [this](../other.md).",
            '<p>See <a href="https://help.example/a_b?c=d#e">our help</a> or <a href="../other.md">this</a>.</p>',
        ),
        (
            "All of it (https://help.example/a_b).",
            '<p>All of it (<a href="https://help.example/a_b">https://help.example/a_b</a>).</p>',
        ),
        (
            "Shops:\n\n- Kent: **open**\n- London\n\nMore at 3.",
            "<p>Shops:</p>\n<ul>\n<li>Kent: <strong>open</strong></li>\n<li>London</li>\n</ul>\n<p>More at 3.</p>",
        ),
        ("Click & collect > 5 days", "<p>Click &amp; collect &gt; 5 days</p>"),
        ("147 servers (all) said “no”.", "<p>147 servers (all) said “no”.</p>"),
    ],
)
def test_what_statements_are_made_of_is_simple(text: str, html: str) -> None:
    assert simple_html(text) == html == MARKDOWN.reset().convert(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "# Heading",
            "Heading\n---",
            "> said",
            "1. one",
            "    code",
            "a  \nb",
            "a\\*b",
            "`code`",
            "<b>",
            "a|b",
            "---",
        ),
        *(
            "&copy;",
            "a_b_",
            "***both***",
            "*open",
            "*https://a.example*",
            "<https://a.example>",
            "![picture](p.png)",
            "[a][b]",
            "[a](b 'c')",
        ),
        *(
            "- one\n\n- two",
            "- one\n  more",
            "- one\n  - two",
            "- one\n    more",
            "text\n\n    code",
            "- # one",
            "*a **b** c*",
        ),
    ],
)
def test_anything_else_is_left_to_python_markdown(text: str) -> None:
    assert simple_html(text) is None


@pytest.mark.parametrize(
    "piece", ["*a", "**a", "*", "[a", "[a](", "[a](b ", "*a* ", "https://a,", " https://a", "- a\n", "a\n\n", "(", "1"]
)
def test_no_text_takes_long(piece: str) -> None:
    with cpu_limit(0.5):  # it takes about 10 ms
        simple_html(piece * (MAX_MARKDOWN // len(piece)))
