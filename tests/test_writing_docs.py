"""docs/writing.md is what a writer has at 2 a.m.: its commands work as they stand there, one after the other."""

import re
import shlex
from pathlib import Path

import click
import pytest

from site_builder.cli import cli
from tests.program import run

DOCS = (Path(__file__).parent.parent / "docs/writing.md").read_text(encoding="utf-8")
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
COMMANDS = ("new", "update", "resolve", "correct")


def shown(text: str) -> list[list[str]]:
    """The commands in blocks of shell, as words."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [words[1:] for line in lines if (words := shlex.split(line, comments=True))[:1] == ["site-builder"]]


def test_the_commands_of_the_page_can_be_run_one_after_the_other(tmp_path: Path) -> None:
    site = tmp_path / "site"
    run("init", site, "--now", "2026-04-20T09:00:00Z")
    for file in (site / "incidents").glob("*.md"):
        file.unlink()
    ran = []
    for words in shown(DOCS):
        arguments = [word for word in words if word != "--edit"]
        if words[0] == "correct":
            arguments[1] = "incidents/2026-04-22-nobody-can-pay-by-card.md"
        if "--message" not in words and words[0] != "correct":
            arguments += ["--message", "Text."]
        done = run(*arguments, "--site", site, "--now", "2026-04-22T15:40:00Z")
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        ran.append(words[0])
    assert set(ran) == set(COMMANDS)
    assert run("build", "--strict", "--site", site, "--now", "2026-04-22T15:41:00Z").returncode == 0


def test_the_commands_of_the_readme_can_be_run_too(tmp_path: Path) -> None:
    site = tmp_path / "site"
    run("init", site, "--now", "2026-04-20T09:00:00Z")
    for words in shown(README.partition("**Or let the commands")[2].partition("**A mistake**")[0]):
        more = [] if "--message" in words else ["--message", "Text."]
        done = run(*words, *more, "--site", site, "--now", "2026-04-22T15:40:00Z")
        assert done.returncode == 0, (words, done.stderr)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_the_desk_is_told(name: str) -> None:
    everywhere = {"--format", "--now", "--site"}
    options = {parameter.opts[0] for parameter in cli.commands[name].params if isinstance(parameter, click.Option)}
    assert {
        option for option in options - everywhere if f"`{option}" not in DOCS and f" {option} " not in DOCS
    } == set()
