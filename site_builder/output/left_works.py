"""What the last build left of the incidents of each month, and how the cache keeps it for other programs.

It is kept under the mark of the manifest that lists what the same build has written: whoever writes into the output
folder in another way leaves another mark, and then nobody takes it up.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

from site_builder.cache import EVERYBODYS, Cache, LostEntry, as_text
from site_builder.output.keeping import KeptWork, Need
from site_builder.output.known_works import Lists
from site_builder.output.site_map import top_level

_SLOT = "left"
_MARK = "left by"
_LISTS = "lists"


class LeftWorks(NamedTuple):
    """What was left of one incident. `made_of` stands for what its works were made from, besides what all are.

    `identities` are those of its works by language; its documents are at `paths`, and depend on what `needs` tell.
    """

    name: str
    made_of: str
    identities: Mapping[str, str]
    attachments: Sequence[str]
    paths: Sequence[str]
    needs: Sequence[Need]

    @classmethod
    def of(cls, name: str, made_of: str, works: Mapping[str, KeptWork]) -> "LeftWorks":
        """From the works of an incident by language."""
        identities = {language: work.identity for language, work in works.items()}
        attachments = dict.fromkeys(one for work in works.values() for one in work.attachments)
        paths = [path for work in works.values() for path, _ in work.documents]
        needs = [need for work in works.values() for need in work.needs]
        return cls(name, made_of, identities, tuple(attachments), paths, needs)


class LeftMonth:
    """What was left of the incidents of a month. `key` stands for all that it was made of; it is empty where something
    is missing. `attachments` are those of the incidents that have any."""

    def __init__(
        self,
        key: str,
        *,
        paths: Sequence[str],
        top_levels: Set[str],
        needs: Collection[Need],
        attachments: Sequence[str],
        works: Callable[[], Sequence[LeftWorks]],
    ) -> None:
        """`top_levels` are the folders and files in which all of its documents are."""
        self.key = key
        self.paths = paths
        self.top_levels = top_levels
        self.needs = needs
        self.attachments = attachments
        self._make_works = works

    @classmethod
    def of(cls, key: str, works: Sequence[LeftWorks]) -> "LeftMonth":
        """From all that was left of its incidents."""
        paths = list(chain.from_iterable(one.paths for one in works))
        return cls(
            key,
            paths=paths,
            top_levels=frozenset(map(top_level, paths)),
            needs=tuple(dict.fromkeys(chain.from_iterable(one.needs for one in works))),
            attachments=list(chain.from_iterable(one.attachments for one in works)),
            works=lambda: works,
        )

    @cached_property
    def works(self) -> Mapping[str, LeftWorks]:
        """The same by incident."""
        return {one.name: one for one in self._make_works()}


# -- kept for other programs ---------------------------------------------------------------------


def is_by(cache: Cache, mark: str, basis: str) -> bool:
    """Whether what is kept was left by the build with this mark, and all was made from this `basis`."""
    return bool(mark) and cache.get_text(EVERYBODYS, _MARK, mark) == basis


def months(cache: Cache) -> Iterator[tuple[str, LeftMonth]]:
    """What was left of each month, by its owner."""
    needs = lru_cache(maxsize=1024)(_needs)  # those of many months are the same
    for owner, (key, row) in cache.texts(_SLOT).items():
        with suppress(ValueError, TypeError, AttributeError, RecursionError):  # somebody wrote into it
            yield owner, _from_row(key, row, needs)


def read_lists(cache: Cache, mark: str) -> Lists:
    """What stood for lists in the same build."""
    try:
        return {path: (key, digest) for path, key, digest in cache.get(EVERYBODYS, _LISTS, mark) or ()}
    except (ValueError, TypeError):
        return {}  # somebody wrote into it


def keep(
    cache: Cache, mark: str, basis: str, news: Mapping[str, LeftMonth], gone: Set[str] | None, lists: Lists
) -> None:
    """Keeps what the build with this mark has left of these months, by their owners, instead of those that are `gone`;
    None stands for all."""
    cache.drop(_SLOT, gone)
    for owner, month in news.items():
        cache.put_text(owner, _SLOT, month.key, _row(month))
    cache.put(EVERYBODYS, _LISTS, mark, [(path, *list_) for path, list_ in lists.items()])
    cache.put_text(EVERYBODYS, _MARK, mark, basis)
    cache.save()


def _row(month: LeftMonth) -> str:
    """The paths and each need once, and then what only those ask for who take a part of it."""
    numbers = {need: number for number, need in enumerate(month.needs)}
    works = [
        (one.name, one.made_of, one.identities, one.attachments, len(one.paths), [numbers[need] for need in one.needs])
        for one in month.works.values()
    ]
    first = (month.needs, month.attachments, sorted(month.top_levels), works)
    return "\n".join([*map(as_text, first), *month.paths])


def _from_row(key: str, row: str, needs_of: Callable[[str], Sequence[Need]]) -> LeftMonth:
    needs_text, attachments, top_levels, works, *paths = row.split("\n")
    needs = needs_of(needs_text)

    def made() -> Sequence[LeftWorks]:
        try:
            return list(_works(json.loads(works), iter(paths), needs))
        except (ValueError, TypeError, LookupError) as error:
            raise LostEntry("what was left of a month") from error

    return LeftMonth(
        key,
        paths=paths,
        top_levels=frozenset(json.loads(top_levels)),
        needs=needs,
        attachments=json.loads(attachments),
        works=made,
    )


def _works(rows: Any, paths: Iterator[str], needs: Sequence[Need]) -> Iterator[LeftWorks]:
    for name, made_of, identities, attachments, count, numbers in rows:
        yield LeftWorks(
            name, made_of, identities, attachments, list(islice(paths, count)), [needs[number] for number in numbers]
        )


def _needs(text: str) -> Sequence[Need]:
    return [
        Need(language, asked, tuple([(link, target) for link, target in links]))
        for language, asked, links in json.loads(text)
    ]
