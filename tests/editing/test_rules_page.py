"""docs/reference/rules.md says what each rule finds, and its examples are tried."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from site_builder.editing.registry import RULES, Rule
from site_builder.editing.terms import Term
from site_builder.editing.wordlists import ABSOLUTE_PROMISE, BLAME, JARGON
from site_builder.vocabulary import RuleName
from tests.editing.repository import commit
from tests.editing.site import SITE, rules, write
from tests.program import run

PAGE = (Path(__file__).parents[2] / "docs/reference/rules.md").read_text(encoding="utf-8")
NOTICE = "---\ntitle: From our shops\nkind: notice\ndate: 2026-05-01 09:00\n---\n\n"
NOW = "2026-05-01T12:00:00+01:00"
BLOCK = re.compile(r"(?:`([^`\n]+)`:\n\n)?```(?:markdown|yaml)\n(.*?)```", re.DOTALL)


def section(rule: RuleName) -> str:
    """What stands below the heading of a rule."""
    found = re.search(rf"^## {rule}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, f"{rule} is not documented"
    return found[1]


@dataclass(frozen=True)
class Examples:
    """The files of each example of a rule. `published` is what was there before the others, if anything."""

    published: dict[str, str]
    bad: dict[str, str]
    good: dict[str, str]


def examples(rule: RuleName) -> Examples:
    parts = re.split(r"^\*\*(Published|Bad|Good):\*\*\n", section(rule), flags=re.MULTILINE)
    found = {label: files(text) for label, text in zip(parts[1::2], parts[2::2], strict=True)}
    assert found.keys() - {"Published"} == {"Bad", "Good"}, f"{rule} needs a bad and a good example"
    return Examples(found.get("Published", {}), found["Bad"], found["Good"])


def files(text: str) -> dict[str, str]:
    """Blocks by their path; one without a path is the incident of the example, without front matter its text."""
    return {
        name or "incidents/example.md": block if name or block.startswith("---") else NOTICE + block
        for name, block in BLOCK.findall(text)
    }


def found_in(folder: Path, rule: RuleName, example: dict[str, str], *, settings: str = "") -> list[str]:
    """The rules that find something in an example."""
    before = examples(rule).published
    if before:
        commit(folder, before)
    (folder / "incidents/example").mkdir(parents=True, exist_ok=True)
    (folder / "incidents/example/map.png").write_bytes(b"a picture")
    write(folder, example | {"site.yml": example.get("site.yml", "") + settings})
    return rules(folder, since="HEAD" if before else None, now=NOW)


def test_the_site_of_the_page_is_the_one_of_the_tests() -> None:
    assert f"```yaml\n{SITE}```" in PAGE


@pytest.mark.parametrize("rule", RuleName)
def test_the_bad_example_is_found(rule: RuleName, tmp_path: Path) -> None:
    assert rule in found_in(tmp_path, rule, examples(rule).bad)


@pytest.mark.parametrize("rule", RuleName)
def test_the_bad_example_has_no_other_fault(rule: RuleName, tmp_path: Path) -> None:
    assert set(found_in(tmp_path, rule, examples(rule).bad)) == {rule}


@pytest.mark.parametrize("rule", RuleName)
def test_in_the_good_example_nothing_is_found(rule: RuleName, tmp_path: Path) -> None:
    assert found_in(tmp_path, rule, examples(rule).good) == []


@pytest.mark.parametrize("rule", RuleName)
def test_a_rule_is_silenced_as_its_section_says(rule: RuleName, tmp_path: Path) -> None:
    off = re.search(r"^Off: `(.*)`$", section(rule), re.MULTILINE)
    assert off
    assert found_in(tmp_path, rule, examples(rule).bad, settings=f"{off[1]}\n") == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_a_rule_that_is_raised_ends_check_with_1_and_stops_a_build_where_the_page_says_so(
    rule: Rule, tmp_path: Path
) -> None:
    raised = f"check: {{rules: {{{rule.name}: error}}}}\n"
    assert rule.name in found_in(tmp_path, rule.name, examples(rule.name).bad, settings=raised)
    since = ["--since", "HEAD"] if (tmp_path / ".git").exists() else []
    assert run("check", "--site", tmp_path, "--now", NOW, *since).returncode == 1
    built = run("build", "--site", tmp_path, "--now", NOW)
    assert built.returncode == (0 if rule.only_checked else 1)
    assert (tmp_path / "public").exists() is rule.only_checked
    stops = "`check`" if rule.only_checked else "`check`, `build`"
    assert f"| [`{rule.name}`](#{rule.name}) | {rule.meaning} | {stops} |" in PAGE


def test_every_rule_has_a_name_and_every_name_a_rule_in_the_same_order() -> None:
    assert [rule.name for rule in RULES] == list(RuleName)
    assert re.findall(r"^\| \[`([a-z-]+)`\]", PAGE, re.MULTILINE) == list(RuleName)
    sections = re.findall(r"^## ([a-z-]+)$", PAGE, re.MULTILINE)
    assert sections == list(RuleName)


@pytest.mark.parametrize(
    ("rule", "terms"),
    [(RuleName.JARGON, JARGON), (RuleName.BLAME, BLAME), (RuleName.ABSOLUTE_PROMISE, ABSOLUTE_PROMISE)],
)
def test_the_words_of_a_list_are_on_the_page(rule: RuleName, terms: tuple[Term, ...]) -> None:
    rows = re.findall(r"^\| (`.*`) \| (.*) \|$", section(rule), re.MULTILINE)
    assert [(tuple(re.findall(r"`([^`]+)`", forms)), instead) for forms, instead in rows] == [
        (term.forms, term.instead) for term in terms
    ]


def test_the_finding_at_the_top_of_the_page_reads_so(tmp_path: Path) -> None:
    front = "---\ntitle: Orders\nkind: notice\ndate: 2026-05-01 09:00\npinned: true\n---\n\n"
    write(tmp_path, {"incidents/2026-05-01-orders.md": f"{front}We are looking for the root cause.\n"})
    said = run("check", "--site", tmp_path, "--now", NOW).stderr.strip()
    assert said in PAGE
