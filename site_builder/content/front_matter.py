"""One Markdown file: its front matter and its body, split and checked on their own."""

import re
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from site_builder.door.checking import Fields
from site_builder.door.fields import (
    ComponentId,
    Flag,
    Instant,
    Markdown,
    OneLine,
    Slug,
    When,
    one_of,
)
from site_builder.door.yaml_text import KeyPath, Located, Mark, read_mapping
from site_builder.model import ComponentStatus, DataImpactStatus, Impact, Kind, Status
from site_builder.problems import Location, Problem, SiteProblems, Source

MAX_BODY = 32 * 1024
"""Longest body, in bytes of UTF-8: Python-Markdown's time grows with the square of some texts."""
_MAX_QUOTES = 20
_MAX_INDENT = 80
_MAX_BRACKETS = 1000
_FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file in its two parts. `body_line` is the line in which `body` begins."""

    located: Located
    body: str
    body_line: int

    @property
    def source(self) -> Source:
        return self.located.source

    @property
    def body_at(self) -> Location:
        return Location(self.source.path, self.body_line, 1)

    def value_at(self, *path: str | int) -> Location:
        """Where the value of a key stands."""
        mark = self.located.values.get(path, self.located.start)
        return Location(self.source.path, mark.line, mark.column, mark.length)

    def problem(self, path: KeyPath, message: str, *, hint: str | None = None, at_key: bool = False) -> Problem:
        """A problem at a key of the front matter."""
        return self.located.problem(path, message, hint=hint, at_key=at_key)


def split(source: Source, *, required: bool = True) -> FrontMatter:
    """The two parts of a file. Raises SiteProblems when the front matter isn't there, isn't closed or isn't YAML.

    With `required` False a file may be all body: a translation often has nothing else to say.
    """
    lines = source.text.split("\n")
    if lines[0].rstrip() != "---":
        if not required:
            return _with_body(Located(source, {}, Mark(1, 1)), lines, 0)
        hint = "begin the file with a line ---, then title: and date:, then another line ---"
        problem = source.problem("the front matter is missing", line=1, column=1, hint=hint)
        raise SiteProblems([problem])
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        hint = "put a line --- after the last key, before the text"
        problem = source.problem("the front matter is not closed", line=1, column=1, length=3, hint=hint)
        raise SiteProblems([problem])
    located = read_mapping(source, "\n".join(lines[1:end]) + "\n", first_line=2)
    return _with_body(replace(located, start=Mark(1, 1, 3)), lines, end + 1)


def _with_body(located: Located, lines: list[str], first: int) -> FrontMatter:
    """Blank lines around the body mean nothing and are left out."""
    while first < len(lines) and not lines[first].strip():
        first += 1
    body = "\n".join(lines[first:]).rstrip()
    front = FrontMatter(located, body, first + 1)
    problems = list(_body_problems(front))
    if problems:
        raise SiteProblems(problems)
    return front


def _body_problems(front: FrontMatter) -> list[Problem]:
    """What would make Python-Markdown run for seconds or out of stack is refused here, with its line."""
    source = front.source
    size = len(front.body.encode())
    if size > MAX_BODY:
        message = f"the text is too long: {size // 1024} KB, {MAX_BODY // 1024} KB are the most"
        hint = "say it in several updates, or attach a file"
        return [source.problem(message, line=front.body_line, column=1, hint=hint)]
    fenced = False
    brackets = 0
    for number, line in enumerate(front.body.split("\n"), front.body_line):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced:
            continue
        brackets += line.count("[")
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        quotes = re.match(r"[>\s]*", line)
        depth = quotes.group().count(">") if quotes else 0
        if (indent > _MAX_INDENT and line.strip()) or depth > _MAX_QUOTES or brackets > _MAX_BRACKETS:
            message = "too many brackets" if brackets > _MAX_BRACKETS else "nested too deeply"
            hint = "put lines of code or data between two lines of ```"
            return [source.problem(message, line=number, column=1, length=max(len(line), 1), hint=hint)]
    return []


# -- the keys ------------------------------------------------------------------------------------


class DataImpactFields(Fields):
    """`data_impact`"""

    status: Annotated[DataImpactStatus, one_of(DataImpactStatus, "data impact")]
    text: Markdown | None = None
    as_of: Instant | None = None


class EditFields(Fields):
    """One correction in `edited`."""

    date: Instant
    reason: OneLine


Expected = Annotated[
    Annotated[When, Tag("<one>")] | Annotated[dict[ComponentId, When], Tag("<each>")],
    Discriminator(lambda value: "<each>" if isinstance(value, dict) else "<one>"),
]
"""For the whole incident, or by component."""


class StatementFields(Fields):
    """The keys that every statement may have, opener or update."""

    date: Instant
    components: dict[ComponentId, Annotated[ComponentStatus, one_of(ComponentStatus, "component status")]] = Field(
        default_factory=dict
    )
    impact: Annotated[Impact, one_of(Impact, "impact")] | None = None
    starts: Instant | None = None
    ends: Instant | None = None
    next_update: Instant | None = None
    expected: Expected | None = None
    what_to_do: Markdown | None = None
    what_works: Markdown | None = None
    data_impact: DataImpactFields | None = None
    edited: list[EditFields] = Field(default_factory=list)
    draft: Flag = False
    id: Slug | None = None


class OpenerFields(StatementFields):
    """The front matter of a file that opens an incident."""

    title: OneLine
    kind: Annotated[Kind, one_of(Kind, "kind")] = Kind.INCIDENT
    status: Annotated[Status, one_of(Status, "status")] | None = None
    pinned: Flag = False


class UpdateFields(StatementFields):
    """The front matter of a further update."""

    status: Annotated[Status, one_of(Status, "status")]


class DataImpactWording(Fields):
    """`data_impact` of a translation: its words only."""

    text: Markdown


class EditWording(Fields):
    """One of `edited` in a translation: its words only."""

    reason: OneLine


class TranslationFields(Fields):
    """The front matter of a translation: words only. Facts stand in the original, once."""

    title: OneLine | None = None
    expected: Expected | None = None
    what_to_do: Markdown | None = None
    what_works: Markdown | None = None
    data_impact: DataImpactWording | None = None
    edited: list[EditWording] = Field(default_factory=list)
