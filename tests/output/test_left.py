"""What a build left, as the next one finds it: in the same program, or in another one."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest

from site_builder.cache import Cache
from site_builder.output.keeping import Need
from site_builder.output.left import Comparison, Left, Standing
from site_builder.output.left_works import LeftWorks
from site_builder.overview import IncidentState
from site_builder.status import incident_state
from tests.factories import an_incident, an_update
from tests.output.telling import NOW, a_state, told

APRIL, MAY = "2026-04-22 09:00", "2026-05-03 10:00"
NEED = Need("en", "answers", (("incidents/one.md", "incidents/one/index.html"),))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache(tmp_path / "cache.db", "this version")) as cache:
        yield cache


def begun(
    left: Left,
    *states: IncidentState,
    moved: Mapping[str, str] = MappingProxyType({}),
    made_from: str = "theme",
    is_met: bool = True,
) -> Comparison:
    return left.begin(made_from, lambda _need: is_met, told(*states).months, moved)


def works_of(name: str, comparison: Comparison) -> LeftWorks:
    path = f"incidents/{name}/index.html"
    return LeftWorks(name, comparison.made_of[name], {"en": f"identity of {name}"}, (f"{name}.jpg",), [path], [NEED])


def build(left: Left, *states: IncidentState, mark: str = "mark", without: str = "") -> Standing:
    """Of whatever has changed everything is made, but of the one incident that is `without`."""
    comparison = begun(left, *states)
    news = [works_of(name, comparison) for name in comparison.changed if name != without]
    standing = left.replace(comparison, news)
    made = [path for works in news for path in works.paths]
    left.settle(mark, dict.fromkeys(made), left.files.keys() - standing.paths - set(made))
    return standing


def in_another_program(left: Left, cache: Cache, mark: str = "mark") -> Left:
    other = Left()
    other.use(cache)
    other.open(mark, left.files)
    return other


def left_with(cache: Cache) -> Left:
    left = Left()
    left.use(cache)
    return left


ONE, TWO, THREE = a_state(APRIL, name="one"), a_state(APRIL, name="two"), a_state(MAY, name="three")


@pytest.mark.parametrize("another", [False, True])
def test_what_has_not_changed_stands(another: bool, cache: Cache) -> None:
    left = left_with(cache)
    assert build(left, ONE, TWO, THREE) == Standing(frozenset(), frozenset())
    left = in_another_program(left, cache) if another else left
    comparison = begun(left, ONE, TWO, THREE)
    assert comparison.changed == {}
    assert comparison.standing.paths == {f"incidents/{name}/index.html" for name in ("one", "two", "three")}
    assert comparison.standing.top_levels == {"incidents/"}
    assert sorted(comparison.attachments) == ["one.jpg", "three.jpg", "two.jpg"]
    assert comparison.identities("two") == {"en": "identity of two"}


@pytest.mark.parametrize("another", [False, True])
def test_beside_an_incident_that_has_changed_the_others_stand(another: bool, cache: Cache) -> None:
    left = left_with(cache)
    build(left, ONE, TWO, THREE)
    left = in_another_program(left, cache) if another else left
    changed = a_state(APRIL, "2026-04-23 09:00", name="two")
    comparison = begun(left, ONE, changed, THREE)
    assert comparison.changed == {"two": changed}
    assert comparison.standing.paths == {"incidents/one/index.html", "incidents/three/index.html"}
    assert sorted(comparison.attachments) == ["one.jpg", "three.jpg"]
    assert comparison.identities("one") == {"en": "identity of one"}


def test_one_that_counts_as_changed_at_another_moment_has_changed(cache: Cache) -> None:
    left = left_with(cache)
    build(left, ONE, TWO)
    assert list(begun(left, ONE, TWO, moved={"one": "0 2026-04-22"}).changed) == ["one"]


@pytest.mark.parametrize("another", [False, True])
def test_one_that_is_gone_or_was_opened_in_another_month_leaves_nothing_standing(another: bool, cache: Cache) -> None:
    left = left_with(cache)
    build(left, ONE, TWO, THREE)
    left = in_another_program(left, cache) if another else left
    moved_away = a_state(MAY, name="one")
    assert build(left, moved_away, THREE, mark="next").paths == {"incidents/three/index.html"}
    assert begun(left, moved_away, THREE).changed == {}


@pytest.mark.parametrize("another", [False, True])
def test_of_one_that_could_not_be_kept_nothing_is_left(another: bool, cache: Cache) -> None:
    left = left_with(cache)
    build(left, ONE, TWO, THREE, without="two")
    left = in_another_program(left, cache) if another else left
    assert list(begun(left, ONE, TWO, THREE).changed) == ["two"]


def test_nothing_stands_when_everything_is_made_from_something_else(cache: Cache) -> None:
    left = left_with(cache)
    build(left, ONE)
    assert list(begun(left, ONE, made_from="another theme").changed) == ["one"]


def test_nothing_stands_when_something_is_not_as_one_of_them_needs_it(cache: Cache) -> None:
    left = left_with(cache)
    build(left, ONE, TWO)
    assert list(begun(in_another_program(left, cache), ONE, TWO, is_met=False).changed) == ["one", "two"]


def test_what_another_build_has_written_over_is_not_believed(cache: Cache) -> None:
    left = left_with(cache)
    build(left, ONE)
    assert list(begun(in_another_program(left, cache, mark="another"), ONE).changed) == ["one"]


def test_a_build_that_failed_changes_nothing(cache: Cache) -> None:
    left = left_with(cache)
    build(left, ONE)
    comparison = begun(left, ONE, TWO)
    left.replace(comparison, [works_of("two", comparison)])
    assert list(begun(left, ONE, TWO).changed) == ["two"]


def test_an_incident_of_which_something_is_held_back_is_told_apart_from_every_other(cache: Cache) -> None:
    held_back = incident_state(an_incident(an_update(APRIL), name="one"), NOW)
    left = left_with(cache)
    build(left, held_back)
    other = in_another_program(left, cache)
    assert list(begun(other, held_back).changed) == ["one"]
