"""`questions.md`: lasting questions of an incident, one to each `## ` heading."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from site_builder.content.placeholders import placeholder_problems
from site_builder.door.fields import MAX_LINE
from site_builder.door.markdown_text import markdown_fault, prose_lines
from site_builder.model import LocalText, Phrase, Question
from site_builder.problems import Location, Problem, SiteProblems, Source

_HEADING = re.compile(r"## +(.+?)(?: +#+)?\s*")


@dataclass(frozen=True, slots=True)
class _Item:
    line: int
    heading: str
    answer: str
    answer_line: int


def parse_questions(sources: Mapping[str, Source], languages: tuple[str, ...]) -> tuple[Question, ...]:
    """The questions in all languages, matched by their order. Raises SiteProblems."""
    if languages[0] not in sources:
        return ()  # a translation without its original is reported by the library
    problems: list[Problem] = []
    found = {language: _try_items(sources[language], problems) for language in sources}
    if problems:
        raise SiteProblems(problems)
    items = found.pop(languages[0])
    translated = found
    for language, others in translated.items():
        if len(others) != len(items):
            problems.append(_other_count(sources[language], len(others), len(items)))
    if problems:
        raise SiteProblems(problems)
    ids = _anchors([item.heading for item in items])
    return tuple(
        Question(
            id=ids[index],
            heading=_text(index, sources, languages, translated | {languages[0]: items}, heading=True),
            answer=_text(index, sources, languages, translated | {languages[0]: items}, heading=False),
        )
        for index in range(len(items))
    )


def _try_items(source: Source, problems: list[Problem]) -> list[_Item]:
    try:
        return _items(source)
    except SiteProblems as error:
        problems += error.problems
        return []


def _other_count(source: Source, here: int, original: int) -> Problem:
    questions = "1 question" if here == 1 else f"{here} questions"
    message = f"{questions} here, {original} in the original"
    return source.problem(message, hint="translate each question, in the same order")


def _text(
    index: int,
    sources: Mapping[str, Source],
    languages: tuple[str, ...],
    items: Mapping[str, list[_Item]],
    *,
    heading: bool,
) -> LocalText:
    phrases = []
    for language in languages:
        if language in items:
            item = items[language][index]
            line, text = (item.line, item.heading) if heading else (item.answer_line, item.answer)
            phrases.append(Phrase(language, text, Location(sources[language].path, line, 1)))
    return LocalText(tuple(phrases))


def _anchors(headings: list[str]) -> list[str]:
    """An anchor for each heading, from its words; a number where two would be the same."""
    from slugify import slugify

    anchors: list[str] = []
    for heading in headings:
        base = "question-" + (slugify(heading, max_length=60) or str(len(anchors) + 1))
        anchor, count = base, 1
        while anchor in anchors:
            count += 1
            anchor = f"{base}-{count}"
        anchors.append(anchor)
    return anchors


def _items(source: Source) -> list[_Item]:
    """The headings with what stands below them. A heading inside a fenced block is code."""
    lines = source.text.split("\n")
    starts = [index for index, line in prose_lines(source.text) if _HEADING.fullmatch(line)]
    problems = [*_stray_text(source, lines, starts), *placeholder_problems(source)]
    items = []
    for start, end in pairwise([*starts, len(lines)]):
        match = _HEADING.fullmatch(lines[start])
        first = next((index for index in range(start + 1, end) if lines[index].strip()), None)
        if match is None or first is None:
            hint = "write the answer below the heading"
            length = len(lines[start].rstrip())
            problems.append(source.problem("the answer is missing", line=start + 1, column=1, length=length, hint=hint))
            continue
        item = _Item(start + 1, match[1], "\n".join(lines[first:end]).rstrip(), first + 1)
        problems += _item_problems(source, item)
        items.append(item)
    if problems:
        raise SiteProblems(problems)
    return items


def _item_problems(source: Source, item: _Item) -> Iterator[Problem]:
    if len(item.heading) > MAX_LINE:
        message = f"{len(item.heading)} characters are too long, {MAX_LINE} are the most"
        hint = "ask in a few words, and say the rest in the answer"
        yield source.problem(message, line=item.line, column=4, length=len(item.heading), hint=hint)
    fault = markdown_fault(item.answer)
    if fault is not None:
        line = item.answer_line + fault.line
        length = len(source.line(line) or "x")
        yield source.problem(fault.message, line=line, column=1, length=length, hint=fault.hint)


def _stray_text(source: Source, lines: list[str], starts: list[int]) -> list[Problem]:
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None or (starts and first >= starts[0]):
        return []
    hint = "begin the file with a question: ## Can I still shop in your stores?"
    length = len(lines[first].rstrip())
    return [source.problem("text before the first question", line=first + 1, column=1, length=length, hint=hint)]
