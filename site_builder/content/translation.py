"""A statement's words in another language. Facts stand in the original, once: a translation can't change them.

Translators often copy the whole file. A copied fact does no harm and is not read again; one that says
something else would be lost, so it is a problem.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from site_builder.content.front_matter import (
    FrontMatter,
    OpenerFields,
    TranslationFields,
    body_problems,
    read_parts,
)
from site_builder.content.placeholders import without_placeholders
from site_builder.door.checking import check
from site_builder.door.context import DoorContext
from site_builder.door.yaml_text import KeyPath, Value
from site_builder.problems import Problem, SiteProblems, Source

_FACTS = OpenerFields.model_fields.keys() - TranslationFields.model_fields.keys()
_NO_FACTS = "leave it out: facts stand in the original only"


@dataclass(frozen=True, slots=True)
class Translation:
    """A statement's words in another language."""

    language: str
    front: FrontMatter
    fields: TranslationFields


def parse_translation(
    language: str, source: Source, original: FrontMatter | None, context: DoorContext, *, titled: bool
) -> Translation:
    """The translation; without an `original` that could be read it is only checked by itself. Raises SiteProblems.

    `titled` says whether the original can have a title: only an opening file has one.
    """
    front = read_parts(source, required=False)
    problems = body_problems(front)
    if not front.body and not front.located.data:
        problems.append(source.problem("this translation says nothing", hint="translate the text, or delete the file"))
    if original is not None:
        given, said = front.located.data, original.located.data
        problems += _lost_facts(front, given, said)
        problems += _lost_words(front, given, said, titled=titled)
    located = replace(front.located, data=_words_of(front.located.data))
    try:
        fields = check(TranslationFields, located, context)
    except SiteProblems as error:
        problems += error.problems
    problems = without_placeholders(problems, front, original)
    if problems:
        raise SiteProblems(sorted(problems, key=lambda problem: problem.location))
    return Translation(language, front, fields)


def _words_of(given: Mapping[str, Value]) -> dict[str, Value]:
    """The keys without facts, also without those inside of nested keys."""
    words = {key: value for key, value in given.items() if key not in _FACTS}
    impact, edits = words.get("data_impact"), words.get("edited")
    if isinstance(impact, dict):
        words["data_impact"] = _without(impact, {"status", "as_of"}) or None
    if isinstance(edits, list):
        words["edited"] = [_without(edit, {"date"}) if isinstance(edit, dict) else edit for edit in edits]
    return words


def _without(mapping: Mapping[str, Value], keys: set[str]) -> dict[str, Value]:
    return {key: value for key, value in mapping.items() if key not in keys}


def _lost_facts(front: FrontMatter, given: Mapping[str, Value], said: Mapping[str, Value]) -> Iterator[Problem]:
    """Facts that differ from the original's, at their place."""
    for key in given.keys() & _FACTS:
        yield from _difference(front, (key,), given[key], said.get(key))
    impact, impact_said = given.get("data_impact"), said.get("data_impact")
    if isinstance(impact, dict) and isinstance(impact_said, dict):
        for key in impact.keys() & {"status", "as_of"}:
            yield from _difference(front, ("data_impact", key), impact[key], impact_said.get(key))
    edits, edits_said = given.get("edited"), said.get("edited")
    if isinstance(edits, list) and isinstance(edits_said, list):
        for index, (edit, edit_said) in enumerate(zip(edits, edits_said, strict=False)):
            if isinstance(edit, dict) and isinstance(edit_said, dict) and "date" in edit:
                yield from _difference(front, ("edited", index, "date"), edit["date"], edit_said.get("date"))


def _difference(front: FrontMatter, path: KeyPath, given: Value, said: Value) -> Iterator[Problem]:
    if given is not None and given != said:
        yield front.problem(path, f'"{path[-1]}" differs from the original', hint=_NO_FACTS)


def _lost_words(
    front: FrontMatter, given: Mapping[str, Value], said: Mapping[str, Value], *, titled: bool
) -> Iterator[Problem]:
    """Words for which the original has no place: nobody would ever read them."""
    if "title" in given and not titled:
        yield front.problem(("title",), 'unknown key "title"', hint="only the opening file has a title", at_key=True)
    for key in ("expected", "what_to_do", "what_works", "data_impact", "edited"):
        if given.get(key) is not None and said.get(key) is None:
            hint = "write it into the original too, or leave it out here"
            yield front.problem((key,), f'"{key}" is not in the original', hint=hint, at_key=True)
    edits, edits_said = given.get("edited"), said.get("edited")
    if isinstance(edits, list) and isinstance(edits_said, list) and len(edits) > len(edits_said):
        hint = "translate each of them, in the same order"
        message = f"{len(edits)} corrections here, {len(edits_said)} in the original"
        yield front.problem(("edited", len(edits_said)), message, hint=hint)
    expected, expected_said = given.get("expected"), said.get("expected")
    if isinstance(expected, dict) and isinstance(expected_said, dict):
        for component in expected.keys() - expected_said.keys():
            hint = "write it into the original too, or leave it out here"
            path: KeyPath = ("expected", component)
            yield front.problem(path, f'"{component}" is not in the original', hint=hint, at_key=True)
    elif (
        expected is not None
        and expected_said is not None
        and isinstance(expected, dict) != isinstance(expected_said, dict)
    ):
        yield front.problem(("expected",), '"expected" has another shape than in the original', at_key=True)


Expected = date | datetime | str | Mapping[str, date | datetime | str] | None


def by_component(expected: Expected) -> Mapping[str | None, date | datetime | str]:
    """What is expected, by component; None stands for the whole incident."""
    if expected is None:
        return {}
    if isinstance(expected, Mapping):
        return {component: value for component, value in expected.items()}  # noqa: C416 - widens the key's type
    return {None: expected}


def expectation_problems(translation: Translation, original: Expected) -> Iterator[Problem]:
    """Only words can be translated; a date is a fact."""
    said = by_component(original)
    for component, value in by_component(translation.fields.expected).items():
        if component not in said:
            continue  # _lost_words has seen it
        both_words = isinstance(value, str) and isinstance(said[component], str)
        if not both_words and value != said[component]:
            path: KeyPath = ("expected",) if component is None else ("expected", component)
            yield translation.front.problem(path, f'"{path[-1]}" differs from the original', hint=_NO_FACTS)
