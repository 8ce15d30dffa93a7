"""`check`: what it says, in which form, and how it ends. What each rule finds is told in tests/editing."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from site_builder import __version__
from site_builder.vocabulary import RuleName
from tests.editing.repository import commit
from tests.editing.site import HEAD, NOW, SLOW, write
from tests.program import INCIDENT, make_site, run, tree

SCHEMA = Path(__file__).parents[2] / "docs/schemas/commands/check.json"
BAD = HEAD + "The **latency**: 50% is high, as\nhuman error.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with two things that an editor would mend."""
    return write(tmp_path, {SLOW: BAD})


def test_a_site_in_which_nothing_is_to_be_mended_is_fine_also_when_strict(tmp_path: Path) -> None:
    site = write(tmp_path, {SLOW: HEAD + "Orders take longer than usual.\n"})
    before = tree(site)
    done = run("check", "--strict", "--site", site, "--now", NOW)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 incident, 1 update: no problems\n", "")
    assert tree(site) == before


def test_a_finding_has_a_place_a_name_a_sentence_and_a_hint(site: Path) -> None:
    before = tree(site)
    done = run("check", "--site", site, "--now", NOW)
    assert done.returncode == 0
    assert done.stderr.startswith(
        f'{SLOW}:10:7: warning[jargon]: "latency" is a word of the trade\n'
        "  10 | The **latency**: 50% is high, as\n"
        "     |       ^^^^^^^\n"
        "  in plain words: slow\n\n"
    )
    assert done.stdout == "1 incident, 1 update: 2 warnings\n"
    assert tree(site) == before


def test_strict_ends_with_1_where_there_is_a_warning(site: Path) -> None:
    assert run("check", "--strict", "--site", site, "--now", NOW).returncode == 1


def test_where_a_file_can_not_be_read_its_mistakes_are_told_alone(site: Path) -> None:
    write(site, {"incidents/broken.md": INCIDENT.replace("degraded_performance", "slow")})
    done = run("check", "--site", site, "--now", NOW)
    assert done.returncode == 1
    assert 'unknown component status "slow"' in done.stderr
    assert "warning[" not in done.stderr
    assert "1 problem; nothing was written" in done.stdout


def test_a_mistake_that_shows_only_in_pages_is_told_together_with_the_findings(site: Path) -> None:
    write(site, {SLOW: BAD + "See [there](nowhere.md).\n"})
    done = run("check", "--site", site, "--now", NOW)
    assert done.returncode == 1
    assert f'{SLOW}:12:13: "nowhere.md" leads nowhere' in done.stderr
    assert f"{SLOW}:10:7: warning[jargon]" in done.stderr
    assert done.stdout == "1 incident, 1 update: 1 error, 2 warnings\n"


def test_annotations_have_the_name_of_the_rule_as_their_title(site: Path) -> None:
    done = run("check", "--site", site, "--now", NOW, "--format", "github")
    assert done.stdout.splitlines()[0] == (
        f"::warning file={SLOW},title=jargon,line=10,col=7,endColumn=13::"
        '"latency" is a word of the trade%0Ain plain words: slow'
    )
    broken = make_site(site / "other", one=INCIDENT.replace("degraded_performance", "slow"))
    assert "title=" not in run("check", "--site", broken, "--now", NOW, "--format", "github").stdout


# -- for programs --------------------------------------------------------------------------------


def valid(text: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(json.loads(text))


def test_what_check_says_as_json_follows_its_schema(site: Path) -> None:
    write(site, {"incidents/draft.md": HEAD.replace("title:", "draft: true\ntitle:") + "Text.\n"})
    write(site, {"incidents/later.md": HEAD.replace("2026-05-01", "2026-05-02") + "Text.\n"})
    for arguments in ([], ["--translations"], ["--strict"]):
        done = run("check", "--site", site, "--now", NOW, "--format", "json", *arguments)
        valid(done.stdout)
        said = json.loads(done.stdout)
        assert [problem["rule"] for problem in said["problems"] if problem["rule"]] == ["jargon", "blame"]
        assert (said["errors"], said["incidents"]) == (0, 1)
    commit(site, {})
    write(site, {SLOW: BAD.replace("high", "low")})
    since = run("check", "--site", site, "--now", NOW, "--format", "json", "--since", "HEAD").stdout
    valid(since)
    assert [problem["rule"] for problem in json.loads(since)["problems"]] == ["silent-edit", "jargon", "blame"]
    write(site, {"incidents/broken.md": "nothing\n"})
    valid(run("check", "--site", site, "--now", NOW, "--format", "json").stdout)


def test_the_schema_knows_every_rule_and_tells_every_field() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    rules = schema["$defs"]["Problem"]["properties"]["rule"]["anyOf"][0]["enum"]
    assert rules == list(RuleName)
    for each in (schema, *schema["$defs"].values()):
        assert each["additionalProperties"] is False
        assert all(field["description"] for field in each["properties"].values())


def test_check_writes_sarif_that_points_to_each_place(site: Path) -> None:
    """The shape that SARIF 2.1.0 requires, by its sections, and what code hosts ask for besides."""
    done = run("check", "--site", site, "--now", NOW, "--format", "sarif")
    log = json.loads(done.stdout)
    assert (log["version"], log["$schema"].rpartition("/")[2]) == ("2.1.0", "sarif-schema-2.1.0.json")  # 3.13
    (run_,) = log["runs"]
    driver = run_["tool"]["driver"]  # 3.18.2, 3.19.8
    assert (driver["name"], driver["semanticVersion"]) == ("Site Builder", __version__)
    ids = [rule["id"] for rule in driver["rules"]]  # 3.49.3
    assert ids == ["mistake", *RuleName]
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    first, second = run_["results"]
    assert first == {
        "ruleId": "jargon",
        "ruleIndex": ids.index("jargon"),
        "level": "warning",
        "message": {"text": '"latency" is a word of the trade\nin plain words: slow'},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": SLOW},
                    "region": {"startLine": 10, "startColumn": 7, "endColumn": 14},
                }
            }
        ],
    }
    assert second["ruleId"] == "blame"
    assert run_["columnKind"] == "unicodeCodePoints"  # 3.14.17


def test_sarif_has_mistakes_too_and_files_as_a_whole_without_a_region(site: Path) -> None:
    write(site, {"incidents/a b.md": HEAD + "Text.\n", "incidents/broken.md": "nothing\n"})
    done = run("check", "--site", site, "--now", NOW, "--format", "sarif")
    assert done.returncode == 1
    results = json.loads(done.stdout)["runs"][0]["results"]
    assert {result["ruleId"] for result in results} == {"mistake"}
    assert {result["level"] for result in results} == {"error"}
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert {"artifactLocation": {"uri": "incidents/a%20b.md"}} in places
    assert any("region" in place for place in places)


def test_without_findings_sarif_has_an_empty_list(tmp_path: Path) -> None:
    done = run("check", "--site", write(tmp_path, {}), "--now", NOW, "--format", "sarif")
    assert json.loads(done.stdout)["runs"][0]["results"] == []


def test_only_check_writes_sarif(site: Path) -> None:
    assert run("build", "--site", site, "--now", NOW, "--format", "sarif").returncode == 2


def test_a_translation_that_is_older_is_told_once(tmp_path: Path) -> None:
    edited = HEAD.replace("---\n\n", "edited:\n  - {date: 2026-05-01 10:00, reason: Wrong.}\n---\n\n")
    site = write(tmp_path, {SLOW: edited + "Text.\n", "incidents/slow.cy.md": "---\ntitle: Araf\n---\n\nTestun.\n"})
    done = run("check", "--translations", "--site", site, "--now", NOW)
    assert done.stderr.count("may be older than its original") == 1
    write(site, {"site.yml": "check: {rules: {translation-stale: off}}\n"})
    assert "may be older" not in run("check", "--site", site, "--now", NOW).stderr
    assert "cy.md: warning: may be older" in run("check", "--translations", "--site", site, "--now", NOW).stderr
