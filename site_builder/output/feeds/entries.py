"""What stands in feeds. An entry is rendered once for each language, and shared by all feeds that it stands in.

An update's entry says what was known when it was said, so later updates never change one that was already
read. An incident's entry is revised with each update. All dates come from the content.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from markupsafe import Markup

from site_builder.model import Update
from site_builder.output import site_map
from site_builder.output.feeds.ids import incident_id, update_id
from site_builder.output.pages import LanguagePages
from site_builder.output.views import IncidentView, UpdateView
from site_builder.overview import IncidentState, Standing
from site_builder.record import record
from site_builder.status import standings
from site_builder.vocabulary import Impact, Status


@record(frozen=True, slots=True, kw_only=True)
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


def entry_to_text(entry: Entry) -> str:
    """An entry as it is kept. Thousands are, and to be joined and split takes a tenth of the time that JSON takes. What
    stands between its texts is in none of them: no feed may hold such a character (forms.py)."""
    moments = entry.published.isoformat(), entry.updated.isoformat()
    return _BETWEEN.join((entry.id, entry.title, entry.html, entry.link, entry.language, *moments, *entry.categories))


def entry_from_text(text: str) -> Entry:
    """The same entry again. Raises ValueError where the text is none."""
    id, title, html, link, language, published, updated, *categories = text.split(_BETWEEN)
    return Entry(
        id=id,
        title=title,
        html=html,
        link=link,
        language=language,
        published=datetime.fromisoformat(published),
        updated=datetime.fromisoformat(updated),
        categories=tuple(categories),
    )


_BETWEEN = "\x1f"


def update_entries(pages: LanguagePages, state: IncidentState) -> tuple[Entry, ...]:
    """The entries of an incident's updates, oldest first."""
    view = pages.incidents[state.incident.name]
    moments = pages.chronicle.moments(state.incident.name)
    told = zip(state.incident.updates, reversed(view.updates), _standings(state), moments, strict=True)
    return tuple(_update_entry(pages, view, state, *each) for each in told)


def _update_entry(
    pages: LanguagePages,
    view: IncidentView,
    state: IncidentState,
    update: Update,
    shown: UpdateView,
    then: Standing,
    at: datetime,
) -> Entry:
    """`then` is where the incident stood when the update was said, and `at` when that last changed."""
    answers = view.answers if then is state else pages.views.answers(then)
    return Entry(
        id=update_id(pages.site, state.incident, update),
        title=_title(pages, view, shown),
        html=_html(pages, "feed/update.html", incident=view, update=shown, answers=answers),
        link=site_map.address(pages.site, shown.path),
        language=shown.body.language,
        published=update.date,
        updated=at,
        categories=_categories(pages, then.affected, update.status, then.impact),
    )


def _standings(state: IncidentState) -> Iterator[Standing]:
    """Where the incident stood when each update was said, as far as was known then."""
    *earlier, latest = state.incident.updates
    then = standings(state.incident)
    yield from islice(then, len(earlier))
    yield state if state.holds_at(latest.date) else next(then)  # as it stands


def incident_entry(pages: LanguagePages, state: IncidentState, changed: datetime) -> Entry:
    """An incident as one entry with all its updates, last revised at `changed`."""
    view = pages.incidents[state.incident.name]
    return Entry(
        id=incident_id(pages.site, state.incident),
        title=view.title.text,
        html=_html(pages, "feed/incident.html", incident=view),
        link=site_map.address(pages.site, view.path),
        language=view.title.language,
        published=state.opened_at,
        updated=changed,
        categories=_categories(pages, state.affected, state.incident.latest.status, state.impact),
    )


def _categories(pages: LanguagePages, affected: Iterable[str], status: Status, impact: Impact) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*_names(pages, affected), str(status), str(impact)]))


def _names(pages: LanguagePages, components: Iterable[str]) -> Iterator[str]:
    for component in components:
        yield pages.views.name_of(component).text


def _title(pages: LanguagePages, incident: IncidentView, update: UpdateView) -> str:
    """What happened, as plain text: templates escape for HTML, feedgen for XML."""
    text = pages.render_for_feed("feed/title.txt", pages.map.feed("atom"), incident=incident, update=update)
    return Markup(text).unescape().strip()  # noqa: S704 - it is unescaped, not trusted


def _html(pages: LanguagePages, template: str, **context: object) -> str:
    # Every link is absolute, so it is the same text in whichever feed it stands.
    return pages.render_for_feed(template, pages.map.feed("atom"), **context).strip()
