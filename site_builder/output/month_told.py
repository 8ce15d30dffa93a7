"""What the incidents that were opened in one month tell together, and how the cache keeps it.

It is worked out of their stories, and that takes a while where they are thousands: a program that begins anew takes it
from the cache, month by month, and is told the stories of those months alone in which something has changed.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from site_builder.cache import Entry, LostEntry, as_text, digest
from site_builder.output.site_map import month_of
from site_builder.output.story import Story
from site_builder.overview import IncidentState


class Update(NamedTuple):
    """An update: when it was said, of which incident, at which place in its timeline, and when it was last changed.
    Those that were said at the same moment are in order of that."""

    date: datetime
    name: str
    place: int
    changed: datetime


class _Detail(NamedTuple):
    """What few ask for: `updates` by the month in which they were said, and by incident what its story says of the
    components that it `reached`, and when it was `revised`."""

    updates: Mapping[str, Sequence[Update]]
    reached: Mapping[str, Mapping[str, int]]
    revised: Mapping[str, datetime]


class MonthTold:
    """What some incidents tell.

    `started_at`: when the first of them began. `updated_at`: when there was the last news of one of them.
    `turned`: when each component last changed because of one of them.
    `said_in`: the months in which something was said of them, each with what stands for that.
    `changed_in`, `revised_in`: the months, of UTC, in which an update was last changed, and an incident revised.
    """

    def __init__(
        self,
        started_at: datetime,
        updated_at: datetime,
        turned: Mapping[str, datetime],
        said_in: Mapping[str, str],
        changed_in: Sequence[str],
        revised_in: Sequence[str],
        detail: Callable[[], _Detail],
    ) -> None:
        self.started_at = started_at
        self.updated_at = updated_at
        self.turned = turned
        self.said_in = said_in
        self.changed_in = changed_in
        self.revised_in = revised_in
        self._make_detail = detail

    @cached_property
    def _detail(self) -> _Detail:
        return self._make_detail()

    @property
    def reached(self) -> Mapping[str, Mapping[str, int]]:
        """Of each incident, by name, the components that it reached: see Story."""
        return self._detail.reached

    @property
    def revised(self) -> Mapping[str, datetime]:
        """When each incident, by name, was last revised."""
        return self._detail.revised

    def updates(self, month: str) -> Sequence[Update]:
        """What was said in a month, in no order."""
        return self._detail.updates.get(month, ())

    def all_updates(self) -> Iterator[Update]:
        """What was said whenever."""
        for updates in self._detail.updates.values():
            yield from updates

    # -- from stories ----------------------------------------------------------------------------

    @classmethod
    def of(
        cls, states: Sequence[IncidentState], keys: Sequence[str], story: Callable[[str], Story], zone: ZoneInfo
    ) -> "MonthTold":
        """From the stories of incidents, by name, in months of `zone`. `keys` stand for the states."""
        stories = {state.incident.name: story(state.incident.name) for state in states}
        updates: dict[str, list[Update]] = {}
        spoke: dict[str, dict[str, None]] = {}
        for (name, told), key in zip(stories.items(), keys, strict=True):
            for place, (date, changed) in enumerate(told.said):
                month = month_of(date, zone)
                spoke.setdefault(month, {})[key] = None
                updates.setdefault(month, []).append(Update(date, name, place, changed))
        revised = {name: told.revised_at for name, told in stories.items()}
        detail = _Detail(updates, {name: told.reached for name, told in stories.items()}, revised)
        return cls(
            started_at=min(told.started_at for told in stories.values()),
            updated_at=max(told.updated_at for told in stories.values()),
            turned=latest_of_each(told.turned for told in stories.values()),
            said_in={month: digest(month, sorted(of)) for month, of in spoke.items()},
            changed_in=_months(update.changed for month in updates.values() for update in month),
            revised_in=_months(revised.values()),
            detail=lambda: detail,
        )

    # -- kept ------------------------------------------------------------------------------------

    @classmethod
    def from_entry(cls, entry: Entry) -> "MonthTold":
        """From its entry. Raises what a wrong entry makes Python raise."""
        started_at, updated_at, turned, said_in, changed_in, revised_in = entry.value
        moment = datetime.fromisoformat

        def detail() -> _Detail:
            try:
                return _detail(*json.loads(entry.more))
            except (TypeError, ValueError, LookupError) as error:
                raise LostEntry("a month") from error

        return cls(
            started_at=moment(started_at),
            updated_at=moment(updated_at),
            turned={name: moment(at) for name, at in turned},
            said_in=dict(said_in),
            changed_in=tuple(changed_in),
            revised_in=tuple(revised_in),
            detail=detail,
        )

    def as_entry(self) -> str:
        """The text of its entry."""
        facts = [
            self.started_at.isoformat(),
            self.updated_at.isoformat(),
            [(name, at.isoformat()) for name, at in self.turned.items()],
            list(self.said_in.items()),
            self.changed_in,
            self.revised_in,
        ]
        return f"{as_text(facts)}\n{as_text(_detail_row(self._detail))}"


def _detail_row(detail: _Detail) -> list[object]:
    """As JSON can hold it: incidents by their number in the first list, and no moment twice."""
    numbers = {name: number for number, name in enumerate(detail.revised)}
    incidents = [(name, at.isoformat(), list(detail.reached[name].items())) for name, at in detail.revised.items()]
    updates = [
        (month, [_update_row(update, numbers) for update in updates]) for month, updates in detail.updates.items()
    ]
    return [incidents, updates]


def _update_row(update: Update, numbers: Mapping[str, int]) -> tuple[object, ...]:
    row = (numbers[update.name], update.place, update.date.isoformat())
    return row if update.changed == update.date else (*row, update.changed.isoformat())


def _detail(incidents: Any, updates: Any) -> _Detail:
    moment = datetime.fromisoformat
    names = [name for name, _, _ in incidents]
    return _Detail(
        updates={
            month: [
                Update(moment(date), names[number], place, moment(changed[0] if changed else date))
                for number, place, date, *changed in rows
            ]
            for month, rows in updates
        },
        reached={name: dict(reached) for name, _, reached in incidents},
        revised={name: moment(at) for name, at, _ in incidents},
    )


def _months(moments: Iterable[datetime]) -> tuple[str, ...]:
    return tuple(sorted({month_of(moment, UTC) for moment in moments}))


def latest_of_each(dated: Iterable[Mapping[str, datetime]]) -> Mapping[str, datetime]:
    """The latest moment of each name."""
    latest: dict[str, datetime] = {}
    for each in dated:
        for name, at in each.items():
            if name not in latest or latest[name] < at:
                latest[name] = at
    return latest
