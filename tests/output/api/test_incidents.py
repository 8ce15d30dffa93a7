"""One incident, or one planned maintenance, field by field."""

import json
from datetime import date
from typing import Any

import pytest

from site_builder.model import ComponentGroup, DataImpact, Edit, Expectation, Incident, Site
from site_builder.vocabulary import ComponentStatus, DataImpactStatus, Impact, Status
from tests import shop
from tests.factories import a_component, a_maintenance, a_site, an_incident, an_update, at, text
from tests.output.building import LATE, api

DOWN = ComponentStatus.MAJOR_OUTAGE
SLOW = ComponentStatus.DEGRADED_PERFORMANCE
WORK = ComponentStatus.UNDER_MAINTENANCE

STORY = an_incident(
    an_update("2026-04-22 09:00", components={"orders": SLOW}),
    an_update("2026-04-22 12:00", Status.IDENTIFIED, components={"cards": DOWN}, body="It is **this**."),
    an_update("2026-04-22 15:00", Status.MONITORING, components={"cards": ComponentStatus.OPERATIONAL}),
    an_update("2026-04-23 09:00", Status.RESOLVED),
)


def only(incident: Incident, *, site: Site | None = None, now: str = LATE, language: str = "") -> dict[str, Any]:
    """The incident as it stands in its own document."""
    document = api(incident, site=site, now=now)[f"{language}api/v2/incidents/{incident.name}.json"]
    found: dict[str, Any] = document["incident"]
    return found


def test_the_times_of_an_incident_are_those_that_were_said() -> None:
    found = only(STORY)
    assert found["created_at"] == found["started_at"] == "2026-04-22T09:00:00.000Z"
    assert found["monitoring_at"] == "2026-04-22T15:00:00.000Z"
    assert found["resolved_at"] == found["updated_at"] == "2026-04-23T09:00:00.000Z"
    assert found["shortlink"] == "https://status.example.com/incidents/online-orders/"


def test_an_open_incident_was_not_resolved_yet() -> None:
    found = only(STORY, now="2026-04-22 13:00")
    assert (found["status"], found["resolved_at"], found["monitoring_at"]) == ("identified", None, None)


def test_updates_are_newest_first_and_say_what_they_changed() -> None:
    updates = only(STORY)["incident_updates"]
    assert [update["status"] for update in updates] == ["resolved", "monitoring", "identified", "investigating"]
    changes = [
        [(one["name"], one["old_status"], one["new_status"]) for one in update["affected_components"]]
        for update in updates
    ]
    assert changes == [
        [("Orders", "degraded_performance", "operational"), ("Cards", "operational", "operational")],
        [("Orders", "degraded_performance", "degraded_performance"), ("Cards", "major_outage", "operational")],
        [("Orders", "degraded_performance", "degraded_performance"), ("Cards", "operational", "major_outage")],
        [("Orders", "operational", "degraded_performance")],
    ]


def test_bodies_are_plain_text_with_absolute_links() -> None:
    story = an_incident(an_update(body="It is **down**.\n\n- Ask [us](https://help.example/).\n- Come to a shop."))
    (update,) = only(story)["incident_updates"]
    assert update["body"] == "It is down.\n\n- Ask us (https://help.example/).\n- Come to a shop."
    told = json.loads(shop.documents()["api/v2/incidents/2026-04-22-online-orders.json"])["incident"]
    bodies = "\n".join(update["body"] for update in told["incident_updates"])
    assert f"{shop.URL}/incidents/2026-04-22-online-orders/collection-points.svg" in bodies
    assert update["site_builder"]["url"] == "https://status.example.com/incidents/online-orders/#update-opened"


def test_a_correction_moves_updated_at_and_nothing_else() -> None:
    edit = Edit(date=at("2026-04-25 08:00"), reason=text("A wrong shop."))
    found = only(an_incident(an_update(edited=(edit,))))
    (update,) = found["incident_updates"]
    assert update["created_at"] == update["display_at"] == "2026-04-22T09:00:00.000Z"
    assert update["updated_at"] == found["updated_at"] == "2026-04-25T08:00:00.000Z"
    assert update["site_builder"]["edits"] == [{"edited_at": "2026-04-25T08:00:00.000Z", "reason": "A wrong shop."}]


def test_the_components_of_an_incident_are_the_very_objects_of_the_list() -> None:
    documents = api(STORY, now="2026-04-22 13:00")
    listed = {one["id"]: one for one in documents["api/v2/components.json"]["components"]}
    of_incident = documents["api/v2/incidents/online-orders.json"]["incident"]["components"]
    assert [one["status"] for one in of_incident] == ["degraded_performance", "major_outage"]
    assert all(listed[one["id"]] == one for one in of_incident)


def test_the_document_of_an_incident_speaks_of_components_as_the_incident_does_and_changes_with_it_alone() -> None:
    other = an_incident(an_update("2026-05-02 09:00", components={"orders": DOWN}), name="2026-05-02-other")
    path = "api/v2/incidents/online-orders.json"
    alone, beside = api(STORY), api(STORY, other)
    assert beside[path] == alone[path]
    assert {one["status"] for one in beside[path]["incident"]["components"]} == {"operational"}
    (listed,) = [
        one for one in beside["api/v2/incidents.json"]["incidents"] if one["name"] == "Online orders are down"
    ][1:]
    assert [one["status"] for one in listed["components"]] == ["major_outage", "operational"]


@pytest.mark.parametrize("impact", Impact)
def test_the_impact_is_the_one_of_the_page(impact: Impact) -> None:
    assert only(an_incident(an_update(impact=impact)))["impact"] == impact.value


# -- planned maintenance -------------------------------------------------------------------------


def test_maintenance_has_its_window_and_an_impact_of_its_own() -> None:
    found = only(a_maintenance(components={"orders": WORK}), now="2026-04-24 00:00")
    assert (found["status"], found["impact"]) == ("scheduled", "maintenance")
    assert found["scheduled_for"] == "2026-04-25T22:00:00.000Z"
    assert found["scheduled_until"] == "2026-04-26T02:00:00.000Z"
    assert "reminder_intervals" not in found


def test_announced_work_has_not_changed_a_component_yet() -> None:
    found = only(a_maintenance(components={"orders": WORK}), now="2026-04-24 00:00")
    (affected,) = found["incident_updates"][0]["affected_components"]
    assert (affected["old_status"], affected["new_status"]) == ("operational", "operational")
    assert [one["status"] for one in found["components"]] == ["operational"]


def test_the_clock_moves_the_status_and_updated_at_without_words_that_nobody_wrote() -> None:
    work = a_maintenance(components={"orders": WORK})
    found = only(work, now="2026-04-25 23:00")
    assert (found["status"], found["updated_at"]) == ("in_progress", "2026-04-25T22:00:00.000Z")
    assert [update["status"] for update in found["incident_updates"]] == ["scheduled"]
    assert [one["status"] for one in found["components"]] == ["under_maintenance"]
    after = only(work, now="2026-04-26 03:00")
    assert (after["status"], after["resolved_at"]) == ("completed", "2026-04-26T02:00:00.000Z")


def test_what_the_clock_began_an_update_ends() -> None:
    done = an_update("2026-04-26 01:00", Status.COMPLETED)
    found = only(a_maintenance(done, components={"orders": WORK}))
    (affected,) = found["incident_updates"][0]["affected_components"]
    assert (affected["old_status"], affected["new_status"]) == ("under_maintenance", "operational")


def test_checking_the_work_is_what_hosted_pages_call_monitoring() -> None:
    found = only(a_maintenance(an_update("2026-04-26 01:00", Status.VERIFYING)), now="2026-04-26 01:30")
    assert (found["status"], found["monitoring_at"]) == ("verifying", "2026-04-26T01:00:00.000Z")


def test_cancelled_work_is_completed_to_clients_that_know_no_other_word() -> None:
    found = only(a_maintenance(an_update("2026-04-23 01:00", Status.CANCELLED, body="It is off.")))
    assert (found["status"], found["site_builder"]["status"]) == ("completed", "cancelled")
    assert found["resolved_at"] == "2026-04-23T01:00:00.000Z"
    assert found["incident_updates"][0]["status"] == "completed"


def test_work_that_was_announced_late_began_before_it_was_announced() -> None:
    late = a_maintenance(starts="2026-04-22 07:00", ends="2026-04-22 10:00", components={"orders": WORK})
    found = only(late)
    assert found["started_at"] == "2026-04-22T07:00:00.000Z"
    assert found["created_at"] == "2026-04-22T09:00:00.000Z"
    (affected,) = found["incident_updates"][0]["affected_components"]
    assert (affected["old_status"], affected["new_status"]) == ("operational", "under_maintenance")


# -- what our model says more --------------------------------------------------------------------


def test_the_four_answers_stand_in_an_object_of_their_own() -> None:
    opener = an_update(
        components={"orders": DOWN},
        what_works=text("All **shops**."),
        what_to_do=text("Nothing."),
        data_impact=DataImpact(status=DataImpactStatus.NO_EVIDENCE, text=text("We look on.")),
        expected=(Expectation(component="orders", when=date(2026, 5, 8)), Expectation(text=text("In May"))),
        next_update=at("2026-04-22 12:00"),
    )
    extras = only(an_incident(opener), now="2026-04-22 10:00")["site_builder"]
    said_at = "2026-04-22T09:00:00.000Z"
    assert extras["what_works"] == {"text": "All shops.", "language": "en", "said_at": said_at}
    assert extras["what_to_do"]["text"] == "Nothing."
    assert extras["data_impact"] == {"status": "no_evidence", "text": "We look on.", "as_of": said_at}
    assert extras["expected"] == [
        {"component": "orders", "when": "2026-05-08", "text": None, "said_at": said_at},
        {"component": None, "when": None, "text": "In May", "said_at": said_at},
    ]
    assert extras["next_update"] == "2026-04-22T12:00:00.000Z"
    assert extras["tag"] == "tag:status.example.com,2026:incidents/online-orders"


def test_nothing_that_was_not_said_is_answered() -> None:
    extras = only(an_incident())["site_builder"]
    unsaid = ("what_works", "what_to_do", "data_impact", "next_update")
    assert [extras[key] for key in unsaid] == [None] * 4
    assert extras["expected"] == []


def test_a_text_without_a_translation_says_in_which_language_it_is() -> None:
    site = a_site("orders", languages=("en", "cy"))
    story = an_incident(an_update(body=text("Down.")), title=text("Orders", cy="Archebion"))
    found = only(story, site=site, language="cy/")
    assert (found["name"], found["site_builder"]["language"]) == ("Archebion", "cy")
    assert found["incident_updates"][0]["site_builder"]["language"] == "en"


# -- components ----------------------------------------------------------------------------------

GROUPED = a_site(
    groups=(
        ComponentGroup(name=text("Payments"), components=(a_component("gift"), a_component("cards"))),
        ComponentGroup(components=(a_component("orders"), a_component("scanners", retired=True))),
    )
)


def components(*incidents: Incident, now: str = "2026-04-22 10:00") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api(*incidents, site=GROUPED, now=now)["api/v2/components.json"]["components"]
    return found


def test_a_group_is_a_component_with_the_ids_of_its_own_and_as_its_worst() -> None:
    group, gift, cards, orders = components(an_incident(an_update(components={"cards": DOWN, "gift": SLOW})))
    assert (group["name"], group["group"], group["status"]) == ("Payments", True, "major_outage")
    assert group["components"] == [gift["id"], cards["id"]]
    assert [one["group_id"] for one in (group, gift, cards, orders)] == [None, group["id"], group["id"], None]
    assert [one["position"] for one in (group, gift, cards, orders)] == [1, 1, 2, 2]
    assert "components" not in gift


def test_an_update_names_a_component_with_its_group_as_hosted_pages_do() -> None:
    story = an_incident(an_update(components={"cards": DOWN, "orders": SLOW}))
    found = only(story, site=GROUPED)
    named = [one["name"] for one in found["incident_updates"][0]["affected_components"]]
    assert named == ["Payments - Cards", "Orders"]


def test_a_component_was_updated_when_it_last_changed() -> None:
    *_, orders = components(
        an_incident(an_update("2026-04-20 09:00", components={"cards": DOWN}), name="older"),
        an_incident(an_update("2026-04-22 09:00", components={"orders": DOWN})),
    )
    assert orders["created_at"] == "2026-04-20T09:00:00.000Z"
    assert orders["updated_at"] == "2026-04-22T09:00:00.000Z"


def test_a_retired_component_is_listed_only_while_it_is_not_operational() -> None:
    story = an_incident(
        an_update(components={"scanners": DOWN}),
        an_update("2026-04-22 12:00", Status.RESOLVED),
    )
    assert [one["name"] for one in components(story)][-1] == "Scanners"
    assert components(story)[-1]["only_show_if_degraded"] is True
    after = components(story, now="2026-04-22 13:00")
    assert [one["name"] for one in after] == ["Payments", "Gift", "Cards", "Orders"]
    of_incident = only(story, site=GROUPED)["components"]
    assert [one["name"] for one in of_incident] == ["Scanners"]


def test_the_description_is_the_headline_of_the_page() -> None:
    status = api(an_incident(an_update(components={"orders": DOWN})))["api/v2/status.json"]["status"]
    assert status == {"indicator": "critical", "description": "Some services are unavailable: Orders"}


def test_work_under_way_is_an_indicator_of_its_own() -> None:
    work = a_maintenance(components={"orders": WORK})
    status = api(work, now="2026-04-25 23:00")["api/v2/status.json"]["status"]
    assert status == {"indicator": "maintenance", "description": "Planned maintenance is under way"}


def test_the_description_is_text_and_not_html() -> None:
    site = a_site(groups=(ComponentGroup(components=(a_component("a", "Click & Collect"), a_component("b"))),))
    status = api(an_incident(an_update(components={"a": DOWN})), site=site)["api/v2/status.json"]["status"]
    assert status["description"] == "Some services are unavailable: Click & Collect"
