"""The read API as its clients meet it: which documents there are, what each lists, in what order."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from site_builder.model import ComponentGroup, Edit, Incident
from site_builder.pipeline import plan
from site_builder.survey import Request
from site_builder.vocabulary import ComponentStatus, Edition, Status
from tests import shop
from tests.content import strategies
from tests.factories import a_component, a_maintenance, a_notice, a_site, an_incident, an_update, at, text
from tests.output.api.schemas import FOLDER, assert_valid, schema, schema_of
from tests.output.building import api
from tests.program import INCIDENT, make_site, run, tree

DOWN = ComponentStatus.MAJOR_OUTAGE
SLOW = ComponentStatus.DEGRADED_PERFORMANCE
WORK = ComponentStatus.UNDER_MAINTENANCE

LISTS = {
    "summary",
    "status",
    "components",
    "incidents",
    "incidents/unresolved",
    "scheduled-maintenances",
    "scheduled-maintenances/upcoming",
    "scheduled-maintenances/active",
}


def of_shop() -> dict[str, Any]:
    return {path: json.loads(content) for path, content in shop.documents().items() if "api/v2/" in path}


def names(documents: dict[str, Any], language: str = "") -> set[str]:
    start = f"{language}/api/v2/" if language else "api/v2/"
    return {path.removeprefix(start).removesuffix(".json") for path in documents if path.startswith(start)}


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


# -- schemas -------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: str(file.stem))
def test_the_schemas_are_schemas(file: Path) -> None:
    Draft202012Validator.check_schema(schema(file.stem))


def test_every_document_of_the_shop_follows_its_schema() -> None:
    assert_valid(of_shop())


def test_every_schema_is_used() -> None:
    assert {schema_of(path) for path in of_shop()} | {"shared"} == {file.stem for file in FOLDER.glob("*.json")}


SITE = a_site(
    groups=(
        ComponentGroup(name=text("Yes", cy="Ie"), components=(a_component("yes"), a_component("null", retired=True))),
        ComponentGroup(components=(a_component("online-orders"), a_component("gift-cards"))),
        ComponentGroup(name=text("Old"), components=(a_component("2026-05-01", retired=True),)),
    ),
    languages=("en", "cy"),
)


@st.composite
def libraries(draw: st.DrawFn) -> tuple[Incident, ...]:
    """Some incidents that stand beside each other."""
    found = draw(st.lists(strategies.incidents(), max_size=3))
    return tuple(replace(incident, name=f"s{index}", id=f"s{index}") for index, incident in enumerate(found))


@given(libraries(), strategies.instants())
@settings(max_examples=8, deadline=None)
def test_any_site_follows_the_schemas_and_its_times_are_in_order(library: tuple[Incident, ...], now: datetime) -> None:
    documents = api(*library, site=SITE, now=f"{now:%Y-%m-%d %H:%M:%S}")
    assert_valid(documents)
    for document in documents.values():
        for each in objects(document):
            if "created_at" in each:
                assert each["created_at"] <= each["updated_at"] <= document["page"]["updated_at"]
            if each.get("resolved_at"):
                assert each["started_at"] <= each["resolved_at"]


# -- which documents -----------------------------------------------------------------------------


def test_there_is_a_list_of_everything_and_one_document_for_each_incident() -> None:
    incident, work, notice = an_incident(), a_maintenance(), a_notice()
    expected = LISTS | {"incidents/online-orders", "incidents/new-tills"}
    assert names(api(incident, work, notice)) == expected


def test_every_language_has_its_own_words_and_the_same_ids() -> None:
    documents = of_shop()
    assert names(documents) == names(documents, "cy")
    for name in names(documents):
        english, welsh = documents[f"api/v2/{name}.json"], documents[f"cy/api/v2/{name}.json"]
        ids = [[each["id"] for each in objects(document) if "id" in each] for document in (english, welsh)]
        assert ids[0] == ids[1]
    english, welsh = documents["api/v2/summary.json"], documents["cy/api/v2/summary.json"]
    assert (english["page"]["url"], welsh["page"]["url"]) == (shop.URL, f"{shop.URL}/cy")
    assert "Gift cards" in [component["name"] for component in english["components"]]
    assert "Cardiau anrheg" in [component["name"] for component in welsh["components"]]


def test_a_preview_has_no_api(tmp_path: Path) -> None:
    request = Request(folder=make_site(tmp_path / "site"), now=at("2026-05-01 12:00"), edition=Edition.DRAFTS)
    assert not [document.path for document in plan(request).documents if "api/" in document.path]


def test_a_page_on_which_nothing_was_ever_said_has_empty_lists_and_no_nulls() -> None:
    documents = api()
    assert_valid(documents)
    assert names(documents) == LISTS
    summary = documents["api/v2/summary.json"]
    assert summary["incidents"] == summary["scheduled_maintenances"] == []
    assert summary["status"] == {"indicator": "none", "description": "All services are working"}
    assert summary["page"]["updated_at"] == "1970-01-01T00:00:00.000Z"


def test_files_change_only_with_news(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    built = []
    for now in ("2026-05-02T03:00:00Z", "2026-05-09T04:00:00Z"):
        assert run("build", "--site", site, "--output", tmp_path / now[:10], "--now", now).returncode == 0
        built.append(tree(tmp_path / now[:10] / "api"))
    assert built[0] == built[1]


def test_documents_are_compact_utf_8_and_end_with_a_line(tmp_path: Path) -> None:
    cafe = INCIDENT.replace("Orders are slow", "The café is closed")
    request = Request(folder=make_site(tmp_path / "site", cafe=cafe), now=at("2026-05-01 12:00"))
    assert "The café is closed".encode() in next(
        document.content for document in plan(request).documents if document.path == "api/v2/incidents.json"
    )
    content = shop.documents()["api/v2/summary.json"]
    assert b'"group":true' in content
    assert content.endswith(b"}\n")
    assert content.count(b"\n") == 1


def test_keys_stand_in_the_order_of_hosted_pages() -> None:
    summary = api(an_incident(), a_maintenance(), now="2026-04-24 00:00")["api/v2/summary.json"]
    assert list(summary)[:5] == ["page", "components", "incidents", "scheduled_maintenances", "status"]
    assert list(summary["page"]) == ["id", "name", "url", "time_zone", "updated_at"]
    assert list(summary["incidents"][0])[:8] == [
        *("id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact"),
    ]
    assert list(summary["scheduled_maintenances"][0])[-2:] == ["scheduled_for", "scheduled_until"]


# -- what is listed ------------------------------------------------------------------------------


def listed(documents: dict[str, Any], name: str) -> list[str]:
    document = documents[f"api/v2/{name}.json"]
    return [each["name"] for each in document.get("incidents", document.get("scheduled_maintenances", []))]


def numbered(count: int, **closed: str) -> list[Incident]:
    """Incidents of an hour each, one a day, the first one oldest; those in `closed` stay open."""
    first = at("2026-01-01 09:00")
    made = []
    for number in range(count):
        opens = first + timedelta(days=number)
        over = an_update(opens + timedelta(hours=1), Status.RESOLVED)
        updates = [an_update(opens)] if f"n{number}" in closed else [an_update(opens), over]
        made.append(an_incident(*updates, name=f"n{number}", title=f"n{number}"))
    return made


def test_incidents_are_the_50_newest_newest_first() -> None:
    found = listed(api(*numbered(53)), "incidents")
    assert found == [f"n{number}" for number in range(52, 2, -1)]


def test_an_open_incident_is_listed_however_old_it_is() -> None:
    found = listed(api(*numbered(53, n0="open")), "incidents")
    assert len(found) == 50
    assert found[-2:] == ["n4", "n0"]


def test_maintenance_is_listed_by_when_it_is_planned_and_by_where_it_stands() -> None:
    works = [
        a_maintenance(name="over", title="over", starts="2026-04-20 22:00", ends="2026-04-21 02:00"),
        a_maintenance(name="now", title="now", starts="2026-04-23 22:00", ends="2026-04-24 02:00"),
        a_maintenance(name="soon", title="soon", starts="2026-04-25 22:00", ends="2026-04-26 02:00"),
        a_maintenance(name="later", title="later", starts="2026-05-25 22:00", ends="2026-05-26 02:00"),
        a_maintenance(
            an_update("2026-04-23 09:00", Status.CANCELLED),
            name="off",
            title="off",
            starts="2026-04-27 22:00",
            ends="2026-04-28 02:00",
        ),
    ]
    documents = api(*works, now="2026-04-24 00:00")
    assert listed(documents, "scheduled-maintenances") == ["later", "off", "soon", "now", "over"]
    assert listed(documents, "scheduled-maintenances/upcoming") == ["later", "soon"]
    assert listed(documents, "scheduled-maintenances/active") == ["now"]
    assert documents["api/v2/summary.json"]["scheduled_maintenances"] == [
        documents[f"api/v2/incidents/{name}.json"]["incident"] for name in ("later", "soon", "now")
    ]
    assert listed(documents, "incidents") == []


def test_unresolved_are_the_open_incidents_alone() -> None:
    over = an_incident(an_update(), an_update("2026-04-22 10:00", Status.RESOLVED), name="a", title="over")
    review = an_update("2026-04-29 10:00", Status.POSTMORTEM)
    told = an_incident(*over.updates, review, name="b", title="told")
    still = an_incident(name="c", title="open")
    documents = api(over, told, still, a_maintenance(), a_notice())
    assert listed(documents, "incidents/unresolved") == ["open"]
    assert sorted(listed(documents, "incidents")) == ["open", "over", "told"]
    assert documents["api/v2/incidents/b.json"]["incident"]["status"] == "postmortem"


def test_a_notice_is_no_incident_so_that_no_bot_rings_for_it() -> None:
    documents = api(a_notice(ends="2026-07-01 00:00"), a_notice(ends="2026-05-01 00:00", name="over"))
    assert listed(documents, "incidents") == []
    summary = documents["api/v2/summary.json"]
    assert summary["status"]["indicator"] == "none"
    (notice,) = summary["site_builder"]["notices"]
    assert notice["name"] == "Beware of e-mails in our name"
    assert notice["ends_at"] == "2026-07-01T00:00:00.000Z"
    assert notice["url"] == "https://status.example.com/incidents/phishing/"


# -- ids -----------------------------------------------------------------------------------------


def all_ids(*incidents: Incident, **of_site: Any) -> set[str]:
    site = a_site("orders", **of_site)
    documents = api(*incidents, site=site)
    keys = ("id", "page_id", "incident_id", "code", "group_id")
    found = {each[key] for document in documents.values() for each in objects(document) for key in keys if key in each}
    return found - {"orders", "cards", None}


def test_ids_depend_on_nothing_that_a_writer_edits() -> None:
    story = an_incident(an_update(components={"orders": DOWN}), an_update("2026-04-22 12:00", id="second"))
    opener, second = story.updates
    edit = Edit(date=at("2026-04-25 08:00"), reason=text("A wrong shop."))
    told_anew = replace(
        story,
        name="renamed",
        title=text("Another title"),
        folder="incidents/2026/renamed",
        updates=(
            replace(opener, body=text("Other words."), date=at("2026-04-22 08:00")),
            replace(second, edited=(edit,)),
        ),
    )
    assert all_ids(story) == all_ids(told_anew, name="Another name", timezone="UTC")


def test_ids_stay_when_the_site_moves_and_keeps_its_authority() -> None:
    assert all_ids(an_incident()) == all_ids(an_incident(), url="https://elsewhere.example/status")
    assert all_ids(an_incident()).isdisjoint(all_ids(an_incident(), authority="elsewhere.example"))


def test_ids_are_these_for_ever() -> None:
    """A new id is a new alert for every subscriber: this test must never be changed."""
    summary = api(an_incident(an_update(components={"orders": DOWN})))["api/v2/summary.json"]
    assert summary["page"]["id"] == "zoxzqezybm7e"
    assert [component["id"] for component in summary["components"]] == ["ptusywllohfx", "ztahyv43i2i5"]
    (incident,) = summary["incidents"]
    assert incident["id"] == "al47dnpl42hy"
    assert [update["id"] for update in incident["incident_updates"]] == ["waxbw3uqvg7s"]


def test_the_example_in_the_docs_is_right() -> None:
    page = (FOLDER.parent / "api.md").read_text(encoding="utf-8")
    (tag,) = re.findall(r"^printf %s (\S+) \| openssl", page, re.MULTILINE)
    key = base64.b32encode(hashlib.sha256(tag.encode()).digest())[:12].decode().lower()
    assert f"prints `{key}`" in page
    assert api(site=a_site(authority="status.example.com"))["api/v2/status.json"]["page"]["id"] == key


def test_no_two_things_of_a_site_have_the_same_id() -> None:
    summary = api(*numbered(20), a_maintenance(), site=SITE)["api/v2/incidents.json"]
    found = [each["id"] for incident in summary["incidents"] for each in (incident, *incident["incident_updates"])]
    assert len(found) == len(set(found)) == 60
