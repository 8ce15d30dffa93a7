"""What was said when, over all incidents and in no language: the order of feeds, and what dates the API's lists."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain, islice
from zoneinfo import ZoneInfo

from site_builder.output.all_said import Moved, SaidChapter
from site_builder.output.chapters import StateChapter, Year
from site_builder.output.known_stories import KnownStories
from site_builder.output.month_told import latest_of_each
from site_builder.output.story import Said, Story
from site_builder.overview import IncidentState, Overview
from site_builder.vocabulary import Kind

_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""When a page on which nothing was ever said began, and last changed: the API's keys are never null."""


class Chronicle:
    """Everything that was said by `overview.now`."""

    def __init__(self, overview: Overview, zone: ZoneInfo, known: KnownStories | None = None) -> None:
        """Its months are those of `zone`; `known` are the stories of earlier builds."""
        self.overview = overview
        self._known = known or KnownStories()
        self._known.tell(overview.incidents, overview.now, zone)

    def story(self, name: str) -> Story:
        """What became of an incident when."""
        return self._known.story(name)

    @property
    def states(self) -> Mapping[str, IncidentState]:
        """The incidents by name."""
        return self._known.states

    @property
    def months(self) -> Sequence[StateChapter]:
        """The incidents, newest first."""
        return self._known.months

    @property
    def years(self) -> Sequence[Year]:
        """The same by year."""
        return self._known.years

    @property
    def said_in(self) -> Sequence[SaidChapter]:
        """Every update of all incidents, newest first; those of the same instant stand by their files."""
        return self._known.said_in

    def newest(self, count: int) -> list[Said]:
        """What was said last."""
        return list(islice(chain.from_iterable(month.members for month in self.said_in), count))

    # -- incidents -------------------------------------------------------------------------------

    def lasting_after(self, instant: datetime) -> Iterator[IncidentState]:
        """The incidents that are not over, or of which something was said or came to an end after this, newest
        first."""
        for month in self.months:
            if month.over_at > instant:
                for state in month.members:
                    if state.closed_at is None or max(state.closed_at, state.updated_at) > instant:
                        yield state

    def not_over(self) -> Iterator[IncidentState]:
        """Those that are open or to come, newest first."""
        return chain.from_iterable(month.not_over for month in self.months)

    def of_kind(self, kind: Kind) -> Iterator[IncidentState]:
        """Those of a kind, newest first."""
        return chain.from_iterable(month.of_kind[kind] for month in self.months)

    def revised_last(self, count: int) -> list[tuple[IncidentState, datetime]]:
        """The newest incidents, each with when it was last revised; no two moments of a site are alike."""
        moved = self._known.revised
        newest = self.overview.incidents[:count]
        return [(one, moved.get(one.incident.name) or self.story(one.incident.name).revised_at) for one in newest]

    # -- moments ---------------------------------------------------------------------------------

    @property
    def moved(self) -> Moved:
        """The updates whose entries changed at the same instant as others: when each counts as changed."""
        return self._known.moved

    def moments(self, name: str) -> list[datetime]:
        """When the entry of each update of an incident last changed."""
        moved = self.moved.get(name, {})
        return [moved.get(index, changed) for index, (_, changed) in enumerate(self.story(name).said)]

    @cached_property
    def began_at(self) -> datetime:
        """When the page has something to tell of for the first time."""
        return min((month.told.started_at for month in self.months), default=_NOTHING_YET)

    @cached_property
    def updated_at(self) -> datetime:
        """The latest news, not the latest build."""
        return max((month.told.updated_at for month in self.months), default=_NOTHING_YET)

    @cached_property
    def turned(self) -> Mapping[str, datetime]:
        """When each component last changed; one that never did is left out."""
        return latest_of_each(month.told.turned for month in self.months)
