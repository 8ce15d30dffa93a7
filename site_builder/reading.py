"""What is new in a site is read ahead by another process, while the one that builds imports what it renders with and
takes what is known from the cache. It never imports what judges texts.

What is wrong with a text is not kept, so whoever builds finds it.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

from site_builder import known_states
from site_builder.cache import Cache, Row, made_with
from site_builder.content.known_incidents import KnownIncidents
from site_builder.content.library import load_library, read_some
from site_builder.door.context import context_for
from site_builder.lookout import Known
from site_builder.model import Incident
from site_builder.output import known_stories
from site_builder.output.story import tell
from site_builder.published import waiting_at
from site_builder.settings import load_site
from site_builder.status import incident_state


def read_again(folder: Path, now: datetime, file: Path, places: Iterable[Known]) -> list[Row]:
    """Reads some incidents of a site that the cache `file` knows, and gives what it is to keep of them: two processes
    would wait for each other to write. Raises SiteProblems where the settings are wrong."""
    with closing(Cache(file, made_with())) as cache:
        context = context_for(load_site(folder, cache))
        known = KnownIncidents()
        known.use(cache, context, foresee=partial(foreseen, now))
        return [row for packed in read_some(folder, context, known, places) for row in packed.rows]


def read_ahead(folder: Path, now: datetime, file: Path, *, jobs: int) -> None:
    """Reads the site in `folder` with so many processes, and keeps it in the cache `file`. Raises SiteProblems where
    its settings are wrong."""
    with closing(Cache(file, made_with())) as cache:
        context = context_for(load_site(folder, cache))
        known = KnownIncidents()
        known.use(cache, context, foresee=partial(foreseen, now))
        load_library(folder, context, known, jobs=jobs)
        cache.save()


def foreseen(now: datetime, incident: Incident) -> Iterator[Row]:
    """The state and the story of an incident that was just read: nobody has to read it again for them."""
    if not waiting_at([incident], now):
        state = incident_state(incident, now)
        yield known_states.entry_of(state)
        yield known_stories.entry_of(state, tell(state, now))
