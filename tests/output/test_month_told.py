"""What the incidents of a month tell together, and what the cache keeps of it."""

import json

import pytest

from site_builder.cache import Entry, LostEntry
from site_builder.model import Edit
from site_builder.output.month_told import MonthTold
from site_builder.output.story import tell
from site_builder.overview import IncidentState
from site_builder.status import incident_state
from tests.factories import an_incident, an_update, at, text
from tests.output.telling import LONDON, NOW, a_state, as_read


def month_of(*states: IncidentState) -> MonthTold:
    stories = {state.incident.name: tell(state, NOW) for state in states}
    keys = [state.incident.digest for state in states]
    return MonthTold.of(states, keys, stories.__getitem__, LONDON)


def kept(told: MonthTold) -> Entry:
    first, _, more = told.as_entry().partition("\n")
    return Entry("key", json.loads(first), more)


FIRST = a_state("2026-04-22 09:00", "2026-04-30 23:30", name="first")
SECOND = a_state("2026-04-22 10:00", "2026-06-01 11:00", name="second", component="cards")


def test_it_tells_when_the_first_began_and_of_the_last_news() -> None:
    told = month_of(FIRST, SECOND)
    assert (told.started_at, told.updated_at) == (at("2026-04-22 09:00"), at("2026-06-01 11:00"))
    assert told.turned == {"orders": at("2026-04-22 09:00"), "cards": at("2026-04-22 10:00")}


def test_what_was_said_stands_in_months_of_the_site_and_what_changed_in_those_of_utc() -> None:
    told = month_of(FIRST, SECOND)
    assert sorted(told.said_in) == ["2026-04", "2026-05", "2026-06"]
    assert [(update.name, update.place) for update in told.updates("2026-05")] == [("first", 1)]
    assert told.changed_in == ("2026-04", "2026-06")


def test_what_stands_for_a_month_changes_only_with_whoever_spoke_in_it() -> None:
    both, alone = month_of(FIRST, SECOND), month_of(FIRST)
    assert both.said_in["2026-05"] == alone.said_in["2026-05"]
    assert both.said_in["2026-04"] != alone.said_in["2026-04"]


def test_all_of_it_can_be_kept() -> None:
    told = month_of(FIRST, SECOND)
    again = MonthTold.from_entry(kept(told))
    for name in ("started_at", "updated_at", "turned", "said_in", "changed_in", "revised_in", "reached", "revised"):
        assert getattr(again, name) == getattr(told, name)
    assert sorted(again.all_updates()) == sorted(told.all_updates())


def test_a_correction_is_kept_with_its_moment() -> None:
    corrected = an_update("2026-04-22 09:00", edited=(Edit(date=at("2026-05-02 10:00"), reason=text("A typo.")),))
    state = incident_state(as_read(an_incident(corrected)), NOW)
    again = MonthTold.from_entry(kept(month_of(state)))
    assert [update.changed for update in again.all_updates()] == [at("2026-05-02 10:00")]
    assert again.changed_in == ("2026-05",)


@pytest.mark.parametrize("value", [{"name": 1}, [1, 2], ["2026", "2026", [], {}, [], []], "text", [[]] * 6])
def test_what_somebody_wrote_instead_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError, LookupError)):
        MonthTold.from_entry(Entry("key", value, "[]"))


@pytest.mark.parametrize("more", ["", "[", "[[], 5]", "[[[1]], []]", '[[], [["2026-04", [[0, 0, "2026-04-01"]]]]]'])
def test_details_that_somebody_wrote_are_missed_when_they_are_asked_for(more: str) -> None:
    told = MonthTold.from_entry(kept(month_of(FIRST))._replace(more=more))
    with pytest.raises(LostEntry):
        _ = told.revised
