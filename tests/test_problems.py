"""Each folder in tests/problems/ is a small site with the exact text of what is wrong with it.

`pytest tests/test_problems.py --update-golden` writes what comes out now; read the difference before you commit it.
"""

from pathlib import Path

import pytest

from site_builder.pipeline import plan
from site_builder.problems import Location, Problem, Severity, SiteProblems, Source, did_you_mean, quoted
from site_builder.survey import Request
from tests.factories import at

NOW = at("2026-05-06 09:00")
CASES = sorted(file.parent for file in (Path(__file__).parent / "problems").glob("*/expected.txt"))


def said_about(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the site in `folder`."""
    try:
        plan(Request(folder=folder, now=NOW))
    except SiteProblems as error:
        return error.problems
    return ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_writer_is_told_exactly_this(case: Path, update_golden: bool) -> None:
    problems = said_about(case)
    text = "".join(f"{problem}\n" for problem in problems)
    if update_golden:
        (case / "expected.txt").write_text(text, encoding="utf-8")
    assert text == (case / "expected.txt").read_text(encoding="utf-8")
    for problem in problems:
        assert problem.hint, f"no hint: {problem}"
        assert_place_is_real(case, problem)


def assert_place_is_real(folder: Path, problem: Problem) -> None:
    """The carets stand under something that is in the file."""
    at_ = problem.location
    if at_.line:
        line = (folder / at_.path).read_text(encoding="utf-8").split("\n")[at_.line - 1]
        assert 1 <= at_.column <= len(line) + 1
        assert at_.column + at_.length <= len(line) + 2


# -- how a problem reads -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location("site.yml"), "site.yml"),
        (Location("site.yml", 3), "site.yml:3"),
        (Location("site.yml", 3, 7), "site.yml:3:7"),
    ],
)
def test_a_location_reads_as_editors_link_it(location: Location, text: str) -> None:
    assert str(location) == text


def test_places_come_in_the_order_of_the_text() -> None:
    places = [Location("b", 1, 1), Location("a", 10, 1), Location("a", 9, 2), Location("a", 9, 1), Location("a")]
    assert [str(place) for place in sorted(places)] == ["a", "a:9:1", "a:9:2", "a:10:1", "b:1:1"]


def shown(text: str, column: int, length: int = 1) -> list[str]:
    """The line and its carets."""
    return str(Source("f", text).problem("x", line=1, column=column, length=length)).split("\n")[1:]


def test_carets_stand_under_the_word() -> None:
    assert shown("status: fixed", 9, 5) == ["  1 | status: fixed", "    |         ^^^^^"]


def test_carets_stand_under_the_word_behind_tabs_accents_and_wide_characters() -> None:
    assert shown("\té e\u0301: x", 8) == ["  1 |  é e\u0301: x", "    |       ^"]
    assert shown("日本: 東京", 5, 2) == ["  1 | 日本: 東京", "    |       ^^^^"]


def test_carets_end_with_the_line() -> None:
    assert shown("abc", 3, 50) == ["  1 | abc", "    |   ^"]
    assert shown("abc", 4) == ["  1 | abc", "    |    ^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    line, carets = shown("a" * 300 + "HERE" + "b" * 300, 301, 4)
    assert len(line) < 120
    assert (line[6], line[-1]) == ("…", "…")
    assert line[carets.index("^") : carets.rindex("^") + 1] == "HERE"


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert shown("a\x1b[31mb", 1)[0] == "  1 | a�[31mb"


def test_a_warning_says_that_it_is_one() -> None:
    problem = Source("f", "").problem("x", severity=Severity.WARNING, hint="one\ntwo")
    assert str(problem) == "f: warning: x\n  one\n  two"


def test_lines_end_where_editors_end_them() -> None:
    source = Source("f", "a\x0cb\u2028c\nd")
    assert (source.line(1), source.line(2), source.line(3), source.line(0)) == ("a\x0cb\u2028c", "d", None, None)


# -- hints ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("major-outage", "major_outage"),
        ("Major Outage", "major_outage"),
        ("major_outages", "major_outage"),
        ("MAJOR_OUTAGE", "major_outage"),
        ("degraded", "degraded_performance"),
        ("down", "major_outage"),
    ],
)
def test_the_nearest_known_word_is_proposed(word: str, meant: str) -> None:
    known = ["operational", "degraded_performance", "major_outage"]
    hint = did_you_mean(word, known, synonyms={"down": "major_outage"})
    assert hint == f'did you mean "{meant}"? (operational, degraded_performance, major_outage)'


def test_without_a_near_word_all_are_listed() -> None:
    assert did_you_mean("xyz", ["en", "cy"]) == "known are: en, cy"
    assert did_you_mean("", ["en", "cy"]) == "known are: en, cy"
    assert did_you_mean("xyz", []) == "none is known here"


def test_a_synonym_that_is_not_known_here_is_not_proposed() -> None:
    assert did_you_mean("fixed", ["active", "ended"], synonyms={"fixed": "resolved"}) == "known are: active, ended"


def test_a_long_list_is_cut() -> None:
    hint = did_you_mean("zzz", [f"component-{number}" for number in range(300)])
    assert hint.endswith("component-19, …")


def test_a_long_quotation_is_cut() -> None:
    assert quoted("short") == '"short"'
    assert quoted("two\nlines") == '"two lines"'
    assert len(quoted("x" * 10_000)) < 70
