"""One statement: a file and its translations → `Update`. Rules that need only this statement are checked here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Generic, TypeVar

from site_builder.content.front_matter import (
    FrontMatter,
    OpenerFields,
    TranslationFields,
    UpdateFields,
    body_problems,
    read_parts,
)
from site_builder.content.placeholders import without_placeholders
from site_builder.content.texts import StatementFiles
from site_builder.content.translation import (
    Translation,
    by_component,
    expectation_problems,
    parse_translation,
)
from site_builder.door.checking import check
from site_builder.door.context import DoorContext
from site_builder.door.yaml_text import KeyPath, Value
from site_builder.model import DataImpact, Edit, Expectation, LocalText, Phrase, Translated, Update
from site_builder.problems import Problem, SiteProblems
from site_builder.record import record
from site_builder.vocabulary import Kind, Status

AnyFields = TypeVar("AnyFields", OpenerFields, UpdateFields)


@record(frozen=True, slots=True, kw_only=True)
class Statement(Generic[AnyFields]):
    """A statement whose files could be read, each on its own."""

    stem: str
    language: str
    front: FrontMatter
    fields: AnyFields
    translations: tuple[Translation, ...]

    def local_text(
        self, key: str | KeyPath, original: str | None, translated: Callable[[TranslationFields], str | None]
    ) -> LocalText | None:
        """The text of a key in all languages that have it; None where the original says nothing."""
        if original is None:
            return None
        path = (key,) if isinstance(key, str) else key
        phrases = [Phrase(self.language, original, self.front.value_at(*path))]
        for translation in self.translations:
            text = translated(translation.fields)
            if text is not None:
                phrases.append(Phrase(translation.language, text, translation.front.value_at(*path)))
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
            translations=tuple(
                Translated(
                    language=translation.language,
                    source=translation.front.source.path,
                    corrections=len(translation.fields.edited),
                )
                for translation in self.translations
            ),
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
        stated = by_component(self.fields.expected)
        return tuple(self._expectation(component, value) for component, value in stated.items())

    def _expectation(self, component: str | None, value: date | datetime | str) -> Expectation:
        if not isinstance(value, str):
            return Expectation(component=component, when=value)

        def translated(words: TranslationFields) -> str | None:
            said = by_component(words.expected).get(component)
            return said if isinstance(said, str) else None

        path = ("expected",) if component is None else ("expected", component)
        return Expectation(component=component, text=self.local_text(path, value, translated))

    def _data_impact(self) -> DataImpact | None:
        stated = self.fields.data_impact
        if stated is None:
            return None
        text = self.local_text(
            ("data_impact", "text"), stated.text, lambda words: words.data_impact.text if words.data_impact else None
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

        text = self.local_text(("edited", index, "reason"), original, translated)
        return text or LocalText.of(self.language, original)


def parse_statement(
    files: StatementFiles, fields: type[AnyFields], context: DoorContext, problems: list[Problem]
) -> Statement[AnyFields] | None:
    """The statement, or None with everything that is wrong added to `problems`."""
    before = len(problems)
    opens = issubclass(fields, OpenerFields)
    front = _try(problems, lambda: read_parts(files.original))
    checked = None
    if front is not None:
        located = front.located
        said = replace(context, kind=_kind(located.data.get("kind"))) if opens else context
        found: list[Problem] = []
        checked = _try(found, lambda: check(fields, located, said))
        found += body_problems(front) if front.body else [_no_body(front)]
        problems += without_placeholders(found, front)
    translations = []
    for language, source in files.translations.items():
        translation = _try(
            problems,
            lambda: parse_translation(language, source, front, context, titled=opens),  # noqa: B023
        )
        if translation is not None:
            translations.append(translation)
            problems += expectation_problems(translation, checked.expected) if checked else []
    if front is None or checked is None or len(problems) > before:
        return None
    return Statement(
        stem=files.stem,
        language=context.languages[0],
        front=front,
        fields=checked,
        translations=tuple(translations),
    )


def _kind(written: Value) -> Kind | None:
    """The kind that an opening file gives, for hints about its other keys; None when it isn't one."""
    if written is None:
        return Kind.INCIDENT
    return next((kind for kind in Kind if kind == written), None)


def _no_body(front: FrontMatter) -> Problem:
    hint = "write what customers need to know below the second line ---"
    lines = front.source.text.rstrip().split("\n")
    return front.source.problem("the text is missing", line=len(lines), column=1, length=len(lines[-1]), hint=hint)


Result = TypeVar("Result")


def _try(problems: list[Problem], step: Callable[[], Result]) -> Result | None:
    """What `step` returns; its problems are collected, so that one run shows those of all steps."""
    try:
        return step()
    except SiteProblems as error:
        problems += error.problems
        return None
