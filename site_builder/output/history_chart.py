"""The last days of a component as a drawing and in words: both tell what was posted here, nothing was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from site_builder.output.views import IncidentView
from site_builder.overview import Day
from site_builder.vocabulary import ComponentStatus

DAY_WIDTH = 4
"""Units of the drawing for each day; it is as wide as it is given room, so only proportions matter."""
HEIGHT = 24

# Where a bar begins, from the top, and how tall it is: the worse, the taller, so that nobody has to tell
# colours apart. Planned work hangs from the top, all else stands on the ground.
_BARS: Mapping[ComponentStatus, tuple[int, int]] = {
    ComponentStatus.OPERATIONAL: (18, 6),
    ComponentStatus.UNDER_MAINTENANCE: (0, 10),
    ComponentStatus.DEGRADED_PERFORMANCE: (13, 11),
    ComponentStatus.PARTIAL_OUTAGE: (7, 17),
    ComponentStatus.MAJOR_OUTAGE: (0, HEIGHT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Days in a row on which the same was said, and its bar in the drawing."""

    status: ComponentStatus
    first: date
    last: date
    x: int
    y: int
    width: int
    height: int
    _names: tuple[str, ...]
    _views: Mapping[str, IncidentView] = field(repr=False)

    @property
    def incidents(self) -> tuple[IncidentView, ...]:
        return tuple(self._views[name] for name in self._names)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryChart:
    """`runs` are oldest first, the last one ends today. `totals`: how many days at each status, worst first."""

    day_count: int
    runs: tuple[Run, ...]
    totals: tuple[tuple[ComponentStatus, int], ...]

    @property
    def width(self) -> int:
        return self.day_count * DAY_WIDTH

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def eventful(self) -> tuple[Run, ...]:
        """Whatever wasn't plain working, newest first."""
        return tuple(run for run in reversed(self.runs) if run.status is not ComponentStatus.OPERATIONAL)


def history_chart(days: Sequence[Day], incidents: Mapping[str, IncidentView]) -> HistoryChart:
    """The chart of a component's days, oldest first; `incidents` holds the views by name."""
    runs = []
    start = 0
    for (status, _), same in groupby(days, key=_what_was_said):
        run = list(same)
        y, height = _BARS[status]
        runs.append(
            Run(
                status=status,
                first=run[0].date,
                last=run[-1].date,
                _names=tuple(incident.name for incident in run[0].incidents),
                x=start * DAY_WIDTH,
                y=y,
                width=len(run) * DAY_WIDTH,
                height=height,
                _views=incidents,
            )
        )
        start += len(run)
    counts = [(status, sum(day.status is status for day in days)) for status in ComponentStatus]
    eventful = [(status, count) for status, count in counts if count and status is not ComponentStatus.OPERATIONAL]
    return HistoryChart(
        day_count=len(days),
        runs=tuple(runs),
        totals=tuple(sorted(eventful, key=lambda total: -total[0].rank)),
    )


def names_of(run: Run) -> tuple[str, ...]:
    """The names of its incidents, of which no view is made for that."""
    return run._names


def _what_was_said(day: Day) -> tuple[ComponentStatus, tuple[str, ...]]:
    return day.status, tuple(incident.name for incident in day.incidents)
