"""`templates/_headers`: a site's own rules, merged with ours."""

from pathlib import Path

import pytest

from site_builder.output.header_rules import merged, parse_rules, rule
from site_builder.pipeline import build, plan
from site_builder.problems import SiteProblems, Source
from site_builder.survey import Request
from tests.factories import at
from tests.program import make_site

NOW = at("2026-05-01 12:00")


def parsed(text: str) -> str:
    return "\n".join(str(one) for one in parse_rules(Source("templates/_headers", text)))


def headers(tmp_path: Path, own: str) -> str:
    site = make_site(tmp_path / "site")
    (site / "templates").mkdir()
    (site / "templates/_headers").write_text(own, encoding="utf-8")
    documents = plan(Request(folder=site, now=NOW)).documents
    return {each.path: each.content for each in documents}["_headers"].decode()


def problems(tmp_path: Path, own: str) -> list[str]:
    with pytest.raises(SiteProblems) as caught:
        headers(tmp_path, own)
    return [str(problem) for problem in caught.value.problems]


def block(text: str, path: str) -> list[str]:
    """The lines below a path."""
    (found,) = [part.splitlines() for part in text.split("\n\n") if part.splitlines()[0] == path]
    return [line.strip() for line in found[1:]]


# -- reading -------------------------------------------------------------------------------------


def test_comments_empty_lines_and_indentation_do_not_matter() -> None:
    text = "# ours\r\n/a\r\n\tX-One:  1 \n\n    X-Two: a: b, c\n#\n  https://x.example/*\n ! X-One\n"
    assert parsed(text) == "/a\n  X-One: 1\n  X-Two: a: b, c\n\nhttps://x.example/*\n  ! X-One\n"


def test_a_rule_is_read_as_it_is_written() -> None:
    ours = [rule("/*", Referrer_Policy="no-referrer"), rule("/a", X_One="1")]
    text = "\n".join(map(str, ours))
    assert parsed(text) == text


def test_lines_that_no_host_would_understand_are_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, "X-Early: 1\n/a\n  X-None\n  X-Empty:\n/b c\n") == [
        "templates/_headers:1:1: this header belongs to no path\n"
        "  1 | X-Early: 1\n"
        "    | ^^^^^^^^^^\n"
        "  a path begins with / and stands alone; below it, each header is one indented line: Name: value",
        "templates/_headers:3:3: this is neither a path nor a header\n"
        "  3 |   X-None\n"
        "    |   ^^^^^^\n"
        "  a path begins with / and stands alone; below it, each header is one indented line: Name: value",
        "templates/_headers:4:3: this is neither a path nor a header\n"
        "  4 |   X-Empty:\n"
        "    |   ^^^^^^^^\n"
        "  a path begins with / and stands alone; below it, each header is one indented line: Name: value",
        "templates/_headers:5:1: this is neither a path nor a header\n"
        "  5 | /b c\n"
        "    | ^^^^\n"
        "  a path begins with / and stands alone; below it, each header is one indented line: Name: value",
    ]


def test_a_file_that_is_not_text_is_a_problem(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "templates").mkdir()
    (site / "templates/_headers").write_bytes(b"/caf\xe9\n")
    with pytest.raises(SiteProblems) as caught:
        plan(Request(folder=site, now=NOW))
    assert caught.value.problems[0].location.path == "templates/_headers"


@pytest.mark.parametrize(
    ("rule_path", "path", "is_meant"),
    [
        ("/a", "/a", True),
        ("/a", "/a/b", False),
        ("/*", "/", True),
        ("/*", "/a/b", True),
        ("/a/*", "/a/", True),
        ("/a/*", "/a", False),
        ("/*.atom", "/x/feed.atom", True),
        ("/*.atom", "/x/feed.atom.txt", False),
        ("/*/feed.json", "/feed.json", False),
        ("/*/feed.json", "/a/b/feed.json", True),
        ("/a*a", "/a", False),
        ("/a*a", "/aa", True),
        ("/*b*c", "/abxc", True),
        ("/*b*c", "/acxb", False),
        ("/" + "*" * 60 + "x", "/" + "a" * 200, False),
        ("https://e.example/*", "/a", False),
    ],
)
def test_a_star_stands_for_anything(rule_path: str, path: str, is_meant: bool) -> None:
    assert rule(rule_path).matches(path) is is_meant


# -- merging -------------------------------------------------------------------------------------


def test_for_the_same_path_own_headers_replace_ours_and_the_others_stay(tmp_path: Path) -> None:
    found = headers(
        tmp_path, "/*\n  referrer-policy: same-origin\n  Permissions-Policy: geolocation=()\n/new\n  X: 1\n"
    )
    lines = block(found, "/*")
    assert [line for line in lines if line.lower().startswith("referrer")] == ["referrer-policy: same-origin"]
    assert "Permissions-Policy: geolocation=()" in lines
    assert "X-Content-Type-Options: nosniff" in lines
    assert block(found, "/new") == ["X: 1"]


def test_one_path_may_have_several_rules() -> None:
    own = parse_rules(Source("", "/a\n  X: 1\n/a\n  Y: 2\n  Y: 3\n"))
    (found,) = merged([rule("/a", Z="0")], own)
    assert str(found) == "/a\n  Z: 0\n  X: 1\n  Y: 2\n  Y: 3\n"


def test_a_header_that_would_be_sent_twice_is_a_problem_that_names_the_other_rule(tmp_path: Path) -> None:
    assert problems(tmp_path, "/incidents/*/index.html\n  Cache-Control: no-store\n") == [
        'templates/_headers:2:3: "Cache-Control" would be sent twice with /incidents/slow-orders/index.html: '
        '"/incidents/*" gives it, too\n'
        "  2 |   Cache-Control: no-store\n"
        "    |   ^^^^^^^^^^^^^\n"
        '  give it for "/incidents/*": what stands below the same path replaces what Site Builder says there'
    ]


def test_it_is_none_where_the_other_one_is_taken_away_first(tmp_path: Path) -> None:
    found = headers(tmp_path, "/incidents/slow-orders/*\n  ! Cache-Control\n  Cache-Control: no-store\n")
    assert block(found, "/incidents/slow-orders/*") == ["! Cache-Control", "Cache-Control: no-store"]


def test_it_is_none_where_no_file_has_both(tmp_path: Path) -> None:
    assert "/later/*\n  Cache-Control: no-store" in headers(tmp_path, "/later/*\n  Cache-Control: no-store\n")


# -- where it lies -------------------------------------------------------------------------------


def test_a_file_that_lies_in_the_output_stops_the_build_and_the_hint_says_where_it_belongs(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "public").mkdir()
    (site / "public/_headers").write_text("/*\n  X: 1\n", encoding="utf-8")
    with pytest.raises(SiteProblems) as caught:
        build(Request(folder=site, now=NOW), site / "public")
    (problem,) = caught.value.problems
    assert problem.hint == "move it to templates/_headers: rules in there are merged with those of Site Builder"


def test_moved_there_the_site_is_built(tmp_path: Path) -> None:
    assert block(headers(tmp_path, "/*\n  X: 1\n"), "/*")[-1] == "X: 1"
