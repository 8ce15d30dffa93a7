"""What a cState file is here: an incident, a maintenance or a notice, and how bad it was.

cState knows a severity (`down`, `disrupted`, `notice`) and `informational`, and no maintenance. So:

- `informational: true` is a notice.
- A maintenance is what calls itself one (title, file name or first words: maintenance, upgrade, migration,
  "planned outage", …) and has a window: `resolvedWhen` after `date`. A title that tells of a failure
  ("Outage after the upgrade") is none. Its components are `under_maintenance` whatever the severity: planned
  work is no outage. Without a window it is an incident whose components are `under_maintenance`.
- Severity `notice` without affected systems is a notice: it changes nothing.
- The rest are incidents. `down` is a major outage and `disrupted` a partial one. `notice` with affected
  systems is no more than degraded performance, for cState doesn't count it as a disruption either.
"""

import re
from datetime import datetime

from site_builder.importers.cstate_front import Issue
from site_builder.vocabulary import ComponentStatus, Impact, Kind

SEVERITIES = {
    "down": (ComponentStatus.MAJOR_OUTAGE, Impact.CRITICAL),
    "disrupted": (ComponentStatus.PARTIAL_OUTAGE, Impact.MAJOR),
    "notice": (ComponentStatus.DEGRADED_PERFORMANCE, Impact.MINOR),
}
_ALIASES = {"announcement": "notice", "": "notice"}


def _words(*words: str) -> re.Pattern[str]:
    """Any of the words, but not as a part of a host name or path ("issues.example.org")."""
    return re.compile(rf"(?<![\w./-])(?:{'|'.join(words)})(?![\w/-]|\.\w)", re.IGNORECASE)


_MAINTENANCE = _words(r"maintenances?")
_WORK = _words(
    r"upgrad(?:e|es|ing)", r"migrat(?:ion|ions|e|es|ing)", r"brown-?outs?", r"scheduled", r"planned",
    r"clean-?up", r"re-?index(?:ing)?", r"moving", r"move", r"updat(?:e|ing)", r"restart", r"convert(?:ing)?",
    r"operations?", r"downgrad(?:e|ing)", r"removal", r"reset", r"deployment",
)  # fmt: skip
_PLAIN_WORK = _words(
    r"upgrad(?:e|es|ing)", r"migrat(?:ion|ions|ing)", r"brown-?outs?", r"scheduled", r"planned",
)  # fmt: skip
_FAILED = _words(
    r"after", r"following", r"fail\w*", r"broke\w*", r"unplanned", r"emergency", r"unexpected\w*",
)  # fmt: skip
_TROUBLE = _words(
    r"outages?", r"incidents?", r"issues?", r"problems?", r"errors?", r"down", r"offline", r"disrupt\w*",
    r"slow\w*", r"unavailab\w*", r"unreachable", r"degrad\w*", r"unable", r"can['’]t", r"cannot", r"not",
    r"stuck", r"expired", r"missing", r"crash\w*", r"delay\w*", r"block\w*", r"interrupt\w*", r"instab\w*",
    r"unstable",
)  # fmt: skip
_ANNOUNCED = re.compile(
    r"(?<!un)\b(?:planned|scheduled)\s+(?:[\w-]+\s+){0,2}(?:outage|maintenance|upgrade|migration|downtime|update)\b"
    r"|\b(?:maintenance|upgrade|migration|outage|operation|downtime)\s+(?:is|was|has been)\s+"
    r"(?:being\s+)?(?:planned|scheduled)\b"
    r"|\bwill be (?:down|offline|unavailable|put offline)\b[^.]{0,200}"
    r"\b(?:beginning|starting|upgrade\w*|updated)\b",
    re.IGNORECASE,
)
_INTENDED = re.compile(
    r"\b(?:we|I)(?:['’]ll| will| are going to|['’]re going to| am going to)\s+(?:be\s+)?"
    r"(?:do|doing|perform\w*|proceed|upgrad\w*|migrat\w*|mov\w*|restart\w*|updat\w*|chang\w*)\b"
    r"|\bwill (?:happen|take place)\b|\bis planned\b|\bmaintenance window\b"
    r"|\bwill be (?:upgraded|migrated|updated|restarted|stopped|performed|done)\b"
    r"|\b(?:is|are) (?:being\s+)?(?:performing|upgrad(?:ing|ed)|migrat(?:ing|ed)|mov(?:ing|ed))\b",
    re.IGNORECASE,
)
_BLAMED = re.compile(r"\b(?:due to|caused by|because of|after|following|during)\b[^.]{0,60}$", re.IGNORECASE)


def is_planned_work(title: str, name: str, text: str) -> bool:
    """Whether a file tells of work that was announced, going by its title, its name and its first words."""
    if _FAILED.search(title):
        return False
    if _MAINTENANCE.search(title):
        return True
    announced = any(not _BLAMED.search(text[: found.start()]) for found in _ANNOUNCED.finditer(text))
    if announced:
        return True
    if _TROUBLE.search(title):
        return False
    stem = re.sub(r"[-_.]", " ", name)
    if _PLAIN_WORK.search(title) or _MAINTENANCE.search(stem) or _PLAIN_WORK.search(stem):
        return True
    intended = bool(_INTENDED.search(text))
    return intended and bool(_WORK.search(title) or _WORK.search(stem) or title == "")


def window(issue: Issue) -> tuple[datetime, datetime] | None:
    """From when to when planned work lasted or lasts, if the file says so."""
    if issue.resolved_when is None or issue.resolved_when <= issue.date:
        return None
    return issue.date, issue.resolved_when


def severity(issue: Issue) -> tuple[ComponentStatus, Impact] | None:
    """What the severity means; None for a word that cState doesn't know."""
    return SEVERITIES.get(_ALIASES.get(issue.severity, issue.severity))


def component_status(issue: Issue, planned: bool) -> ComponentStatus:
    """What the affected systems were while it lasted."""
    if planned:
        return ComponentStatus.UNDER_MAINTENANCE
    known = severity(issue)
    return known[0] if known else ComponentStatus.DEGRADED_PERFORMANCE


def kind_of(issue: Issue, planned: bool) -> Kind:
    """The kind of the file, as told at the top of this module."""
    if issue.informational:
        return Kind.NOTICE
    if planned and window(issue) is not None:
        return Kind.MAINTENANCE
    quiet = severity(issue) in (None, SEVERITIES["notice"])
    return Kind.NOTICE if quiet and not issue.affected else Kind.INCIDENT
