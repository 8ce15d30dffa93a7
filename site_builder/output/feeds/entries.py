"""What stands in feeds. An entry is rendered once for each language, and shared by all feeds that it stands in.

An update's entry says what was known when it was said, so later updates never change one that was already
read. An incident's entry is revised with each update. All dates come from the content.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from markupsafe import Markup

from site_builder.model import Incident, Update
from site_builder.output import site_map
from site_builder.output.feeds.ids import incident_id, update_id
from site_builder.output.pages import LanguagePages
from site_builder.output.views import IncidentView, UpdateView
from site_builder.overview import IncidentState
from site_builder.status import incident_state
from site_builder.vocabulary import Impact, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `html` is its whole text, in which every link is absolute; `language` is the writer's."""

    id: str
    title: str
    html: str
    link: str
    language: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateEntry:
    """The entry of an update, and what decides which feeds it stands in.

    `components` are those that its incident had affected by then: an update that was said before its incident
    reached a component never turns up in that component's feed afterwards.
    """

    entry: Entry
    incident: Incident
    components: tuple[str, ...]


def update_entries(pages: LanguagePages) -> tuple[UpdateEntry, ...]:
    """Every update of all incidents, newest first; those of the same instant stand by their files."""
    updates = [(state.incident, index) for state in pages.overview.incidents for index in _indexes(state)]

    def order(update: tuple[Incident, int]) -> tuple[datetime, str, int]:
        incident, index = update
        return incident.updates[index].date, incident.name, index

    updates.sort(key=order)
    changed = _told_apart(_last_change([incident.updates[index]]) for incident, index in updates)
    entries = [_update_entry(pages, *update, moment) for update, moment in zip(updates, changed, strict=True)]
    return tuple(reversed(entries))


def incident_entries(pages: LanguagePages, count: int) -> tuple[Entry, ...]:
    """The newest `count` incidents, newest first, each with all its updates."""
    oldest_first = tuple(reversed(pages.overview.incidents))
    changed = _told_apart(_last_change(state.incident.updates) for state in oldest_first)
    newest_first = list(zip(oldest_first, changed, strict=True))[::-1]
    return tuple(_incident_entry(pages, state, moment) for state, moment in newest_first[:count])


def _indexes(state: IncidentState) -> range:
    return range(len(state.incident.updates))


def _update_entry(pages: LanguagePages, incident: Incident, index: int, changed: datetime) -> UpdateEntry:
    update = incident.updates[index]
    then = incident_state(replace(incident, updates=incident.updates[: index + 1]), update.date)
    view = pages.incidents[incident.name]
    shown = view.updates[len(view.updates) - 1 - index]
    entry = Entry(
        id=update_id(pages.site, incident, update),
        title=_title(pages, view, shown),
        html=_html(pages, "feed/update.html", incident=view, update=shown, answers=pages.views.answers(then)),
        link=site_map.address(pages.site, shown.path),
        language=shown.body.language,
        published=update.date,
        updated=changed,
        categories=_categories(pages, then.affected, update.status, then.impact),
    )
    return UpdateEntry(entry=entry, incident=incident, components=then.affected)


def _incident_entry(pages: LanguagePages, state: IncidentState, changed: datetime) -> Entry:
    view = pages.incidents[state.incident.name]
    return Entry(
        id=incident_id(pages.site, state.incident),
        title=view.title.text,
        html=_html(pages, "feed/incident.html", incident=view),
        link=site_map.address(pages.site, view.path),
        language=view.title.language,
        published=state.opened_at,
        updated=changed,
        categories=_categories(pages, state.affected, view.latest.status, state.impact),
    )


def _last_change(updates: Iterable[Update]) -> datetime:
    """When something was last said or corrected."""
    return max(date for update in updates for date in (update.date, *(edit.date for edit in update.edited)))


def _told_apart(moments: Iterable[datetime]) -> list[datetime]:
    """The same moments, of which equal ones follow each other by a millisecond.

    Updates of the same minute have an order, and readers that sort by `updated` need to see it; a feed validator
    warns of equal ones. What is said later comes later here, so it never moves what was said before.
    """
    taken: set[datetime] = set()
    distinct = []
    for moment in moments:
        while moment in taken:
            moment += timedelta(milliseconds=1)
        taken.add(moment)
        distinct.append(moment)
    return distinct


def _categories(pages: LanguagePages, affected: Iterable[str], status: Status, impact: Impact) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*_names(pages, affected), str(status), str(impact)]))


def _names(pages: LanguagePages, components: Iterable[str]) -> Iterator[str]:
    names = {component.id: component.name for component in pages.site.components}
    for component in components:
        yield names[component].pick(pages.language).text


def _title(pages: LanguagePages, incident: IncidentView, update: UpdateView) -> str:
    """What happened, as plain text: templates escape for HTML, feedgen for XML."""
    text = pages.render_for_feed("feed/title.txt", pages.map.feed("atom"), incident=incident, update=update)
    return Markup(text).unescape().strip()  # noqa: S704 - it is unescaped, not trusted


def _html(pages: LanguagePages, template: str, **context: object) -> str:
    # Every link is absolute, so it is the same text in whichever feed it stands.
    return pages.render_for_feed(template, pages.map.feed("atom"), **context).strip()
