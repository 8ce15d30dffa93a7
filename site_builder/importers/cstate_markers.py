"""Lines that mark an entry in the body of a cState file: `[Final message]`, `*Resolved* - …`, `Update: …`.

cState has no syntax for updates: each team writes its own. What is recognised here are the ways of the
theme's example site and of public cState sites. A line is a marker only when its words are: anything
else is text.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from site_builder.importers.cstate_dates import find_moment
from site_builder.vocabulary import Status


class Role(IntEnum):
    """The part an entry plays, in the order of the story."""

    INITIAL = 0
    MIDDLE = 1
    FINAL = 2
    POSTMORTEM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What a marker says. `words` are all of its words; `extra` that not all of them are understood."""

    role: Role
    words: str
    status: Status | None = None
    date: datetime | None = None
    extra: bool = False
    inline: bool = False
    listing: bool = False
    rest: str = ""


_NOUNS = r"(?:\s+(?:message|statement|report|issue|incident|maintenance|announcement|update|post|outage)s?)*"
_UPDATE = r"update[sd]?|edit(?:ed)?"
_MESSAGES = (
    (Role.INITIAL, None, rf"(?:initial|opening|opened|open|original){_NOUNS}"),
    (Role.FINAL, None, rf"(?:final|closing|closed|close|end(?:\s+of)?){_NOUNS}"),
    (Role.MIDDLE, None, _UPDATE),
)
_STATUSES = (
    (Role.INITIAL, Status.INVESTIGATING, "investigating"),
    (Role.INITIAL, Status.SCHEDULED, r"scheduled|planned"),
    (Role.MIDDLE, Status.IDENTIFIED, "identified"),
    (Role.MIDDLE, Status.MONITORING, r"monitoring|watching"),
    (Role.MIDDLE, Status.IN_PROGRESS, r"in[ -]progress"),
    (Role.MIDDLE, Status.VERIFYING, "verifying"),
    (Role.FINAL, Status.RESOLVED, r"resolved|fixed|solved|completed"),
    (Role.POSTMORTEM, Status.POSTMORTEM, r"post[ -]?mortem"),
)
# Without brackets or emphasis around them, fewer words are safe: "Open: 9 to 5", "## Monitoring".
_PLAIN = re.compile(
    rf"(?:{_UPDATE}|(?:initial|opening|final|closing)\s+(?:message|update|statement)"
    r"|post[ -]?mortem|investigating|identified|monitoring|resolved)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"(?:{_UPDATE}|(?:initial|opening|final|closing)\s+(?:message|update|statement)|post[ -]?mortem)\b",
    re.IGNORECASE,
)
_HEADS = tuple(
    (role, status, re.compile(rf"(?:{words})(?![\w'’])", re.IGNORECASE))
    for role, status, words in (*_MESSAGES, *_STATUSES)
)

# A stray end of a comment is what remains where somebody removed only its beginning.
_BRACKET = re.compile(r" {0,3}\[(?P<inner>[^\[\]]{1,80})\](?![(\[])(?!:\s*\S*\s*$):?\s*(?:-->)?\s*(?P<rest>.*)")
_EMPHASIS = re.compile(
    r" {0,3}(?P<mark>\*{1,3}|_{1,3})(?P<inner>[^*_\s][^*_]{0,78}?)(?P<in>:?)(?P=mark)"
    r"(?P<end>:|\s+[-–—](?=\s|$)|\s*$)?\s*(?P<rest>.*)"
)
_TITLE = re.compile(r" {0,3}#{1,6}\s+(?P<inner>[^#]{1,80}?)\s*:?\s*#*\s*$")
_COLON = re.compile(r"(?P<inner>[^:*_`\[\]]{1,60}):(?=\s|$)\s*(?P<rest>.*)")
_ITEM = re.compile(r" {0,3}[-*+]\s+[`*_]*(?P<inner>[^`]{5,60}?)[`*_]*(?::|\s[-–—])[`*_]*\s+(?P<rest>.*)")


def read_marker(line: str, *, starts_paragraph: bool, opened: datetime) -> Marker | None:
    """The marker that `line` begins with, or None. `opened` gives the year to dates that leave it out."""
    found = _BRACKET.fullmatch(line)
    if found:
        return _marker(found["inner"], found["rest"], opened)
    found = _EMPHASIS.fullmatch(line)
    if found:
        separated = found["in"] or found["end"] or not found["rest"]  # "*Update* the client" is a sentence
        return _marker(found["inner"], found["rest"], opened) if separated else None
    found = _TITLE.fullmatch(line)
    if found:
        known = _HEADING.match(found["inner"]) or find_moment(found["inner"], opened)
        return _marker(found["inner"], "", opened) if known else None
    found = _COLON.fullmatch(line) if starts_paragraph else None
    if found and _PLAIN.match(found["inner"]):
        return _marker(found["inner"], found["rest"], opened)
    return _dated_colon(line, opened) if starts_paragraph else None


def read_item(line: str, opened: datetime) -> Marker | None:
    """A list item that begins with a date and time, as below a line `Updates:`."""
    found = _ITEM.fullmatch(line)
    moment = find_moment(found["inner"], opened) if found else None
    if found is None or moment is None or re.search(r"\w", moment[1]):
        return None
    return Marker(role=Role.MIDDLE, words=found["inner"], date=moment[0], inline=True, rest=found["rest"])


def _dated_colon(line: str, opened: datetime) -> Marker | None:
    """`Update 2021-05-03 11:58 UTC: …`, whose date holds the colon that would end the marker."""
    found = re.match(rf"(?P<inner>(?:{_UPDATE})\b.{{8,40}}?):\s+(?P<rest>.*)", line, re.IGNORECASE)
    if found is None:
        found = re.fullmatch(rf"(?P<inner>(?:{_UPDATE})\b.{{8,40}}?)(?P<rest>)", line.rstrip(), re.IGNORECASE)
    moment = find_moment(found["inner"], opened) if found else None
    if found is None or moment is None:
        return None
    if not re.fullmatch(rf"(?:{_UPDATE})\W*(?:at|on)?\W*", moment[1], re.IGNORECASE):
        return None
    return _marker(found["inner"], found["rest"], opened)


def _marker(inner: str, rest: str, opened: datetime) -> Marker | None:
    inner = " ".join(inner.split())
    matches = ((role, status, head.match(inner)) for role, status, head in _HEADS)
    role, status, found = next((match for match in matches if match[2]), (Role.MIDDLE, None, None))
    if found is None:
        return _dated(inner, rest, opened)
    date, extra = None, inner[found.end() :]
    moment = find_moment(extra, opened)
    if moment:
        date, extra = moment[0], re.sub(r"\b(?:at|on)\b", "", moment[1])
    extra = extra.strip(" -–—:,.#()")
    if extra and (len(extra) > 30 or not re.search(r"\d", extra)):
        return None
    return Marker(
        role=role,
        status=status,
        words=inner,
        date=date,
        extra=bool(extra),
        inline=bool(rest.strip()),
        listing=inner.lower() == "updates" and not rest.strip(),
        rest=rest,
    )


def _dated(inner: str, rest: str, opened: datetime) -> Marker | None:
    """A marker that is nothing but a date and time."""
    moment = find_moment(inner, opened)
    if moment is None or re.search(r"\w", moment[1]):
        return None
    return Marker(role=Role.MIDDLE, words=inner, date=moment[0], inline=bool(rest.strip()), rest=rest)
