"""`maintenance.ics`: planned work for calendar programs, read back as two of them read it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from site_builder.model import Edit, Incident, Site, Update
from site_builder.output.calendar import Booking, booking, calendar_documents, listed, sequence
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import all_languages
from site_builder.output.shelf import Shelf
from site_builder.pipeline import plan
from site_builder.status import site_overview
from site_builder.survey import Request
from site_builder.vocabulary import LIFECYCLES, ComponentStatus, Edition, Kind, Status
from tests import shop
from tests.content.strategies import markdown, one_line
from tests.factories import a_maintenance, a_notice, a_site, an_incident, an_update, at, text
from tests.output.building import LATE, theme_of
from tests.program import make_site

DOWN = {"orders": ComponentStatus.UNDER_MAINTENANCE}
BEFORE = "2026-04-23 00:00"


def calendars(*incidents: Incident, site: Site | None = None, now: str = LATE) -> dict[str, bytes]:
    """The calendars of a site by their path; of texts that can't be rendered, nothing is asked."""
    site = site or a_site("orders", "cards")
    overview = site_overview(site.components, incidents, at(now), site.timezone)
    renderer = MarkupRenderer(Shelf([state.incident for state in overview.incidents], site.languages))
    languages = all_languages(site, overview, theme_of(site), renderer)
    return {document.path: document.content for each in languages for document in calendar_documents(each)}


def read(content: bytes) -> Any:
    """A calendar as icalendar reads it."""
    return Calendar.from_ical(content)


def events(*incidents: Incident, path: str = "maintenance.ics", site: Site | None = None, now: str = LATE) -> list[Any]:
    return list(read(calendars(*incidents, site=site, now=now)[path]).events)


def event(work: Incident, *, now: str = LATE) -> Any:
    (found,) = events(work, now=now)
    return found


def window(found: Any) -> tuple[datetime, datetime | None]:
    return found["dtstart"].dt, found["dtend"].dt if "dtend" in found else None


def scheduled(when: str, starts: str | None = None, ends: str | None = None) -> Update:
    return an_update(when, Status.SCHEDULED, starts=at(starts) if starts else None, ends=at(ends) if ends else None)


# -- every calendar --------------------------------------------------------------------------------


def of_shop() -> dict[str, bytes]:
    return {path: content for path, content in shop.documents().items() if path.endswith(".ics")}


def test_there_is_one_of_the_site_and_one_of_each_component_in_each_language() -> None:
    ids = [component.id for component in shop.planned().site.components]
    below = ["maintenance.ics", *(f"components/{id}/maintenance.ics" for id in ids)]
    languages = shop.planned().site.languages
    roots = ["", *(f"{language}/" for language in languages[1:])]
    assert sorted(of_shop()) == sorted(f"{root}{path}" for root in roots for path in below)


def test_icalendar_reads_each_without_an_error() -> None:
    for path, content in of_shop().items():
        calendar = read(content)
        assert not calendar.errors, path
        assert calendar["version"] == "2.0", path
        assert calendar["method"] == "PUBLISH", path
        assert calendar["prodid"], path
        assert calendar.subcomponents, path
        for found in calendar.walk():
            assert not found.errors, path


def test_vobject_finds_each_valid() -> None:
    for path, content in of_shop().items():
        calendar = vobject.readOne(content.decode())
        assert calendar.validate(raiseException=True), path
        for found in calendar.contents.get("vevent", []):
            assert found.validate(raiseException=True), path


def test_lines_end_with_crlf_and_are_at_most_75_octets_long() -> None:
    for path, content in of_shop().items():
        assert content.endswith(b"END:VCALENDAR\r\n"), path
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content), path
        for line in content.split(b"\r\n"):
            assert len(line) <= 75, path
            line.decode()  # no character is split


def test_all_times_are_in_utc() -> None:
    for path, content in of_shop().items():
        values = re.findall(rb"^(DT\w+|CREATED|LAST-MODIFIED)(;[^:]*)?:(.*)\r$", content, re.MULTILINE)
        events = content.partition(b"BEGIN:VEVENT")[1]
        assert bool(values) >= bool(events), path
        for name, parameters, value in values:
            if b"BEGIN:VEVENT" in content:
                assert re.fullmatch(rb"\d{8}T\d{6}Z", value), (path, name)
                assert parameters == b"", (path, name)


def test_each_event_has_what_a_published_one_must_have() -> None:
    """RFC 5546 §3.2.1."""
    total = 0
    for content in of_shop().values():
        for found in read(content).events:
            total += 1
            for name in ("uid", "dtstamp", "dtstart", "summary", "sequence", "organizer"):
                assert name in found, name
            assert "attendee" not in found
            assert "location" not in found
            assert found["transp"] == "TRANSPARENT"
            assert "dtend" not in found or found["dtend"].dt > found["dtstart"].dt
    assert total > 3


def test_a_calendar_without_work_is_still_one() -> None:
    for content in calendars().values():
        calendar = read(content)
        assert calendar.events == []
        assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE"]
        assert vobject.readOne(content.decode()).validate(raiseException=True)


def test_it_says_whose_it_is_and_how_often_to_ask() -> None:
    site = a_site("orders", description=text("Does it work?"))
    files = calendars(site=site)
    whole = read(files["maintenance.ics"])
    assert whole["name"] == whole["x-wr-calname"] == "Harbour Stores · Planned maintenance"
    assert whole["description"] == whole["x-wr-caldesc"] == "Does it work?"
    assert whole["refresh-interval"].to_ical() == whole["x-published-ttl"].encode() == b"PT1H"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in files["maintenance.ics"]
    assert whole["source"] == "https://status.example.com/maintenance.ics"
    assert whole["url"] == "https://status.example.com/"
    narrow = read(files["components/orders/maintenance.ics"])
    assert narrow["name"] == "Harbour Stores · Orders · Planned maintenance"
    assert narrow["url"] == "https://status.example.com/components/orders/"


# -- which work is in it ---------------------------------------------------------------------------


def test_only_maintenance_is_in_it() -> None:
    found = events(an_incident(), a_notice(), a_maintenance())
    assert [str(one["summary"]) for one in found] == ["New tills"]


def test_a_components_calendar_holds_what_changes_it() -> None:
    works = (a_maintenance(name="one", title="One", components=DOWN), a_maintenance(name="two", title="Two"))
    assert len(events(*works)) == 2
    assert [str(one["summary"]) for one in events(*works, path="components/orders/maintenance.ics")] == ["One"]
    assert events(*works, path="components/cards/maintenance.ics") == []


def test_what_is_held_back_is_not_in_it() -> None:
    assert events(a_maintenance(), now="2026-04-21 00:00") == []
    moved = a_maintenance(scheduled("2026-04-24 09:00", "2026-04-27 22:00", "2026-04-28 02:00"))
    assert window(event(moved, now=BEFORE))[0] == at("2026-04-25 22:00")
    assert event(moved, now=BEFORE)["sequence"] == 0


def test_all_that_is_to_come_stays_and_the_oldest_of_what_is_over_goes() -> None:
    def work(name: str, starts: str) -> Incident:
        return a_maintenance(name=name, starts=f"{starts} 22:00", ends=f"{starts} 23:00")

    days = ["2026-04-25", "2026-04-26", "2026-04-27", "2026-06-10", "2026-06-11"]
    works = [work(f"w{index}", day) for index, day in enumerate(days)]
    states = site_overview((), works, at(LATE), a_site().timezone).incidents
    assert [state.incident.name for state in listed(states, 1)] == ["w2", "w3", "w4"]
    assert [state.incident.name for state in listed(states, 50)] == ["w0", "w1", "w2", "w3", "w4"]


# -- one event -------------------------------------------------------------------------------------


def test_an_event_says_what_when_and_where_to_read_more() -> None:
    found = event(a_maintenance(components=DOWN), now=BEFORE)
    assert found["uid"] == "new-tills@status.example.com"
    assert found["summary"] == "New tills"
    assert found["summary"].params["LANGUAGE"] == "en"
    assert found["description"].startswith("We are looking into it.\n")
    assert found["description"].endswith("\nhttps://status.example.com/incidents/new-tills/")
    assert found["url"] == "https://status.example.com/incidents/new-tills/"
    assert [str(one) for one in found["categories"].cats] == ["Orders"]
    assert window(found) == (at("2026-04-25 22:00"), at("2026-04-26 02:00"))
    assert found["status"] == "CONFIRMED"
    assert found["created"].dt == found["dtstamp"].dt == found["last-modified"].dt == at("2026-04-22 09:00")


def test_the_four_answers_are_in_its_text() -> None:
    opener = an_update(
        status=Status.SCHEDULED,
        starts=at("2026-04-25 22:00"),
        ends=at("2026-04-26 02:00"),
        what_to_do=text("Pay in [cash](https://bank.example/x)."),
        next_update=at("2026-04-24 12:00"),
    )
    said = event(a_maintenance(opener=opener))["description"]
    assert "What do I need to do?\n\nPay in cash (https://bank.example/x)." in said
    # It was a promise when it was said; that it is late by now is no news of the event.
    assert "Next update by 24 April 2026, 13:00 BST" in said


def test_time_alone_changes_no_byte() -> None:
    works = (a_maintenance(components=DOWN), a_maintenance(an_update("2026-04-25 23:00", Status.IN_PROGRESS), name="b"))
    moments = ["2026-04-25 23:30", "2026-04-26 01:00", "2026-04-26 02:00", "2027-01-01 00:00"]
    assert len({calendars(*works, now=moment)["maintenance.ics"] for moment in moments}) == 1


def test_rescheduling_raises_the_sequence_and_keeps_the_uid() -> None:
    moved = scheduled("2026-04-23 09:00", "2026-04-27 22:00", "2026-04-28 02:00")
    again = scheduled("2026-04-24 09:00", None, "2026-04-28 03:00")
    first, second, third = (event(a_maintenance(*updates)) for updates in [(), (moved,), (moved, again)])
    assert first["uid"] == second["uid"] == third["uid"]
    assert [one["sequence"] for one in (first, second, third)] == [0, 1, 2]
    assert window(second) == (at("2026-04-27 22:00"), at("2026-04-28 02:00"))
    assert window(third) == (at("2026-04-27 22:00"), at("2026-04-28 03:00"))
    assert third["dtstamp"].dt == third["last-modified"].dt == at("2026-04-24 09:00")
    assert third["created"].dt == at("2026-04-22 09:00")


def test_an_update_that_moves_nothing_leaves_the_sequence() -> None:
    found = event(a_maintenance(an_update("2026-04-23 09:00", Status.SCHEDULED, body="Still on.")))
    assert found["sequence"] == 0
    assert found["dtstamp"].dt == at("2026-04-23 09:00")
    assert found["description"].startswith("Still on.")


def test_cancelling_keeps_the_window_and_says_so_in_words() -> None:
    found = event(a_maintenance(an_update("2026-04-23 09:00", Status.CANCELLED)))
    assert found["status"] == "CANCELLED"
    assert found["summary"] == "Cancelled: New tills"
    assert found["sequence"] == 1
    assert window(found) == (at("2026-04-25 22:00"), at("2026-04-26 02:00"))


def test_planning_again_after_cancelling_takes_the_cancelling_back() -> None:
    updates = (
        an_update("2026-04-23 09:00", Status.CANCELLED),
        scheduled("2026-04-24 09:00", "2026-04-29 22:00", "2026-04-30 02:00"),
    )
    found = event(a_maintenance(*updates))
    assert (found["status"], found["sequence"]) == ("CONFIRMED", 2)
    assert found["summary"] == "New tills"
    assert window(found) == (at("2026-04-29 22:00"), at("2026-04-30 02:00"))


def test_work_that_is_done_early_ends_early() -> None:
    found = event(a_maintenance(an_update("2026-04-26 00:10", Status.COMPLETED)))
    assert window(found) == (at("2026-04-25 22:00"), at("2026-04-26 00:10"))
    assert (found["status"], found["sequence"]) == ("CONFIRMED", 1)


def test_work_that_overruns_ends_when_somebody_says_that_it_is_over() -> None:
    begun = an_update("2026-04-25 22:00", Status.IN_PROGRESS)
    assert window(event(a_maintenance(begun)))[1] == at("2026-04-26 02:00")
    done = an_update("2026-04-26 05:00", Status.COMPLETED)
    found = event(a_maintenance(begun, done))
    assert window(found) == (at("2026-04-25 22:00"), at("2026-04-26 05:00"))
    assert found["sequence"] == 1


def test_a_report_after_the_window_does_not_make_it_longer() -> None:
    found = event(a_maintenance(an_update("2026-04-26 09:00", Status.COMPLETED)))
    assert window(found)[1] == at("2026-04-26 02:00")
    assert found["sequence"] == 0


def test_work_that_was_done_before_it_began_has_no_end_before_its_start() -> None:
    found = event(a_maintenance(an_update("2026-04-24 09:00", Status.COMPLETED)))
    assert window(found) == (at("2026-04-24 09:00"), None)


def test_a_correction_raises_the_sequence_because_it_may_have_moved_a_time() -> None:
    work = a_maintenance()
    edit = Edit(date=at("2026-04-23 10:00"), reason=text("The end was wrong."))
    corrected = replace(work, updates=(replace(work.opener, edited=(edit,)),))
    found = event(corrected)
    assert found["sequence"] == 1
    assert found["dtstamp"].dt == at("2026-04-23 10:00")
    assert event(corrected, now=BEFORE)["sequence"] == 0


def test_the_uid_stays_when_the_site_moves_or_the_file_is_renamed() -> None:
    site = a_site("orders", url="https://new.example.org/x", authority="old.example,2025")
    (found,) = events(replace(a_maintenance(name="renamed"), id="new-tills"), site=site)
    assert found["uid"] == "new-tills@old.example"


def test_each_language_has_its_own_words_and_the_same_events() -> None:
    site = a_site("orders", languages=("en", "cy"))
    work = a_maintenance(title=text("New tills", cy="Tiliau newydd"), components=DOWN)
    other = a_maintenance(name="old", title="Untranslated")
    english, other_english = events(work, other, site=site)
    welsh, other_welsh = events(work, other, site=site, path="cy/maintenance.ics")
    assert welsh["summary"] == "Tiliau newydd"
    assert welsh["summary"].params["LANGUAGE"] == "cy"
    assert other_welsh["summary"].params["LANGUAGE"] == "en"
    assert welsh["url"] == "https://status.example.com/cy/incidents/new-tills/"
    assert (welsh["uid"], other_welsh["uid"]) == (english["uid"], other_english["uid"])
    assert "has not been translated" not in other_english["description"]
    assert other_welsh["description"] != other_english["description"]


# -- any text --------------------------------------------------------------------------------------


def read_by_vobject(content: bytes) -> list[tuple[str, str]]:
    found = vobject.readOne(content.decode()).contents["vevent"]
    return [(one.summary.value, one.description.value) for one in found]


@settings(max_examples=60, deadline=None)
@given(title=one_line(), body=markdown(), component=one_line(), days=st.integers(0, 400), minutes=st.integers(1, 9000))
def test_any_text_reads_back_as_it_was_written(title: str, body: str, component: str, days: int, minutes: int) -> None:
    site = a_site("orders", name=component)
    work = a_maintenance(title=title, opener=None)
    work = replace(work, updates=(replace(work.opener, body=text(body)),))
    content = calendars(work, site=site)["maintenance.ics"]
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[^\r\n]{76}", content)
    (found,) = read(content).events
    # A U+FEFF at the beginning has no width and no meaning; programs take it for a mark of the encoding.
    said = " ".join(title.split("\n")).strip().lstrip("\ufeff")
    assert str(found["summary"]) == said
    assert read_by_vobject(content) == [(str(found["summary"]), str(found["description"]))]


MOMENTS = st.integers(0, 60 * 24 * 20).map(lambda minutes: at("2026-04-20 00:00") + timedelta(minutes=minutes))
PLANS = st.tuples(MOMENTS, st.integers(1, 5000)).map(lambda plan: (plan[0], plan[0] + timedelta(minutes=plan[1])))


@st.composite
def works(draw: st.DrawFn) -> Incident:
    """A maintenance that is moved, begun, over and cancelled in any order."""
    starts, ends = draw(PLANS)
    dates = sorted(draw(st.sets(MOMENTS, max_size=5)))
    updates = []
    for date in dates:
        status = draw(st.sampled_from(LIFECYCLES[Kind.MAINTENANCE].statuses))
        plan = draw(st.none() | PLANS)
        updates.append(an_update(date, status, starts=plan and plan[0], ends=plan and plan[1]))
    opener = an_update("2026-04-19 00:00", Status.SCHEDULED, starts=starts, ends=ends)
    return a_maintenance(*updates, opener=opener)


@settings(max_examples=200, deadline=None)
@given(works())
def test_no_event_ends_before_it_starts_and_none_changes_without_a_higher_sequence(work: Incident) -> None:
    before: tuple[Booking, int] | None = None
    for count in range(len(work.updates)):
        known = replace(work, updates=work.updates[: count + 1])
        when, number = booking(known), sequence(known)
        assert when.ends is None or when.ends > when.starts
        if before is not None:
            assert number == before[1] + (when != before[0])
        before = (when, number)


def test_what_means_something_to_a_calendar_is_only_text() -> None:
    title = 'C:\\New; a, b \\n c: "d" BEGIN:VEVENT ^n %2C'
    content = calendars(a_maintenance(title=title))["maintenance.ics"]
    assert str(read(content).events[0]["summary"]) == title
    assert read_by_vobject(content)[0][0] == title


def test_a_preview_has_none(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    request = Request(folder=site, now=at("2026-05-01 12:00"), edition=Edition.DRAFTS)
    assert not any(document.path.endswith(".ics") for document in plan(request).documents)
