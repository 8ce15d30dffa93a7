"""Problems and results as text for people, as JSON for programs, or as annotations for a Git host."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from site_builder.output.standstill import Told
from site_builder.problems import Problem

FORMATS = ("text", "json", "github")


@dataclass(slots=True)
class Report:
    """Says things in the chosen format. JSON is one object, printed at the end by `close`."""

    format: str
    say: Callable[[str], None]
    complain: Callable[[str], None]
    _problems: list[Problem] = field(default_factory=list)
    _result: dict[str, Any] = field(default_factory=dict)
    _notes: list[str] = field(default_factory=list)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Reports problems, in their order."""
        for problem in problems:
            if self.format == "json":
                self._problems.append(problem)
            elif self.format == "github":
                self.say(github_annotation(problem))
            else:
                self.complain(f"{problem}\n")

    def note(self, text: str) -> None:
        """A sentence for people; programs that read JSON don't get it."""
        self._notes.append(text)
        if self.format != "json":
            self.say(text)

    def told(self, total: str) -> Told:
        """What was said, to be said again when there is nothing to do; then `total` says how much there is."""
        values = self._result | {"changed": 0, "deleted": 0}
        return Told(values, [total, *self._notes[1:]])

    def told_again(self, told: Told, seconds: float) -> None:
        """Says what an earlier build said."""
        self.result(f"{told.notes[0]}, 0 changed, in {seconds:.1f} s", **told.values)
        for text in told.notes[1:]:
            self.note(text)

    def result(self, text: str, **values: Any) -> None:
        """What came of it: a sentence for people, values for programs."""
        self._result |= values
        self.note(text)

    def close(self) -> None:
        """Ends the report."""
        if self.format == "json":
            problems = [problem_tree(problem) for problem in self._problems]
            self.say(json.dumps({"problems": problems} | self._result, ensure_ascii=False, indent=2))


def counted(count: int, noun: str) -> str:
    """1 update, 2 updates"""
    return f"{count} {noun}{'s' * (count != 1)}"


def problem_tree(problem: Problem) -> dict[str, Any]:
    """A problem for JSON. Lines and columns count from 1; they are 0 where a file as a whole is meant."""
    location = problem.location
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "length": location.length,
        "severity": str(problem.severity),
        "message": problem.message,
        "hint": problem.hint,
        "excerpt": problem.excerpt,
    }


def github_annotation(problem: Problem) -> str:
    """A workflow command of GitHub Actions that puts the problem beside the line in a pull request.

    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    location = problem.location
    properties = {"file": location.path}
    if location.line:
        last = location.column + location.length - 1
        properties |= {"line": str(location.line), "col": str(location.column), "endColumn": str(last)}
    listed = ",".join(f"{key}={_escape(value, property_too=True)}" for key, value in properties.items())
    text = problem.message if problem.hint is None else f"{problem.message}\n{problem.hint}"
    return f"::{problem.severity} {listed}::{_escape(text)}"


def _escape(text: str, *, property_too: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_too else text
