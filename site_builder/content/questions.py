"""`questions.md`: lasting questions of an incident, one to each `## ` heading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.model import LocalText, Phrase, Question
from site_builder.problems import Location, Problem, SiteProblems, Source

_HEADING = re.compile(r"## +(.+?)(?: +#+)?\s*")
_FENCE = re.compile(r" {0,3}(```|~~~)")


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
    source = sources[languages[0]]
    items = _items(source)
    translated = {language: _items(sources[language]) for language in sources if language != languages[0]}
    problems = [
        sources[language].problem(
            f"{len(found)} questions here, {len(items)} in {source.path}",
            line=found[-1].line if found else 1,
            column=1,
            hint="translate each question, in the same order",
        )
        for language, found in translated.items()
        if len(found) != len(items)
    ]
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
    from slugify import slugify  # noqa: PLC0415 - few sites have questions

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
    starts = []
    fenced = False
    for index, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and _HEADING.fullmatch(line):
            starts.append(index)
    problems = list(_stray_text(source, lines, starts))
    items = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        match = _HEADING.fullmatch(lines[start])
        first = next((index for index in range(start + 1, end) if lines[index].strip()), None)
        if match is None or first is None:
            hint = "write the answer below the heading"
            problems.append(source.problem("the answer is missing", line=start + 1, column=1, hint=hint))
            continue
        items.append(_Item(start + 1, match[1], "\n".join(lines[first:end]).rstrip(), first + 1))
    if problems:
        raise SiteProblems(problems)
    return items


def _stray_text(source: Source, lines: list[str], starts: list[int]) -> list[Problem]:
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None or (starts and first >= starts[0]):
        return []
    hint = "begin the file with a question: ## Can I still shop in your stores?"
    return [source.problem("text before the first question", line=first + 1, column=1, hint=hint)]
