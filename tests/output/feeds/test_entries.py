"""One entry for each update: ids that never change, and a text that stays as it was read."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model import DataImpact, Edit, Incident
from site_builder.output.feeds.entries import update_entries
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import LanguagePages
from site_builder.output.shelf import Shelf
from site_builder.status import site_overview
from site_builder.vocabulary import ComponentStatus, DataImpactStatus, Status
from tests.content.strategies import COMPONENTS, LANGUAGES, incidents
from tests.factories import a_site, an_incident, an_update, at, text
from tests.output.building import feeds, theme_of
from tests.output.feeds.reading import entries, parse

DOWN = ComponentStatus.MAJOR_OUTAGE
SLOW = ComponentStatus.DEGRADED_PERFORMANCE


def story(count: int = 3) -> Incident:
    """An incident with up to three updates, each of which says something new."""
    updates = [
        an_update(
            "2026-04-22 09:00",
            components={"orders": SLOW},
            what_to_do=text("Come to a shop."),
            next_update=at("2026-04-22 12:00"),
        ),
        an_update("2026-04-22 12:00", Status.IDENTIFIED, components={"cards": DOWN}, what_to_do=text("Pay in cash.")),
        an_update(
            "2026-04-23 09:00",
            Status.RESOLVED,
            body="All is well.",
            data_impact=DataImpact(status=DataImpactStatus.CONFIRMED, text=text("Names.")),
        ),
    ]
    return an_incident(*updates[:count])


# -- dates -------------------------------------------------------------------------------------


def test_nothing_moves_a_date_but_the_content() -> None:
    first, later = (feeds(story(), now=now) for now in ("2026-05-01 00:00", "2026-05-09 03:00"))
    assert first == later
    parsed = parse(first["feed.atom"])
    assert parsed.feed.updated == "2026-04-23T09:00:00+00:00"


def test_a_correction_moves_updated_and_not_published() -> None:
    edit = Edit(date=at("2026-04-25 08:00"), reason=text("A wrong shop."))
    corrected = an_incident(replace(story().opener, edited=(edit,)))
    (entry,) = parse(feeds(corrected)["feed.atom"]).entries
    assert (entry.published, entry.updated) == ("2026-04-22T09:00:00+00:00", "2026-04-25T08:00:00+00:00")
    assert "A wrong shop." in entry.content[0].value


# -- ids -----------------------------------------------------------------------------------------


def renamed(incident: Incident) -> Incident:
    return replace(
        incident, name="another-name", id=incident.id, title=text("Another title"), folder="incidents/2027/x"
    )


def redated(incident: Incident) -> Incident:
    first, *others = incident.updates
    return replace(incident, updates=(replace(first, date=at("2026-04-21 00:00"), source="other.md"), *others))


def rewritten(incident: Incident) -> Incident:
    updates = tuple(replace(update, body=text("Other words", cy="Geiriau")) for update in incident.updates)
    return replace(incident, updates=updates)


@pytest.mark.parametrize("change", [renamed, redated, rewritten])
def test_ids_outlive_what_a_writer_edits(change: object) -> None:
    assert callable(change)
    assert entries(story()).keys() == entries(change(story())).keys()


def test_ids_outlive_a_move_of_the_site() -> None:
    moved = a_site("orders", "cards", url="https://elsewhere.example/status", authority="status.example.com")
    before, after = feeds(story())["feed.atom"], feeds(story(), site=moved)["feed.atom"]
    assert [entry.id for entry in parse(before).entries] == [entry.id for entry in parse(after).entries]
    assert parse(before).feed.id == parse(after).feed.id


# -- as it was known then ------------------------------------------------------------------------


def test_what_is_published_later_does_not_change_an_entry_that_was_read() -> None:
    early = entries(story(1), now="2026-04-22 10:00")
    middle = entries(story(2), now="2026-04-22 13:00")
    late = entries(story(3), now="2026-04-23 10:00")
    assert [len(early), len(middle), len(late)] == [1, 2, 3]
    for known, later in ((early, middle), (middle, late)):
        for id_, entry in known.items():
            assert later[id_] == entry


def test_an_entry_has_the_answers_and_the_categories_of_its_time() -> None:
    newest, middle, oldest = parse(feeds(story())["feed.atom"]).entries
    assert "Come to a shop." in oldest.content[0].value
    assert "Pay in cash." in middle.content[0].value
    assert "Names." in newest.content[0].value
    assert "Names." not in middle.content[0].value
    assert [tag.term for tag in oldest.tags] == ["Orders", "investigating", "minor"]
    assert [tag.term for tag in middle.tags] == ["Orders", "Cards", "identified", "critical"]


def test_updates_of_one_minute_have_an_order_of_their_own() -> None:
    one = an_incident(an_update(), an_update(id="a"), an_update(id="b"), name="one")
    two = an_incident(an_update(), name="two")
    forward, backward = entries(one, two), entries(two, one)
    assert list(forward) == list(backward)
    assert [id_.rpartition("incidents/")[2] for id_ in forward] == ["two/opened", "one/b", "one/a", "one/opened"]


def test_updates_of_one_minute_are_told_apart_by_when_they_changed() -> None:
    one = an_incident(an_update(), an_update(id="a"), an_update(id="b"), name="one")
    found = parse(feeds(one)["feed.atom"]).entries
    assert [entry.updated[17:] for entry in found] == ["00.002000+00:00", "00.001000+00:00", "00+00:00"]
    assert {entry.published[17:] for entry in found} == {"00+00:00"}


def test_a_later_story_of_the_same_minute_leaves_the_entries_of_others_alone() -> None:
    first = entries(an_incident(name="a"))
    assert first.items() <= entries(an_incident(name="a"), an_incident(name="b")).items()


def test_a_feed_holds_as_many_entries_as_the_site_says() -> None:
    assert len(entries(story(), site=a_site("orders", "cards", feed_entries=2))) == 2


def test_a_held_back_update_is_in_no_feed() -> None:
    for path, content in feeds(story(), now="2026-04-22 10:00").items():
        assert b"identified" not in content, path


# -- whatever a writer does ----------------------------------------------------------------------


def retitled(incident: Incident) -> Incident:
    return replace(incident, title=text("Something else"))


def translated(incident: Incident) -> Incident:
    updates = (replace(update, body=text(update.body.original.text, cy="Geiriau")) for update in incident.updates)
    return replace(incident, updates=tuple(updates))


def edited(incident: Incident) -> Incident:
    edit = Edit(date=at("2026-05-30 08:00"), reason=text("A slip."))
    first, *others = incident.updates
    return replace(incident, updates=(replace(first, body=text("Other words"), edited=(edit,)), *others))


CHANGES = {"renamed": renamed, "rewritten": rewritten, "retitled": retitled, "translated": translated, "edited": edited}


@given(stories=st.lists(incidents(), max_size=3, unique_by=lambda story: story.name), changes=st.data())
@settings(max_examples=8, deadline=None)
def test_ids_are_unique_and_outlive_any_change_and_only_an_edit_moves_a_date(
    stories: list[Incident], changes: st.DataObject
) -> None:
    stories = [replace(story, id=story.name) for story in stories]
    before = moments(stories)
    for name in changes.draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3, unique=True)):
        changed = [CHANGES[name](replace(story)) for story in stories]
        if name == "renamed":
            changed = [
                replace(story, name=f"{story.name}-{index}"[-80:].strip("-")) for index, story in enumerate(changed)
            ]
        after = moments(changed)
        assert after.keys() == before.keys()
        if name != "edited":
            assert after == before


def moments(stories: list[Incident]) -> dict[str, datetime]:
    """When each entry was last changed, by its id."""
    site = a_site(*COMPONENTS, languages=LANGUAGES)
    overview = site_overview(site.components, stories, at("2200-01-01 00:00"), site.timezone)
    renderer = MarkupRenderer(Shelf([state.incident for state in overview.incidents], site.languages))
    pages = LanguagePages(site, overview, theme_of(site), renderer, "cy")
    found = [entry for state in overview.incidents for entry in update_entries(pages, state)]
    assert len({entry.id for entry in found}) == len(found)
    return {entry.id: entry.updated for entry in found}
