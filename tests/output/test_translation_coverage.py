"""What counts as translated, and when a translation is older than its original."""

from dataclasses import replace

import pytest

from site_builder.model import DataImpact, Edit, Expectation, Incident, Question, Translated, Update
from site_builder.output.translation_coverage import Coverage, is_older, text_coverage
from site_builder.overview import HeldBack
from site_builder.vocabulary import DataImpactStatus
from tests.factories import a_site, an_incident, an_update, at, text

CORRECTION = Edit(date=at("2026-04-22 10:00"), reason=text("A wrong shop."))


def corrected(times: int) -> Update:
    return an_update(edited=(CORRECTION,) * times)


def in_welsh(corrections: int = 0) -> Translated:
    return Translated(language="cy", source="incidents/one.cy.md", corrections=corrections)


def coverage(*incidents: Incident, held: tuple[HeldBack, ...] = ()) -> Coverage:
    """What there is in Welsh, on a site whose own texts are translated."""
    site = a_site(languages=("en", "cy"), name=text("Harbour Stores", cy="Siopau'r Harbwr"))
    return text_coverage(site, incidents, held, "cy", lambda _path: None)


def translated(update: Update, *, corrections: int = 0) -> Update:
    """The update with its text in Welsh."""
    return replace(update, body=text("Down", cy="I lawr"), translations=(in_welsh(corrections),))


@pytest.mark.parametrize(
    ("original", "translation", "older"), [(0, 0, False), (1, 0, True), (1, 1, False), (2, 1, True)]
)
def test_a_translation_is_older_when_it_lists_fewer_corrections(original: int, translation: int, older: bool) -> None:
    assert is_older(corrected(original), in_welsh(translation)) is older


def test_the_first_correction_that_a_translation_does_not_list_is_named() -> None:
    later = Edit(date=at("2026-04-23 12:00"), reason=text("A wrong day."))
    update = translated(an_update(edited=(CORRECTION, later)), corrections=1)
    (problem,) = coverage(an_incident(update, title=text("Down", cy="I lawr"))).problems
    assert problem.location.path == "incidents/one.cy.md"
    assert "2026-04-23 13:00 BST" in problem.message
    assert "A wrong day." in (problem.hint or "")


def test_a_translation_into_another_language_does_not_count() -> None:
    german = Translated(language="de", source="incidents/one.de.md")
    found = coverage(an_incident(replace(an_update(), translations=(german,))))
    assert (found.total, found.missing) == (1, 1)


def test_only_the_opening_statement_has_a_title_to_translate() -> None:
    found = coverage(an_incident(translated(an_update()), translated(an_update("2026-04-22 10:00"))))
    assert (found.total, found.incomplete) == (2, 1)
    assert [problem.message for problem in found.problems] == ['"title" is not translated into Welsh']


def test_what_an_incident_expects_and_says_of_data_is_translated_too() -> None:
    impact = DataImpact(status=DataImpactStatus.UNKNOWN, text=text("We are looking."))
    update = translated(an_update(expected=(Expectation(text=text("Soon")),), data_impact=impact))
    found = coverage(an_incident(update, title=text("Down", cy="I lawr")))
    assert {problem.message.split()[0] for problem in found.problems} == {'"expected"', '"data_impact"'}
    assert found.incomplete == 1


def test_a_date_that_is_expected_needs_no_translation() -> None:
    update = translated(an_update(expected=(Expectation(when=at("2026-05-01 09:00")),)))
    assert coverage(an_incident(update, title=text("Down", cy="I lawr"))).problems == ()


def test_questions_wait_for_the_draft_that_opens_their_story() -> None:
    question = Question(id="question-why", heading=text("Why?"), answer=text("We do not know."))
    held = HeldBack(source=an_update().source, until=None)
    found = coverage(an_incident(questions=(question,)), held=(held,))
    assert [problem.message for problem in found.problems] == ["not translated into Welsh (a draft)"] * 2


def test_problems_stand_in_the_order_of_their_files() -> None:
    incidents = [an_incident(an_update(source=f"incidents/{name}.md"), name=name) for name in "cab"]
    assert [problem.location.path for problem in coverage(*incidents).problems] == [
        "incidents/a.md",
        "incidents/b.md",
        "incidents/c.md",
    ]
