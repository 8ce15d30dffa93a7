"""The folder `incidents/` → all incidents. Rules between incidents are checked here.

A `.md` file opens an incident. A folder beside it with its name holds what follows; any other folder
only groups. Names that begin with `_` or `.` are not read at all.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os.path import lexists
from pathlib import Path
from unicodedata import normalize

from site_builder.content.folder import Entries, FolderReader, Statements
from site_builder.content.front_matter import read_parts
from site_builder.content.incident_file import IncidentFiles, parse_incident
from site_builder.content.known_incidents import KnownIncidents
from site_builder.content.statement import StatementFiles
from site_builder.door.fields import DoorContext
from site_builder.model import Incident
from site_builder.problems import Problem, SiteProblems, Source

FOLDER = "incidents"
QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Library:
    """All incidents, drafts and held-back ones too, by name; and everything that is wrong with the others."""

    incidents: tuple[Incident, ...]
    problems: tuple[Problem, ...]


def load_library(
    site_folder: Path,
    context: DoorContext,
    known: KnownIncidents | None = None,
    *,
    proposed: Source | None = None,
) -> Library:
    """Reads everything below `incidents/`. A folder that isn't there holds nothing. Never raises for what is in it.

    `known` are the incidents that were read before, of which those are taken whose files are the same. A `proposed`
    file is read as though it stood there already, in place of the one that does.
    """
    reader = _LibraryReader(site_folder, context, known or KnownIncidents(), proposed)
    reader.read_root(site_folder / FOLDER)
    problems = [*reader.folders.problems, *reader.problems, *reader.duplicates()]
    incidents = tuple(sorted((read.incident for read in reader.incidents), key=lambda incident: incident.name))
    unique = dict.fromkeys(sorted(problems, key=lambda problem: problem.location))
    return Library(incidents, tuple(unique))


@dataclass(frozen=True, slots=True)
class _Read:
    """An incident with its opening file, for problems that are found later."""

    incident: Incident
    file: Path


class _LibraryReader:
    def __init__(self, site_folder: Path, context: DoorContext, known: KnownIncidents, proposed: Source | None) -> None:
        self.folders = FolderReader(site_folder, context.languages, proposed)
        self.context = context
        self.known = known
        self.incidents: list[_Read] = []
        self.openers: dict[str, list[str]] = {}
        self.problems: list[Problem] = []

    def read_root(self, root: Path) -> None:
        try:
            if root.is_symlink() and not root.resolve().is_relative_to(root.parent.resolve()):
                self.folders.complain(root, "this link leads out of the site's folder", "put the folder itself here")
            elif root.is_dir() or (self.folders.proposed and not lexists(root)):
                self.read_group(root)
            elif root.exists() or root.is_symlink():
                self.folders.complain(root, "this must be a folder", "it holds one file for each incident")
        except (OSError, RuntimeError) as error:
            self.folders.complain(root, f"can't be read: {error}", "may you read it?")

    def read_group(self, folder: Path) -> None:
        """A folder of incidents."""
        entries = self.folders.entries(folder)
        statements = self.folders.statements(folder, entries.files)
        folders = {inner.name: inner for inner in entries.folders}
        for stem, file in statements.originals.items():
            self.openers.setdefault(stem, []).append(self.folders.path(file))
            self.read_incident(file, folders.get(stem), statements.translations.get(stem, {}))
        for inner in entries.folders:
            if inner.name in statements.originals or lexists(folder / f"{inner.name}.md"):
                continue  # read above, or a problem of its own
            if self.is_orphan(inner):
                self.folders.complain(inner, "these updates have no opening file", self.orphan_hint(inner, statements))
            else:
                self.read_group(inner)

    def is_orphan(self, folder: Path) -> bool:
        """Whether a folder holds updates rather than incidents: updates have no title."""
        files = [file for file in self.folders.entries(folder).files if file.name.endswith(".md")]
        return bool(files) and not any(self.has_title(file) for file in files)

    def has_title(self, file: Path) -> bool:
        """Whether a file looks like one that opens an incident, also one that can't be read as such."""
        proposed = self.folders.proposed
        if proposed and self.folders.path(file) == proposed.path:
            return _TITLE.search(proposed.text.encode()) is not None
        return _has_title(file)

    def orphan_hint(self, folder: Path, statements: Statements) -> str:
        beside = self.folders.path(folder.parent)
        for stem in statements.originals:
            if _folded(stem) == _folded(folder.name):
                return f"rename the folder to {stem}, exactly as {beside}/{stem}.md is named"
        return f"it should be {beside}/{folder.name}.md, with a title: and a date:"

    def read_incident(self, file: Path, updates_in: Path | None, translations: dict[str, Path]) -> None:
        stem = file.name.removesuffix(".md")
        folder = file.parent / stem
        inside = self.folders.entries(updates_in) if updates_in else Entries()
        statements = self.folders.statements(folder, inside.files)
        attachments = tuple(sorted(self.folders.attachments(folder, inside)))
        texts = [file, *translations.values(), *statements.files()]
        incident = None
        if not self.folders.holds_proposed(texts):  # nobody knows what that looks like
            incident = self.known.by_looks(self.folders.path(file), texts, attachments)
        if incident is None:
            files = self.files_of_incident(file, folder, translations, statements, attachments)
            incident = self.parsed(files) if files else None
        if incident is not None:
            self.incidents.append(_Read(incident, file))

    def files_of_incident(
        self,
        file: Path,
        folder: Path,
        translations: dict[str, Path],
        statements: Statements,
        attachments: tuple[str, ...],
    ) -> IncidentFiles | None:
        """The texts of an incident; None when one can't be read."""
        questions = self.questions(statements)
        opener = self.statement(folder.name, file, translations)
        updates = [
            self.statement(update, original, statements.translations.get(update, {}))
            for update, original in statements.originals.items()
        ]
        if opener is None or questions is None or None in updates:
            return None
        return IncidentFiles(
            opener=opener,
            folder=self.folders.path(folder),
            updates=tuple(update for update in updates if update is not None),
            questions=questions,
            attachments=attachments,
        )

    def parsed(self, files: IncidentFiles) -> Incident | None:
        known = self.known.by_content(files)
        if known is not None:
            return known
        incident = self.collect(lambda: parse_incident(files, self.context))
        return self.known.keep(files, incident) if incident is not None else None

    def collect(self, step: Callable[[], Incident]) -> Incident | None:
        try:
            return step()
        except SiteProblems as error:
            self.problems += error.problems
            return None

    def questions(self, statements: Statements) -> dict[str, Source] | None:
        """`questions.md` and its translations, taken out of the statements; None when one can't be read."""
        files = statements.translations.pop(QUESTIONS, {})
        original = statements.originals.pop(QUESTIONS, None)
        if original is None:
            return {}
        return self.sources({self.context.languages[0]: original} | files)

    def statement(self, stem: str, file: Path, translations: dict[str, Path]) -> StatementFiles | None:
        """The texts of a statement; None when one can't be read."""
        original = self.sources({"": file})
        ordered = {language: translations[language] for language in self.context.languages if language in translations}
        others = self.sources(ordered)
        if original is None or others is None:
            return None
        return StatementFiles(stem=stem, original=original[""], translations=others)

    def sources(self, files: dict[str, Path]) -> dict[str, Source] | None:
        sources = {}
        for language, file in files.items():
            try:
                sources[language] = self.folders.source(file)
            except SiteProblems as error:
                self.problems += error.problems
        return sources if len(sources) == len(files) else None

    def duplicates(self) -> Iterator[Problem]:
        """The same name in two groups, or the same `id`: feeds and addresses could not tell them apart."""
        for name, paths in self.openers.items():
            for path in paths[1:]:
                hint = "the name is the address of the page: rename one of the two"
                yield Source(path, "").problem(f'the name "{name}" is taken by {paths[0]}', hint=hint)
        owners: dict[str, Incident] = {}
        for read in sorted(
            self.incidents, key=lambda one: (one.incident.id != one.incident.name, one.incident.opener.source)
        ):
            incident = read.incident
            first = owners.setdefault(incident.id, incident)
            if first is not incident and first.name != incident.name:
                hint = f"{first.opener.source} has it; feeds know an incident by its id: give one of the two another"
                message = f'the incident id "{incident.id}" is used twice'
                yield read_parts(self.folders.source(read.file)).problem(("id",), message, hint=hint)


_TITLE = re.compile(rb"^\s*[\"']?(?:title|kind)[\"']?\s*:", re.MULTILINE)


def _has_title(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return _TITLE.search(stream.read(4096)) is not None
    except OSError:
        return False


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold().replace("_", "-")
