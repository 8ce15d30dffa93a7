"""Problems in the form that code hosts and editors read from any tool: SARIF 2.1.0.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; sections of it are named below. What GitHub asks for
besides: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from site_builder import __version__
from site_builder.editing.registry import RULES
from site_builder.problems import Location, Problem

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MISTAKE = "mistake"
"""What can't be switched has no rule of its own, and GitHub wants one for each result."""


def sarif_log(problems: Sequence[Problem]) -> dict[str, Any]:
    """One run of one tool. Each result points into a file, by its path from the site's folder."""
    rules = [{"id": _MISTAKE, "shortDescription": {"text": "The site can't be built like this, or should not be"}}]
    rules += [{"id": str(rule.name), "shortDescription": {"text": rule.meaning}} for rule in RULES]
    indexes = {rule["id"]: index for index, rule in enumerate(rules)}
    driver = {"name": "Site Builder", "semanticVersion": __version__, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, indexes) for problem in problems],
            }
        ],
    }


def _result(problem: Problem, indexes: dict[Any, int]) -> dict[str, Any]:
    rule = problem.rule or _MISTAKE
    text = problem.message if problem.hint is None else f"{problem.message}\n{problem.hint}"
    return {
        "ruleId": rule,
        "ruleIndex": indexes[rule],
        "level": str(problem.severity),  # §3.27.10 has the same two words
        "message": {"text": text},
        "locations": [{"physicalLocation": _physical(problem.location)}],
    }


def _physical(location: Location) -> dict[str, Any]:
    """§3.29. A file as a whole has no region (§3.30.1)."""
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(location.path)}}
    if location.line:
        column = max(location.column, 1)
        place["region"] = {
            "startLine": location.line,
            "startColumn": column,
            "endColumn": column + max(location.length, 1),  # §3.30.8: the one behind the last character
        }
    return place
