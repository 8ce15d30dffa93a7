"""A text becomes the same, whether all of Python-Markdown looks at it or only what it needs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.treeprocessors import InlineProcessor

from site_builder.output.markdown_needs import NeededOnly
from site_builder.output.markdown_rules import HouseRules

EXTENSIONS = ["tables", "fenced_code", "sane_lists"]

BLOCKS = (
    *("- item\n", "* item\n", "+ one\n", "1. one\n", "12. two\n", "1.no\n", "# Heading\n", "a\n===\n", "b\n---  \n"),
    *("> said\n", ">> deeper\n", "> - listed\n", "- > cited\n", "- 1. both\n", ">     code\n", "-\n", "=\n", "--\n"),
    *("    code\n", "\tcode\n", "  - nested\n", "      - deep\n", "```\n", "~~~\n", "``` python\n", "---\n", "* * *\n"),
    *(
        "_  _  _ \n",
        "**\n",
        "| a | b |\n|---|---|\n| *c* | d |\n",
        "|a\n|-\n|b\n",
        "\n[b]: https://a.example 'T'\n",
    ),
    *("<div>\n", "</div>\n", "<p>*x*</p>\n", "<hr>\n", "<!-- x -->", "<!--", "<?x?>\n", "<script>\n"),
)
INLINE = (
    *("*em*", "**strong**", "***both***", "_em_", "*", "**", "_", "`code`", "``", "`", "\\*", "\\", "\\[", "\\`"),
    *("[a](b.md)", "[a](b 'c')", "[*a*](b)", "[a]", "[a][b]", "[b]", "[a] (b)", "![p](p.png)", "![p][b]", "![b]"),
    *("![", "[", "](", "]", "(", ")", "<https://shop.example>", "<i>x</i>", "<a href='c'>", "<br>", "</i>", "<", ">"),
    *("<a@shop.example>", "&amp;", "&", "&#42;", "&#42", "&#x2a", "&copy;", "&copy", "&lt;b&gt;", "#", "!", ":", "="),
    *("https://shop.example/a_b_c", "(https://a.example).", "xhttp://a.example", "http", "https://"),
)
PLAIN = (
    *("word", " ", "\n", "\n\n", "  \n", " \n", "   ", "é", "“", "😀", ". ", "- ", "2026. We", "klzzwxh:0000"),
    *("wzxhzdk:0", "\x02klzzwxh:0000\x03", "\x02wzxhzdk:0\x03", "\x0242\x03", "\r", "\r\n", "\t", "\x0b", "\u00a0"),
)


def converter(*others: NeededOnly) -> Markdown:
    return Markdown(extensions=[*EXTENSIONS, HouseRules(), *others], output_format="html")


NEEDED, WHOLE = converter(NeededOnly()), converter()


ORDERS = [pieces + PLAIN for pieces in (BLOCKS + INLINE, INLINE, BLOCKS)]


@given(st.sampled_from(ORDERS).flatmap(lambda pieces: st.lists(st.sampled_from(pieces), max_size=16)).map("".join))
@settings(max_examples=500, deadline=None)
def test_a_part_whose_sign_is_not_in_the_text_is_not_missed(text: str) -> None:
    assert NEEDED.reset().convert(text) == WHOLE.reset().convert(text)


@given(st.text("ab-*_+=#>|`~<&[](){}!:.\\/ 1\n\t\"'", max_size=60))
@settings(max_examples=500, deadline=None)
def test_nor_is_it_in_a_text_without_any_order(text: str) -> None:
    assert NEEDED.reset().convert(text) == WHOLE.reset().convert(text)


def test_the_parts_are_still_those_of_which_the_signs_are_known() -> None:
    """A new version of Python-Markdown may bring others: they would be tried always, which is right but slow."""
    inline, blocks = NEEDED.treeprocessors["inline"], NEEDED.parser
    assert [pattern for pattern, signs in inline._signed if signs == ("",)] == []  # type: ignore[attr-defined]
    assert [type(one).__name__ for is_needed, one in blocks._processors if is_needed("")] == [  # type: ignore[attr-defined]
        "EmptyBlockProcessor",
        "SaneOListProcessor",
        "ParagraphProcessor",
    ]


def test_a_part_of_which_no_sign_is_known_is_always_tried() -> None:
    markdown = converter(NeededOnly())
    markdown.inlinePatterns.register(SimpleTagInlineProcessor(r"()(again)", "mark"), "again", 5)
    assert markdown.convert("Gift cards work again.") == "<p>Gift cards work <mark>again</mark>.</p>"


def test_plain_words_are_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InlineProcessor, "run", None)
    assert NEEDED.reset().convert("Gift cards work again.") == "<p>Gift cards work again.</p>"


@pytest.mark.parametrize("text", ["[a][b] and [b]", "![a][b]", "![b]"])
def test_an_address_that_is_given_later_is_found(text: str) -> None:
    assert "b.png" in NEEDED.reset().convert(f"{text}\n\n[b]: b.png")
    assert "b.png" not in NEEDED.reset().convert(text)
