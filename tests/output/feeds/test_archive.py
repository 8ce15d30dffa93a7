"""The archive is complete, and what it says of a month that is over never changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from site_builder.model import Edit, Incident, Update
from site_builder.output.site_map import month_of
from site_builder.vocabulary import ComponentStatus, Status
from tests.factories import OPENED, a_site, an_incident, an_update, at, text
from tests.output.building import SCHEMA, feeds
from tests.output.feeds.reading import HISTORY, ids, links, parse, walk

SITE = a_site("orders", "cards", feed_entries=2)
HOST = "https://status.example.com"


def story() -> Incident:
    """From February to May, with nothing in March, and more updates in April than a feed holds."""
    return an_incident(
        an_update("2026-02-10 09:00", components={"orders": ComponentStatus.MAJOR_OUTAGE}, what_to_do=text("Wait.")),
        an_update("2026-04-01 09:00", Status.IDENTIFIED, id="a", what_to_do=text("Come to a shop.")),
        an_update("2026-04-01 09:00", Status.IDENTIFIED, id="b"),
        an_update("2026-04-20 09:00", Status.MONITORING, id="c"),
        an_update("2026-05-02 09:00", Status.RESOLVED, id="d", what_to_do=text("Nothing.")),
    )


def archive_of(found: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in found.items() if path.startswith("feed/")}


def test_every_month_from_the_first_update_on_has_a_document() -> None:
    found = archive_of(feeds(story(), site=SITE, now="2026-06-15 00:00"))
    said = {path: ids(path, content) for path, content in found.items()}
    assert said == {
        "feed/2026-02.atom": ["online-orders/opened"],
        "feed/2026-03.atom": [],
        "feed/2026-04.atom": ["online-orders/c", "online-orders/b", "online-orders/a"],
        "feed/2026-05.atom": ["online-orders/d"],
        "feed/2026-06.atom": [],
    }
    for content in found.values():
        SCHEMA.assertValid(etree.fromstring(content))


def test_a_document_names_its_neighbours_and_the_feed_that_it_belongs_to() -> None:
    found = feeds(story(), site=SITE, now="2026-06-15 00:00")
    april = links(found["feed/2026-04.atom"])
    assert april["self"] == f"{HOST}/feed/2026-04.atom"
    assert april["prev-archive"] == f"{HOST}/feed/2026-03.atom"
    assert april["next-archive"] == f"{HOST}/feed/2026-05.atom"
    assert april["current"] == f"{HOST}/feed.atom"
    assert "prev-archive" not in links(found["feed/2026-02.atom"])
    assert "next-archive" not in links(found["feed/2026-06.atom"])
    assert parse(found["feed/2026-04.atom"]).feed.id == parse(found["feed.atom"]).feed.id
    for content in archive_of(found).values():
        for relation in ("prev-archive", "next-archive"):
            link = links(content).get(relation, f"{HOST}/feed.atom")
            assert link.removeprefix(f"{HOST}/") in found


def test_only_a_document_whose_month_is_over_says_that_it_is_an_archive() -> None:
    found = archive_of(feeds(story(), site=SITE, now="2026-05-31 20:00"))
    marked = {path: etree.fromstring(content).find(f"{HISTORY}archive") is not None for path, content in found.items()}
    assert marked == {
        "feed/2026-02.atom": True,
        "feed/2026-03.atom": True,
        "feed/2026-04.atom": True,
        "feed/2026-05.atom": False,
    }


def test_the_current_feed_leads_to_the_newest_archive_and_holds_what_is_in_none_yet() -> None:
    busy = an_incident(*(an_update(f"2026-05-02 0{hour}:00", id=f"u{hour}") for hour in range(6)))
    found = feeds(story(), replace(busy, name="busy", id="busy"), site=SITE, now="2026-05-20 00:00")
    assert links(found["feed.atom"])["prev-archive"] == f"{HOST}/feed/2026-04.atom"
    assert len(ids("feed.atom", found["feed.atom"])) == 7  # although a feed holds two
    assert "prev-archive" not in links(feeds(busy, now="2026-05-20 00:00")["feed.atom"])


def test_months_are_those_of_the_time_zone_of_the_site() -> None:
    incident = an_incident(an_update("2026-04-30 23:30"), an_update("2026-05-02 09:00", id="a"))
    found = feeds(incident, now="2026-05-31 23:30")  # in London it is June
    assert ids("", found["feed/2026-05.atom"]) == ["online-orders/a", "online-orders/opened"]
    assert etree.fromstring(found["feed/2026-05.atom"]).find(f"{HISTORY}archive") is not None
    assert "feed/2026-04.atom" not in found


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Asuncion", "Europe/London"]),
)
def test_an_update_belongs_to_the_month_that_a_clock_of_the_zone_shows(moment: datetime, zone: str) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    assert month_of(moment, ZoneInfo(zone)) == f"{local.year:04}-{local.month:02}"


def test_an_archive_holds_the_very_entries_of_the_feed() -> None:
    found = feeds(story(), now="2026-06-15 00:00")
    everything = parse(found["feed.atom"]).entries
    archived = [entry for path in sorted(archive_of(found), reverse=True) for entry in parse(found[path]).entries]
    assert archived == everything


def test_a_correction_changes_its_own_month_alone() -> None:
    before = archive_of(feeds(story(), now="2026-06-15 00:00"))
    opener, *others = story().updates
    edit = Edit(date=at("2026-06-14 08:00"), reason=text("A wrong shop."))
    corrected = replace(story(), updates=(replace(opener, edited=(edit,)), *others))
    after = archive_of(feeds(corrected, now="2026-06-15 00:00"))
    assert [path for path in before if before[path] != after[path]] == ["feed/2026-02.atom"]


def test_what_the_site_says_of_itself_changes_no_archive() -> None:
    before = archive_of(feeds(story(), site=SITE, now="2026-06-15 00:00"))
    other = replace(SITE, description=text("What works today"), hub="https://hub.example/", feed_entries=40)
    assert archive_of(feeds(story(), site=other, now="2026-06-15 00:00")) == before


def test_an_update_that_is_dated_back_joins_its_month() -> None:
    first, *others = story().updates
    late = replace(an_update("2026-03-03 09:00", Status.IDENTIFIED, id="late"))
    found = feeds(replace(story(), updates=(first, late, *others)), site=SITE, now="2026-06-15 00:00")
    assert ids("", found["feed/2026-03.atom"]) == ["online-orders/late"]


# -- whatever was said, and whenever -------------------------------------------------------------

DAYS = st.integers(0, 400)


@st.composite
def histories(draw: st.DrawFn) -> list[Incident]:
    """Some incidents over a year and a bit, some of their updates at the same minute."""
    stories = []
    for number in range(draw(st.integers(1, 3))):
        days = sorted(draw(st.lists(DAYS, min_size=1, max_size=6)))
        stories.append(an_incident(*map(_said, range(len(days)), days), name=f"story-{number}"))
    return stories


def _said(index: int, day: int) -> Update:
    status = Status.INVESTIGATING if index == 0 else Status.IDENTIFIED
    return an_update(
        at(OPENED) + timedelta(days=day), status, id=f"u{index}", components={"orders": _STATUSES[day % 3]}
    )


_STATUSES = (ComponentStatus.MAJOR_OUTAGE, ComponentStatus.DEGRADED_PERFORMANCE, ComponentStatus.OPERATIONAL)


def _now(day: int) -> str:
    return f"{at(OPENED) + timedelta(days=day, hours=5):%Y-%m-%d %H:%M}"


@given(stories=histories(), day=st.integers(0, 450))
@settings(max_examples=12, deadline=None)
def test_who_follows_prev_archive_gets_every_update_and_each_archive_holds_it_once(
    stories: list[Incident], day: int
) -> None:
    now = _now(day)
    found = feeds(*stories, site=SITE, now=now)
    public = {
        f"{story.id}/{update.id}"
        for story in stories
        if story.opener.date <= at(now)
        for update in story.updates
        if update.date <= at(now)
    }
    walked = [ids(path, content) for path, content in walk(found)]
    assert {id for page in walked for id in page} == public
    archived = [id for page in walked[1:] for id in page]
    assert len(archived) == len(set(archived))
    everything = [id for path, content in archive_of(found).items() for id in ids(path, content)]
    assert sorted(everything) == sorted(public)


@given(stories=histories(), day=st.integers(0, 400), later=st.integers(0, 120))
@settings(max_examples=12, deadline=None)
def test_no_byte_of_a_month_that_is_over_ever_changes(stories: list[Incident], day: int, later: int) -> None:
    before = archive_of(feeds(*stories, site=SITE, now=_now(day)))
    after = archive_of(feeds(*stories, site=SITE, now=_now(day + later)))
    frozen = {path for path, content in before.items() if b":archive/>" in content}
    assert {path: after[path] for path in frozen} == {path: before[path] for path in frozen}
    assert before.keys() <= after.keys()


@given(stories=histories(), visits=st.lists(st.integers(0, 450), min_size=1, max_size=4).map(sorted))
@settings(max_examples=12, deadline=None)
def test_a_reader_who_comes_back_now_and_then_and_remembers_archives_misses_nothing(
    stories: list[Incident], visits: list[int]
) -> None:
    known: set[str] = set()
    processed: set[str] = set()
    for day in visits:
        found = feeds(*stories, site=SITE, now=_now(day))
        for path, content in walk(found):
            if path in processed:
                break  # as RFC 5005 §4.2 lets it
            known |= set(ids(path, content))
            if path != "feed.atom":
                processed.add(path)
        assert known == {id for path, content in walk(found) for id in ids(path, content)}
