"""What the last build left of each incident, and how the cache keeps it for other programs.

It is kept under the mark of the manifest that lists what the same build has written: whoever writes into the output
folder in another way leaves another mark, and then nobody takes it up.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from site_builder.cache import EVERYBODYS, Cache, as_text
from site_builder.output.keeping import KeptWork, Need
from site_builder.overview import IncidentState

_SLOT = "left"
_MARK = "left by"
_NOTHING = ("", "")


class LeftWorks(NamedTuple):
    """What was left of one incident: its works, made from this state. `moved` tells when its entries count as changed.

    `identities` are those of its works by language; its documents are at `paths`, and depend on what `needs` tell.
    """

    state: IncidentState
    moved: str
    identities: Mapping[str, str]
    attachments: Sequence[str]
    paths: Sequence[str]
    needs: Sequence[Need]

    @classmethod
    def of(cls, state: IncidentState, moved: str, works: Mapping[str, KeptWork]) -> "LeftWorks":
        """From the works of an incident by language."""
        identities = {language: work.identity for language, work in works.items()}
        attachments = dict.fromkeys(one for work in works.values() for one in work.attachments)
        paths = [path for work in works.values() for path, _ in work.documents]
        needs = [need for work in works.values() for need in work.needs]
        return cls(state, moved, identities, tuple(attachments), paths, needs)

    @property
    def name(self) -> str:
        return self.state.incident.name


# -- kept for other programs ---------------------------------------------------------------------


def read(
    cache: Cache, mark: str, basis: str, states: Iterable[IncidentState], moved: Mapping[str, str]
) -> Iterator[LeftWorks]:
    """What was left of these incidents by the build with this mark, if all was made from the same `basis`."""
    if not mark or cache.get_text(EVERYBODYS, _MARK, mark) != basis:
        return
    rows = cache.texts(_SLOT)
    needs = lru_cache(maxsize=1024)(_needs)  # those of thousands are the same
    for state in states:
        name = state.incident.name
        key, row = rows.get(name, _NOTHING)
        moments = moved.get(name, "")
        if key == _made_of(state, moments):
            try:
                yield _from_row(state, moments, row, needs)
            except (ValueError, TypeError, AttributeError, RecursionError):
                continue  # somebody wrote into it


def keep(cache: Cache, mark: str, basis: str, works: Iterable[LeftWorks], gone: Set[str] | None) -> None:
    """Keeps what the build with this mark has left, instead of what is kept of incidents that are `gone`; None stands
    for all."""
    cache.drop(_SLOT, gone)
    for each in works:
        if each.state.incident.digest:
            cache.put_text(each.name, _SLOT, _made_of(each.state, each.moved), _row(each))
    cache.put_text(EVERYBODYS, _MARK, mark, basis)
    cache.save()


def _made_of(state: IncidentState, moved: str) -> str:
    """Stands for what the works of an incident with a digest were made from, besides what all are."""
    return f"{state.incident.digest} {state.changed_at} {moved}"


def _row(works: LeftWorks) -> str:
    identities = " ".join([word for pair in works.identities.items() for word in pair])
    return "\n".join([as_text(works.needs), as_text(works.attachments), identities, *works.paths])


def _from_row(state: IncidentState, moved: str, row: str, needs_of: Callable[[str], Sequence[Need]]) -> LeftWorks:
    # There may be ten thousand: to be split takes a fifth of the time that JSON takes.
    needs, attachments, identities, *paths = row.split("\n")
    words = identities.split(" ")
    by_language = dict(zip(words[::2], words[1::2], strict=True))
    used = () if attachments == "[]" else tuple(json.loads(attachments))
    return LeftWorks(state, moved, by_language, used, paths, needs_of(needs))


def _needs(text: str) -> Sequence[Need]:
    return [
        Need(language, asked, tuple([(link, target) for link, target in links]))
        for language, asked, links in json.loads(text)
    ]
