"""What is said by options comes in at the door as it was said; what can't be said is refused with a hint."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings

from site_builder.content.incident_file import parse_incident
from site_builder.content.texts import IncidentFiles, StatementFiles
from site_builder.desk.drafting import opener_text, update_text
from site_builder.desk.said import Said, Subject, statement
from site_builder.desk.times import Desk, looks_like_a_moment
from site_builder.desk.wish import WrongWish
from site_builder.door.context import DoorContext
from site_builder.door.text_file import decode
from site_builder.model import DataImpact, Expectation, Incident, LocalText, Update
from site_builder.vocabulary import ComponentStatus, Kind, Status
from tests.content.strategies import COMPONENTS, LANGUAGES, incidents
from tests.desk.saying import said
from tests.factories import a_site, at

ZONE = ZoneInfo("Europe/London")
SITE = a_site(*COMPONENTS, languages=LANGUAGES)
CONTEXT = DoorContext(zone=ZONE, languages=LANGUAGES, components=COMPONENTS)


def original(update: Update) -> Update:
    """What an update says in its first language, without its corrections, which come later."""

    def only(text: LocalText | None) -> LocalText | None:
        return text and LocalText.of(text.original.language, text.original.text)

    impact = update.data_impact
    return replace(
        update,
        body=LocalText.of(LANGUAGES[0], update.body.original.text),
        what_to_do=only(update.what_to_do),
        what_works=only(update.what_works),
        expected=tuple(replace(each, text=only(each.text)) for each in update.expected),
        data_impact=impact and DataImpact(status=impact.status, text=only(impact.text), as_of=impact.as_of),
        edited=(),
    )


def can_be_said(expected: Expectation) -> bool:
    text = expected.text.original.text if expected.text else ""
    return not looks_like_a_moment(text) and "=" not in text


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(incidents())
def test_a_story_that_is_said_by_options_is_the_story_that_is_read(incident: Incident) -> None:
    updates = [original(update) for update in incident.updates]
    assume(all(can_be_said(each) for update in updates for each in update.expected))
    wanted = replace(
        incident,
        title=LocalText.of(LANGUAGES[0], incident.title.original.text),
        updates=tuple(updates),
        questions=(),
        attachments=(),
    )
    made = []
    for update in updates:
        about = Subject(site=SITE, kind=incident.kind, status=update.status)
        made.append(statement(said(update, ZONE), about, Desk(zone=ZONE, now=update.date), update_id=update.id))
    texts = [opener_text(replace(wanted, updates=(made[0],)), ZONE, None)]
    texts += [update_text(update, ZONE, None, stem=f"file-{index}") for index, update in enumerate(made[1:])]
    opener, *others = (
        StatementFiles(stem=stem, original=decode(text.encode(), f"{stem}.md"))
        for stem, text in zip([incident.name, *(f"file-{index}" for index in range(len(made) - 1))], texts, strict=True)
    )
    files = IncidentFiles(opener=opener, folder=f"incidents/{incident.name}", updates=tuple(others))
    assert parse_incident(files, CONTEXT) == wanted


DESK = Desk(zone=ZONE, now=datetime(2026, 4, 22, 8, 0, tzinfo=UTC))
SHOP = a_site("online-orders", "gift-cards")


def read(words: Said, kind: Kind = Kind.INCIDENT) -> Update:
    return statement(words, Subject(site=SHOP, kind=kind, status=Status.INVESTIGATING), DESK)


@pytest.mark.parametrize("word", ["major_outage", "major-outage", "Major outage", " major_outage "])
def test_hyphens_and_capitals_of_a_word_do_not_matter(word: str) -> None:
    assert read(Said(components=(f"online-orders={word}",))).components == (
        ("online-orders", ComponentStatus.MAJOR_OUTAGE),
    )


def test_planned_work_puts_a_component_under_maintenance_without_a_word() -> None:
    found = read(Said(components=("gift-cards",)), Kind.MAINTENANCE).components
    assert found == (("gift-cards", ComponentStatus.UNDER_MAINTENANCE),)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (Said(components=("orders=major_outage",)), 'unknown component "orders".*online-orders'),
        (Said(components=("online-orders",)), "online-orders=STATUS"),
        (Said(components=("online-orders=majr_outage",)), 'did you mean "major_outage"'),
        (Said(status="completed"), "unknown status of an incident"),
        (Said(impact="huge"), "unknown impact"),
        (Said(next_update="soon"), "--next-update: .*is not a time"),
        (Said(starts="17"), "--starts: "),
        (Said(data_impact="leaked"), "unknown data impact"),
        (Said(data_impact_text="None."), "--data-impact-text needs --data-impact"),
        (Said(expected=("2026-02-30",)), "--expected: .*does not exist"),
        (Said(expected=("+2",)), "--expected: .*is not a time"),
        (Said(expected=("orders=2026-05-01",)), "--expected: unknown component"),
        (Said(expected=("2026-05-01", "gift-cards=2026-05-02")), "one for each component"),
        (Said(expected=("gift-cards=2026-05-01", "gift-cards=2026-05-02")), "one for each component"),
        (Said(expected=("two\nlines",)), "--expected: .*one line"),
    ],
)
def test_what_cannot_be_said_is_refused_and_the_option_named(words: Said, message: str) -> None:
    with pytest.raises(WrongWish, match=message):
        read(words)


def test_what_is_expected_is_a_day_a_time_or_words() -> None:
    found = read(Said(expected=("gift-cards=2026-05-01", "online-orders=tomorrow 9:00"))).expected
    assert [each.when for each in found] == [datetime(2026, 5, 1).date(), at("2026-04-23 08:00")]  # noqa: DTZ001
    words = read(Said(expected=("when it is safe",))).expected[0]
    assert words.text
    assert words.text.original.text == "when it is safe"


def test_an_end_counts_from_where_a_maintenance_began_before() -> None:
    about = Subject(site=SHOP, kind=Kind.MAINTENANCE, status=Status.IN_PROGRESS, starts=at("2026-04-22 21:00"))
    assert statement(Said(ends="+4h"), about, DESK).ends == at("2026-04-23 01:00")
