"""The folder `incidents/` → all incidents. Decides which file is what; rules between incidents are checked here.

A `.md` file opens an incident. A folder beside it with its name holds what follows; any other folder
only groups. Names that begin with `_` or `.` are not read at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.content.incident_file import IncidentFiles, parse_incident
from site_builder.content.statement import StatementFiles
from site_builder.door.fields import MAX_SLUG, SLUG, DoorContext, slug_hint
from site_builder.door.text_file import read_source
from site_builder.model import Incident
from site_builder.problems import Problem, SiteProblems, Source, did_you_mean

FOLDER = "incidents"
QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Library:
    """All incidents, drafts and held-back ones too, by name; and everything that is wrong with the others."""

    incidents: tuple[Incident, ...]
    problems: tuple[Problem, ...]


def load_library(site_folder: Path, context: DoorContext) -> Library:
    """Reads everything below `incidents/`. A folder that isn't there holds nothing."""
    reader = _Reader(site_folder, context)
    if (site_folder / FOLDER).is_dir():
        reader.read_group(site_folder / FOLDER)
    reader.problems += _duplicates(reader.incidents, reader.openers)
    incidents = tuple(sorted(reader.incidents, key=lambda incident: incident.name))
    problems = sorted(reader.problems, key=lambda problem: problem.location)
    return Library(incidents, tuple(problems))


@dataclass
class _Statements:
    """The `.md` files of one folder, by stem: the original and the translations."""

    originals: dict[str, Path] = field(default_factory=dict)
    translations: dict[str, dict[str, Path]] = field(default_factory=dict)


class _Reader:
    def __init__(self, site_folder: Path, context: DoorContext) -> None:
        self.site_folder = site_folder
        self.context = context
        self.incidents: list[Incident] = []
        self.openers: dict[str, list[str]] = {}
        self.problems: list[Problem] = []

    def path(self, file: Path) -> str:
        return file.relative_to(self.site_folder).as_posix()

    def complain(self, file: Path, message: str, hint: str | None = None) -> None:
        self.problems.append(Source(self.path(file), "").problem(message, hint=hint))

    def read_group(self, folder: Path) -> None:
        """A folder of incidents."""
        entries = _entries(folder)
        statements = self.sort_statements(folder, [entry for entry in entries if entry.is_file()])
        for stem, file in statements.originals.items():
            self.openers.setdefault(stem, []).append(self.path(file))
            self.read_incident(file, stem, statements.translations.get(stem, {}))
        for entry in entries:
            if not entry.is_dir() or entry.name in statements.originals:
                continue
            if self.is_orphan(entry):
                hint = f"its opening file should be {self.path(folder)}/{entry.name}.md"
                self.complain(entry, "these updates have no incident", hint)
            else:
                self.read_group(entry)

    def is_orphan(self, folder: Path) -> bool:
        """Whether a folder holds updates rather than incidents: updates have no title."""
        files = [entry for entry in _entries(folder) if entry.is_file() and entry.suffix == ".md"]
        return bool(files) and not any(_has_title(file) for file in files)

    def sort_statements(self, folder: Path, files: Iterable[Path]) -> _Statements:
        """Which of the files are originals, which translations of which."""
        statements = _Statements()
        for file in files:
            if file.suffix != ".md":
                if file.suffix.lower() in {".md", ".markdown", ".mdown"}:
                    self.complain(file, "this file would not be read", f"rename it to {file.stem}.md")
                continue
            stem, dot, language = file.name.removesuffix(".md").partition(".")
            if not SLUG.fullmatch(stem) or len(stem) > MAX_SLUG:
                self.complain(file, f'"{stem}" can\'t be the name of a file here', slug_hint(stem))
            elif not dot:
                statements.originals[stem] = file
            elif language in self.context.languages[1:]:
                statements.translations.setdefault(stem, {})[language] = file
            else:
                self.complain(file, *self.language_complaint(stem, language))
        for stem in statements.translations.keys() - statements.originals.keys():
            for file in statements.translations[stem].values():
                self.complain(file, "this translation has no original", f"it should be {self.path(folder)}/{stem}.md")
        return statements

    def language_complaint(self, stem: str, language: str) -> tuple[str, str]:
        default, *others = self.context.languages
        if language == default:
            return "the default language has no ending of its own", f"rename it to {stem}.md"
        return f'"{language}" is not one of the site\'s other languages', did_you_mean(language, others)

    def read_incident(self, file: Path, stem: str, translations: dict[str, Path]) -> None:
        folder = file.parent / stem
        inside = _entries(folder) if folder.is_dir() else []
        statements = self.sort_statements(folder, [entry for entry in inside if entry.is_file()])
        try:
            questions = self.questions(statements)
            files = IncidentFiles(
                opener=self.statement(stem, file, translations),
                folder=self.path(folder),
                updates=tuple(
                    self.statement(update, original, statements.translations.get(update, {}))
                    for update, original in statements.originals.items()
                ),
                questions=questions,
                attachments=tuple(self.attachments(folder, inside)),
            )
            self.incidents.append(parse_incident(files, self.context))
        except SiteProblems as error:
            self.problems += error.problems

    def questions(self, statements: _Statements) -> dict[str, Source]:
        """`questions.md` and its translations, taken out of the statements."""
        files = statements.translations.pop(QUESTIONS, {})
        original = statements.originals.pop(QUESTIONS, None)
        if original is None:
            return {}
        by_language = {self.context.languages[0]: original} | files
        return {language: read_source(file, self.path(file)) for language, file in by_language.items()}

    def statement(self, stem: str, file: Path, translations: dict[str, Path]) -> StatementFiles:
        return StatementFiles(
            stem=stem,
            original=read_source(file, self.path(file)),
            translations={
                language: read_source(translations[language], self.path(translations[language]))
                for language in self.context.languages
                if language in translations
            },
        )

    def attachments(self, folder: Path, entries: Iterable[Path]) -> Iterator[str]:
        """Files beside the updates, also in folders, relative to `folder`."""
        for entry in entries:
            if entry.is_dir():
                yield from self.attachments(folder, _entries(entry))
            elif entry.suffix != ".md":
                yield entry.relative_to(folder).as_posix()
            elif entry.parent != folder:
                self.complain(entry, "an update can't stand in a folder of its own", f"move it to {self.path(folder)}/")


def _entries(folder: Path) -> list[Path]:
    """What is in a folder, by name, without what is never read."""
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith(("_", ".")))


def _has_title(file: Path) -> bool:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(line.startswith("title") for line in text.splitlines()[:40])


def _duplicates(incidents: Iterable[Incident], openers: dict[str, list[str]]) -> Iterator[Problem]:
    """The same name in two groups, or the same `id`: feeds and addresses could not tell them apart."""
    for name, paths in openers.items():
        for path in paths[1:]:
            hint = "the name is the address of the page: rename one of the two"
            yield Source(path, "").problem(f'the name "{name}" is taken by {paths[0]}', hint=hint)
    owners: dict[str, Incident] = {}
    for incident in sorted(incidents, key=lambda one: (one.id != one.name, one.opener.source)):
        first = owners.setdefault(incident.id, incident)
        if first is not incident and first.name != incident.name:
            hint = "feeds know an incident by its id: give one of the two another"
            message = f'the incident id "{incident.id}" is used twice, also by {first.opener.source}'
            yield Source(incident.opener.source, "").problem(message, hint=hint)
