"""The folder `incidents/` → all incidents. Rules between incidents are checked here.

A `.md` file opens an incident. A folder beside it with its name holds what follows; any other folder
only groups. Names that begin with `_` or `.` are not read at all.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter, itemgetter
from os.path import lexists
from pathlib import Path
from unicodedata import normalize

from site_builder import workers
from site_builder.content.folder import Entries, FolderReader, Statements, printable_path
from site_builder.content.group import Group
from site_builder.content.known_incidents import KnownIncidents, Packed, Place
from site_builder.content.texts import IncidentFiles, StatementFiles
from site_builder.door.context import DoorContext
from site_builder.lookout import Known, files_of
from site_builder.machine import reading_ends
from site_builder.model import Incident
from site_builder.problems import Problem, SiteProblems, Source

FOLDER = "incidents"
QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Library:
    """All incidents, drafts and held-back ones too, by name; and everything that is wrong with the others."""

    incidents: tuple[Incident, ...]
    problems: tuple[Problem, ...]


def _nothing_to_do(_known: Iterable[Incident]) -> None:
    """For whoever doesn't wait."""


def load_library(
    site_folder: Path,
    context: DoorContext,
    known: KnownIncidents | None = None,
    *,
    proposed: Source | None = None,
    jobs: int = 1,
    meanwhile: Callable[[Iterable[Incident]], None] = _nothing_to_do,
) -> Library:
    """Reads everything below `incidents/`. A folder that isn't there holds nothing. Never raises for what is in it.

    `known` are the incidents that were read before, of which those are taken whose files are the same. A `proposed`
    file is read as though it stood there already, in place of the one that does. `jobs` processes may read. `meanwhile`
    is done with those that are known, while others may be read somewhere else.
    """
    reader = _LibraryReader(site_folder, context, known or KnownIncidents(), proposed)
    reader.read_root()
    if reader.unread:
        meanwhile(incident for _, incident in reader.incidents)
    reader.read_the_unread(jobs)
    problems = [*reader.folders.problems, *reader.problems, *reader.duplicates()]
    incidents = tuple(sorted(map(itemgetter(1), reader.incidents), key=attrgetter("name")))
    unique = dict.fromkeys(sorted(problems, key=lambda problem: problem.location))
    return Library(incidents, tuple(unique))


def read_some(
    site_folder: Path, context: DoorContext, known: KnownIncidents, places: Iterable[Known]
) -> Iterator[Packed]:
    """The incidents that were at these places, where nothing is wrong with them."""
    reader = _LibraryReader(site_folder, context, known, None)
    for opener, languages, has_folder in places:
        folder, _, stem = opener.removesuffix(".md").rpartition("/")
        found = reader.packed(Place(folder, stem, languages, has_folder))
        if found.packed is not None and not found.problems:
            yield found.packed


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in the files of an incident."""

    place: Place
    packed: Packed | None
    problems: tuple[Problem, ...]


class _LibraryReader:
    def __init__(self, site_folder: Path, context: DoorContext, known: KnownIncidents, proposed: Source | None) -> None:
        self.folders = FolderReader(site_folder, context.languages, proposed)
        self.context = context
        self.known = known
        self.incidents: list[tuple[str, Incident]] = []
        """Each with its opening file, for problems that are found later."""
        self.stems: list[tuple[str, Collection[str]]] = []
        """What opens incidents, by folder."""
        self.unread: list[Callable[[], _Found]] = []
        self.problems: list[Problem] = []

    def read_root(self) -> None:
        root = Path(self.folders.on_disk(FOLDER))
        try:
            if root.is_symlink() and not root.resolve().is_relative_to(root.parent.resolve()):
                self.folders.complain(FOLDER, "this link leads out of the site's folder", "put the folder itself here")
            elif root.is_dir() or (self.folders.proposed and not lexists(root)):
                self.read_group(self.group(FOLDER))
                self.known.folders.keep_only([folder for folder, _ in self.stems])
            elif root.exists() or root.is_symlink():
                self.folders.complain(FOLDER, "this must be a folder", "it holds one file for each incident")
        except (OSError, RuntimeError) as error:
            self.folders.complain(FOLDER, f"can't be read: {error}", "may you read it?")

    def group(self, folder: str) -> Group:
        return Group(self.folders, self.known.folders, folder)

    def read_group(self, group: Group) -> None:
        """A folder of incidents."""
        folder, listed = group.folder, group.listed
        self.stems.append((folder, listed.originals))
        unchanged = self.known.unchanged(folder, listed)
        self.incidents += [known.placed for known in unchanged.values()]
        are_all = len(unchanged) == len(listed.originals)
        for stem in () if are_all else [stem for stem in listed.originals if stem not in unchanged]:
            languages = list(listed.translations.get(stem, ()))
            self.read_incident(Place(folder, stem, languages, stem in listed.with_folder))
        for inner in listed.others:
            path = f"{folder}/{inner}"
            if lexists(self.folders.on_disk(f"{path}.md")):
                continue  # a problem of its own
            inside = self.group(path)
            if self.is_orphan(inside):
                self.folders.complain(path, "these updates have no opening file", orphan_hint(path, listed.originals))
            else:
                self.read_group(inside)

    def is_orphan(self, inside: Group) -> bool:
        """Whether a folder holds updates rather than incidents: updates have no title."""
        has_texts = False
        for file in inside.texts:
            if self.has_title(file):
                return False
            has_texts = True
        return has_texts

    def has_title(self, file: str) -> bool:
        """Whether a file looks like one that opens an incident, also one that can't be read as such."""
        proposed = self.folders.proposed
        if proposed and file == proposed.path:
            return _TITLE.search(proposed.text.encode()) is not None
        return _has_title(Path(self.folders.on_disk(file)))

    def read_incident(self, place: Place) -> None:
        """The incident at this place."""
        files, below = files_of(place.opener, place.languages), place.path if place.has_folder else None
        incident = None
        inside = self.known.inside(place)
        if inside is not None:
            incident = self.known.by_looks(place, self.folders.looks(files, below, inside))
        if incident is None:
            incident = self.known.by_looks(place, self.folders.looks(files, below))
        if incident is not None:
            self.incidents.append((place.opener, incident))
        else:
            self.unread.append(partial(self.packed, place))

    def read_the_unread(self, jobs: int) -> None:
        """Reads all incidents that nobody knows."""
        if len(self.unread) >= workers.MANY:
            reading_ends()
        if self.unread:
            self.known.take_over()
        for found in self.all_packed(jobs):
            self.problems += found.problems
            if found.packed is not None:
                # One that is complained of is read again, so that it is complained of again.
                incident = self.known.keep(found.place, found.packed, for_long=not found.problems)
                self.incidents.append((found.place.opener, incident))

    def all_packed(self, jobs: int) -> Iterator["_Found"]:
        cache = self.known.cache
        if cache is not None and cache.lasts and workers.are_worth_it(len(self.unread), jobs):
            # Once, and not in each of the processes.
            import site_builder.content.incident_file  # noqa: F401

            return workers.in_processes(lambda index: self.unread[index](), len(self.unread), jobs=jobs, cache=cache)
        return (read() for read in self.unread)

    def packed(self, place: Place) -> "_Found":
        """What is in the files of an incident. It changes nothing here: it may be done by another process."""
        alone = _LibraryReader(self.folders.site_folder, self.context, self.known, self.folders.proposed)
        files = alone.files_of_incident(place)
        packed = alone.parsed(files) if files else None
        return _Found(place, packed, (*alone.folders.problems, *alone.problems))

    def files_of_incident(self, place: Place) -> IncidentFiles | None:
        """The texts of an incident; None when one can't be read."""
        folder = place.path
        inside = self.folders.entries(folder) if place.has_folder else Entries()
        statements = self.folders.statements(folder, inside.files)
        attachments = tuple(sorted(self.folders.attachments(folder, inside)))
        questions = self.questions(folder, statements)
        file, *others = files_of(place.opener, place.languages)
        opener = self.statement(file, dict(zip(place.languages, others, strict=True)))
        updates = [
            self.statement(f"{folder}/{file}", _below(folder, statements.translations.get(update, {})))
            for update, file in statements.originals.items()
        ]
        if opener is None or questions is None or None in updates:
            return None
        return IncidentFiles(
            opener=opener,
            folder=printable_path(folder),
            updates=tuple(update for update in updates if update is not None),
            questions=questions,
            attachments=attachments,
        )

    def parsed(self, files: IncidentFiles) -> Packed | None:
        try:
            return self.known.packed(files, partial(parse_incident, files, self.context))
        except SiteProblems as error:
            self.problems += error.problems
            return None

    def questions(self, folder: str, statements: Statements) -> dict[str, Source] | None:
        """`questions.md` and its translations, taken out of the statements; None when one can't be read."""
        files = statements.translations.pop(QUESTIONS, {})
        original = statements.originals.pop(QUESTIONS, None)
        if original is None:
            return {}
        return self.sources(_below(folder, {self.context.languages[0]: original} | files))

    def statement(self, file: str, translations: dict[str, str]) -> StatementFiles | None:
        """The texts of a statement; None when one can't be read."""
        original = self.sources({"": file})
        ordered = {language: translations[language] for language in self.context.languages if language in translations}
        others = self.sources(ordered)
        if original is None or others is None:
            return None
        stem = file.rpartition("/")[2].removesuffix(".md")
        return StatementFiles(stem=stem, original=original[""], translations=others)

    def sources(self, files: dict[str, str]) -> dict[str, Source] | None:
        sources = {}
        for language, file in files.items():
            try:
                sources[language] = self.folders.source(file)
            except SiteProblems as error:
                self.problems += error.problems
        return sources if len(sources) == len(files) else None

    def duplicates(self) -> Iterator[Problem]:
        """The same name in two groups, or the same `id`: feeds and addresses could not tell them apart."""
        if len(set().union(*(stems for _, stems in self.stems))) < sum(len(stems) for _, stems in self.stems):
            yield from self.duplicate_names()
        if len({incident.id for _, incident in self.incidents}) < len(self.incidents):
            yield from self.duplicate_ids()

    def duplicate_names(self) -> Iterator[Problem]:
        openers: dict[str, str] = {}
        for folder, stems in self.stems:
            for stem in stems:
                path = printable_path(f"{folder}/{stem}.md")
                first = openers.setdefault(stem, path)
                if first != path:
                    hint = "the name is the address of the page: rename one of the two"
                    yield Source(path, "").problem(f'the name "{stem}" is taken by {first}', hint=hint)

    def duplicate_ids(self) -> Iterator[Problem]:
        owners: dict[str, tuple[str, Incident]] = {}
        for file, incident in sorted(self.incidents, key=lambda one: (one[1].id != one[1].name, one[0])):
            first_file, first = owners.setdefault(incident.id, (file, incident))
            if first is not incident and first.name != incident.name:
                hint = f"{first_file} has it; feeds know an incident by its id: give one of the two another"
                # Nobody else here reads what stands in a file.
                from site_builder.content.front_matter import read_parts

                message = f'the incident id "{incident.id}" is used twice'
                yield read_parts(self.folders.source(file)).problem(("id",), message, hint=hint)


def orphan_hint(folder: str, stems: Iterable[str]) -> str:
    """Where the opening file of these updates should be."""
    beside, _, name = folder.rpartition("/")
    for stem in stems:
        if _folded(stem) == _folded(name):
            return f"rename the folder to {stem}, exactly as {printable_path(beside)}/{stem}.md is named"
    return f"it should be {printable_path(folder)}.md, with a title: and a date:"


def _below(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {language: f"{folder}/{file}" for language, file in files.items()}


_TITLE = re.compile(rb"^\s*[\"']?(?:title|kind)[\"']?\s*:", re.MULTILINE)


def parse_incident(files: IncidentFiles, context: DoorContext) -> Incident:
    """See incident_file.py. What reads YAML and judges it takes longer to import than most builds take for all else
    that they read."""
    from site_builder.content import incident_file

    return incident_file.parse_incident(files, context)


def _has_title(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return _TITLE.search(stream.read(4096)) is not None
    except OSError:
        return False


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold().replace("_", "-")
