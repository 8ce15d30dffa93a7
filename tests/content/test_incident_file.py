"""Incidents as text and back, and whatever else may stand in such files."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.content.incident_file import format_incident, parse_incident
from site_builder.content.texts import IncidentFiles, StatementFiles
from site_builder.door.context import DoorContext
from site_builder.door.text_file import decode
from site_builder.model import Incident, LocalText, Phrase, Question
from site_builder.problems import Problem, SiteProblems, Source
from tests.content.strategies import COMPONENTS, LANGUAGES, incidents
from tests.factories import an_incident, an_update

CONTEXT = DoorContext(zone=ZoneInfo("Europe/London"), languages=LANGUAGES, components=COMPONENTS)
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def files_of(texts: Iterable[tuple[str, str]], incident: Incident) -> IncidentFiles:
    """What the library would make of these files."""
    base = f"incidents/{incident.name}"
    statements: dict[str, dict[str, Source]] = {}
    for path, text in texts:
        stem, _, language = path.removesuffix(".md").partition(".")
        source = decode(text.encode(), path)
        assert path not in {one.path for each in statements.values() for one in each.values()}, "a file is overwritten"
        statements.setdefault(stem, {})[language or LANGUAGES[0]] = source
    asked = statements.pop(f"{base}/questions", {})
    found = [
        StatementFiles(
            stem=stem.rpartition("/")[2],
            original=sources[LANGUAGES[0]],
            translations={language: sources[language] for language in LANGUAGES[1:] if language in sources},
        )
        for stem, sources in statements.items()
    ]
    opener, *updates = found
    return IncidentFiles(
        opener=opener, folder=base, updates=tuple(updates), questions=asked, attachments=incident.attachments
    )


def without_anchors(incident: Incident) -> Incident:
    """Anchors follow from headings; they stand in no file."""
    bare = tuple(Question(id="", heading=one.heading, answer=one.answer) for one in incident.questions)
    return replace(incident, questions=bare)


def test_a_translation_keeps_a_first_character_that_looks_like_a_byte_order_mark() -> None:
    body = LocalText((Phrase("en", "Text"), Phrase("cy", "\ufeffTestun")))
    story = an_incident(an_update(), replace(an_update("2026-04-22 10:00"), body=body))
    read = parse_incident(files_of(format_incident(story), story), CONTEXT)
    assert read.updates[1].body == body


@QUICK
@given(incidents())
def test_an_incident_that_is_written_and_read_again_is_the_same(incident: Incident) -> None:
    texts = format_incident(incident)
    read = parse_incident(files_of(texts, incident), CONTEXT)
    assert without_anchors(read) == without_anchors(incident)
    assert format_incident(read) == texts


@settings(QUICK, max_examples=10)
@given(incidents(), st.randoms())
def test_the_order_of_updates_does_not_depend_on_the_order_of_files(incident: Incident, random: Random) -> None:
    files = files_of(format_incident(incident), incident)
    updates = list(files.updates)
    random.shuffle(updates)
    assert parse_incident(replace(files, updates=tuple(updates)), CONTEXT) == parse_incident(files, CONTEXT)


def test_updates_of_the_same_minute_stand_by_their_file_names() -> None:
    def a_file(stem: str, keys: str) -> StatementFiles:
        return StatementFiles(
            stem=stem, original=Source(f"{stem}.md", f"---\n{keys}date: 2026-04-22 09:00\n---\nText\n")
        )

    updates = tuple(a_file(stem, "status: monitoring\n") for stem in ("b", "c", "a"))
    files = IncidentFiles(opener=a_file("x", "title: T\n"), folder="incidents/x", updates=updates)
    assert [update.id for update in parse_incident(files, CONTEXT).updates] == ["opened", "a", "b", "c"]


# -- anything at all -----------------------------------------------------------------------------

_KEYS = [
    "title",
    "date",
    "status",
    "kind",
    "components",
    "expected",
    "data_impact",
    "edited",
    "starts",
    "ends",
    "impact",
    "draft",
    "id",
    "x",
    "<y>",
    "[key]",
]
_VALUES = (
    "2026-04-22 09:00",
    "2026-02-30",
    "online-orders",
    "major_outage",
    "{online-orders: major_outage}",
    "{online-orders: }",
    "[a, [b, {c: d}]]",
    "{status: none, as_of: x}",
    "[{date: 2026-04-22 09:00}]",
    "&a b",
    "*a",
    "!t x",
    '"\\ud800"',
    '"\\U0010ffff"',
    "'it''s'",
    "|",
    ">",
    "@",
    "%",
    "?",
    "",
    "~",
)
_LINE = st.one_of(
    st.builds("{}: {}".format, st.sampled_from(_KEYS), st.sampled_from(_VALUES)),
    st.builds("  {}: {}".format, st.sampled_from([*COMPONENTS, *_KEYS]), st.sampled_from(_VALUES)),
    st.builds("- {}".format, st.sampled_from(_VALUES)),
    st.sampled_from(["---", "...", "", "\t", "text", "# comment", "\ufeff", "<<: {a: b}"]),
    st.text(max_size=10),
)
_FILE = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")),
    st.lists(_LINE, max_size=12).map(lambda lines: "\n".join(["---", *lines, "---", "Text"]).encode(errors="ignore")),
    st.lists(_LINE, max_size=8).map(
        lambda lines: "\r\n".join(["---", "title: T", "date: 2026-04-22 09:00", *lines, "---", "Text"]).encode(
            errors="ignore"
        )
    ),
)


def assert_inside(problem: Problem, raw: bytes) -> None:
    """The place is one that an editor can go to."""
    text = raw.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.removeprefix("\ufeff").split("\n")
    at = problem.location
    assert 0 <= at.line <= len(lines)
    if at.line:
        assert 1 <= at.column <= len(lines[at.line - 1]) + 1
        assert problem.excerpt is not None
        assert at.length >= 1
    assert str(problem)


@settings(QUICK, max_examples=100)
@given(_FILE, st.sampled_from(["opener", "update", "translation", "questions"]))
def test_whatever_a_file_holds_it_is_read_or_its_problems_are_said(raw: bytes, role: str) -> None:
    for problem in problems_of(raw, role):
        if problem.location.path == "bad.md":
            assert_inside(problem, raw)


def problems_of(raw: bytes, role: str) -> tuple[Problem, ...]:
    """What is wrong with an incident in which one file holds `raw`."""
    good = Source("good.md", "---\ntitle: T\ndate: 2026-04-22 09:00\n---\nText\n")
    try:
        source = decode(raw, "bad.md")
        statement = StatementFiles(stem="a", original=source)
        opener = StatementFiles(
            stem="x",
            original=source if role == "opener" else good,
            translations={"cy": source} if role == "translation" else {},
        )
        updates = (statement,) if role == "update" else ()
        questions = {"en": source} if role == "questions" else {}
        parse_incident(
            IncidentFiles(opener=opener, folder="incidents/x", updates=updates, questions=questions), CONTEXT
        )
    except SiteProblems as error:
        return error.problems
    return ()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["", "byte order mark"])
def test_line_endings_and_byte_order_marks_make_no_difference(ending: str, start: bytes) -> None:
    text = "---\ntitle: T\ndate: 2026-04-22 09:00\n---\n\nOne\nTwo\n"
    files = IncidentFiles(
        opener=StatementFiles(stem="x", original=decode(start + text.replace("\n", ending).encode(), "x.md")),
        folder="incidents/x",
    )
    assert parse_incident(files, CONTEXT).opener.body.original.text == "One\nTwo"
