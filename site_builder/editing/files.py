"""Where in the writer's files a finding stands."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from site_builder.content.front_matter import FrontMatter, read_parts
from site_builder.door.text_file import read_source
from site_builder.door.yaml_text import Located, read_mapping
from site_builder.model import Phrase
from site_builder.problems import Problem, Severity, SiteProblems, Source
from site_builder.settings import FILE_NAME


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """The files of the site in `folder`, read again where something is to be said about them."""

    folder: Path
    _sources: dict[str, Source] = field(default_factory=dict)

    def source(self, path: str) -> Source:
        """The text of a file; an empty one where it is gone since."""
        if path not in self._sources:
            try:
                self._sources[path] = read_source(self.folder / path, path)
            except SiteProblems:
                self._sources[path] = Source(path, "")
        return self._sources[path]

    def of_file(self, path: str, message: str, hint: str) -> Problem:
        """A finding about a file as a whole."""
        return Source(path, "").problem(message, hint=hint, severity=Severity.WARNING)

    def at_key(self, path: str, keys: tuple[str, ...], message: str, hint: str) -> Problem:
        """A finding at the value of the first of `keys` that the front matter of a file has, or else at its first key.

        A key in a mapping is written `data_impact.status`.
        """
        front = self._front(path)
        if front is None:
            return self.of_file(path, message, hint)
        found = next((key for key in keys if tuple(key.split(".")) in front.located.values), None)
        if found is not None:
            return _warning(front.problem(tuple(found.split(".")), message, hint=hint))
        return _warning(front.problem(tuple(front.located.data)[:1], message, hint=hint, at_key=True))

    def at_setting(self, path: tuple[str | int, ...], message: str, hint: str) -> Problem:
        """A finding at a value of `site.yml`."""
        source = self.source(FILE_NAME)
        try:
            located = read_mapping(source, source.text)
        except SiteProblems:
            located = Located(source, {}, start=read_mapping(Source(FILE_NAME, ""), "").start)
        return _warning(located.problem(path, message, hint=hint))

    def in_text(self, phrase: Phrase, start: int, end: int, message: str, hint: str) -> Problem:
        """A finding at the characters `start` to `end` of a text."""
        if phrase.at is None:
            return self.of_file("", message, hint)
        source = self.source(phrase.at.path)
        line, column, length = _place(source, phrase, start, end)
        return source.problem(message, line=line, column=column, length=length, hint=hint, severity=Severity.WARNING)

    def _front(self, path: str) -> FrontMatter | None:
        try:
            return read_parts(self.source(path), required=False)
        except SiteProblems:
            return None


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.WARNING)


def _place(source: Source, phrase: Phrase, start: int, end: int) -> tuple[int, int, int]:
    """Line, column and length of a piece of a text, as far as it stands in one line.

    A body stands in its file as it is. A value of the front matter may be quoted, indented or folded there: then the
    same piece is looked for from where the value begins, as often as it stands in the text before.
    """
    at = phrase.at
    assert at is not None  # noqa: S101 - `in_text` has seen to it
    piece = phrase.text[start:end].split("\n")[0].rstrip()
    lines = source.text.split("\n")
    rest = "\n".join(lines[max(at.line - 1, 0) :])[max(at.column - 1, 0) :]
    if rest.startswith(phrase.text):
        offset = start
    else:
        offset = _nth(rest, piece, phrase.text.count(piece, 0, start))
        if offset < 0:  # folded in the middle of it
            piece = piece.split(" ")[0]
            offset = _nth(rest, piece, phrase.text.count(piece, 0, start))
    if offset < 0:
        return at.line, at.column, max(at.length, 1)
    line = at.line + rest.count("\n", 0, offset)
    first_column = max(at.column, 1) if line == at.line else 1
    column = first_column + offset - (rest.rfind("\n", 0, offset) + 1)
    return line, column, max(len(piece), 1)


def _nth(text: str, piece: str, count: int) -> int:
    """Where `piece` stands for the time after the first `count`; -1 where it doesn't."""
    found = -1
    for _ in range(count + 1):
        found = text.find(piece, found + 1)
        if found < 0:
            return -1
    return found
