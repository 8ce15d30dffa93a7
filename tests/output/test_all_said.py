"""What was said in all stories, in order."""

from collections.abc import Sequence
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.output.all_said import AllSaid, Told
from site_builder.output.story import Said, tell
from site_builder.status import incident_state
from tests.factories import an_incident, an_update, at

NOW = at("2026-06-01 12:00")
MINUTES = ("2026-04-22 09:00", "2026-04-22 09:01", "2026-04-23 23:59")

_names = count()


def a_story(*moments: str) -> Told:
    incident = an_incident(*(an_update(moment) for moment in sorted(moments)), name=f"story-{next(_names):04}")
    state = incident_state(incident, NOW)
    return state, tell(state, NOW)


def told(all_said: AllSaid) -> list[tuple[str, int, str]]:
    """Newest first: of which incident, which update, and when it counts as changed."""
    return [(one.state.incident.name, one.index, one.changed.isoformat()) for one in all_said.newest_first()]


def anew(stories: Sequence[Told]) -> AllSaid:
    made = AllSaid()
    made.put_in(stories)
    return made


def test_what_was_said_last_comes_first() -> None:
    early, late = a_story(MINUTES[0]), a_story(MINUTES[1])
    assert [one.state for one in anew([late, early]).newest_first()] == [late[0], early[0]]


def test_of_one_minute_what_comes_later_counts_as_changed_later() -> None:
    first, second = a_story(MINUTES[0]), a_story(MINUTES[0])
    all_said = anew([second, first])
    newest, oldest = all_said.newest_first()
    assert newest.changed > oldest.changed == at(MINUTES[0])
    assert list(all_said.moved) == [newest]


def test_what_stays_is_the_very_same_object() -> None:
    first, second = a_story(MINUTES[0]), a_story(MINUTES[0])
    all_said = anew([first, second])
    before = all_said.newest_first()
    all_said.put_in([a_story(MINUTES[2])])
    _, *after = all_said.newest_first()
    assert all(one is other for one, other in zip(before, after, strict=True))


MANY = [a_story(*MINUTES) for _ in range(70)]
STORIES = st.lists(st.lists(st.sampled_from(MINUTES), min_size=1, max_size=3), max_size=4)


@settings(deadline=None)
@given(st.lists(st.tuples(STORIES, st.sets(st.integers(0, 8))), max_size=4), st.booleans())
def test_however_stories_come_and_go_the_order_is_as_if_all_had_come_at_once(
    steps: list[tuple[list[list[str]], set[int]]], are_many: bool
) -> None:
    there = MANY if are_many else []
    all_said = anew(there)
    for moments, places in steps:
        came = [a_story(*each) for each in moments]
        went = [one for place, one in enumerate(there) if place in places]
        stay = [one for place, one in enumerate(there) if place not in places]
        all_said.take_out(went)
        all_said.put_in(came)
        there = [*stay, *came]
        assert told(all_said) == told(anew(there))


def test_many_can_go_at_once() -> None:
    stays = a_story(MINUTES[0])
    all_said = anew([stays, *MANY])
    all_said.take_out(MANY)
    found: list[Said] = all_said.newest_first()
    assert [one.state for one in found] == [stays[0]]
