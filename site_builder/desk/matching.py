"""Which incident is meant? Any part of its name or title will do, as long as it is the only one."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import PurePosixPath

from site_builder.desk.wish import WrongWish
from site_builder.model import Incident
from site_builder.problems import quoted

_LONGEST_LISTING = 10


class Stage(IntEnum):
    """How near an incident is to somebody's mind at 2 a.m., nearest first."""

    OPEN = 0
    TO_COME = 1  # planned, held back, or a draft
    OVER = 2


def find_incident(incidents: Iterable[Incident], stage_of: Callable[[Incident], Stage], said: str) -> Incident:
    """The incident that `said` is part of. Where several are, the only one of the nearest stage. Raises WrongWish.

    Capitals, hyphens and the path of its file don't matter.
    """
    everything = tuple(incidents)
    wanted = _folded(PurePosixPath(said.strip()).name.removesuffix(".md"))
    exact = [incident for incident in everything if _folded(incident.name) == wanted]
    if exact:
        return exact[0]
    found = [incident for incident in everything if wanted and _has(incident, wanted)]
    nearest = min((stage_of(incident) for incident in found), default=Stage.OVER)
    candidates = [incident for incident in found if stage_of(incident) is nearest]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise WrongWish(f"{quoted(said)} fits several incidents, say more of the name or title", _listing(candidates))
    others = [incident for incident in everything if stage_of(incident) is not Stage.OVER]
    if others:
        raise WrongWish(f"no incident has {quoted(said)} in its name or title; there are", _listing(others))
    raise WrongWish(f"no incident has {quoted(said)} in its name or title, and none is open")


def _has(incident: Incident, wanted: str) -> bool:
    texts = [incident.name, *(phrase.text for phrase in incident.title.phrases)]
    return any(wanted in _folded(text) for text in texts)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


def _listing(incidents: Iterable[Incident]) -> str:
    newest = sorted(incidents, key=lambda incident: incident.opener.date, reverse=True)
    lines = [f"\n  {incident.name} ({incident.title.original.text})" for incident in newest[:_LONGEST_LISTING]]
    return "".join(lines) + ("\n  …" if len(newest) > _LONGEST_LISTING else "")
