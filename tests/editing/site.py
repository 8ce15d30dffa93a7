"""A small site that is read as an editor would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from site_builder.editing.desk import desk_of
from site_builder.editing.registry import findings as found_at
from site_builder.editing.versions import changes_since
from site_builder.problems import Problem
from site_builder.survey import Request, survey
from tests.program import run

SITE = """\
name: Corner Shop
url: https://status.corner.example
timezone: Europe/London
languages: [en, cy]
components:
  - id: orders
    name: Online orders
  - id: cards
    name: Card payments
"""
NOW = "2026-05-01T12:00:00+01:00"

HEAD = """\
---
title: Orders are slow
date: 2026-05-01 09:00
components:
  orders: degraded_performance
what_to_do: You do not need to do anything.
next_update: 2026-05-01 14:00
---

"""
"""The front matter of an incident in which nothing is to be mended; its text begins in line 10."""

SLOW = "incidents/slow.md"
"""Where `written` puts it."""


@dataclass(frozen=True)
class Finding:
    """One finding. `marked` is what the carets stand under."""

    rule: str
    place: str
    marked: str
    severity: str
    message: str
    hint: str


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """A site with these files; `site.yml` is added to the usual one."""
    texts = {"site.yml": SITE + files.get("site.yml", "")} | {k: v for k, v in files.items() if k != "site.yml"}
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def check(folder: Path, *arguments: str, now: str = NOW) -> dict[str, Any]:
    """What `check` says of it, as JSON."""
    done = run("check", "--site", folder, "--now", now, "--format", "json", *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def findings(folder: Path, *, since: str | None = None, now: str = NOW) -> list[Finding]:
    """What the rules find, as `check` asks them: see test_rules_page.py and test_registry.py for how it tells them."""
    known = survey(Request(folder=folder, now=datetime.fromisoformat(now)))
    changes = None if since is None else changes_since(folder, since)
    return list(map(_finding, found_at(desk_of(folder, known.site, known.incidents, known.overview, changes))))


def _finding(problem: Problem) -> Finding:
    location = problem.location
    start = location.column - 1
    return Finding(
        rule=problem.rule or "",
        place=str(location),
        marked=(problem.excerpt or "")[start : start + location.length],
        severity=problem.severity,
        message=problem.message,
        hint=problem.hint or "",
    )


def rules(folder: Path, *, since: str | None = None, now: str = NOW) -> list[str]:
    """The names of the rules that found something, once for each finding."""
    return [finding.rule for finding in findings(folder, since=since, now=now)]


def written(folder: Path, body: str, settings: str = "") -> list[Finding]:
    """What is found in the text of an incident in which nothing else is to be mended."""
    return findings(write(folder, {SLOW: HEAD + body, "site.yml": settings}))
