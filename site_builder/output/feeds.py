"""Feeds: one entry per update, by feedgen.

Feed readers alert on an entry's id and keep it for years, so an id depends on nothing that a writer
edits: not on the title, the folder, the language or the date. All dates come from the content.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from markupsafe import Markup

from site_builder.model import Incident, Site, Update
from site_builder.output import site_map
from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import Document
from site_builder.output.views import AnswersView, IncidentView, UpdateView
from site_builder.overview import IncidentState
from site_builder.status import incident_state

# A tag URI names a day on which the authority was the site's (RFC 4151 §2.1). It must never change
# afterwards, so it is not taken from the content; `authority` in site.yml can carry a day of its own.
_DEFAULT_TAG_DATE = "2026"

# What a feed without entries says of its last change: it has had none.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update as feed readers get it, with what was known when it was said."""

    id: str
    title: str
    html: str
    link: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...]


def tag_uri(site: Site, incident: Incident, update: Update | None = None) -> str:
    """The permanent id of an incident or of one of its updates (RFC 4151)."""
    authority = site.authority if "," in site.authority else f"{site.authority},{_DEFAULT_TAG_DATE}"
    parts = [incident.id] if update is None else [incident.id, update.id]
    return f"tag:{authority}:incidents/{'/'.join(parts)}"


def feed_documents(pages: LanguagePages) -> Iterator[Document]:
    """The feeds of one language."""
    atom = pages.map.feed("atom")
    entries = list(update_entries(pages, newest_updates(pages.overview.incidents, pages.site.feed_entries), atom))
    yield Document(atom, atom_feed(pages, entries, atom))
    rss = pages.map.feed("rss")
    yield Document(rss, rss_feed(pages, entries, rss))


def newest_updates(incidents: Iterable[IncidentState], count: int) -> list[tuple[IncidentState, int]]:
    """The newest updates of all incidents, newest first; those of the same instant stand by their files."""
    updates = [(state, index) for state in incidents for index in range(len(state.incident.updates))]

    def order(entry: tuple[IncidentState, int]) -> tuple[datetime, str, int]:
        state, index = entry
        return state.incident.updates[index].date, state.incident.name, index

    return sorted(updates, key=order, reverse=True)[:count]


def update_entries(
    pages: LanguagePages, updates: Iterable[tuple[IncidentState, int]], feed: str
) -> Iterator[Entry]:
    """The entries for some updates, each given as its incident and its index there."""
    for state, index in updates:
        incident = state.incident
        update = incident.updates[index]
        view = pages.incidents[incident.name]
        shown = view.updates[len(view.updates) - 1 - index]
        answers = pages.views.answers(_state_then(incident, index))
        yield Entry(
            id=tag_uri(pages.site, incident, update),
            title=_title(pages, view, shown, feed),
            html=pages.render_for_feed(
                "feed/update.html", feed, incident=view, update=shown, answers=answers
            ).strip(),
            link=_link(pages.site, shown),
            published=update.date,
            updated=max([update.date, *(edit.date for edit in update.edited)]),
            categories=(
                *(component.name.text for component in view.affected),
                str(update.status),
                str(state.impact),
            ),
        )


def _state_then(incident: Incident, index: int) -> IncidentState:
    """What was known when an update was said: later statements don't rewrite an entry that was already read."""
    known = replace(incident, updates=incident.updates[: index + 1])
    return incident_state(known, incident.updates[index].date)


def _title(pages: LanguagePages, incident: IncidentView, update: UpdateView, feed: str) -> str:
    """The title as plain text: templates escape for HTML, feedgen for XML."""
    text = pages.render_for_feed("feed/title.txt", feed, incident=incident, update=update)
    return Markup(text).unescape().strip()  # noqa: S704 - it is unescaped, not trusted


def _link(site: Site, update: UpdateView) -> str:
    path, _, anchor = update.path.partition("#")
    return f"{site_map.address(site, path)}#{anchor}"


def atom_feed(pages: LanguagePages, entries: Iterable[Entry], path: str) -> bytes:
    """An Atom feed (RFC 4287)."""
    generator = _generator(pages, list(entries), path)
    return bytes(generator.atom_str(pretty=True))


def rss_feed(pages: LanguagePages, entries: Iterable[Entry], path: str) -> bytes:
    """An RSS 2.0 feed with full content."""
    generator = _generator(pages, list(entries), path)
    return bytes(generator.rss_str(pretty=True))


def _generator(pages: LanguagePages, entries: list[Entry], path: str) -> FeedGenerator:
    site, language = pages.site, pages.language
    name = site.name.pick(language).text
    home = site_map.address(site, pages.map.home)
    generator = FeedGenerator()
    generator.id(home)
    generator.title(name)
    generator.author(name=name)
    generator.description(site.description.pick(language).text if site.description else name)
    generator.language(language)
    generator.generator("Site Builder")
    # feedgen makes the last link that was added the <link> of an RSS channel.
    generator.link(href=site_map.address(site, path), rel="self")
    generator.link(href=home, rel="alternate")
    changed = max((entry.updated for entry in entries), default=_NEVER)
    generator.updated(changed)
    generator.lastBuildDate(changed)
    for entry in entries:
        _add(generator.add_entry(order="append"), entry)
    return generator


def _add(target: FeedEntry, entry: Entry) -> None:
    target.id(entry.id)
    target.guid(entry.id, permalink=False)
    target.title(entry.title)
    target.link(href=entry.link, rel="alternate")
    target.published(entry.published)
    target.updated(entry.updated)
    target.content(entry.html, type="html")
    for category in dict.fromkeys(entry.categories):
        target.category(term=category)
