"""What stands in a feed: updates as they were known when they were said.

Feed readers alert on an entry's id and keep it for years, so an id depends on nothing that a writer
edits: not on the title, the folder, the language or the date. All dates come from the content.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from site_builder.model import Incident, Site, Update
from site_builder.output import site_map
from site_builder.output.pages import LanguagePages
from site_builder.output.views import IncidentView, UpdateView
from site_builder.overview import IncidentState
from site_builder.status import incident_state

# A tag URI names a day on which the authority was the site's (RFC 4151 §2.1). It must never change
# afterwards, so it is not taken from the content; `authority` in site.yml can carry a day of its own.
_DEFAULT_TAG_DATE = "2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update as feed readers get it. `html` is its whole text, in which every link is absolute."""

    id: str
    title: str
    html: str
    link: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...]


def tag_uri(site: Site, *parts: str) -> str:
    """A permanent id (RFC 4151)."""
    authority = site.authority if "," in site.authority else f"{site.authority},{_DEFAULT_TAG_DATE}"
    return f"tag:{authority}:{'/'.join(parts)}"


def incident_id(site: Site, incident: Incident) -> str:
    return tag_uri(site, "incidents", incident.id)


def update_id(site: Site, incident: Incident, update: Update) -> str:
    return tag_uri(site, "incidents", incident.id, update.id)


def newest_updates(incidents: Iterable[IncidentState], count: int) -> list[tuple[IncidentState, int]]:
    """The newest updates of all incidents, newest first; those of the same instant stand by their files."""
    updates = [(state, index) for state in incidents for index in range(len(state.incident.updates))]

    def order(entry: tuple[IncidentState, int]) -> tuple[datetime, str, int]:
        state, index = entry
        return state.incident.updates[index].date, state.incident.name, index

    return sorted(updates, key=order, reverse=True)[:count]


def update_entries(pages: LanguagePages, updates: Iterable[tuple[IncidentState, int]], feed: str) -> Iterator[Entry]:
    """The entries of the feed at the path `feed`, for updates that are given as their incident and index there."""
    for state, index in updates:
        yield _entry(pages, state.incident, index, feed)


def _entry(pages: LanguagePages, incident: Incident, index: int, feed: str) -> Entry:
    """What was known when the update was said: later ones don't rewrite an entry that was already read."""
    update = incident.updates[index]
    then = incident_state(replace(incident, updates=incident.updates[: index + 1]), update.date)
    view = pages.incidents[incident.name]
    shown = view.updates[len(view.updates) - 1 - index]
    answers = pages.views.answers(then)
    html = pages.render_for_feed("feed/update.html", feed, incident=view, update=shown, answers=answers)
    return Entry(
        id=update_id(pages.site, incident, update),
        title=_title(pages, view, shown, feed),
        html=html.strip(),
        link=_link(pages.site, shown),
        published=update.date,
        updated=max([update.date, *(edit.date for edit in update.edited)]),
        categories=tuple(dict.fromkeys([*_affected(pages, then), str(update.status), str(then.impact)])),
    )


def _affected(pages: LanguagePages, state: IncidentState) -> Iterator[str]:
    names = {component.id: component.name for component in pages.site.components}
    for component in state.affected:
        yield names[component].pick(pages.language).text


def _title(pages: LanguagePages, incident: IncidentView, update: UpdateView, feed: str) -> str:
    """The title as plain text: templates escape for HTML, feedgen for XML."""
    text = pages.render_for_feed("feed/title.txt", feed, incident=incident, update=update)
    return Markup(text).unescape().strip()  # noqa: S704 - it is unescaped, not trusted


def _link(site: Site, update: UpdateView) -> str:
    path, _, anchor = update.path.partition("#")
    return f"{site_map.address(site, path)}#{anchor}"
