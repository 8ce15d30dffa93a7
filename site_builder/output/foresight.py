"""What will be wrong once a held-back text comes out: found now, not at night when its date arrives."""

from collections.abc import Iterable, Iterator

from site_builder.model import Incident, LocalText, Phrase, Update
from site_builder.output.markup import MarkupRenderer
from site_builder.output.places import ReadText
from site_builder.output.shelf import shelf_of
from site_builder.overview import Overview
from site_builder.problems import Problem
from site_builder.status import published


def problems_to_come(
    incidents: Iterable[Incident], overview: Overview, languages: tuple[str, ...], read: ReadText
) -> Iterator[Problem]:
    """Each held-back text is rendered with what will be public at its date. Drafts have no date and wait."""
    incidents = tuple(incidents)
    shown = {update.source for state in overview.incidents for update in state.incident.updates}
    for instant in sorted({held.until for held in overview.held_back if held.until is not None}):
        public = published(incidents, instant)
        renderer = MarkupRenderer(shelf_of(public, languages), read)
        for incident in public:
            coming = [update for update in incident.updates if update.source not in shown]
            for phrase in _phrases(incident, coming):
                renderer.render(phrase)
            shown |= {update.source for update in coming}
        yield from renderer.problems


def _phrases(incident: Incident, updates: list[Update]) -> Iterator[Phrase]:
    for update in updates:
        impact = update.data_impact.text if update.data_impact else None
        for text in (update.body, update.what_to_do, update.what_works, impact):
            yield from _all(text)
    if incident.opener in updates:
        for question in incident.questions:
            yield from _all(question.answer)


def _all(text: LocalText | None) -> tuple[Phrase, ...]:
    return text.phrases if text else ()
