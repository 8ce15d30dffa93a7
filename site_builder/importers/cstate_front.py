"""One file of `content/issues`: its front matter (YAML or TOML) as typed values, and its body."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from site_builder.door.fields import MAX_LINE
from site_builder.door.text_file import MAX_BYTES, forbidden_character
from site_builder.door.yaml_text import Located, Mark, Value, read_mapping
from site_builder.importers.cstate_dates import parse_date
from site_builder.problems import Problem, Severity, SiteProblems, Source

MAX_FRONT_MATTER = 64 * 1024

_FENCES = {"---": "yaml", "+++": "toml"}
_UNDERSTOOD = {
    "title", "date", "resolved", "resolvedwhen", "severity", "affected", "informational", "pin", "draft",
}  # fmt: skip
# What says nothing to readers: how Hugo files the page, and what monitoring tools leave behind.
_WITHOUT_MEANING = {"section", "id", "automated", "type", "layout", "lastmod", "weight", "slug", "url"}
_NOTHING = {"", "-", "none", "nothing", "n/a"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a cState file says, before it is decided what it means here."""

    source: Source
    title: str
    date: datetime
    resolved: bool
    resolved_when: datetime | None
    severity: str
    affected: tuple[str, ...]
    informational: bool
    pinned: bool
    draft: bool
    body: str
    body_line: int


class Notes:
    """Collects the warnings of one file."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Notes `problem` as a warning, whatever it was born as."""
        self.problems.append(replace(problem, severity=Severity.WARNING))

    def warn(self, source: Source, message: str, *, line: int = 0, hint: str | None = None) -> None:
        column = 1 if line else 0
        self.add(source.problem(message, line=line, column=column, hint=hint))


def read_lenient(file: Path, name: str, notes: Notes) -> Source:
    """The text of a file. What can't be kept is replaced and noted; only an unreadable file is refused."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise SiteProblems([Source(name, "").problem(f"can't be read: {error.strerror}")]) from error
    if len(raw) > MAX_BYTES:
        message = f"{len(raw) // 1024} KB is too long, {MAX_BYTES // 1024} KB is the most"
        raise SiteProblems([Source(name, "").problem(message)])
    text = raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if "\ufffd" in text and b"\xef\xbf\xbd" not in raw:
        notes.warn(Source(name, text), "this is not UTF-8 text: what can't be read was replaced")
    index = forbidden_character(text)
    if index is not None:
        line = text[:index].count("\n") + 1
        notes.warn(Source(name, text), "control characters were replaced by spaces", line=line)
    while index is not None:
        text = text.replace(text[index], " ")
        index = forbidden_character(text)
    return Source(name, text)


def read_issue(source: Source, notes: Notes) -> Issue:
    """The file as an `Issue`. Raises SiteProblems when it can't be imported at all."""
    front, body, body_line = _split(source)
    fields = _Fields(front, notes)
    fields.note_unknown()
    return Issue(
        source=source,
        title=fields.title(),
        date=fields.date(),
        resolved=fields.flag("resolved"),
        resolved_when=fields.moment("resolvedwhen"),
        severity=fields.text("severity").lower(),
        affected=fields.affected(),
        informational=fields.flag("informational"),
        pinned=fields.flag("pin"),
        draft=fields.flag("draft"),
        body=body,
        body_line=body_line,
    )


def _split(source: Source) -> tuple[Located, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = source.text.split("\n")
    fence = lines[0].rstrip()
    if fence not in _FENCES:
        hint = "write --- above the front matter, on a line of its own, and import again"
        message = "there is no front matter: the first line is not ---"
        raise SiteProblems([source.problem(message, line=1, column=1, length=len(fence) or 1, hint=hint)])
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == fence), None)
    if end is None:
        message = f"the front matter has no end: a second line {fence} is missing"
        raise SiteProblems([source.problem(message, line=1, column=1, length=3)])
    text = "\n".join(lines[1:end])
    if len(text) > MAX_FRONT_MATTER:
        raise SiteProblems([source.problem("the front matter is too long", line=1, column=1)])
    front = read_mapping(source, text, first_line=2) if fence == "---" else read_toml(source, text, 2)
    return front, "\n".join(lines[end + 1 :]), end + 2


def read_toml(source: Source, text: str, first_line: int = 1) -> Located:
    """TOML as the same kind of mapping that YAML gives: strings only. Raises SiteProblems."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"TOML can't be read here: {error}"
        raise SiteProblems([source.problem(message, line=first_line, column=1)]) from error
    located = Located(source, _strings(data), Mark(first_line, 1))
    for number, line in enumerate(text.split("\n"), first_line):
        found = re.match(r"\s*([\w-]+)\s*=", line)
        if found and found[1] in data:
            located.keys.setdefault((found[1],), Mark(number, found.start(1) + 1, len(found[1])))
    return located


def _strings(data: Mapping[str, object]) -> dict[str, Value]:
    return {key: _string(value) for key, value in data.items()}


def _string(value: object) -> Value:
    if isinstance(value, dict):
        return _strings(value)
    if isinstance(value, list):
        return [_string(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _strings_in(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif value is not None:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings_in(item)


class _Fields:
    """The front matter by lower-case key, as Hugo reads it; says what it can't use."""

    def __init__(self, front: Located, notes: Notes) -> None:
        self.front = front
        self.notes = notes
        self.keys = {key.lower(): key for key in front.data}

    def text(self, name: str) -> str:
        value = self.front.data.get(self.keys.get(name, ""))
        return value.strip() if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "on", "1")

    def title(self) -> str:
        title = " ".join(self.text("title").split())
        if not title:
            self.notes.add(self.front.problem((), "there is no title: the file's name stands in for it"))
            title = Path(self.front.source.path).stem
        if len(title) > MAX_LINE:
            self.notes.add(self._problem("title", f"more than {MAX_LINE} characters: the title was cut"))
            title = title[: MAX_LINE - 1].rstrip() + "…"
        return title

    def date(self) -> datetime:
        """The date of the file, without which there is nothing to tell."""
        moment = parse_date(self.text("date"))
        if moment is None:
            written = self.text("date")
            message = f'"{written}" is not a date' if written else "there is no date"
            problem = self._problem("date", message, hint="write it like 2026-04-23 09:00")
            raise SiteProblems([problem])
        return moment

    def moment(self, name: str) -> datetime | None:
        written = self.text(name)
        moment = parse_date(written)
        if written and moment is None:
            self.notes.add(self._problem(name, f'"{written}" is not a date: it was left out'))
        return moment

    def affected(self) -> tuple[str, ...]:
        """The names of systems, each once; a list, a single name, or what a CMS makes of a list."""
        value = self.front.data.get(self.keys.get("affected", ""))
        names = dict.fromkeys(" ".join(name.split())[:MAX_LINE] for name in _strings_in(value))
        for name in names:
            if name and name.lower() in _NOTHING:
                self.notes.add(self._problem("affected", f'"{name}" names no system: it was left out'))
        return tuple(name for name in names if name.lower() not in _NOTHING)

    def note_unknown(self) -> None:
        for name, key in self.keys.items():
            if name not in _UNDERSTOOD | _WITHOUT_MEANING and self.front.data[key] not in (None, "", [], {}):
                self.notes.add(self._problem(name, f'the key "{key}" has no counterpart: it was left out'))

    def _problem(self, name: str, message: str, hint: str | None = None) -> Problem:
        return self.front.problem((self.keys.get(name, name),), message, hint=hint)
