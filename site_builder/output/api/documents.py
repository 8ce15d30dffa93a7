"""Which documents the API has, and what each lists."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import cast

from site_builder.output import site_map
from site_builder.output.api.components import component_catalogue
from site_builder.output.api.incidents import IncidentMaker, Told
from site_builder.output.api.shapes import (
    AnyDocument,
    IncidentObject,
    NoticeObject,
    PageObject,
    StatusObject,
    SummaryExtras,
)
from site_builder.output.api.texts import Texts
from site_builder.output.api.wire import encode, in_json, moment, page_key
from site_builder.output.pages import LanguagePages
from site_builder.output.plain_text import plain_text
from site_builder.output.site_map import Document
from site_builder.output.work import Works
from site_builder.overview import IncidentState
from site_builder.vocabulary import Kind

MAX_LISTED = 50
"""How many incidents, or maintenances, a list holds, as on hosted pages."""


def api_documents(pages: LanguagePages, works: Works) -> Iterator[Document]:
    """The API of one language but for the documents of single incidents; ids are the same in all."""
    for name, document in _Api(pages, works).documents():
        yield Document(pages.map.api(name), encode(document))


def told_incident(pages: LanguagePages, state: IncidentState) -> str:
    """An incident, with its components as it says that they are, or a notice: as it stands in documents."""
    name = state.incident.name
    told = Told(state=state, story=pages.chronicle.story(name), view=pages.incidents[name])
    maker = IncidentMaker(pages.site, Texts(pages.site, pages.map), component_catalogue(pages))
    return in_json(maker.notice(told) if state.incident.kind is Kind.NOTICE else maker.incident(told))


def incident_document(pages: LanguagePages, state: IncidentState, told: str) -> Document:
    """The document of one incident, a `OneIncident`. It changes with that incident alone, whatever else is new on the
    page."""
    page = in_json(_page(pages, pages.chronicle.story(state.incident.name).updated_at))
    content = f'{{"page":{page},"incident":{told}}}\n'.encode()
    return Document(pages.map.api(f"incidents/{state.incident.name}"), content)


class _Api:
    def __init__(self, pages: LanguagePages, works: Works) -> None:
        self._pages = pages
        self._works = works
        self._components = component_catalogue(pages)

    def documents(self) -> Iterator[tuple[str, AnyDocument]]:
        """Each document with its name. The summary comes last: it names what the others tell."""
        page = _page(self._pages, self._pages.chronicle.updated_at)
        status, components = self._status(), self._components.listed
        chronicle = self._pages.chronicle
        not_over = [state for state in chronicle.not_over() if state.incident.kind is Kind.INCIDENT]
        unresolved = [state for state in not_over if state.is_open]
        # Newest first by when they are planned for, as hosted pages list them.
        planned = list(chronicle.of_kind(Kind.MAINTENANCE))
        planned.sort(key=lambda state: state.starts or state.opened_at, reverse=True)
        upcoming = [state for state in planned if state.is_upcoming]
        active = [state for state in planned if state.is_open]
        yield "incidents/unresolved", {"page": page, "incidents": self._list(unresolved)}
        newest = _newest(chronicle.of_kind(Kind.INCIDENT), len(not_over))
        yield "incidents", {"page": page, "incidents": self._list(newest)}
        newest = _newest(planned, len(upcoming) + len(active))
        for name, listed in (("/upcoming", upcoming), ("/active", active), ("", newest)):
            yield f"scheduled-maintenances{name}", {"page": page, "scheduled_maintenances": self._list(listed)}
        yield "components", {"page": page, "components": components}
        yield "status", {"page": page, "status": status}
        yield (
            "summary",
            {
                "page": page,
                "components": components,
                "incidents": self._list(unresolved),
                "scheduled_maintenances": self._list(
                    [state for state in planned if state.is_upcoming or state.is_open]
                ),
                "status": status,
                "site_builder": self._extras(),
            },
        )

    def _list(self, states: Sequence[IncidentState]) -> list[IncidentObject]:
        return [self._listed(state) for state in states]

    def _listed(self, state: IncidentState) -> IncidentObject:
        """In a list its components are the live ones: the same objects as in components.json."""
        told = cast(IncidentObject, self._works(state.incident.name).told)
        return {**told, "components": [self._components[one] for one in state.affected]}

    def _status(self) -> StatusObject:
        text = self._pages.render_for_feed("api/description.txt", self._pages.map.api("status"))
        words = " ".join(plain_text(text).split())
        return {"indicator": self._pages.overview.indicator.value, "description": words}

    def _extras(self) -> SummaryExtras:
        open_ones = [state for state in self._pages.chronicle.not_over() if state.is_open]
        names = [state.incident.name for state in open_ones if state.incident.kind is Kind.NOTICE]
        notices = [cast(NoticeObject, self._works(name).told) for name in names]
        return {"language": self._pages.language, "notices": notices}


def _page(pages: LanguagePages, updated_at: datetime) -> PageObject:
    """`updated_at` is the latest news, not the latest build: without news no file changes."""
    site = pages.site
    return {
        "id": page_key(site),
        "name": site.name.pick(pages.language).text,
        "url": site_map.address(site, pages.map.home).rstrip("/"),
        "time_zone": site.timezone.key,
        "updated_at": moment(updated_at),
    }


def _newest(states: Iterable[IncidentState], not_over: int) -> list[IncidentState]:
    """The first of a list that is newest first; what is `not_over`, which are so many, stays, however old it is."""
    room = max(MAX_LISTED - not_over, 0)
    listed = []
    for state in states:
        if room == not_over == 0:
            break
        if state.closed_at is None:
            not_over -= 1
            listed.append(state)
        elif room:
            room -= 1
            listed.append(state)
    return listed
