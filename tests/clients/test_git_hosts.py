"""What we give to Git hosts and to pre-commit is what they read: by their schemas, and by running the hook."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from site_builder.commands.init import STARTER
from tests.program import make_site, run, run_process

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-workflows", STARTER / "github-workflow.yml"),
        ("vendor.github-actions", CHECKOUT / "action.yml"),
        ("vendor.gitlab-ci", STARTER / "gitlab-ci.yml"),
    ],
    ids=lambda value: str(value),
)
def test_a_file_is_what_its_host_reads(schema: str, file: Path) -> None:
    done = run_process([sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema], file)
    assert done.returncode == 0, done.stdout


def shown(beginning: str) -> str:
    """The YAML of docs/editors.md that begins so."""
    text = (CHECKOUT / "docs/editors.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"```yaml\n({beginning}:.*?)```", text, re.DOTALL)
    return str(found)


def test_the_workflow_in_the_docs_is_what_github_reads(tmp_path: Path) -> None:
    (tmp_path / "workflow.yml").write_text(f"on: push\n{shown('jobs')}", encoding="utf-8")
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = run_process(checker, tmp_path / "workflow.yml")
    assert done.returncode == 0, done.stdout


def test_the_configuration_in_the_docs_is_what_pre_commit_reads(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(shown("repos"), encoding="utf-8")
    done = run_process([sys.executable, "-m", "pre_commit", "validate-config"], tmp_path / "config.yaml")
    assert done.returncode == 0, done.stdout


def test_check_jsonschema_reads_our_schemas(tmp_path: Path) -> None:
    run("init", tmp_path)
    schema = tmp_path / ".vscode/site.schema.json"
    checker = [sys.executable, "-m", "check_jsonschema"]
    assert run_process([*checker, "--check-metaschema"], schema).returncode == 0
    assert run_process([*checker, "--schemafile", str(schema)], tmp_path / "site.yml").returncode == 0
    (tmp_path / "bad.yml").write_text("name: Corner Shop\ntimezon: UTC\n", encoding="utf-8")
    done = run_process([*checker, "--schemafile", str(schema)], tmp_path / "bad.yml")
    assert done.returncode == 1
    assert "timezon" in done.stdout


def test_pre_commits_own_check_finds_the_hook_described_well() -> None:
    done = run_process([sys.executable, "-m", "pre_commit", "validate-manifest"], CHECKOUT / ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


@pytest.mark.timeout(600)
def test_pre_commit_runs_the_hook_and_stops_a_mistake(tmp_path: Path) -> None:
    """It installs this checkout into an environment of its own, so this takes a minute and a package index."""
    site = make_site(tmp_path / "site")
    subprocess.run(["git", "init", "--quiet", site], check=True)
    hook = [sys.executable, "-m", "pre_commit", "try-repo", str(CHECKOUT), "site-builder-check", "--verbose"]

    def commit() -> "subprocess.CompletedProcess[str]":
        # What isn't staged is put aside by pre-commit while the hook runs.
        subprocess.run(["git", "add", "--all"], cwd=site, check=True)
        return subprocess.run(
            hook,
            cwd=site,
            env=os.environ | {"PRE_COMMIT_HOME": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )

    fine = commit()
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert "1 incident, 1 update: " in fine.stdout  # a good editor may have something to say
    incident = site / "incidents/slow-orders.md"
    incident.write_text(incident.read_text(encoding="utf-8").replace("degraded_performance", "slow"), encoding="utf-8")
    stopped = commit()
    assert stopped.returncode == 1, stopped.stdout
    assert 'incidents/slow-orders.md:5:11: unknown component status "slow"' in stopped.stdout
