"""The README promises complete tables; these tests hold it to that."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from site_builder.cli import cli
from site_builder.content.front_matter import OpenerFields, UpdateFields
from site_builder.door.site_fields import SiteFields

README = Path(__file__).parent.parent / "README.md"


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the first table below a heading: each name of the first column → the other cells."""
    section = README.read_text(encoding="utf-8").split(f"{heading}\n", 1)[1]
    rows: dict[str, list[str]] = {}
    for line in section.split("\n| --- ", 1)[1].splitlines()[1:]:
        if not line.startswith("|"):
            break
        first, *others = (cell.strip() for cell in line.strip("|").split(" | "))
        rows |= dict.fromkeys(re.findall(r"`([^`]+)`", first), others)
    return rows


def commands() -> Iterator[tuple[str, click.Command]]:
    for name, command in cli.commands.items():
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())
        else:
            yield name, command


def test_every_key_of_an_incident_or_update_is_in_the_table_and_no_other() -> None:
    known = set(OpenerFields.model_fields) | set(UpdateFields.model_fields)
    assert set(table("### Keys of an incident or update")) == known


def test_every_key_of_site_yml_is_in_the_table_and_no_other() -> None:
    assert set(table("### Keys of `site.yml`")) == set(SiteFields.model_fields)


def test_every_command_is_in_the_table_and_no_other() -> None:
    assert set(table("## Commands")) == {f"site-builder {name}" for name, _ in commands()}


def test_every_option_is_in_the_table_with_its_commands_and_no_other() -> None:
    section = README.read_text(encoding="utf-8").split("| option | of | meaning |", 1)[1]
    documented = {}
    for line in section.splitlines()[2:]:
        if not line.startswith("|"):
            break
        option, of, _ = (cell.strip() for cell in line.strip("|").split(" | "))
        documented[option.strip("`").split()[0]] = set(of.split(", "))
    actual: dict[str, set[str]] = {}
    for name, command in commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                actual.setdefault(parameter.opts[0], set()).add(name)
    assert documented == actual


def test_the_tutorial_builds_step_by_step(tmp_path: Path) -> None:
    """What the README tells a newcomer to write is written here as it stands there, and it works."""
    from tests.program import run

    text = README.read_text(encoding="utf-8")
    run("init", tmp_path / "site")
    written = []
    for match in re.finditer(r"`(incidents/[^`]+\.md)`:\n\n```markdown\n(.*?)```", text, re.DOTALL):
        file = tmp_path / "site" / match[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(match[2], encoding="utf-8")
        written.append(match[1])
        done = run("build", "--site", tmp_path / "site", "--now", "2026-04-24T00:00:00Z", "--strict")
        assert done.returncode == 0, done.stderr
    assert len(written) == 3
    page = (tmp_path / "site/public/incidents/2026-04-22-online-orders/index.html").read_text(encoding="utf-8")
    assert "Resolved: Online orders are unavailable" in page
