"""The house's rules for Markdown change what a text becomes only where they say so."""

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.treeprocessors import InlineProcessor

from site_builder.output.markdown_rules import HouseRules

EXTENSIONS = ["tables", "fenced_code", "sane_lists"]

PIECES = (
    *("word", " ", "\n", "\n\n", "  \n", "- item\n", "1. one\n", "# Heading\n", "> said\n", "    code\n", "```\n"),
    *(
        "*em*",
        "**strong**",
        "_em_",
        "*",
        "_",
        "`code`",
        "``",
        "`",
        "\\*",
        "\\",
        "[a](b.md)",
        "[a](b 'c')",
        "[a]",
        "[a][b]",
    ),
    *(
        "\n[b]: https://shop.example 'Title'\n",
        "![p](p.png)",
        "![",
        "]",
        "(",
        ")",
        "<https://shop.example>",
        "<i>x</i>",
    ),
    *(
        "<a@shop.example>",
        "<",
        ">",
        "<!-- x -->",
        "&amp;",
        "&",
        "&#42;",
        "&lt;b&gt;",
        "https://shop.example/a_b_c",
        "http",
    ),
    *("| a | b |\n|---|---|\n| *c* | d |\n", "é", "“", "😀", "klzzwxh:0000", "wzxhzdk:0"),
)


def converter(*, every_pattern: bool) -> Markdown:
    markdown = Markdown(extensions=[*EXTENSIONS, HouseRules()], output_format="html")
    if every_pattern:
        markdown.treeprocessors.register(InlineProcessor(markdown), "inline", 20)
    return markdown


NEEDED, EVERY = converter(every_pattern=False), converter(every_pattern=True)


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
@settings(max_examples=200, deadline=None)
def test_a_pattern_whose_sign_is_not_in_the_text_is_not_missed(text: str) -> None:
    assert NEEDED.reset().convert(text) == EVERY.reset().convert(text)


def test_the_patterns_are_still_those_of_which_the_signs_are_known() -> None:
    """A new version of Python-Markdown may bring others: they would be tried always, which is right but slow."""
    signed = NEEDED.treeprocessors["inline"]._signed  # type: ignore[attr-defined]
    assert [pattern for signs, pattern in signed if signs is None] == []


def test_plain_words_are_tried_with_no_pattern_at_all() -> None:
    NEEDED.reset().convert("Gift cards work again.")
    inline = NEEDED.treeprocessors["inline"]
    assert isinstance(inline, InlineProcessor)
    assert list(inline.inlinePatterns) == []
