"""The incidents of a component by year: its own page stays short, however long the site lives."""

from collections.abc import Iterable, Sequence

from site_builder.output.chapters import Year
from site_builder.overview import IncidentState

MOST_ON_COMPONENT = 50
"""A component's own page lists whole years, newest first, as long as they hold no more incidents than this."""


def by_year(
    component: str, years: Iterable[Year]
) -> tuple[list[IncidentState], list[tuple[str, Sequence[IncidentState]]]]:
    """The incidents that a component's page lists, at least those of the newest year that has any, and the others by
    year. `years` come newest first."""
    shown: list[IncidentState] = []
    others: list[tuple[str, Sequence[IncidentState]]] = []
    for year in years:
        states = year.affecting(component)
        if not states:
            continue
        if not shown or (not others and len(shown) + len(states) <= MOST_ON_COMPONENT):
            shown += states
        else:
            others.append((year.name, states))
    return shown, others
