"""data-impact-softened: customers are told in words when their data is said to be safer than it was."""

from collections.abc import Iterator

from site_builder.editing.desk import Desk
from site_builder.model import DataImpact
from site_builder.problems import Problem
from site_builder.vocabulary import DataImpactStatus

# From worst to best. "We don't know" is worse than "no evidence": it was stepped back from, which takes a reason.
_ORDER = (
    DataImpactStatus.CONFIRMED,
    DataImpactStatus.UNKNOWN,
    DataImpactStatus.NO_EVIDENCE,
    DataImpactStatus.NONE,
)


def softened_data_impacts(desk: Desk) -> Iterator[Problem]:
    """An update with a better data impact than the one before, whose `text` is missing or is still the old one."""
    read = {update.source for _, update in desk.statements()}
    for incident in desk.incidents:
        before: DataImpact | None = None
        for update in incident.updates:
            now = update.data_impact
            if now is None:
                continue
            if before is not None and update.source in read and _is_softer(before, now):
                message = f'"{before.status}" becomes "{now.status}", and no words say so'
                hint = "write in data_impact: text: what you know now, and how you know it"
                keys = ("data_impact.status",) if now.text is None else ("data_impact.text",)
                yield desk.files.at_key(update.source, keys, message, hint)
            if not update.draft:
                before = now


def _is_softer(before: DataImpact, now: DataImpact) -> bool:
    """Whether it is better news without words of its own."""
    if _ORDER.index(now.status) <= _ORDER.index(before.status):
        return False
    return now.text is None or (before.text is not None and _same(now.text.original.text, before.text.original.text))


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()
