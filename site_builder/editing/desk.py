"""What the rules are given to read, and which texts they read: only what can still be changed should nag."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from site_builder.editing.files import SiteFiles
from site_builder.editing.versions import Changes
from site_builder.model import Incident, LocalText, Phrase, Site, Update
from site_builder.overview import IncidentState, Overview


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One text in one language, with the incident that it belongs to; `is_title` when it is the incident's title."""

    phrase: Phrase
    incident: Incident
    is_translation: bool
    is_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The site as it stands, to be read by rules. `incidents` holds those that aren't public yet, too.

    `changes` is what is different from an earlier revision, when somebody asked for it.
    """

    site: Site
    incidents: tuple[Incident, ...]
    overview: Overview
    files: SiteFiles
    changes: Changes | None = None

    @property
    def now(self) -> datetime:
        return self.overview.now

    def states(self) -> dict[str, IncidentState]:
        """The public incidents by name."""
        return {state.incident.name: state for state in self.overview.incidents}

    def pending(self) -> dict[str, bool]:
        """The statements that aren't public yet, by their file; True for drafts, which no date brings out."""
        return {held.source: held.until is None for held in self.overview.held_back}

    def statements(self) -> Iterator[tuple[Incident, Update]]:
        """Statements that are read: what is still to come, what was said lately, and the last word where it is open.

        With `changes` only those whose file is among them, whatever their age.
        """
        pending, states = self.pending(), self.states()
        recent = self.now - timedelta(days=self.site.check.days)
        for incident in self.incidents:
            state = states.get(incident.name)
            last = state.incident.latest.source if state and state.closed_at is None else None
            for update in incident.updates:
                if self.changes is not None:
                    wanted = any(path in self.changes.paths for path in paths_of(update))
                else:
                    wanted = update.source in pending or update.date > recent or update.source == last
                if wanted:
                    yield incident, update

    def passages(self) -> Iterator[Passage]:
        """The texts that are read, each once: those of `statements`, and what stands above an open timeline."""
        seen: set[int] = set()
        for passage in self._passages():
            at = passage.phrase.at
            wanted = self.changes is None or (at is not None and at.path in self.changes.paths)
            if wanted and id(passage.phrase) not in seen:
                seen.add(id(passage.phrase))
                yield passage

    def _passages(self) -> Iterator[Passage]:
        for incident, update in self.statements():
            if update is incident.opener:
                yield from _each(incident, [incident.title], is_title=True)
            yield from _each(incident, _texts(update))
        states = self.states()
        for incident in self.incidents:
            state = states.get(incident.name)
            if state is None or state.closed_at is not None:
                # With changes, a file of questions may be among them without any statement.
                if state is None or self.changes is not None:
                    yield from _each(incident, _questions(incident))
                continue
            yield from _each(incident, [incident.title], is_title=True)
            yield from _each(incident, _in_force(state))
            yield from _each(incident, _questions(incident))


def desk_of(
    folder: Path,
    site: Site,
    incidents: tuple[Incident, ...],
    overview: Overview,
    changes: Changes | None = None,
) -> Desk:
    """The site in `folder`, ready to be read."""
    return Desk(site=site, incidents=incidents, overview=overview, files=SiteFiles(folder), changes=changes)


def paths_of(update: Update) -> tuple[str, ...]:
    """The files that say a statement, the original first."""
    return (update.source, *(translated.source for translated in update.translations))


def _each(incident: Incident, texts: Iterable[LocalText], *, is_title: bool = False) -> Iterator[Passage]:
    for text in texts:
        for index, phrase in enumerate(text.phrases):
            yield Passage(phrase=phrase, incident=incident, is_translation=index > 0, is_title=is_title)


def _texts(update: Update) -> Iterator[LocalText]:
    yield from update.texts()
    yield from (one.text for one in update.expected if one.text is not None)
    yield from (edit.reason for edit in update.edited)


def _in_force(state: IncidentState) -> Iterator[LocalText]:
    """What stands above the timeline: the latest statement of each matter."""
    yield from (said.value for said in (state.what_to_do, state.what_works) if said is not None)
    if state.data_impact is not None and state.data_impact.value.text is not None:
        yield state.data_impact.value.text
    yield from (said.value.text for said in state.expected if said.value.text is not None)


def _questions(incident: Incident) -> Iterator[LocalText]:
    for question in incident.questions:
        yield question.heading
        yield question.answer
