"""Writes small cState sites for tests, and reads what becomes of them."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from site_builder.importers.cstate import Imported, import_cstate
from site_builder.model import Incident

CONFIG = """\
title: Harbour Status
baseURL: https://status.harbour.example/
params:
  categories:
    - name: Shop
    - name: Hidden
      untitled: true
  systems:
    - name: Web shop
      category: Shop
      description: Where people buy
    - name: api.harbour.example
      category: Hidden
"""

FRONT = """\
title: Payments fail
date: 2024-03-01 10:00:00
resolved: true
resolvedWhen: 2024-03-01 12:00:00
severity: down
affected:
  - Web shop
section: issue
"""


def import_files(folder: Path, files: Mapping[str, str], config: str = CONFIG) -> Imported:
    """Imports a site of `config.yml` and these files of `content/issues`."""
    issues = folder / "content/issues"
    issues.mkdir(parents=True, exist_ok=True)
    (folder / "config.yml").write_text(config, encoding="utf-8")
    for name, text in files.items():
        (issues / name).parent.mkdir(parents=True, exist_ok=True)
        (issues / name).write_text(text, encoding="utf-8")
    return import_cstate(folder)


def import_one(folder: Path, body: str, front: str = FRONT, name: str = "2024-03-01-payments.md") -> Incident:
    """The incident that a single file becomes."""
    imported = import_files(folder, {name: f"---\n{front}---\n\n{body}\n"})
    (incident,) = imported.incidents
    return incident


def messages(imported: Imported) -> list[str]:
    """Every problem as one line."""
    return [f"{problem.location}: {problem.severity}: {problem.message}" for problem in imported.problems]


def told(incident: Incident) -> list[tuple[str, str, str]]:
    """Date, status and text of each update."""
    return [(f"{update.date:%d %H:%M}", str(update.status), update.body.original.text) for update in incident.updates]


def words(text: str) -> Counter[str]:
    """The words of a text, without punctuation."""
    return Counter(re.findall(r"[^\W_]+", text))
