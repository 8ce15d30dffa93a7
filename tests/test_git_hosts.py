"""What GitHub runs, run here: the steps of our action and of the workflow that `init` writes."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder.commands.init import STARTER
from tests.program import make_site

CHECKOUT = Path(__file__).parent.parent
ACTION = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
WORKFLOW = yaml.safe_load((STARTER / "github-workflow.yml").read_text(encoding="utf-8"))


class Runner:
    """A machine of GitHub's, as far as steps can tell: bash, folders, and programs that note what they were asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.noted = folder / "noted"
        self.output = folder / "output"
        self.program(folder / "bin/gh", f'echo "gh $*" >> "{self.noted}"')
        self.program(folder / "bin/sleep", f'echo "sleep $*" >> "{self.noted}"')
        ours = f'PYTHONPATH="{CHECKOUT}" exec "{sys.executable}" -m site_builder "$@"'
        self.program(folder / "bin/site-builder", ours)
        self.program(folder / "temp/site-builder/bin/site-builder", ours)

    def program(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        file.chmod(0o755)

    def run(self, step: dict[str, Any], /, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Runs a step as GitHub does: bash --noprofile --norc -eo pipefail."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            env=os.environ
            | {
                "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                "RUNNER_TEMP": str(self.folder / "temp"),
                "GITHUB_OUTPUT": str(self.output),
                "GITHUB_WORKSPACE": str(self.folder),
                "GITHUB_REPOSITORY": "shop/status",
                "GITHUB_REF_NAME": "main",
                "GITHUB_WORKFLOW_REF": "shop/status/.github/workflows/status.yml@refs/heads/main",
            }
            | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def said(self) -> list[str]:
        """What the programs were asked."""
        return self.noted.read_text(encoding="utf-8").splitlines() if self.noted.exists() else []

    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.output.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path / "runner")


def step(steps: list[dict[str, Any]], word: str) -> dict[str, Any]:
    """The one step that runs `word`."""
    (found,) = [one for one in steps if word in one.get("run", "")]
    return found


def in_action(runner: Runner, command: str, site: Path, **inputs: str) -> "subprocess.CompletedProcess[str]":
    defaults = {"COMMAND": command, "SITE": str(site), "OUTPUT": "", "STRICT": "false"}
    return runner.run(step(ACTION["runs"]["steps"], 'case "$COMMAND"'), **(defaults | inputs))


def test_the_action_checks_with_annotations_and_writes_nothing(runner: Runner, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", bad="---\ntitle: Orders\ndate: yesterday\n---\n\nText.\n")
    done = in_action(runner, "check", site)
    assert done.returncode == 1
    assert "::error file=incidents/bad.md,line=3,col=7" in done.stdout
    assert not (site / "public").exists()


def test_annotations_name_files_from_the_top_of_the_repository(runner: Runner, tmp_path: Path) -> None:
    site = make_site(tmp_path / "pages/status", bad="---\ntitle: Orders\ndate: yesterday\n---\n\nText.\n")
    done = in_action(runner, "check", site, GITHUB_WORKSPACE=str(tmp_path))
    assert "::error file=pages/status/incidents/bad.md,line=3" in done.stdout


def test_the_action_builds_and_says_when_the_site_changes(runner: Runner, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    done = in_action(runner, "pages", site)
    assert done.returncode == 0, done.stderr
    assert runner.outputs()["output"] == f"{site}/public"
    assert (site / "public/index.html").is_file()
    assert datetime.fromisoformat(runner.outputs()["next-change"]) > datetime.now(UTC)  # noqa: TID251 - as the step does


def test_the_action_builds_where_it_is_told_to(runner: Runner, tmp_path: Path) -> None:
    done = in_action(runner, "build", make_site(tmp_path / "site"), OUTPUT=str(tmp_path / "there"), STRICT="true")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "there/index.html").is_file()


def test_the_action_knows_no_other_command(runner: Runner, tmp_path: Path) -> None:
    done = in_action(runner, "deploy", make_site(tmp_path / "site"))
    assert done.returncode == 2
    assert 'There is no command "deploy"' in done.stdout


def test_every_input_and_output_of_the_action_is_documented() -> None:
    text = (CHECKOUT / "docs/editors.md").read_text(encoding="utf-8").partition("### The action")[2]
    for name in (*ACTION["inputs"], *ACTION["outputs"]):
        assert f"| `{name}` |" in text, name


def test_the_workflow_builds_and_says_when_the_site_changes(runner: Runner, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    done = runner.run(step(WORKFLOW["jobs"]["publish"]["steps"], "site-builder build"), SITE=str(site))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "runner/temp/public/index.html").is_file()
    assert "next-change" in runner.outputs()


WAITING = [
    pytest.param(step(WORKFLOW["jobs"]["wait"]["steps"], "gh workflow"), id="workflow"),
    pytest.param(step(ACTION["runs"]["steps"], "gh workflow"), id="action"),
]
AGAIN = "gh workflow run status.yml --repo shop/status --ref main"


def from_now(span: timedelta) -> str:
    moment = datetime.now(UTC) + span  # noqa: TID251 - the step looks at the clock, too
    return moment.isoformat(timespec="seconds")


@pytest.mark.parametrize("waiting", WAITING)
def test_a_change_that_is_near_is_slept_for(runner: Runner, waiting: dict[str, Any]) -> None:
    done = runner.run(waiting, NEXT_CHANGE=from_now(timedelta(minutes=20)), WAIT_MINUTES="100")
    assert done.returncode == 0, done.stderr
    slept, again = runner.said()
    assert again == AGAIN
    assert 1190 <= int(slept.split()[1]) <= 1200


@pytest.mark.parametrize("waiting", WAITING)
def test_a_change_that_came_meanwhile_is_not_slept_for(runner: Runner, waiting: dict[str, Any]) -> None:
    done = runner.run(waiting, NEXT_CHANGE=from_now(timedelta(seconds=-30)), WAIT_MINUTES="100")
    assert done.returncode == 0, done.stderr
    assert runner.said() == [AGAIN]


@pytest.mark.parametrize("waiting", WAITING)
def test_a_change_that_is_far_away_is_left_to_a_scheduled_run(runner: Runner, waiting: dict[str, Any]) -> None:
    done = runner.run(waiting, NEXT_CHANGE=from_now(timedelta(hours=3)), WAIT_MINUTES="100")
    assert done.returncode == 0, done.stderr
    assert runner.said() == []
