"""What shells offer at Tab, asked as they ask: https://click.palletsprojects.com/en/stable/shell-completion/"""

import shlex
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest

from site_builder.vocabulary import ComponentStatus
from tests.program import INCIDENT, make_site, run

WELSH = INCIDENT.replace("Orders are slow", "Cards are refused")
CLOSED = "---\ndate: 2026-05-01 10:00\nstatus: resolved\n---\n\nIt is over.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_site(tmp_path_factory.mktemp("site"), slow_orders=INCIDENT, cards_refused=WELSH, old_orders=INCIDENT)
    (folder / "incidents/old-orders").mkdir()
    (folder / "incidents/old-orders/2026-05-01-1000.md").write_text(CLOSED, encoding="utf-8")
    (folder / "incidents/_templates").mkdir()
    (folder / "incidents/_templates/cyber-incident.md").write_text("", encoding="utf-8")
    return folder


def offered(site: Path, *words: str, of: str = "zsh") -> list[str]:
    """What is offered for the last of the words, in the folder of the site."""
    with chdir(site):
        done = run(
            _SITE_BUILDER_COMPLETE=f"{of}_complete",
            COMP_WORDS=" ".join(["site-builder", *(words if words[-1] else words[:-1])]),
            COMP_CWORD=words[-1] if of == "fish" else str(len(words)),
        )
    assert done.returncode == 0
    assert done.stderr == ""
    return done.stdout.splitlines()


def values(site: Path, *words: str) -> list[str]:
    """The values alone: zsh gets three lines for each, its type, the value and the help."""
    return offered(site, *words)[1::3]


def test_open_incidents_are_offered_with_their_titles(site: Path) -> None:
    assert offered(site, "update", "") == [
        *("plain", "cards-refused", "Cards are refused"),
        *("plain", "slow-orders", "Orders are slow"),
    ]


def test_an_incident_is_found_by_any_part_of_its_name_or_title(site: Path) -> None:
    assert values(site, "resolve", "slow") == ["slow-orders"]
    assert values(site, "resolve", "orders") == ["slow-orders"]
    assert values(site, "resolve", "Cards") == ["cards-refused"]


def test_components_are_offered_with_each_status(site: Path) -> None:
    assert values(site, "new", "T", "--component", "cards=ma") == ["cards=major_outage"]
    assert len(values(site, "new", "T", "--component", "")) == 2 * 5


def test_statuses_are_those_of_the_incident(site: Path) -> None:
    assert values(site, "update", "slow", "--status", "") == [
        *("investigating", "identified", "monitoring", "resolved", "postmortem")
    ]
    assert "completed" in values(site, "update", "nothing", "--status", "")


@pytest.mark.parametrize(
    ("option", "word"),
    [
        ("--template", "cyber-incident"),
        ("--kind", "maintenance"),
        ("--impact", "critical"),
        ("--data-impact", "no_evidence"),
        ("--expected", "cards="),
    ],
)
def test_other_words_are_offered_too(site: Path, option: str, word: str) -> None:
    assert word in values(site, "new", "T", option, "")


def test_a_site_in_another_folder_is_asked(site: Path, tmp_path: Path) -> None:
    assert values(tmp_path, "update", "--site", str(site), "slow") == ["slow-orders"]


@pytest.mark.parametrize("words", [("update", ""), ("new", "T", "--component", ""), ("update", "x", "--template", "")])
def test_where_there_is_no_site_nothing_is_offered_and_nothing_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert values(tmp_path, *words) == []


def test_fish_is_offered_words_with_their_meaning(site: Path) -> None:
    assert offered(site, "update", "slow", of="fish") == ["plain,slow-orders\tOrders are slow"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    done = run(_SITE_BUILDER_COMPLETE=f"{shell}_source")
    assert done.returncode == 0
    assert "_SITE_BUILDER_COMPLETE" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_which_cuts_words_at_an_equals_sign_gets_what_belongs_behind_it(site: Path, tmp_path: Path) -> None:
    program = tmp_path / "site-builder"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m site_builder "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = 'PATH="$1:$PATH"; eval "$(_SITE_BUILDER_COMPLETE=bash_source site-builder)"\n' + "".join(
        f"COMPREPLY=(); COMP_WORDS=(site-builder {shlex.join(words)}); COMP_CWORD={len(words)}; "
        '_site_builder_completion site-builder; echo "${COMPREPLY[@]}"\n'
        for words in IN_BASH
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", tmp_path], cwd=site, capture_output=True, text=True, check=True
    )
    replies = [line.split() for line in done.stdout.splitlines()]
    assert [reply[:3] for reply in replies] == [expected[:3] for expected in IN_BASH.values()]


IN_BASH = {
    ("update", "slow"): ["slow-orders"],
    ("new", "T", "--component", "cards", "=", "ma"): ["major_outage"],
    ("new", "T", "--component", "cards", "="): ["operational", "under_maintenance", "degraded_performance"],
    ("new", "T", "--component", "=", "cards", "=", "ma"): ["major_outage"],
    ("new", "T", "--component", "car"): [f"cards={status}" for status in ComponentStatus],
    ("new", "T", "--expected", "cards", "=", "x", "--kind", "main"): ["maintenance"],
}
"""Words as bash gives them, the last one incomplete, and what it offers for that (three of them are enough)."""
