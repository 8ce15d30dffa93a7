"""Which documents the API has, and what each lists."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from site_builder.output import site_map
from site_builder.output.api.components import ComponentCatalogue
from site_builder.output.api.incidents import IncidentMaker, Told
from site_builder.output.api.shapes import AnyDocument, IncidentObject, PageObject, StatusObject, SummaryExtras
from site_builder.output.api.story import tell
from site_builder.output.api.texts import Texts
from site_builder.output.api.wire import encode, moment, page_key
from site_builder.output.pages import LanguagePages
from site_builder.output.plain_text import plain_text
from site_builder.output.site_map import Document
from site_builder.vocabulary import Kind

MAX_LISTED = 50
"""How many incidents, or maintenances, a list holds, as on hosted pages."""

_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""When a page on which nothing was ever said last changed: these keys are never null."""


def api_documents(pages: LanguagePages) -> Iterator[Document]:
    """The API of one language; ids are the same in all."""
    for name, document in _Api(pages).documents():
        yield Document(pages.map.api(name), encode(document))


class _Api:
    def __init__(self, pages: LanguagePages) -> None:
        self._pages = pages
        site, overview = pages.site, pages.overview
        self._told = [
            Told(state=state, story=tell(state, overview.now), view=pages.incidents[state.incident.name])
            for state in overview.incidents
        ]
        turned: dict[str, datetime] = {}
        for told in self._told:
            for component, at in told.story.turned.items():
                turned[component] = max(at, turned.get(component, at))
        self._components = ComponentCatalogue(
            site,
            pages.map,
            {state.component.id: state.status for state in overview.components},
            since=min((told.story.started_at for told in self._told), default=_NOTHING_YET),
            turned=turned,
        )
        self._maker = IncidentMaker(site, Texts(site, pages.map), self._components)
        self._objects = {
            told.incident.name: self._maker.incident(told)
            for told in self._told
            if told.incident.kind is not Kind.NOTICE
        }

    def documents(self) -> Iterator[tuple[str, AnyDocument]]:
        """Each document with its name. The summary comes last: it names what the others tell."""
        page, status, components = self._page(), self._status(), self._components.listed
        incidents = [told for told in self._told if told.incident.kind is Kind.INCIDENT]
        unresolved = [told for told in incidents if told.state.is_open]
        # Newest first by when they are planned for, as hosted pages list them.
        planned = [told for told in self._told if told.incident.kind is Kind.MAINTENANCE]
        planned.sort(key=lambda told: told.state.starts or told.state.opened_at, reverse=True)
        upcoming = [told for told in planned if told.state.is_upcoming]
        active = [told for told in planned if told.state.is_open]
        for name, made in self._objects.items():
            yield f"incidents/{name}", {"page": page, "incident": made}
        yield "incidents/unresolved", {"page": page, "incidents": self._list(unresolved)}
        yield "incidents", {"page": page, "incidents": self._list(_newest(incidents))}
        for name, listed in (("/upcoming", upcoming), ("/active", active), ("", _newest(planned))):
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
                    [told for told in planned if told.state.is_upcoming or told.state.is_open]
                ),
                "status": status,
                "site_builder": self._extras(),
            },
        )

    def _list(self, told: Sequence[Told]) -> list[IncidentObject]:
        return [self._objects[one.incident.name] for one in told]

    def _page(self) -> PageObject:
        """`updated_at` is the latest news, not the latest build: without news no file changes."""
        site = self._pages.site
        return {
            "id": page_key(site),
            "name": site.name.pick(self._pages.language).text,
            "url": site_map.address(site, self._pages.map.home).rstrip("/"),
            "time_zone": site.timezone.key,
            "updated_at": moment(max((told.story.updated_at for told in self._told), default=_NOTHING_YET)),
        }

    def _status(self) -> StatusObject:
        text = self._pages.render_for_feed("api/description.txt", self._pages.map.api("status"))
        words = " ".join(plain_text(text).split())
        return {"indicator": self._pages.overview.indicator.value, "description": words}

    def _extras(self) -> SummaryExtras:
        notices = [told for told in self._told if told.incident.kind is Kind.NOTICE and told.state.is_open]
        return {"language": self._pages.language, "notices": [self._maker.notice(told) for told in notices]}


def _newest(told: Sequence[Told]) -> list[Told]:
    """The first of a list that is newest first; what is not over stays, however old it is."""
    closed = [one.incident.name for one in told if one.state.closed_at is not None]
    room = max(MAX_LISTED - (len(told) - len(closed)), 0)
    dropped = frozenset(closed[room:])
    return [one for one in told if one.incident.name not in dropped]
