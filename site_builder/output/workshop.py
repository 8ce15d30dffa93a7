"""The works of all incidents: taken from an earlier build, or made, by several processes where they are many."""

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from site_builder.cache import Cache
from site_builder.output.incident_work import incident_work
from site_builder.output.keeping import Keeper, KeptWork, noting
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import LanguagePages
from site_builder.output.prose import Notes
from site_builder.output.site_map import Document
from site_builder.output.work import IncidentWork, work_from_json, work_to_json
from site_builder.overview import IncidentState

MANY = 24
"""So many incidents are worth starting processes for."""
CHUNK = 8
_AT_HAND = 512
"""Works that are kept decoded, for the documents that list them."""

Entry = tuple[str, str, str, Any]
"""Owner, slot, key and value of what is kept."""
Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Made:
    """What a worker made of one incident: documents as path and content, what to keep, what came up."""

    documents: list[tuple[str, bytes]]
    entries: list[Entry]
    notes: Notes


class Workshop:
    """The works of the incidents of `overview`, in all languages."""

    def __init__(
        self,
        languages: Sequence[LanguagePages],
        cache: Cache,
        keeper: Keeper,
        renderer: MarkupRenderer,
        *,
        jobs: int | None = None,
    ) -> None:
        """`jobs` is how many processes may work at once; None: as many as there are processors for us."""
        self._languages = languages
        self.cache = cache
        self._keeper = keeper
        self._renderer = renderer
        self._jobs = jobs or _processors()
        self._kept: dict[tuple[str, str], KeptWork] = {}
        self._again: dict[tuple[str, str], IncidentWork] = {}
        self.work = lru_cache(maxsize=_AT_HAND)(self._work)
        for pages in languages:
            pages.keeper, pages.identity = keeper, partial(self.identity, pages)

    def documents(self, tick: Tick) -> Iterator[Document]:
        """The documents of all incidents. Those of an earlier build are known, and not made again."""
        states = self._languages[0].overview.incidents
        missing: list[IncidentState] = []
        for state in states:
            kept = [self._find(pages, state) for pages in self._languages]
            if None in kept:
                missing.append(state)
                continue
            for pages, work in zip(self._languages, kept, strict=True):
                yield from self._known(pages, state, work) if work else ()
        done = len(states) - len(missing)
        for made in self._make(missing):
            done += 1
            tick(done, len(states))
            for owner, slot, key, value in made.entries:
                self.cache.put(owner, slot, key, value)
            self._renderer.notes.add(made.notes)
            yield from (Document(path, content) for path, content in made.documents)
        if missing:
            for pages, state in ((pages, state) for state in missing for pages in self._languages):
                self._find(pages, state)

    def identity(self, pages: LanguagePages, name: str) -> str:
        """What stands for everything that the work was made from."""
        work = self._kept.get((pages.language, name))
        # One that could not be kept, as on a full disk, is told by what is known of it; so is all that lists it.
        return work.identity if work else self._keeper.key(_inputs(pages, pages.incidents.states[name]))

    # -- kept works ------------------------------------------------------------------------------

    def _find(self, pages: LanguagePages, state: IncidentState) -> KeptWork | None:
        work = self._keeper.work(state.incident.name, pages.language, _inputs(pages, state))
        if work is not None:
            self._kept[pages.language, state.incident.name] = work
        return work

    def _known(self, pages: LanguagePages, state: IncidentState, work: KeptWork) -> Iterator[Document]:
        self._renderer.notes.attachments.update(work.attachments)
        for path, known in work.documents:
            yield Document.known(path, known, partial(self._content, pages, state, path))

    def _content(self, pages: LanguagePages, state: IncidentState, path: str) -> bytes:
        return next(each.content for each in self._made_again(pages, state).documents if each.path == path)

    def _made_again(self, pages: LanguagePages, state: IncidentState) -> IncidentWork:
        """The whole work, because somebody needs what was not kept of it."""
        place = (pages.language, state.incident.name)
        if place not in self._again:
            self._again = {place: incident_work(pages, state)}  # one document after the other of it is asked for
        return self._again[place]

    def _work(self, pages: LanguagePages, name: str) -> IncidentWork:
        """What shared documents take of an incident; its own documents are not among it."""
        state = pages.incidents.states[name]
        key = self._keeper.key(_inputs(pages, state))
        row = self.cache.get(name, f"parts:{pages.language}", key)
        return work_from_json(row) if row is not None else self._made_again(pages, state)

    # -- making them -----------------------------------------------------------------------------

    def _make(self, missing: Sequence[IncidentState]) -> Iterator[_Made]:
        # A process that has threads can't be forked safely, as one that watches for changes.
        alone = self._jobs == 1 or not hasattr(os, "fork") or threading.active_count() > 1
        if alone or len(missing) < MANY:
            yield from (self.make(state, self.cache) for state in missing)
            return
        yield from _in_processes(self, missing, self._jobs)

    def make(self, state: IncidentState, entries: Any) -> _Made:
        """Makes the work of one incident in all languages."""
        noted = _Noted(entries)
        self._keeper.entries = noted
        documents: list[Document] = []
        with self._renderer.noting() as notes_of_all:
            for pages in self._languages:
                inputs = _inputs(pages, state)
                with self._renderer.noting() as notes, noting(pages.templates) as asked:
                    work = incident_work(pages, state)
                documents += work.documents
                name, language = state.incident.name, pages.language
                if notes.problems:
                    continue  # the build ends with them, and the next one has to find them again
                self._keeper.keep_work(name, language, inputs, asked, notes, list(work.documents))
                noted.put(name, f"parts:{language}", self._keeper.key(inputs), work_to_json(work))
        self._keeper.entries = self.cache
        return _Made([(each.path, each.content) for each in documents], noted.put_here, notes_of_all)

    def forget(self) -> None:
        """Drops what was rendered: a worker has no further use for it."""
        self._renderer.forget()
        for pages in self._languages:
            pages.incidents.forget()


class _Noted:
    """Reads from a cache, and notes what is to be put there."""

    def __init__(self, entries: Any) -> None:
        self._entries = entries
        self.put_here: list[Entry] = []

    def get(self, owner: str, slot: str, key: str) -> Any | None:
        return self._entries.get(owner, slot, key)

    def put(self, owner: str, slot: str, key: str, value: object) -> None:
        self.put_here.append((owner, slot, key, value))


def _inputs(pages: LanguagePages, state: IncidentState) -> object:
    """All that a work is made from besides the settings and the theme."""
    said = pages.chronicle.by_incident[state.incident.name]
    return (
        pages.language,
        state.incident.digest or state.incident,
        state.changed_at.isoformat(),
        [each.changed.isoformat() for each in said],
        pages.chronicle.began_at.isoformat(),
    )


# -- workers ---------------------------------------------------------------------------------------

_shop: Workshop | None = None
_states: Sequence[IncidentState] = ()
_reader: Cache | None = None
"""What workers work on: they are forked, and find it here."""


def _in_processes(shop: Workshop, missing: Sequence[IncidentState], jobs: int) -> Iterator[_Made]:
    # Only a build with much to make starts processes.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    global _shop, _states
    _shop, _states = shop, missing
    chunks = [range(first, min(first + CHUNK, len(missing))) for first in range(0, len(missing), CHUNK)]
    gc.freeze()  # the collector would touch, and so copy, every object that the processes share
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(os.getpid(),)) as pool:
            with shop.cache.put_away():
                # The first one starts the processes. Not all at once: what is made waits in memory to be taken.
                waiting = [pool.submit(_make_chunk, chunk) for chunk in chunks[: jobs * 3]]
            for number in range(len(chunks)):
                made = waiting.pop(0).result()
                if number + jobs * 3 < len(chunks):
                    waiting.append(pool.submit(_make_chunk, chunks[number + jobs * 3]))
                yield from made
    finally:
        gc.unfreeze()
        _shop, _states = None, ()


def _begin(parent: int) -> None:
    """A worker ends with its parent, however that ends."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _make_chunk(chunk: range) -> list[_Made]:
    global _reader
    assert _shop is not None  # noqa: S101 - set before the fork
    if _reader is None:
        _reader = _shop.cache.reader()
    made = []
    for index in chunk:
        made.append(_shop.make(_states[index], _reader))
        _shop.forget()
    return made


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
