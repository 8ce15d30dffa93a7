"""Problems of texts that are not rendered into a page now: found all the same, and not at night when they are.

A held-back text has its date to come; a good text beside a broken file has to wait for that to be mended.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from site_builder.model import Incident, Phrase, Update
from site_builder.output.markup import MarkupRenderer
from site_builder.output.places import ReadText
from site_builder.output.shelf import Shelf
from site_builder.overview import Overview
from site_builder.problems import Problem
from site_builder.published import published, waiting_at


def problems_to_come(
    incidents: Iterable[Incident], overview: Overview, languages: tuple[str, ...], read: ReadText
) -> Iterator[Problem]:
    """Each held-back text is rendered with what will be public at its date. Drafts have no date and wait."""
    instants = sorted({held.until for held in overview.held_back if held.until is not None})
    if not instants:
        return
    incidents = tuple(incidents)
    waiting = waiting_at(incidents, overview.now)
    names = {incident.name for incident in waiting}
    shown = {
        update.source
        for state in overview.incidents
        if state.incident.name in names
        for update in state.incident.updates
    }
    for instant in instants:
        renderer = MarkupRenderer(Shelf(published(incidents, instant), languages), read)
        for incident in published(waiting, instant):
            coming = [update for update in incident.updates if update.source not in shown]
            for phrase in _phrases(incident, coming):
                renderer.render(phrase)
            shown |= {update.source for update in coming}
        yield from renderer.problems


def problems_beside_broken_files(
    readable: Iterable[Incident], now: datetime, languages: tuple[str, ...], folder: Path, read: ReadText
) -> Iterator[Problem]:
    """What is wrong with the public texts that could be read, so that one run shows all there is to mend.

    A link to a file that is there, but broken, may be right: it is not complained of. `folder` is the site's.
    """
    public = published(readable, now)
    renderer = MarkupRenderer(Shelf(public, languages), read)
    for incident in public:
        for phrase in _phrases(incident, incident.updates):
            renderer.render(phrase)
    yield from (problem for problem in renderer.problems if not _leads_to_a_file(problem, folder))


def _leads_to_a_file(problem: Problem, folder: Path) -> bool:
    """Whether the place of a problem holds the path of something in the site, as a link to a broken file does."""
    at = problem.location
    target = (problem.excerpt or "")[at.column - 1 : at.column - 1 + at.length].partition("#")[0]
    return bool(target) and os.path.lexists(folder / Path(at.path).parent / target)


def _phrases(incident: Incident, updates: Iterable[Update]) -> Iterator[Phrase]:
    for update in updates:
        for text in update.texts():
            yield from text.phrases
    if incident.opener in updates:
        for question in incident.questions:
            yield from question.answer.phrases
