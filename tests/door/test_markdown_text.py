"""Which Markdown is too dear to render."""

import pytest

from site_builder.door.markdown_text import MAX_MARKDOWN, markdown_fault, prose_lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n" + "[" * 1001, 1),
        ("a\n\n" + ">" * 21 + " deep", 2),
        ("> " * 21 + "deep", 0),
        (" " * 81 + "x", 0),
        ("\t" * 21 + "x", 0),
        ("\u3000" * 81 + "x", 0),
        ("x" * (MAX_MARKDOWN + 1), 0),
        ("é" * (MAX_MARKDOWN // 2 + 1), 0),
        ("```\n" + "[" * 1001, 1),
        ("```\n" + "[" * 1001 + "\n~~~", 1),
    ],
    ids=str,
)
def test_a_text_that_takes_too_long_is_refused_at_its_line(text: str, line: int) -> None:
    fault = markdown_fault(text)
    assert fault is not None
    assert fault.line == line


@pytest.mark.parametrize(
    "text", ["", "[a](b)\n" * 500, "```\n" + "[" * 5000 + "\n```", "~~~~ json\n" + "{[" * 900 + "\n~~~~", " " * 100]
)
def test_ordinary_text_and_code_is_let_in(text: str) -> None:
    assert markdown_fault(text) is None


def test_a_fence_is_closed_by_the_same_fence_only() -> None:
    text = "one\n```\ntwo\n~~~\n````\n```\nthree"
    assert list(prose_lines(text)) == [(0, "one"), (6, "three")]
