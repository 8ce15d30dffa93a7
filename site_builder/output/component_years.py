"""The incidents of a component by year: its own page stays short, however long the site lives."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from site_builder.output import site_map
from site_builder.output.runs import runs
from site_builder.overview import IncidentState

MOST_ON_COMPONENT = 50
"""A component's own page lists whole years, newest first, as long as they hold no more incidents than this."""


def by_year(
    newest_first: Sequence[IncidentState], zone: ZoneInfo
) -> tuple[list[IncidentState], list[tuple[str, list[IncidentState]]]]:
    """The incidents that a component's page lists, at least those of the newest year, and the others by year."""

    def year(state: IncidentState) -> str:
        return site_map.month_of(state.opened_at, zone)[:4]

    shown: list[IncidentState] = []
    others: list[tuple[str, list[IncidentState]]] = []
    for name, of_year in runs(newest_first, year):
        states = list(of_year)
        if not shown or (not others and len(shown) + len(states) <= MOST_ON_COMPONENT):
            shown += states
        else:
            others.append((name, states))
    return shown, others
