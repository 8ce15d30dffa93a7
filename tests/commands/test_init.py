import json
import re
from pathlib import Path

import pytest
import yaml

from tests.program import run, tree

WRITTEN = {
    "site.yml",
    ".gitignore",
    "incidents/2026-05-01-card-payments.md",
    "incidents/_templates/all-clear.md",
    "incidents/_templates/cyber-incident.md",
    "incidents/_templates/data-question.md",
    "incidents/_templates/delivery-delay.md",
    "incidents/_templates/payment-outage.md",
    "incidents/_templates/planned-maintenance.md",
    ".vscode/settings.json",
    ".vscode/site.schema.json",
    ".vscode/tasks.json",
}


def test_init_makes_a_site_that_builds(tmp_path: Path) -> None:
    made = run("init", tmp_path / "new", "--now", "2026-05-01T12:00:00+00:00")
    assert made.returncode == 0, made.stderr
    assert set(tree(tmp_path / "new")) == WRITTEN
    built = run("build", "--site", tmp_path / "new", "--now", "2026-05-01T12:00:00+00:00", "--strict")
    assert built.returncode == 0, built.stderr
    assert "Card payments are slow" in (tmp_path / "new/public/index.html").read_text(encoding="utf-8")


def test_init_never_writes_over_a_site(tmp_path: Path) -> None:
    run("init", tmp_path)
    before = tree(tmp_path)
    again = run("init", tmp_path)
    assert again.returncode == 1
    assert "there is a site already" in again.stderr
    assert tree(tmp_path) == before


def test_init_keeps_the_files_that_are_there(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert run("init", tmp_path).returncode == 0
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(("host", "path"), [("github", ".github/workflows/status.yml"), ("gitlab", ".gitlab-ci.yml")])
def test_init_writes_how_the_git_host_builds_the_site(tmp_path: Path, host: str, path: str) -> None:
    run("init", tmp_path, "--ci", host, "--now", "2026-05-01T12:00:00+00:00")
    assert set(tree(tmp_path)) == WRITTEN | {path}
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert isinstance(yaml.safe_load(text), dict)
    for command in re.findall(r"site-builder (?:build|check|next-change)[^\n]*", text):
        name, *options = command.split()[1:]
        told = run(name, "--help").stdout
        assert [option for option in options if option.startswith("--") and option not in told] == []


def test_the_editor_finds_the_schema_that_init_wrote(tmp_path: Path) -> None:
    run("init", tmp_path)
    modeline = (tmp_path / "site.yml").read_text(encoding="utf-8").split("\n")[0]
    assert modeline == "# yaml-language-server: $schema=.vscode/site.schema.json"
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert [(tmp_path / schema).is_file() for schema in settings["yaml.schemas"]] == [True]
    assert (tmp_path / ".vscode/site.schema.json").read_text(encoding="utf-8") == run("schema", "site").stdout


def test_the_editors_task_understands_what_check_prints(tmp_path: Path) -> None:
    run("init", tmp_path, "--now", "2026-05-01T12:00:00+00:00")
    incident = tmp_path / "incidents/2026-05-01-card-payments.md"
    incident.write_text(incident.read_text(encoding="utf-8").replace("degraded_performance", "slow"), encoding="utf-8")
    tasks = json.loads((tmp_path / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]
    pattern = tasks[0]["problemMatcher"]["pattern"]["regexp"]
    said = run(*tasks[0]["args"], "--site", tmp_path).stderr.split("\n")
    found = [match.groups() for line in said if (match := re.fullmatch(pattern, line))]
    assert found == [("incidents/2026-05-01-card-payments.md", "5", "18", None, 'unknown component status "slow"')]
    warning = re.fullmatch(pattern, "site.yml:3:9: warning: links could not be read in this colour")
    assert warning is not None
    assert warning[4] == "warning"
