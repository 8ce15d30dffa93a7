"""One Markdown file: its front matter and its body, split and checked on their own."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Discriminator, Field, Tag

from site_builder.door.checking import Fields
from site_builder.door.fields import AnyStatus, ComponentId, Flag, Markdown, OneLine, Slug, one_of
from site_builder.door.markdown_text import markdown_fault
from site_builder.door.times import Instant, When
from site_builder.door.yaml_text import KeyPath, Located, Mark, read_mapping
from site_builder.problems import Location, Problem, SiteProblems, Source
from site_builder.record import record
from site_builder.vocabulary import ComponentStatus, DataImpactStatus, Impact, Kind


@record(frozen=True, slots=True)
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
    """The two parts of a file. Raises SiteProblems when they can't be read, or the body not be rendered.

    With `required` False a file may be all body: a translation often has nothing else to say.
    """
    front = read_parts(source, required=required)
    problems = body_problems(front)
    if problems:
        raise SiteProblems(problems)
    return front


def read_parts(source: Source, *, required: bool = True) -> FrontMatter:
    """The two parts. Raises SiteProblems when the front matter isn't there, isn't closed or isn't YAML."""
    lines = source.text.split("\n")
    if lines[0].rstrip() != "---":
        begun = next((number for number, line in enumerate(lines) if line.strip()), 0)
        if required or _DASHES.fullmatch(lines[begun].strip()):
            raise SiteProblems([_no_beginning(source, lines, begun)])
        return _with_body(Located(source, {}, Mark(1, 1)), lines, 0)
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        hint = "put a line --- after the last key, before the text"
        problem = source.problem("the front matter is not closed", line=1, column=1, length=3, hint=hint)
        raise SiteProblems([problem])
    located = read_mapping(source, "\n".join(lines[1:end]) + "\n", first_line=2)
    return _with_body(replace(located, start=Mark(1, 1, 3)), lines, end + 1)


# What an editor makes of three hyphens, and what other generators begin with.
_DASHES = re.compile(r"[-–—]+|\+{3}")


def _no_beginning(source: Source, lines: list[str], begun: int) -> Problem:
    """Says why the first line with something in it begins no front matter."""
    first = lines[begun]
    length = max(len(first.rstrip()), 1)
    if first.rstrip() == "---":
        hint = "delete the empty lines above it"
        return source.problem(
            "the front matter must begin in the first line", line=begun + 1, column=1, length=3, hint=hint
        )
    if _DASHES.fullmatch(first.strip()):
        hint = "write exactly three hyphens, from the first column: ---"
        if first.strip() == "+++":
            hint = "TOML is not read here: write YAML (key: value) between two lines ---"
        return source.problem(
            "this line does not begin the front matter", line=begun + 1, column=1, length=length, hint=hint
        )
    hint = "begin the file with a line ---, then title: and date:, then another line ---"
    if not first.strip():
        return source.problem("the file is empty", hint=hint)
    return source.problem("the front matter is missing", line=begun + 1, column=1, length=length, hint=hint)


def _with_body(located: Located, lines: list[str], first: int) -> FrontMatter:
    """Blank lines around the body mean nothing and are left out."""
    while first < len(lines) and not lines[first].strip():
        first += 1
    return FrontMatter(located, "\n".join(lines[first:]).rstrip(), first + 1)


def body_problems(front: FrontMatter) -> list[Problem]:
    """What would make Python-Markdown run for seconds or out of stack is refused here, with its line."""
    fault = markdown_fault(front.body)
    if fault is None:
        return []
    line = front.body_line + fault.line
    length = len(front.source.line(line) or "x")
    return [front.source.problem(fault.message, line=line, column=1, length=length, hint=fault.hint)]


# -- the keys ------------------------------------------------------------------------------------


class DataImpactFields(Fields):
    """`data_impact`"""

    status: Annotated[DataImpactStatus, one_of(DataImpactStatus, "data impact")] = Field(
        description="What is known. There is no default"
    )
    text: Markdown | None = Field(default=None, description="What that means for customers")
    as_of: Instant | None = Field(default=None, description="When this was known")


class EditFields(Fields):
    """One correction in `edited`."""

    date: Instant = Field(description="When it was corrected, not before it was published")
    reason: OneLine = Field(description="Why")


Expected = Annotated[
    Annotated[When, Tag("<one>")] | Annotated[dict[ComponentId, When], Tag("<each>")],
    Discriminator(lambda value: "<each>" if isinstance(value, dict) else "<one>"),
]
"""For the whole incident, or by component."""


_COMPONENT_SYNONYMS = {
    "broken": "major_outage",
    "down": "major_outage",
    "fine": "operational",
    "normal": "operational",
    "offline": "major_outage",
    "ok": "operational",
    "outage": "major_outage",
    "resolved": "operational",
    "slow": "degraded_performance",
    "up": "operational",
    "working": "operational",
}
_COMPONENT_STATUS = one_of(ComponentStatus, "component status", _COMPONENT_SYNONYMS)
_KIND_SYNONYMS = {"information": "notice", "info": "notice", "outage": "incident", "planned": "maintenance"}


class StatementFields(Fields):
    """The keys that every statement may have, opener or update."""

    date: Instant = Field(description="When it was said. A date in the future holds everything back until then")
    components: dict[ComponentId, Annotated[ComponentStatus, _COMPONENT_STATUS]] = Field(
        default_factory=dict, description="How each affected component is doing from now on"
    )
    impact: Annotated[Impact, one_of(Impact, "impact")] | None = Field(
        default=None, description="How much it matters. When left out, it follows from the worst component status"
    )
    starts: Instant | None = Field(
        default=None, description="When the work begins. Required for a maintenance, only for a maintenance"
    )
    ends: Instant | None = Field(
        default=None, description="When the work, or a notice, ends. Required for a maintenance"
    )
    next_update: Instant | None = Field(default=None, description="When customers will hear more")
    expected: Expected | None = Field(default=None, description="When it will be back, where that can be said")
    what_to_do: Markdown | None = Field(
        default=None, description="What customers should do. The latest one stands above the timeline"
    )
    what_works: Markdown | None = Field(
        default=None, description="What still works. The latest one stands above the timeline"
    )
    data_impact: DataImpactFields | None = Field(
        default=None, description="What is known of customers' data. Left out, nothing is said"
    )
    edited: list[EditFields] = Field(default_factory=list, description="A published statement was corrected")
    draft: Flag = Field(default=False, description="Never published. site-builder serve --drafts shows it")
    id: Slug | None = Field(
        default=None, description="What feeds know the incident by. Keep it when the file is renamed"
    )


class OpenerFields(StatementFields):
    """The front matter of a file that opens an incident."""

    title: OneLine = Field(description="What the incident is called, everywhere")
    kind: Annotated[Kind, one_of(Kind, "kind", _KIND_SYNONYMS)] = Field(
        default=Kind.INCIDENT, description="What the file tells about. A notice is information and changes no component"
    )
    status: AnyStatus | None = Field(
        default=None, description="May be left out: a story always opens with the first status of its kind"
    )
    pinned: Flag = Field(default=False, description="Stays at the top of the home page while it is open")


class UpdateFields(StatementFields):
    """The front matter of a further update."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "title": "only the opening file has a title; an update says what is new in its text",
        "kind": "only the opening file says what kind it is",
        "pinned": "only the opening file can be pinned",
    }
    status: AnyStatus = Field(description="Where it stands now")


class DataImpactWording(Fields):
    """`data_impact` of a translation: its words only."""

    text: Markdown


class EditWording(Fields):
    """One of `edited` in a translation: its words only; nothing where it is not translated."""

    reason: OneLine | None = None


class TranslationFields(Fields):
    """The front matter of a translation: words only. Facts stand in the original, once."""

    title: OneLine | None = Field(default=None, description="The title, for the opening file's translation only")
    expected: Expected | None = Field(default=None, description="Where the original says it in words")
    what_to_do: Markdown | None = Field(default=None, description="Where the original has it")
    what_works: Markdown | None = Field(default=None, description="Where the original has it")
    data_impact: DataImpactWording | None = Field(default=None, description="Its words")
    edited: list[EditWording] = Field(default_factory=list, description="The reasons, in the original's order")
