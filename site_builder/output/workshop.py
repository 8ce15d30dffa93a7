"""The works of all incidents, and the documents that list them: taken from an earlier build, or made, by several
processes where they are many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache as remembered
from functools import partial
from itertools import chain

from site_builder import workers
from site_builder.cache import Cache, digest
from site_builder.machine import reading_ends
from site_builder.output.incident_work import incident_work
from site_builder.output.keeping import Keeper, KeptWork, Part, noting, work_of
from site_builder.output.kept_pages import KeptPage, blocks_of
from site_builder.output.left import Comparison, Left, Standing
from site_builder.output.left_works import LeftWorks
from site_builder.output.made import Made, Noted
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import INCIDENT, LanguagePages
from site_builder.output.prose import Notes
from site_builder.output.site_map import Document
from site_builder.output.work import IncidentWork, WorksAtHand, work_from_text, work_to_text
from site_builder.overview import IncidentState

_MANY_SHARED = 100
"""So many shared documents are worth starting processes for: more than one edit of the content changes."""


class Workshop:
    """The works of the incidents of `overview`, in all languages."""

    def __init__(
        self,
        languages: Sequence[LanguagePages],
        cache: Cache,
        keeper: Keeper,
        renderer: MarkupRenderer,
        left: Left,
        at_hand: WorksAtHand,
        *,
        jobs: int,
    ) -> None:
        """`left` is what an earlier build left in the output folder; `jobs` is how many processes may work at once."""
        self._languages = languages
        self.cache = cache
        self._keeper = keeper
        self._renderer = renderer
        self._left = left
        self._jobs = jobs
        self._kept: dict[str, dict[str, KeptWork]] = {}
        self._stands = Comparison({}, (), {})
        self._identities: dict[str, Mapping[str, str]] = {}
        """Of the works of incidents that have changed, by language: all that is needed of them in the end."""
        self.shared_paths: set[str] = set()
        """Of the documents that list several incidents."""
        self._again: dict[tuple[str, str], IncidentWork] = {}
        chronicle = languages[0].chronicle
        self._began = chronicle.began_at
        self._months = chronicle.months
        self._moved = {name: _as_key(moments) for name, moments in chronicle.moved.items()}
        self._at_hand = at_hand
        for pages in languages:
            pages.keeper, pages.identity = keeper, remembered(partial(self.identity, pages))

    def documents(self, tick: workers.Tick) -> Iterator[Document | Standing]:
        """The documents of all incidents. Those of an earlier build are known, and not made again; what the last one
        left stands."""
        made_from = f"{self._keeper.made_from} {self._began}"
        self._stands = self._left.begin(made_from, self._keeper.is_met, self._months, self._moved)
        reading_ends()
        changed = list(self._stands.changed.values())
        self._kept = {name: {} for name in self._stands.changed}
        self._keeper.begin_lists(self._left.basis, self._kept.keys(), self._left.lists)
        self._renderer.notes.attachments.update(self._stands.attachments)
        missing: list[IncidentState] = []
        news: list[LeftWorks] = []
        for state, known in self._found(changed):
            yield from known
            if self._is_whole(state):
                news += self._left_of(state)
            else:
                missing.append(state)
        count = len(self._languages[0].incidents.states)
        done = count - len(missing)
        for made in self._make(missing):
            done += 1
            tick(done, count)
            yield from self._take(made)
            news += self._left_of(self._stands.changed[made.name])  # now, while others work
        yield self._left.replace(self._stands, news)

    def _is_whole(self, state: IncidentState) -> bool:
        """Whether everything of it was kept."""
        return self._are_whole(self._kept[state.incident.name])

    def _are_whole(self, kept: Mapping[str, KeptWork]) -> bool:
        return len(kept) == len(self._languages) and all(work.has_page for work in kept.values())

    def _left_of(self, state: IncidentState) -> Iterator[LeftWorks]:
        """What is left of an incident that has changed, if everything of it was kept."""
        name = state.incident.name
        if not self._is_whole(state):
            for pages in self._languages:
                self._find(pages, state)
        kept, self._kept[name] = self._kept[name], {}
        left = LeftWorks.of(name, self._stands.made_of[name], kept)
        self._identities[name] = left.identities
        if self._are_whole(kept):
            yield left

    def shared(self, documents: Iterable[Document]) -> Iterator[Document]:
        """These documents, which list several incidents. Those that nobody made before are made."""
        missing: list[Document] = []
        for document in documents:
            self.shared_paths.add(document.path)
            if document.is_to_make:
                missing.append(document)
            else:
                yield document
        for made in self._make_shared(missing):
            yield from self._take(made)

    def identity(self, pages: LanguagePages, name: str) -> str:
        """What stands for everything that the work was made from."""
        identities = self._identities.get(name)
        if identities is None:
            identities = self._stands.identities(name)
        identity = identities.get(pages.language)
        # One that could not be kept, as on a full disk, is told by what is known of it; so is all that lists it.
        return identity or self._key(pages, pages.incidents.states[name])

    def _key(self, pages: LanguagePages, state: IncidentState) -> str:
        """Stands for all that a work is made from."""
        said = state.incident.digest or digest(state.incident)
        moved = self._moved.get(state.incident.name, "")
        return self._keeper.work_key(pages.language, f"{self._began} {said} {state.changed_at} {moved}")

    # -- kept works ------------------------------------------------------------------------------

    def _found(self, changed: Sequence[IncidentState]) -> Iterator[tuple[IncidentState, Iterable[Document]]]:
        """Each of these incidents, with those of its documents that are known."""
        # A first build asks for none.
        kept = [pages for pages in self._languages if self.cache.holds_any(work_of(pages.language))]
        for state in changed:
            works = [(pages, self._find(pages, state)) for pages in kept]
            yield state, chain.from_iterable([self._known(pages, state, work) for pages, work in works if work])

    def _find(self, pages: LanguagePages, state: IncidentState) -> KeptWork | None:
        work = self._keeper.work(state.incident.name, pages.language, self._key(pages, state))
        if work is not None:
            self._kept[state.incident.name][pages.language] = work
        return work

    def _known(self, pages: LanguagePages, state: IncidentState, work: KeptWork) -> Iterator[Document]:
        self._renderer.notes.attachments.update(work.attachments)
        for path, known in work.documents:
            yield Document.known(path, known, partial(self._content, pages, state, path))

    def _content(self, pages: LanguagePages, state: IncidentState, path: str) -> bytes:
        if path == pages.map.incident(state.incident.name):
            return pages.incident_page(state).text.encode()
        return next(each.content for each in self._made_again(pages, state).documents if each.path == path)

    def _made_again(self, pages: LanguagePages, state: IncidentState) -> IncidentWork:
        """The whole work, because somebody needs what was not kept of it."""
        place = (pages.language, state.incident.name)
        if place not in self._again:
            self._again = {place: incident_work(pages, state)}  # one document after the other of it is asked for
        return self._again[place]

    def work(self, pages: LanguagePages, name: str) -> IncidentWork:
        """What shared documents take of an incident; its own documents are not among it."""
        identity = self.identity(pages, name)

        def read() -> IncidentWork:
            kept = self.cache.get_text(name, f"parts:{pages.language}", identity)
            if kept is not None:
                with suppress(ValueError):  # somebody wrote into it
                    return work_from_text(kept)
            return self._made_again(pages, pages.incidents.states[name])

        return self._at_hand.take(pages.language, name, identity, read)

    # -- making them -----------------------------------------------------------------------------

    def _make(self, missing: Sequence[IncidentState]) -> Iterator[Made]:
        if workers.are_worth_it(len(missing), self._jobs):

            def work(index: int) -> Made:
                return self._make_and_forget(missing[index])

            yield from workers.in_processes(work, len(missing), jobs=self._jobs, cache=self.cache)
        elif len(missing) >= workers.MANY:
            yield from map(self._make_and_forget, missing)
        else:
            yield from map(self.make, missing)

    def _make_and_forget(self, state: IncidentState) -> Made:
        """What was rendered is not needed again soon, and would fill memory."""
        made = self.make(state)
        self.forget()
        return made

    def make(self, state: IncidentState) -> Made:
        """Makes what is missing of the work of one incident in all languages."""
        with self._noted() as (entries, notes):
            documents = [document for pages in self._languages for document in self._make_in(pages, state, entries)]
        state.let_go()
        self._languages[0].chronicle.story(state.incident.name).let_go()
        return Made(state.incident.name, documents, entries.put_here, notes)

    def _make_shared(self, missing: Sequence[Document]) -> Iterator[Made]:
        are_many = len(missing) >= _MANY_SHARED

        def work(index: int) -> Made:
            with self._noted() as (entries, notes):
                document = missing[index].made()
            if are_many:
                self.forget()
            return Made(document.path, [document], entries.put_here, notes)

        # Processes find works and texts in the file alone.
        if are_many and self.cache.lasts and workers.are_worth_it(len(missing), self._jobs):
            # They differ in size by far.
            yield from workers.in_processes(work, len(missing), jobs=self._jobs, cache=self.cache, chunk=1)
        else:
            yield from map(work, range(len(missing)))

    @contextmanager
    def _noted(self) -> Iterator[tuple[Noted, Notes]]:
        """What is to be kept of what is made in this block, and what comes up."""
        noted = Noted(self.cache)
        self._keeper.entries = noted
        try:
            with self._renderer.noting() as notes:
                yield noted, notes
        finally:
            self._keeper.entries = self.cache

    def _take(self, made: Made) -> Iterator[Document]:
        """Takes over what was made."""
        for entry in made.entries:
            self.cache.put_text(*entry)
        self._renderer.notes.add(made.notes)
        yield from made.documents

    def _make_in(self, pages: LanguagePages, state: IncidentState, noted: Noted) -> Iterator[Document]:
        kept = self._kept[state.incident.name].get(pages.language)
        if kept and kept.has_page:
            return
        name, language, key = state.incident.name, pages.language, self._key(pages, state)
        work: IncidentWork | None = None
        part: Part | None = None
        if kept is None:
            with self._noting(pages) as (notes, asked):
                work = incident_work(pages, state)
            part = Part(work.documents, notes, asked)
            yield from work.documents
        # It shows the texts that were rendered for the work. What those link to is noted there, and a page is never
        # taken again without the work that it was made with.
        page = self._page(pages, state, kept.page if kept else None)
        yield from page.documents
        if page.notes.problems or (part and part.notes.problems):
            return  # the build ends with them, and the next one has to find them again
        identity = self._keeper.keep_work(name, language, key, part, page)
        if work is not None:
            noted.put_text(name, f"parts:{language}", identity, work_to_text(work))

    def _page(self, pages: LanguagePages, state: IncidentState, kept: KeptPage | None) -> Part:
        """The page of an incident, if possible around what is in the one that was `kept`."""
        path = pages.map.incident(state.incident.name)
        with self._noting(pages) as (notes, asked):
            around = partial(pages.incident_page_around, state.incident.name)
            page = kept and kept.made_anew(path, self._keeper.published, around)
            if page and kept:
                notes.add(kept.notes)
            page = page or pages.incident_page(state)
            asked |= page.asked
        return Part([Document(path, page.text.encode())], notes, asked, blocks_of(INCIDENT, page))

    @contextmanager
    def _noting(self, pages: LanguagePages) -> Iterator[tuple[Notes, set[str]]]:
        with self._renderer.noting() as notes, noting(pages.templates) as asked:
            yield notes, asked

    def forget(self) -> None:
        """Drops what was rendered: a worker has no further use for it."""
        self._renderer.forget()
        for pages in self._languages:
            pages.incidents.forget()


def _as_key(moments: Mapping[int, datetime]) -> str:
    return " ".join([f"{index} {at.isoformat()}" for index, at in moments.items()])
