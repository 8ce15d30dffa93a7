"""One statement: a file and its translations → `Update`. Rules that need only this statement are checked here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from site_builder.content.front_matter import (
    FrontMatter,
    OpenerFields,
    StatementFields,
    TranslationFields,
    UpdateFields,
    split,
)
from site_builder.door.checking import check
from site_builder.door.fields import DoorContext
from site_builder.door.yaml_text import Value
from site_builder.model import DataImpact, Edit, Expectation, LocalText, Phrase, Status, Update
from site_builder.problems import Location, Problem, SiteProblems, Source

AnyFields = TypeVar("AnyFields", OpenerFields, UpdateFields)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFiles:
    """The files of one statement: the original and its translations by language.

    `stem` is the original's file name without `.md`.
    """

    stem: str
    original: Source
    translations: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Translation:
    """A statement's words in another language."""

    language: str
    front: FrontMatter
    fields: TranslationFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Generic[AnyFields]):
    """A statement whose files could be read, each on its own."""

    stem: str
    language: str
    front: FrontMatter
    fields: AnyFields
    translations: tuple[Translation, ...]

    def local_text(
        self, key: str, original: str | None, translated: Callable[[TranslationFields], str | None]
    ) -> LocalText | None:
        """The text of a key in all languages that have it; None where the original says nothing."""
        if original is None:
            return None
        phrases = [Phrase(self.language, original, self.front.value_at(key))]
        for translation in self.translations:
            text = translated(translation.fields)
            if text is not None:
                phrases.append(Phrase(translation.language, text, translation.front.value_at(key)))
        return LocalText(tuple(phrases))

    def update(self, update_id: str, status: Status) -> Update:
        """The statement as it travels."""
        fields = self.fields
        return Update(
            id=update_id,
            date=fields.date,
            status=status,
            body=self._body(),
            components=tuple(fields.components.items()),
            impact=fields.impact,
            starts=fields.starts,
            ends=fields.ends,
            next_update=fields.next_update,
            expected=self._expected(),
            what_to_do=self.local_text("what_to_do", fields.what_to_do, lambda words: words.what_to_do),
            what_works=self.local_text("what_works", fields.what_works, lambda words: words.what_works),
            data_impact=self._data_impact(),
            edited=self._edited(),
            draft=fields.draft,
            source=self.front.source.path,
        )

    def _body(self) -> LocalText:
        phrases = [Phrase(self.language, self.front.body, self.front.body_at)]
        phrases += [
            Phrase(translation.language, translation.front.body, translation.front.body_at)
            for translation in self.translations
            if translation.front.body
        ]
        return LocalText(tuple(phrases))

    def _expected(self) -> tuple[Expectation, ...]:
        stated = _by_component(self.fields.expected)
        return tuple(self._expectation(component, value) for component, value in stated.items())

    def _expectation(self, component: str | None, value: date | datetime | str) -> Expectation:
        if not isinstance(value, str):
            return Expectation(component=component, when=value)

        def translated(words: TranslationFields) -> str | None:
            said = _by_component(words.expected).get(component)
            return said if isinstance(said, str) else None

        return Expectation(component=component, text=self.local_text("expected", value, translated))

    def _data_impact(self) -> DataImpact | None:
        stated = self.fields.data_impact
        if stated is None:
            return None
        text = self.local_text(
            "data_impact", stated.text, lambda words: words.data_impact.text if words.data_impact else None
        )
        return DataImpact(status=stated.status, text=text, as_of=stated.as_of)

    def _edited(self) -> tuple[Edit, ...]:
        return tuple(
            Edit(date=edit.date, reason=self._reason(index, edit.reason))
            for index, edit in enumerate(self.fields.edited)
        )

    def _reason(self, index: int, original: str) -> LocalText:
        def translated(words: TranslationFields) -> str | None:
            return words.edited[index].reason if index < len(words.edited) else None

        text = self.local_text("edited", original, translated)
        return text or LocalText.of(self.language, original)


def _by_component(
    expected: date | datetime | str | Mapping[str, date | datetime | str] | None,
) -> Mapping[str | None, date | datetime | str]:
    if expected is None:
        return {}
    if isinstance(expected, Mapping):
        return {component: value for component, value in expected.items()}  # noqa: C416 - widens the key's type
    return {None: expected}


def parse_statement(
    files: StatementFiles, fields: type[AnyFields], context: DoorContext, problems: list[Problem]
) -> Statement[AnyFields] | None:
    """The statement, or None with everything that is wrong added to `problems`."""
    before = len(problems)
    front = _try(problems, lambda: split(files.original))
    checked = _try(problems, lambda: check(fields, front.located, context)) if front else None
    if front is not None and not front.body:
        hint = "write what customers need to know below the second line ---"
        problems.append(
            front.source.problem("the text is missing", line=front.located.start.line, column=1, length=3, hint=hint)
        )
    translations = []
    for language, source in files.translations.items():
        translation = _try(problems, lambda: _translation(language, source, front, context))  # noqa: B023
        if translation is not None:
            translations.append(translation)
    if front is None or checked is None or len(problems) > before:
        return None
    return Statement(
        stem=files.stem,
        language=context.languages[0],
        front=front,
        fields=checked,
        translations=tuple(translations),
    )


Result = TypeVar("Result")


def _try(problems: list[Problem], step: Callable[[], Result]) -> Result | None:
    """What `step` returns; its problems are collected, so that one run shows those of all steps."""
    try:
        return step()
    except SiteProblems as error:
        problems += error.problems
        return None


def _translation(
    language: str, source: Source, original: FrontMatter | None, context: DoorContext
) -> Translation:
    front = split(source, required=False)
    words = dict(front.located.data)
    problems = []
    for key in list(words):
        if key not in TranslationFields.model_fields and key in _FACTS:
            problems += _fact_problem(front, key, original.located.data.get(key) if original else words[key])
            del words[key]
    if isinstance(words.get("data_impact"), dict):
        words["data_impact"] = _only(words["data_impact"], "text")
    if isinstance(words.get("edited"), list):
        words["edited"] = [_only(item, "reason") for item in words["edited"] or []]
    if problems:
        raise SiteProblems(problems)
    located = type(front.located)(source, words, front.located.start, front.located.keys, front.located.values)
    return Translation(language, front, check(TranslationFields, located, context))


_FACTS = OpenerFields.model_fields.keys() - TranslationFields.model_fields.keys()


def _only(value: Value, key: str) -> Value:
    """A translator often copies the file: the facts of a nested mapping are simply not read again."""
    return {key: value[key]} if isinstance(value, dict) and key in value else value


def _fact_problem(front: FrontMatter, key: str, original: Value) -> list[Problem]:
    """A copied fact does no harm; one that says something else would be lost."""
    if front.located.data[key] == original:
        return []
    message = f'"{key}" differs from the original'
    return [front.problem((key,), message, hint="leave it out: facts stand in the original only", at_key=True)]


