"""What is read as words, and where a sentence ends."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.door.markdown_text import MAX_MARKDOWN
from site_builder.editing.prose import prose, sentences, without_code


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Use `rollback` now", "Use now"),
        ("Use ``a ` rollback`` now", "Use now"),
        ("```\nrollback\n```\nNow", "Now"),
        ("~~~sh\nrollback\n~~~\nNow", "Now"),
        ("<!-- rollback\n-->Now", "Now"),
        ("[Our shops](https://rollback.example/a_(b) 'title')", "Our shops"),
        ("[Our shops][rollback]\n\n[rollback]: https://a.example", "Our shops"),
        ("<https://rollback.example> and https://rollback.example/x, www.rollback.example.", "and , ."),
        ('<abbr title="rollback">Now</abbr>', "Now"),
        ("Write to root-cause@corner.example.", "Write to ."),
        ("## Can I order?", "Can I order?"),
        ("> - 1. **Bold** and _soft_ and ~~gone~~", "Bold and soft and gone"),
        ("| a | b |\n| --- | :-: |\n| c | d |", "a b c d"),
        ("![Map of the desk](map.png)", "Map of the desk"),
        ("Opens at 9 - not 10", "Opens at 9 - not 10"),
    ],
)
def test_only_words_are_read(text: str, read: str) -> None:
    assert " ".join(prose(text).split()) == read


@given(st.text(st.sampled_from(list("ab .`~*_[]()<>!-|#\n:/@&;\"'0")) | st.characters(codec="utf-8"), max_size=80))
def test_what_is_read_stands_where_it_stood(text: str) -> None:
    for read in (prose(text), without_code(text)):
        assert len(read) == len(text)
        assert all(
            one in (other, " ") and (one == "\n") == (other == "\n") for one, other in zip(read, text, strict=True)
        )
    for sentence in sentences(text):
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert sentence.words > 0


def split(text: str) -> list[str]:
    return [" ".join(text[sentence.start : sentence.end].split()) for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("He said “Stop.” Then it went.", ["He said “Stop.”", "Then it went."]),
        ("It costs 3.50 pounds at www.a.example now.", ["It costs 3.50 pounds at www.a.example now."]),
        ("From 9 a.m. to 5 p.m. we are open.", ["From 9 a.m. to 5 p.m. we are open."]),
        ("We close at 5 p.m. Tomorrow we open.", ["We close at 5 p.m.", "Tomorrow we open."]),
        ("Some services, e.g. refunds, are slow.", ["Some services, e.g. refunds, are slow."]),
        ("One line\nand the next.", ["One line and the next."]),
        (
            "These:\n\n- one thing\n- another thing\n  that goes on",
            ["These:", "one thing", "another thing that goes on"],
        ),
        ("These:\n- one\n- two", ["These:", "one", "two"]),
        ("## A heading\nand a text", ["A heading", "and a text"]),
        ("> One.\n>\n> Two.", ["One.", "Two."]),
        ("我们的商店开门。你可以付款。", ["我们的商店开门。", "你可以付款。"]),
        ("هل يمكنني الطلب؟ نعم.", ["هل يمكنني الطلب؟", "نعم."]),
        ("---\n\n***", []),
    ],
)
def test_sentences_end_where_readers_stop(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_word_with_a_hyphen_an_apostrophe_or_a_number_is_one() -> None:
    (sentence,) = sentences("It's a so-called 3.50 e-mail at 10:30 on 01/05/2026")
    assert sentence.words == 9


@pytest.mark.parametrize(
    "unit", ["`", "<!--", "<img ", "a.", "_", "a. b. ", "e.g. ", "](a(", "[x]: y\n", "> - ", "|", "@"]
)
def test_a_text_that_is_made_to_take_long_does_not(unit: str) -> None:
    text = (unit * MAX_MARKDOWN)[:MAX_MARKDOWN]
    before = process_time()
    list(sentences(text))
    assert process_time() - before < 2
