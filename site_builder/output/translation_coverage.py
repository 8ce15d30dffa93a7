"""What is translated and what is not, in each language of a site; also what is not public yet.

A translation is *older than its original* when the original says that it was corrected (`edited`) more often than the
translation lists. Nothing else is asked: a fresh clone gives every file the same time, and a commit that touches a file
need not have touched its words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from site_builder.model import Incident, LocalText, Site, Translated, Update
from site_builder.output.places import ReadText
from site_builder.output.words import language_name
from site_builder.overview import HeldBack
from site_builder.problems import Location, Problem, Severity, Source, quoted
from site_builder.settings import FILE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One language. `total` counts statements and files of questions: those without a translation are `missing`,
    `incomplete` translations lack some of the words, `older` ones were not corrected with their original.

    `settings_total` and `settings_missing` count the texts of `site.yml`. `problems` names all of these.
    """

    total: int
    missing: int
    incomplete: int
    older: int
    settings_total: int
    settings_missing: int
    problems: tuple[Problem, ...]


def text_coverage(
    site: Site, incidents: Iterable[Incident], held: Iterable[HeldBack], language: str, read: ReadText
) -> Coverage:
    """What there is in `language`, one of the site's other languages.

    `held` is what isn't public, to be marked as such; `read` gives the text of a file, to show the line that is meant.
    """
    comparison = _Comparison(site, held, language, read)
    for incident in incidents:
        for update in incident.updates:
            comparison.statement(incident, update)
        comparison.questions(incident)
    return comparison.result()


def is_older(update: Update, file: Translated) -> bool:
    """Whether a statement was corrected more often than its translation knows.

    A translation lists the original's corrections in their order, so their number says up to which one it follows.
    """
    return file.corrections < len(update.edited)


def corrected_since(update: Update, file: Translated, zone: ZoneInfo, mark: str = "") -> Problem:
    """A warning for a translation that `is_older`: which correction it lacks, and why that was made."""
    edit = update.edited[file.corrections]
    when = f"{edit.date.astimezone(zone):%Y-%m-%d %H:%M %Z}"
    message = f"may be older than its original: the correction of {when} is not in it{mark}"
    hint = (
        f"the reason was: {edit.reason.original.text}\n"
        f"compare it with {update.source}; then list each correction in edited:, with its reason or as {{}}"
    )
    return Source(file.source, "").problem(message, hint=hint, severity=Severity.WARNING)


class _Comparison:
    """One language against the originals."""

    def __init__(self, site: Site, held: Iterable[HeldBack], language: str, read: ReadText) -> None:
        self.site = site
        self.language = language
        self.name = language_name(language)
        self.read = read
        self.marks = {each.source: f" ({_why_held(each, site.timezone)})" for each in held}
        self.problems: list[Problem] = []
        self.total = self.missing = self.incomplete = self.older = 0

    def result(self) -> Coverage:
        # A name that is given once is the site's name in every language.
        brand = {id(self.site.name)} if len(self.site.name.phrases) == 1 else set()
        settings = [text for text in self.site.texts() if id(text) not in brand]
        untranslated = [text for text in settings if not self._says(text)]
        for text in untranslated:
            self._setting(text)
        return Coverage(
            total=self.total,
            missing=self.missing,
            incomplete=self.incomplete,
            older=self.older,
            settings_total=len(settings),
            settings_missing=len(untranslated),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.location)),
        )

    def statement(self, incident: Incident, update: Update) -> None:
        self.total += 1
        file = next((one for one in update.translations if one.language == self.language), None)
        if file is None:
            self._not_translated(update.body.original.at, update.source, update.source)
            return
        lacking = {key: text for key, text in _keys(incident, update) if not self._says(text)}
        for key, text in lacking.items():
            what = f'"{key}"' if key else "the text"
            message = f"{what} is not translated into {self.name}{self._mark(update)}"
            hint = f"add {key}: to {file.source}" if key else f"write it in {file.source}, below the front matter"
            self._complain(text.original.at, update.source, message, hint)
        self.incomplete += bool(lacking)
        if is_older(update, file):
            self.older += 1
            self.problems.append(corrected_since(update, file, self.site.timezone, self._mark(update)))

    def questions(self, incident: Incident) -> None:
        """All or none: a translation with another number of questions is an error."""
        if not incident.questions:
            return
        self.total += 1
        first = incident.questions[0].heading
        if not self._says(first):
            at = first.original.at
            path = at.path if at else f"{incident.folder}/questions.md"
            self._not_translated(at, path, incident.opener.source)

    def _says(self, text: LocalText) -> bool:
        return text.pick(self.language).language == self.language

    def _mark(self, update: Update) -> str:
        return self.marks.get(update.source, "")

    def _complain(self, at: Location | None, path: str, message: str, hint: str) -> None:
        at = at or Location(path)
        text = self.read(at.path) if at.line else None
        problem = Source(at.path, text or "").problem(
            message, line=at.line, column=at.column, length=at.length, hint=hint, severity=Severity.WARNING
        )
        self.problems.append(problem)

    def _setting(self, text: LocalText) -> None:
        languages = f"{{{self.site.language}: …, {self.language}: …}}"
        message = f"{quoted(text.original.text)} is not translated into {self.name}"
        hint = f"write it in each language: {languages}, also where it is the same in both"
        self._complain(text.original.at, FILE_NAME, message, hint)

    def _not_translated(self, at: Location | None, original: str, waits_for: str) -> None:
        self.missing += 1
        message = f"not translated into {self.name}{self.marks.get(waits_for, '')}"
        self._complain(at, original, message, f"write {original.removesuffix('.md')}.{self.language}.md")


def _why_held(held: HeldBack, zone: ZoneInfo) -> str:
    if held.until is None:
        return "a draft"
    return f"held back until {held.until.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _keys(incident: Incident, update: Update) -> Iterator[tuple[str, LocalText]]:
    """The texts of a statement by their key, "" for its body. The reasons of corrections may be left untranslated."""
    if update is incident.opener:
        yield "title", incident.title
    yield "", update.body
    for key, text in (("what_to_do", update.what_to_do), ("what_works", update.what_works)):
        if text is not None:
            yield key, text
    if update.data_impact is not None and update.data_impact.text is not None:
        yield "data_impact", update.data_impact.text
    yield from (("expected", expectation.text) for expectation in update.expected if expectation.text is not None)
