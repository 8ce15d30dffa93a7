"""`questions.md`: what is a question, and what only looks like one."""

from site_builder.content.questions import parse_questions
from site_builder.model import Question
from site_builder.problems import Source


def questions(text: str, **others: str) -> tuple[Question, ...]:
    sources = {"en": Source("questions.md", text)}
    sources |= {language: Source(f"questions.{language}.md", other) for language, other in others.items()}
    return parse_questions(sources, ("en", "cy"))


def test_each_second_level_heading_is_a_question() -> None:
    found = questions("## Can I shop?\n\nYes.\n\n### Where?\n\nHere.\n\n## When? ##\n\nNow.\n")
    assert [one.heading.original.text for one in found] == ["Can I shop?", "When?"]
    assert found[0].answer.original.text == "Yes.\n\n### Where?\n\nHere."


def test_an_empty_file_asks_nothing() -> None:
    assert questions("") == questions("\n \n") == ()


def test_a_heading_in_code_is_code() -> None:
    (one,) = questions("## How?\n\n```\n## not a question\n```\n")
    assert one.answer.original.text == "```\n## not a question\n```"


def test_a_fence_that_is_never_closed_hides_no_question() -> None:
    assert len(questions("## How?\n\n```\n\n## When?\n\nNow.\n")) == 2


def test_translations_are_matched_by_their_order() -> None:
    (one,) = questions("## When?\n\nNow.\n", cy="## Pryd?\n\nNawr.\n")
    assert (one.heading.pick("cy").text, one.answer.pick("cy").text) == ("Pryd?", "Nawr.")


def test_equal_questions_have_different_anchors() -> None:
    ids = [one.id for one in questions("## When?\n\nNow.\n\n## When?\n\nSoon.\n\n## ??\n\nYes.\n")]
    assert ids == ["question-when", "question-when-2", "question-3"]
