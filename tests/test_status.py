"""The rules of `status.py` and `days.py`, told as stories and as laws that hold for any story."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.days import timeline
from site_builder.model import DataImpact, Edit, Expectation, Incident, Update
from site_builder.overview import ComponentChange, Day, Headline, HeldBack, IncidentState, Indicator, Overview, Standing
from site_builder.published import held_back, published
from site_builder.status import component_days, incident_state, site_overview, standings, telling
from site_builder.vocabulary import LIFECYCLES, ComponentStatus, DataImpactStatus, Impact, Kind, Status
from tests.factories import a_component, a_maintenance, a_notice, an_incident, an_update, at, components, text

LONDON = ZoneInfo("Europe/London")
OPERATIONAL = ComponentStatus.OPERATIONAL
MAINTENANCE = ComponentStatus.UNDER_MAINTENANCE
DEGRADED = ComponentStatus.DEGRADED_PERFORMANCE
PARTIAL = ComponentStatus.PARTIAL_OUTAGE
MAJOR = ComponentStatus.MAJOR_OUTAGE


def state(incident: Incident, now: str) -> IncidentState:
    """The state of what is public of `incident` at `now`."""
    (public,) = published([incident], at(now))
    return incident_state(public, at(now))


def overview(*incidents: Incident, now: str, ids: Sequence[str] = ("orders", "cards")) -> Overview:
    return site_overview(components(*ids), incidents, at(now), LONDON)


def change(component: str, before: ComponentStatus, after: ComponentStatus) -> ComponentChange:
    return ComponentChange(component=component, before=before, after=after)


OUTAGE = an_incident(
    an_update("2026-04-22 09:00", components={"orders": MAJOR, "cards": PARTIAL}),
    an_update("2026-04-24 10:00", Status.IDENTIFIED, components={"cards": OPERATIONAL}),
    an_update("2026-04-25 12:00", Status.MONITORING, components={"orders": DEGRADED}),
    an_update("2026-04-26 18:00", Status.RESOLVED),
    an_update("2026-05-10 09:00", Status.POSTMORTEM),
)
WORK = a_maintenance(
    starts="2026-04-25 22:00", ends="2026-04-26 02:00", components={"orders": MAINTENANCE, "cards": PARTIAL}
)


# What is public


def test_an_update_is_public_from_its_very_date() -> None:
    (public,) = published([OUTAGE], at("2026-04-24 10:00"))
    assert [update.status for update in public.updates] == [Status.INVESTIGATING, Status.IDENTIFIED]


def test_an_incident_whose_opener_is_a_draft_is_left_out_whole() -> None:
    story = an_incident(an_update(draft=True), an_update("2026-04-22 10:00"))
    assert published([story], at("2026-04-23 00:00")) == ()


def test_a_draft_update_does_not_hold_back_those_after_it() -> None:
    story = an_incident(
        an_update(), an_update("2026-04-22 10:00", draft=True), an_update("2026-04-22 11:00", Status.RESOLVED)
    )
    assert state(story, "2026-04-22 12:00").status is Status.RESOLVED


def test_narrowing_keeps_questions_and_attachments() -> None:
    story = an_incident(an_update(), an_update("2026-05-01 00:00"), attachments=("map.jpg",), pinned=True)
    (public,) = published([story], at("2026-04-23 00:00"))
    assert public == replace(story, updates=story.updates[:1])


def test_a_preview_keeps_drafts_and_judges_them_as_published() -> None:
    story = an_incident(
        an_update(draft=True), an_update("2026-05-01 00:00", Status.RESOLVED, components={"orders": MAJOR})
    )
    preview = site_overview((), [story], at("2026-04-23 00:00"), LONDON, drafts=True)
    assert preview.incidents[0].incident is story
    assert preview.incidents[0].status is Status.RESOLVED
    assert len(preview.held_back) == 2


def test_held_back_files_come_in_order_of_their_dates_and_drafts_last() -> None:
    story = an_incident(
        an_update(),
        an_update("2026-04-22 10:00", draft=True, source="b.md"),
        an_update("2026-05-02 00:00", source="d.md"),
    )
    later = an_incident(an_update("2026-05-01 00:00", source="c.md"), name="later")
    assert held_back([story, later], at("2026-04-23 00:00")) == (
        HeldBack(source="c.md", until=at("2026-05-01 00:00")),
        HeldBack(source="d.md", until=at("2026-05-02 00:00")),
        HeldBack(source="b.md", until=None),
    )


def test_an_update_is_held_as_long_as_its_opener() -> None:
    planned = an_incident(an_update("2026-05-01 00:00", source="a.md"), an_update("2026-05-03 00:00", source="b.md"))
    draft = an_incident(
        an_update(draft=True, source="c.md"), an_update("2026-05-03 00:00", source="d.md"), name="draft"
    )
    assert [(each.source, each.until) for each in held_back([draft, planned], at("2026-04-23 00:00"))] == [
        ("a.md", at("2026-05-01 00:00")),
        ("b.md", at("2026-05-03 00:00")),
        ("c.md", None),
        ("d.md", None),
    ]


# One incident


def test_an_incident_stands_where_its_latest_update_put_it() -> None:
    now = state(OUTAGE, "2026-04-24 11:00")
    assert (now.status, now.is_open, now.closed_at) == (Status.IDENTIFIED, True, None)
    assert now.components == (("orders", MAJOR), ("cards", OPERATIONAL))
    assert now.returned == (("cards", at("2026-04-24 10:00")),)
    assert now.affected == ("orders", "cards")
    assert now.impact is Impact.CRITICAL


def test_a_postmortem_does_not_move_the_end_of_an_incident() -> None:
    now = state(OUTAGE, "2026-06-01 00:00")
    assert (now.status, now.is_open, now.closed_at) == (Status.POSTMORTEM, False, at("2026-04-26 18:00"))
    assert (now.opened_at, now.updated_at) == (at("2026-04-22 09:00"), at("2026-05-10 09:00"))


def test_a_closed_incident_has_no_components_and_remembers_its_worst() -> None:
    now = state(OUTAGE, "2026-06-01 00:00")
    assert (now.components, now.returned, now.impact) == ((), (), Impact.CRITICAL)
    assert now.affected == ("orders", "cards")


def test_resolving_returns_what_was_still_affected() -> None:
    assert state(OUTAGE, "2026-06-01 00:00").changes == (
        (change("orders", OPERATIONAL, MAJOR), change("cards", OPERATIONAL, PARTIAL)),
        (change("cards", PARTIAL, OPERATIONAL),),
        (change("orders", MAJOR, DEGRADED),),
        (change("orders", DEGRADED, OPERATIONAL),),
        (),
    )


def test_repeating_a_statement_is_no_change() -> None:
    story = an_incident(
        an_update(components={"orders": MAJOR, "cards": OPERATIONAL}),
        an_update("2026-04-22 10:00", components={"orders": MAJOR}),
    )
    assert state(story, "2026-04-23 00:00").changes == ((change("orders", OPERATIONAL, MAJOR),), ())


def test_reopening_starts_from_working_components() -> None:
    story = an_incident(
        an_update(components={"orders": MAJOR}, next_update=at("2026-04-30 00:00")),
        an_update("2026-04-23 09:00", Status.RESOLVED),
        an_update("2026-04-24 09:00", Status.INVESTIGATING),
    )
    now = state(story, "2026-04-24 10:00")
    assert (now.is_open, now.closed_at, now.impact) == (True, None, Impact.MINOR)
    assert now.components == (("orders", OPERATIONAL),)
    assert now.returned == (("orders", at("2026-04-23 09:00")),)
    assert now.next_update is None


def test_an_incident_resolved_twice_closed_the_second_time() -> None:
    story = an_incident(
        an_update(),
        an_update("2026-04-23 09:00", Status.RESOLVED),
        an_update("2026-04-24 09:00", Status.MONITORING),
        an_update("2026-04-25 09:00", Status.RESOLVED),
        an_update("2026-04-25 10:00", Status.RESOLVED),
    )
    assert state(story, "2026-05-01 00:00").closed_at == at("2026-04-25 09:00")


def test_a_component_that_fails_again_has_not_returned() -> None:
    story = an_incident(
        an_update(components={"orders": MAJOR}),
        an_update("2026-04-22 10:00", components={"orders": OPERATIONAL}),
        an_update("2026-04-22 11:00", components={"orders": PARTIAL}),
    )
    assert state(story, "2026-04-23 00:00").returned == ()


@pytest.mark.parametrize(
    ("status", "impact"),
    [
        (OPERATIONAL, Impact.MINOR),
        (MAINTENANCE, Impact.MINOR),
        (DEGRADED, Impact.MINOR),
        (PARTIAL, Impact.MAJOR),
        (MAJOR, Impact.CRITICAL),
    ],
)
def test_impact_follows_the_worst_component(status: ComponentStatus, impact: Impact) -> None:
    story = an_incident(an_update(components={"orders": status}))
    assert state(story, "2026-04-23 00:00").impact is impact


def test_a_stated_impact_overrides_the_derived_one_until_another_is_stated() -> None:
    story = an_incident(
        an_update(impact=Impact.NONE, components={"orders": MAJOR}),
        an_update("2026-04-22 10:00"),
        an_update("2026-04-22 11:00", impact=Impact.MAJOR),
    )
    assert state(story, "2026-04-22 10:30").impact is Impact.NONE
    assert state(story, "2026-04-22 11:30").impact is Impact.MAJOR


def test_a_closed_incident_that_touched_no_component_had_no_impact() -> None:
    story = an_incident(an_update(), an_update("2026-04-22 10:00", Status.RESOLVED))
    assert state(story, "2026-04-23 00:00").impact is Impact.NONE


def test_a_story_told_when_it_is_over_is_remembered() -> None:
    story = an_incident(an_update(status=Status.RESOLVED, components={"orders": MAJOR}))
    now = state(story, "2026-04-23 00:00")
    assert (now.is_open, now.impact, now.affected) == (False, Impact.CRITICAL, ("orders",))
    assert now.changes == ((),)


# The four answers


def test_the_latest_answers_stand_even_when_it_is_over() -> None:
    first = an_update(
        what_to_do=text("Wait"),
        what_works=text("Shops"),
        data_impact=DataImpact(status=DataImpactStatus.UNKNOWN),
    )
    second = an_update("2026-04-22 10:00", Status.RESOLVED, what_to_do=text("Order again"))
    now = state(an_incident(first, second), "2026-04-23 00:00")
    assert now.what_to_do
    assert now.what_to_do.value == text("Order again")
    assert now.what_to_do.update.status is Status.RESOLVED
    assert now.what_works
    assert now.what_works.value == text("Shops")
    assert now.data_impact
    assert now.data_impact.value.status is DataImpactStatus.UNKNOWN


def test_a_correction_shows_from_its_own_date_on() -> None:
    edit = Edit(date=at("2026-04-22 15:00"), reason=text("The shop was the wrong one."))
    stories = [an_incident(an_update(edited=(edit,)))]
    before = site_overview([], stories, at("2026-04-22 14:00"), LONDON)
    assert before.incidents[0].incident.opener.edited == ()
    assert before.next_change_at == edit.date
    (story,) = published(stories, edit.date)
    assert story.opener.edited == (edit,)


def test_nothing_is_said_where_nothing_was_said() -> None:
    now = state(an_incident(), "2026-04-23 00:00")
    assert (now.what_to_do, now.what_works, now.data_impact) == (None, None, None)
    assert (now.expected, now.next_update, now.changes_at) == ((), None, None)


def test_a_component_is_no_longer_expected_once_it_is_back() -> None:
    orders, cards = (Expectation(component=each, when=date(2026, 5, 1)) for each in ("orders", "cards"))
    story = an_incident(
        an_update(components={"orders": MAJOR, "cards": MAJOR}, expected=(orders, cards)),
        an_update("2026-04-22 10:00", components={"cards": OPERATIONAL}),
        an_update("2026-04-22 11:00", Status.RESOLVED),
    )
    assert [each.value for each in state(story, "2026-04-22 09:30").expected] == [orders, cards]
    assert [each.value for each in state(story, "2026-04-22 10:30").expected] == [orders]
    assert state(story, "2026-04-22 11:30").expected == ()


def test_a_later_expectation_replaces_an_earlier_one_whole() -> None:
    whole = Expectation(when=date(2026, 6, 1))
    orders = Expectation(component="orders", when=date(2026, 5, 1))
    story = an_incident(
        an_update(components={"orders": MAJOR}, expected=(whole,)),
        an_update("2026-04-22 10:00", expected=(orders,)),
        an_update("2026-04-22 11:00"),
    )
    now = state(story, "2026-04-22 12:00").expected
    assert [(each.value, each.update.date) for each in now] == [(orders, at("2026-04-22 10:00"))]


PROMISE = an_update("2026-04-22 09:00", next_update=at("2026-04-22 12:00"))


def test_a_promise_is_late_from_its_very_instant() -> None:
    before = state(an_incident(PROMISE), "2026-04-22 11:59")
    assert (before.next_update, before.is_late) == (at("2026-04-22 12:00"), False)
    assert before.changes_at == at("2026-04-22 12:00")
    after = state(an_incident(PROMISE), "2026-04-22 12:00")
    assert (after.next_update, after.is_late, after.changes_at) == (at("2026-04-22 12:00"), True, None)


def test_an_early_update_leaves_a_promise_standing() -> None:
    story = an_incident(PROMISE, an_update("2026-04-22 11:59"))
    assert state(story, "2026-04-22 13:00").is_late


def test_an_update_at_the_promised_time_keeps_the_promise() -> None:
    now = state(an_incident(PROMISE, an_update("2026-04-22 12:00")), "2026-04-22 13:00")
    assert (now.next_update, now.is_late) == (None, False)


def test_closing_settles_a_promise() -> None:
    now = state(an_incident(PROMISE, an_update("2026-04-22 10:00", Status.RESOLVED)), "2026-04-22 13:00")
    assert (now.next_update, now.is_late, now.changes_at) == (None, False, None)


# Maintenance


@pytest.mark.parametrize(
    ("now", "status", "is_open", "is_upcoming", "changes_at"),
    [
        ("2026-04-22 09:00", Status.SCHEDULED, False, True, "2026-04-25 22:00"),
        ("2026-04-25 21:59", Status.SCHEDULED, False, True, "2026-04-25 22:00"),
        ("2026-04-25 22:00", Status.IN_PROGRESS, True, False, "2026-04-26 02:00"),
        ("2026-04-26 01:59", Status.IN_PROGRESS, True, False, "2026-04-26 02:00"),
        ("2026-04-26 02:00", Status.COMPLETED, False, False, None),
    ],
)
def test_maintenance_follows_the_clock(
    now: str, status: Status, is_open: bool, is_upcoming: bool, changes_at: str | None
) -> None:
    then = state(WORK, now)
    assert (then.status, then.is_open, then.is_upcoming) == (status, is_open, is_upcoming)
    assert then.changes_at == (at(changes_at) if changes_at else None)
    assert then.closed_at == (at("2026-04-26 02:00") if status is Status.COMPLETED else None)


def test_planned_work_changes_components_only_in_its_window() -> None:
    assert state(WORK, "2026-04-25 21:59").components == ()
    assert state(WORK, "2026-04-25 22:00").components == (("orders", MAINTENANCE), ("cards", PARTIAL))
    assert state(WORK, "2026-04-26 02:00").components == ()
    assert overview(WORK, now="2026-04-25 21:59").headline is Headline.ALL_OPERATIONAL


def test_planned_work_shows_its_plan_as_the_changes_of_its_opener() -> None:
    plan = (change("orders", OPERATIONAL, MAINTENANCE), change("cards", OPERATIONAL, PARTIAL))
    for now in ("2026-04-22 09:00", "2026-04-25 23:00", "2026-04-26 03:00"):
        assert state(WORK, now).changes == (plan,)
        assert state(WORK, now).impact is Impact.MAJOR


def test_work_that_only_takes_components_down_as_planned_has_no_impact() -> None:
    work = a_maintenance(components={"orders": MAINTENANCE})
    assert state(work, "2026-04-25 23:00").impact is Impact.NONE


def test_work_that_people_started_goes_on_until_they_end_it() -> None:
    work = a_maintenance(
        an_update("2026-04-25 20:00", Status.IN_PROGRESS),
        an_update("2026-04-26 05:00", Status.VERIFYING),
        an_update("2026-04-26 06:00", Status.COMPLETED),
        components={"orders": MAINTENANCE},
    )
    assert state(work, "2026-04-25 20:00").components == (("orders", MAINTENANCE),)
    assert state(work, "2026-04-26 04:00").status is Status.IN_PROGRESS
    assert state(work, "2026-04-26 04:00").changes_at is None
    assert state(work, "2026-04-26 05:00").is_open
    done = state(work, "2026-04-26 07:00")
    assert (done.status, done.closed_at) == (Status.COMPLETED, at("2026-04-26 06:00"))
    assert done.changes[-1] == (change("orders", MAINTENANCE, OPERATIONAL),)


def test_cancelled_before_it_began_nothing_returns() -> None:
    work = a_maintenance(an_update("2026-04-24 00:00", Status.CANCELLED), components={"orders": MAJOR})
    now = state(work, "2026-04-25 23:00")
    assert (now.status, now.closed_at) == (Status.CANCELLED, at("2026-04-24 00:00"))
    assert (now.changes[-1], now.impact, now.affected) == ((), Impact.NONE, ("orders",))


def test_cancelled_while_it_ran_everything_returns() -> None:
    work = a_maintenance(an_update("2026-04-25 23:00", Status.CANCELLED), components={"orders": MAINTENANCE})
    assert state(work, "2026-04-26 00:00").changes[-1] == (change("orders", MAINTENANCE, OPERATIONAL),)


def test_a_new_window_replaces_the_old_one() -> None:
    moved = an_update("2026-04-24 00:00", Status.SCHEDULED, starts=at("2026-05-02 22:00"), ends=at("2026-05-03 02:00"))
    work = a_maintenance(moved, components={"orders": MAINTENANCE})
    now = state(work, "2026-04-25 23:00")
    assert (now.is_upcoming, now.starts, now.ends) == (True, at("2026-05-02 22:00"), at("2026-05-03 02:00"))
    assert state(work, "2026-05-02 23:00").components == (("orders", MAINTENANCE),)
    assert state(work, "2026-05-03 02:00").closed_at == at("2026-05-03 02:00")


def test_a_new_window_reopens_work_that_the_clock_had_completed() -> None:
    again = an_update("2026-04-27 00:00", Status.SCHEDULED, starts=at("2026-05-02 22:00"), ends=at("2026-05-03 02:00"))
    work = a_maintenance(again, components={"orders": MAINTENANCE})
    assert state(work, "2026-04-26 12:00").closed_at == at("2026-04-26 02:00")
    now = state(work, "2026-04-27 00:00")
    assert (now.is_upcoming, now.closed_at, now.components) == (True, None, ())
    assert state(work, "2026-05-02 23:00").components == (("orders", MAINTENANCE),)


def test_a_remark_after_the_window_does_not_reopen_the_work() -> None:
    work = a_maintenance(an_update("2026-04-27 00:00", Status.SCHEDULED))
    now = state(work, "2026-04-28 00:00")
    assert (now.status, now.closed_at) == (Status.COMPLETED, at("2026-04-26 02:00"))


def test_work_announced_late_began_when_it_says() -> None:
    work = a_maintenance(starts="2026-04-22 06:00", ends="2026-04-22 08:00", components={"orders": MAINTENANCE})
    now = state(work, "2026-04-22 10:00")
    assert (now.status, now.closed_at) == (Status.COMPLETED, at("2026-04-22 08:00"))


def test_work_moved_beyond_the_end_of_its_window_never_runs_backwards() -> None:
    work = a_maintenance(an_update("2026-04-24 00:00", Status.SCHEDULED, starts=at("2026-04-27 22:00")))
    assert state(work, "2026-04-26 03:00").is_upcoming
    assert state(work, "2026-04-27 22:00").status is Status.COMPLETED


def test_completed_work_keeps_its_plan_for_a_new_window() -> None:
    work = a_maintenance(
        an_update("2026-04-25 23:00", Status.COMPLETED, components={"orders": OPERATIONAL}),
        an_update("2026-04-27 00:00", Status.SCHEDULED, starts=at("2026-05-02 22:00"), ends=at("2026-05-03 02:00")),
        components={"orders": MAINTENANCE},
    )
    now = state(work, "2026-05-02 23:00")
    assert now.components == (("orders", MAINTENANCE),)
    assert now.changes == (
        (change("orders", OPERATIONAL, MAINTENANCE),),
        (change("orders", MAINTENANCE, OPERATIONAL),),
        (change("orders", OPERATIONAL, MAINTENANCE),),
    )


def test_cancelling_twice_returns_nothing_either() -> None:
    work = a_maintenance(
        an_update("2026-04-24 00:00", Status.CANCELLED),
        an_update("2026-04-24 01:00", Status.CANCELLED),
        components={"orders": MAINTENANCE},
    )
    assert state(work, "2026-04-25 00:00").changes[1:] == ((), ())


# Notices


def test_a_notice_changes_neither_components_nor_headline() -> None:
    notice = an_incident(
        an_update(status=Status.ACTIVE, components={"orders": MAJOR}, impact=Impact.CRITICAL),
        kind=Kind.NOTICE,
    )
    now = overview(notice, now="2026-04-23 00:00")
    assert (now.indicator, now.headline, now.affected) == (Indicator.NONE, Headline.ALL_OPERATIONAL, ())
    assert (now.incidents[0].is_open, now.incidents[0].affected) == (True, ())


def test_a_notice_ends_by_itself() -> None:
    notice = a_notice(ends="2026-05-01 00:00")
    assert state(notice, "2026-04-30 23:59").changes_at == at("2026-05-01 00:00")
    ended = state(notice, "2026-05-01 00:00")
    assert (ended.status, ended.is_open, ended.closed_at) == (Status.ENDED, False, at("2026-05-01 00:00"))


def test_a_notice_ends_when_it_is_said() -> None:
    notice = a_notice(an_update("2026-04-25 00:00", Status.ENDED), ends="2026-05-01 00:00")
    assert state(notice, "2026-06-01 00:00").closed_at == at("2026-04-25 00:00")


# The whole site


def test_all_is_well_without_incidents() -> None:
    now = overview(now="2026-04-22 12:00")
    assert (now.indicator, now.headline) == (Indicator.NONE, Headline.ALL_OPERATIONAL)
    assert [each.status for each in now.components] == [OPERATIONAL, OPERATIONAL]


def test_the_worst_open_statement_wins() -> None:
    mild = an_incident(an_update("2026-04-22 08:00", components={"orders": DEGRADED}), name="mild")
    severe = an_incident(an_update("2026-04-22 07:00", components={"orders": MAJOR}), name="severe")
    fine = an_incident(an_update("2026-04-22 10:00", components={"orders": OPERATIONAL}), name="fine")
    newer = an_incident(an_update("2026-04-22 09:00", components={"orders": DEGRADED}), name="newer")
    orders = overview(mild, severe, fine, newer, now="2026-04-22 12:00").components[0]
    assert orders.status is MAJOR
    assert [each.incident.name for each in orders.incidents] == ["severe", "newer", "mild"]


def test_affected_components_come_worst_first_and_then_as_on_the_page() -> None:
    story = an_incident(an_update(components={"c": MAJOR, "b": DEGRADED, "a": DEGRADED}))
    now = overview(story, now="2026-04-23 00:00", ids="abcd")
    assert [each.component.id for each in now.affected] == ["c", "a", "b"]
    assert [each.component.id for each in now.components] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("status", "impact", "indicator", "headline"),
    [
        (OPERATIONAL, None, Indicator.MINOR, Headline.MONITORING),
        (OPERATIONAL, Impact.NONE, Indicator.NONE, Headline.MONITORING),
        (OPERATIONAL, Impact.CRITICAL, Indicator.CRITICAL, Headline.MAJOR_OUTAGE),
        (DEGRADED, None, Indicator.MINOR, Headline.DEGRADED),
        (DEGRADED, Impact.MAJOR, Indicator.MAJOR, Headline.PARTIAL_OUTAGE),
        (PARTIAL, None, Indicator.MAJOR, Headline.PARTIAL_OUTAGE),
        (MAJOR, Impact.NONE, Indicator.CRITICAL, Headline.MAJOR_OUTAGE),
        (MAINTENANCE, Impact.NONE, Indicator.MAINTENANCE, Headline.MAINTENANCE),
    ],
)
def test_the_headline_is_that_of_the_worst(
    status: ComponentStatus, impact: Impact | None, indicator: Indicator, headline: Headline
) -> None:
    story = an_incident(an_update(components={"orders": status}, impact=impact))
    now = overview(story, now="2026-04-23 00:00")
    assert (now.indicator, now.headline) == (indicator, headline)


def test_work_in_progress_is_said_even_when_it_touches_no_component() -> None:
    now = overview(a_maintenance(), now="2026-04-25 23:00")
    assert (now.indicator, now.headline) == (Indicator.MAINTENANCE, Headline.MAINTENANCE)


def test_a_retired_component_that_fails_still_counts() -> None:
    story = an_incident(an_update(components={"fax": MAJOR}))
    now = site_overview([a_component("fax", retired=True)], [story], at("2026-04-23 00:00"), LONDON)
    assert now.indicator is Indicator.CRITICAL


def test_incidents_come_newest_first_and_by_name_when_they_opened_together() -> None:
    stories = [an_incident(name=name) for name in "ba"] + [an_incident(an_update("2026-04-23 00:00"), name="z")]
    now = overview(*stories, now="2026-04-24 00:00")
    assert [each.incident.name for each in now.incidents] == ["z", "a", "b"]


def test_the_site_changes_when_something_held_back_comes_out() -> None:
    story = an_incident(an_update(), an_update("2026-04-22 12:34", Status.RESOLVED))
    assert overview(story, now="2026-04-22 12:00").next_change_at == at("2026-04-22 12:34")


def test_a_draft_never_changes_the_site_by_itself() -> None:
    story = an_incident(an_update("2026-04-22 12:34", draft=True))
    assert overview(story, now="2026-04-22 12:00").next_change_at == at("2026-04-22 23:00")


@pytest.mark.parametrize(
    ("zone", "now", "midnight"),
    [
        ("Europe/London", "2026-03-28 12:00", "2026-03-29 00:00"),
        ("Europe/London", "2026-03-29 12:00", "2026-03-29 23:00"),
        ("Europe/London", "2026-03-28 00:00", "2026-03-29 00:00"),
        ("Asia/Beirut", "2026-03-28 12:00", "2026-03-28 22:00"),  # 00:00 doesn't exist there that day
        ("America/Havana", "2026-10-31 12:00", "2026-11-01 04:00"),  # 00:00 comes twice
        ("America/St_Johns", "2010-11-07 02:45", "2010-11-07 03:30"),  # and here the day before comes back
        ("Pacific/Apia", "2011-12-29 12:00", "2011-12-30 10:00"),  # a day that never was
    ],
)
def test_the_site_changes_at_midnight_where_it_is(zone: str, now: str, midnight: str) -> None:
    assert site_overview((), (), at(now), ZoneInfo(zone)).next_change_at == at(midnight)


# Days


def days_of(*incidents: Incident, now: str, days: int = 7, zone: ZoneInfo = LONDON) -> list[Day]:
    """The days of "orders" that aren't plain."""
    states = site_overview((), incidents, at(now), zone).incidents
    found = component_days(["orders"], states, zone=zone, days=days, now=at(now))["orders"]
    assert len(found) == days
    return [day for day in found if day.incidents or day.status is not OPERATIONAL]


def test_days_end_today_by_the_calendar_of_the_site() -> None:
    found = component_days(["orders"], (), zone=ZoneInfo("Asia/Tokyo"), days=3, now=at("2026-04-22 15:00"))["orders"]
    assert [day.date for day in found] == [date(2026, 4, 21), date(2026, 4, 22), date(2026, 4, 23)]


def test_each_day_shows_its_worst() -> None:
    found = days_of(OUTAGE, now="2026-05-20 00:00", days=40)
    assert [(day.date.day, day.status) for day in found] == [
        (22, MAJOR),
        (23, MAJOR),
        (24, MAJOR),
        (25, MAJOR),
        (26, DEGRADED),
    ]
    assert all(len(day.incidents) == 1 for day in found)


def test_an_open_outage_lasts_until_today() -> None:
    found = days_of(OUTAGE, now="2026-04-23 23:00", days=2)
    assert [(day.date.day, day.status) for day in found] == [(23, MAJOR), (24, MAJOR)]


def test_an_outage_that_ends_at_midnight_leaves_the_new_day_alone() -> None:
    story = an_incident(
        an_update("2026-04-20 12:00", components={"orders": MAJOR}),
        an_update("2026-04-20 23:00", Status.RESOLVED),
    )
    assert [day.date.day for day in days_of(story, now="2026-04-22 12:00")] == [20]


def test_an_outage_without_any_length_still_marks_its_day() -> None:
    story = an_incident(
        an_update("2026-04-20 23:00", components={"orders": MAJOR}),
        an_update("2026-04-20 23:00", Status.RESOLVED),
    )
    assert [(day.date.day, day.status) for day in days_of(story, now="2026-04-22 12:00")] == [(21, MAJOR)]


def test_a_story_told_when_it_is_over_marks_its_day() -> None:
    story = an_incident(an_update("2026-04-20 10:00", Status.RESOLVED, components={"orders": MAJOR}))
    assert [(day.date.day, day.status) for day in days_of(story, now="2026-04-22 12:00")] == [(20, MAJOR)]


def test_maintenance_marks_the_days_of_its_window_and_not_that_of_its_announcement() -> None:
    found = days_of(WORK, now="2026-04-30 12:00", days=10)
    assert [(day.date.day, day.status) for day in found] == [(25, MAINTENANCE), (26, MAINTENANCE)]
    assert days_of(WORK, now="2026-04-25 12:00", days=10) == []


def test_maintenance_recorded_afterwards_marks_its_window() -> None:
    record = an_update(
        "2026-04-22 09:00",
        Status.COMPLETED,
        starts=at("2026-04-20 22:30"),
        ends=at("2026-04-20 23:30"),
        components={"orders": MAINTENANCE},
    )
    assert [day.date.day for day in days_of(a_maintenance(opener=record), now="2026-04-22 12:00")] == [20, 21]


def test_a_new_window_that_is_already_over_marks_no_day() -> None:
    moved = an_update("2026-04-24 12:00", Status.SCHEDULED, starts=at("2026-04-23 12:00"), ends=at("2026-04-23 13:00"))
    work = a_maintenance(moved, components={"orders": MAINTENANCE})
    assert days_of(work, now="2026-04-30 12:00", days=10) == []
    assert state(work, "2026-04-30 12:00").closed_at == at("2026-04-23 13:00")


def test_the_first_day_shows_what_closed_on_it() -> None:
    found = days_of(OUTAGE, now="2026-04-27 12:00", days=2)
    assert [(day.date.day, day.status) for day in found] == [(26, DEGRADED)]


def test_work_that_was_cancelled_before_it_began_marks_no_day() -> None:
    work = a_maintenance(an_update("2026-04-24 00:00", Status.CANCELLED), components={"orders": MAJOR})
    assert days_of(work, now="2026-04-30 12:00", days=10) == []


def test_a_day_lists_its_incidents_as_they_opened() -> None:
    stories = [
        an_incident(
            an_update(f"2026-04-20 {hour}:00", components={"orders": status}),
            an_update("2026-04-20 20:00", components={"orders": DEGRADED}),
            name=name,
        )
        for name, hour, status in (("a", "12", PARTIAL), ("b", "10", DEGRADED), ("c", "10", DEGRADED))
    ]
    first, *_ = days_of(*stories, now="2026-04-22 12:00")
    assert [incident.name for incident in first.incidents] == ["b", "c", "a"]
    assert first.status is PARTIAL


# Laws

IDS = ("orders", "cards", "shops")
START = datetime(2026, 3, 27, tzinfo=UTC)
minutes = st.integers(0, 6 * 24 * 4).map(lambda quarters: START + timedelta(minutes=15 * quarters))
perhaps = st.one_of(st.none(), minutes)
affected = st.dictionaries(st.sampled_from(IDS), st.sampled_from(ComponentStatus), max_size=2)
impacts = st.one_of(st.none(), st.none(), st.sampled_from(Impact))
expectations = st.sampled_from(((), (Expectation(component="orders"),), (Expectation(),)))
moments = st.lists(minutes, min_size=1, max_size=5)


@st.composite
def updates(draw: st.DrawFn, when: datetime, kind: Kind, is_opener: bool) -> Update:
    status = draw(st.sampled_from(LIFECYCLES[kind].statuses))
    starts, ends = draw(perhaps), draw(perhaps)
    if kind is Kind.MAINTENANCE and is_opener:
        starts = draw(minutes)
        ends = starts + timedelta(minutes=draw(st.integers(0, 3000)))
    return an_update(
        when,
        status,
        id=str(draw(st.integers())),
        components=draw(affected),
        impact=draw(impacts),
        starts=starts,
        ends=ends,
        next_update=draw(perhaps),
        expected=draw(expectations),
        draft=draw(st.integers(0, 9)) == 9,
    )


@st.composite
def stories(draw: st.DrawFn, name: str) -> Incident:
    kind = draw(st.sampled_from(Kind))
    dates = sorted(draw(moments))
    told = [draw(updates(when, kind, index == 0)) for index, when in enumerate(dates)]
    return an_incident(*told, name=name, kind=kind)


libraries = st.integers(0, 4).flatmap(lambda count: st.tuples(*(stories(name=f"s{n}") for n in range(count))))
zones = st.sampled_from(["Europe/London", "Asia/Beirut", "America/Havana", "UTC"]).map(ZoneInfo)


@given(libraries, minutes, zones, st.booleans())
@settings(max_examples=25, deadline=None)
def test_the_headline_is_never_better_than_the_worst(
    library: tuple[Incident, ...], now: datetime, zone: ZoneInfo, drafts: bool
) -> None:
    found = site_overview(components(*IDS), library, now, zone, drafts=drafts)
    at_work = [each for each in found.incidents if each.is_open and each.incident.kind is not Kind.NOTICE]
    least = {
        OPERATIONAL: Indicator.NONE,
        MAINTENANCE: Indicator.MAINTENANCE,
        DEGRADED: Indicator.MINOR,
        PARTIAL: Indicator.MAJOR,
        MAJOR: Indicator.CRITICAL,
    }
    for component in found.components:
        assert found.indicator.rank >= least[component.status].rank
        for each in at_work:
            assert component.status.rank >= dict(each.components).get(component.component.id, OPERATIONAL).rank
    for each in at_work:
        assert found.indicator.rank >= Indicator(each.impact.value).rank
    is_calm = not at_work and all(each.status is OPERATIONAL for each in found.components)
    assert (found.headline is Headline.ALL_OPERATIONAL) == is_calm
    if found.indicator is Indicator.CRITICAL:
        assert found.headline is Headline.MAJOR_OUTAGE


@given(libraries, minutes, zones, st.floats(0, 1, exclude_max=True))
@settings(max_examples=40, deadline=None)
def test_nothing_changes_before_the_next_change(
    library: tuple[Incident, ...], now: datetime, zone: ZoneInfo, fraction: float
) -> None:
    before = site_overview(components(*IDS), library, now, zone)
    assert before.next_change_at > now
    then = now + (before.next_change_at - now) * fraction
    if then == before.next_change_at:  # rounded up to it
        return
    assert replace(site_overview(components(*IDS), library, then, zone), now=now) == before
    days_now = component_days(IDS, before.incidents, zone=zone, days=9, now=now)
    assert days_now == component_days(IDS, before.incidents, zone=zone, days=9, now=then)


@given(libraries, minutes, zones)
@settings(max_examples=40, deadline=None)
def test_what_is_held_back_is_nowhere_but_in_the_list_of_that(
    library: tuple[Incident, ...], now: datetime, zone: ZoneInfo
) -> None:
    found = site_overview(components(*IDS), library, now, zone)
    without = site_overview(components(*IDS), published(library, now), now, zone)
    assert without.held_back == ()
    assert replace(found, held_back=(), next_change_at=without.next_change_at) == without


@given(st.permutations([an_incident(name=name) for name in "abcd"] + [OUTAGE, WORK]))
def test_the_order_of_files_never_matters(library: list[Incident]) -> None:
    in_order = sorted(library, key=lambda incident: incident.name)
    assert overview(*library, now="2026-04-25 23:00") == overview(*in_order, now="2026-04-25 23:00")


@given(libraries, minutes, zones)
@settings(max_examples=25, deadline=None)
def test_states_agree_with_themselves(library: tuple[Incident, ...], now: datetime, zone: ZoneInfo) -> None:
    for each in site_overview(components(*IDS), library, now, zone).incidents:
        is_closed = each.status in each.incident.lifecycle.closed
        assert each.is_open + each.is_upcoming + is_closed == 1
        assert (each.closed_at is not None) == is_closed
        assert len(each.changes) == len(each.incident.updates)
        assert each.is_open or not (each.components or each.returned)
        assert {component for component, status in each.components if status is not OPERATIONAL} <= set(each.affected)
        assert not (is_closed and (each.expected or each.next_update or each.is_late))
        on_page = telling(each.incident, now)
        assert all(getattr(on_page, one.name) == getattr(each, one.name) for one in fields(on_page))
        moments = [phase.at for phase in timeline(each.incident).phases]
        assert moments == sorted(moments)
        for told in each.changes:
            assert all(one.before is not one.after for one in told)


@given(libraries)
@settings(max_examples=40, deadline=None)
def test_what_was_known_then_is_the_state_of_the_story_that_ends_there(library: tuple[Incident, ...]) -> None:
    for incident in library:
        for index, (update, then) in enumerate(zip(incident.updates, standings(incident), strict=True)):
            ended = incident_state(incident.saying(incident.updates[: index + 1]), update.date)
            assert all(getattr(then, each.name) == getattr(ended, each.name) for each in fields(Standing))


@given(libraries, minutes, zones)
@settings(max_examples=25, deadline=None)
def test_a_day_is_at_least_as_bad_as_the_component_was_at_any_time_of_it(
    library: tuple[Incident, ...], now: datetime, zone: ZoneInfo
) -> None:
    states = site_overview(components(*IDS), library, now, zone).incidents
    today = component_days(["orders"], states, zone=zone, days=5, now=now)["orders"]
    for back in range(0, 4 * 24, 3):
        then = now - timedelta(hours=back)
        past = site_overview(components(*IDS), library, then, zone)
        # What was dated back or moved later may differ from what was shown then, but never for the better.
        day = next(day for day in today if day.date == then.astimezone(zone).date())
        assert day.status.rank >= past.components[0].status.rank


def test_work_that_overran_and_was_then_planned_anew_leaves_its_mark_on_the_days_on_which_it_went_on() -> None:
    work = an_incident(
        an_update("2026-03-20 08:00", Status.SCHEDULED, starts=at("2026-03-20 08:00"), ends=at("2026-03-20 09:00")),
        an_update("2026-03-20 08:30", Status.IN_PROGRESS, components={"orders": ComponentStatus.UNDER_MAINTENANCE}),
        an_update("2026-03-22 12:00", Status.SCHEDULED),
        kind=Kind.MAINTENANCE,
    )
    states = site_overview(components("orders"), [work], at("2026-03-25 12:00"), LONDON).incidents
    found = component_days(["orders"], states, zone=LONDON, days=5, now=at("2026-03-25 12:00"))["orders"]
    assert [day.status.rank for day in found] == [1, 1, 0, 0, 0]
