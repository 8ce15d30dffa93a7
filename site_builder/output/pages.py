"""The HTML documents: each a template with what it needs to see, in every language."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from site_builder.cache import digest
from site_builder.model import Site
from site_builder.output import site_map
from site_builder.output.chronicle import Chronicle
from site_builder.output.history_chart import HistoryChart, history_chart
from site_builder.output.home import stories
from site_builder.output.keeping import Keeper
from site_builder.output.markup import MarkupRenderer
from site_builder.output.page_view import Alternate, PageView, site_view
from site_builder.output.poster import poster_view
from site_builder.output.site_map import Document, SiteMap
from site_builder.output.structured_data import incident_data, website_data
from site_builder.output.theme import CHANGING, Templates, Theme
from site_builder.output.timeline_parts import timeline_parts
from site_builder.output.view_maker import ViewMaker
from site_builder.output.views import GroupView, IncidentView
from site_builder.output.words import babel_locale
from site_builder.overview import ComponentState, IncidentState, Overview
from site_builder.status import component_days


class _Views(Mapping[str, IncidentView]):
    """The incidents as templates see them, by name; each is made when it is first asked for."""

    def __init__(self, maker: ViewMaker, overview: Overview) -> None:
        self._maker = maker
        self.states = {state.incident.name: state for state in overview.incidents}
        self._made: dict[str, IncidentView] = {}

    def __getitem__(self, name: str) -> IncidentView:
        if name not in self._made:
            self._made[name] = self._maker.incident(self.states[name])
        return self._made[name]

    def forget(self) -> None:
        """Drops the views that were made, to make room."""
        self._made.clear()

    def __iter__(self) -> Iterator[str]:
        return iter(self.states)

    def __len__(self) -> int:
        return len(self.states)


class LanguagePages:
    """All pages of one language. The incidents' views are made once and shared by the pages that list them."""

    def __init__(
        self,
        site: Site,
        overview: Overview,
        theme: Theme,
        renderer: MarkupRenderer,
        language: str,
        *,
        preview: bool,
        chronicle: Chronicle | None = None,
    ) -> None:
        self.site = site
        self.overview = overview
        self.templates: Templates = theme.environment(language)
        self._logo = theme.asset_path("logo") if site.logo else None
        self.map = SiteMap(site, language)
        self.language = language
        self.views = ViewMaker(site, overview.now, self.map, renderer)
        self.incidents = _Views(self.views, overview)
        self.preview = preview
        self.chronicle = chronicle or Chronicle(overview)
        self.keeper: Keeper | None = None

    def documents(self) -> Iterator[Document]:
        """Every page but those of single incidents, the home page last: a reader who follows its links finds them
        there already."""
        for state in self.overview.components:
            yield self._component(state)
        yield from self._history()
        yield self._page("subscribe.html", self.map.subscribe, groups=self.groups)
        yield self._page("poster.html", self.map.poster, poster=poster_view(self.incidents.values(), self.map))
        if self.language == self.site.language:
            yield self._page("404.html", site_map.NOT_FOUND)
            yield self._page("favicon.svg", site_map.FAVICON)
        yield self._home()

    def incident_page(self, state: IncidentState) -> Document:
        """The page of one incident."""
        incident = self.incidents[state.incident.name]
        return self._page(
            "incident.html",
            self.map.incident(incident.name),
            incident=incident,
            parts_of_timeline=timeline_parts(incident.updates, self.site.timezone),
            structured_data=incident_data(self.map, incident),
        )

    def _page(self, template: str, path: str, **context: Any) -> Document:
        page = self.page_view(path, template.removesuffix(".html"))
        text = self.templates.render(template, page=page, **self._shared, **context)
        return Document(path, text.encode())

    def kept(self, path: str, inputs: object, make: Callable[[], bytes]) -> Document:
        """A document that lists what several incidents gave: made, unless an earlier build made it from the same."""
        if self.keeper is None:
            return Document(path, make())
        return self.keeper.document(path, self.language, inputs, self.templates, make)

    def render_for_feed(self, template: str, feed: str, **context: Any) -> str:
        """A part of a feed, in which every link is absolute."""
        page = replace(self.page_view(feed, "feed"), to_root=f"{self.site.url}/")
        return self.templates.render(template, page=page, **self._shared, **context)

    def page_view(self, path: str, section: str) -> PageView:
        """A page as its template sees it. The 404 page is served at any depth, so its links start at the host."""
        lost = path == site_map.NOT_FOUND
        return PageView(
            path=path,
            section=section,
            language=self.language,
            direction=babel_locale(self.language).text_direction,
            language_root=self.map.root,
            to_root=site_map.base_path(self.site) if lost else site_map.prefix(path),
            address=site_map.address(self.site, path),
            alternates=() if lost else tuple(self._alternates(path)),
        )

    def _alternates(self, path: str) -> Iterator[Alternate]:
        if len(self.site.languages) == 1:
            return
        below_root = path.removeprefix(self.map.root)
        for language in self.site.languages:
            other = SiteMap(self.site, language).root + below_root
            name = babel_locale(language).language_name or language
            yield Alternate(
                language=language,
                name=name[:1].upper() + name[1:],
                path=other,
                address=site_map.address(self.site, other),
            )

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """What templates may ask for of the state of the whole site, as digests."""
        return {name: digest(self._shared[name]) for name in CHANGING}

    @cached_property
    def _shared(self) -> dict[str, Any]:
        """What every template sees."""
        return {
            "site": site_view(self.site, self.language),
            "now": self.overview.now,
            "headline": self.overview.headline,
            "indicator": self.overview.indicator,
            "affected": [self.views.component(one.component, one.status) for one in self.overview.affected],
            "component_count": sum(not state.component.retired for state in self.overview.components),
            "paths": self.map,
            "preview": self.preview,
        }

    def _home(self) -> Document:
        since = self.overview.now - timedelta(days=self.site.history_days)
        return self._page(
            "index.html",
            self.map.home,
            groups=self.groups,
            structured_data=website_data(self.map, self._logo),
            charts=self._charts,
            **stories(self.incidents.values(), since=since),
        )

    @cached_property
    def groups(self) -> tuple[GroupView, ...]:
        """The components as the home page shows them."""
        return self.views.groups(self.overview.components)

    @cached_property
    def _charts(self) -> dict[str, HistoryChart]:
        """The last days of each component by its id; none where site.yml switches them off."""
        if not self.site.uptime_shown:
            return {}
        zone, days, now = self.site.timezone, self.site.uptime_days, self.overview.now
        mentioning: dict[str, list[IncidentState]] = {}
        for state in self.overview.incidents:
            for component in state.affected:
                mentioning.setdefault(component, []).append(state)
        return {
            id: history_chart(component_days(id, mentioning.get(id, []), zone=zone, days=days, now=now), self.incidents)
            for id in (state.component.id for state in self.overview.components)
        }

    def _component(self, state: ComponentState) -> Document:
        component = self.views.component(state.component, state.status)
        return self._page(
            "component.html",
            self.map.component(component.id),
            component=component,
            incidents=[
                self.incidents[one.incident.name] for one in self.overview.incidents if component.id in one.affected
            ],
            chart=self._charts.get(component.id),
        )

    def _history(self) -> Iterator[Document]:
        def month(state: IncidentState) -> str:
            return f"{state.opened_at.astimezone(self.site.timezone):%Y-%m}"

        months: list[tuple[str, list[IncidentView]]] = []
        for name, states in groupby(self.overview.incidents, key=month):
            months.append((name, [self.incidents[state.incident.name] for state in states]))
        for index, (name, incidents) in enumerate(months):
            yield self._page(
                "month.html",
                self.map.month(name),
                month=name,
                incidents=incidents,
                newer=months[index - 1][0] if index else None,
                older=months[index + 1][0] if index + 1 < len(months) else None,
            )
        years = [
            (year, [(name, len(incidents)) for name, incidents in group])
            for year, group in groupby(months, key=lambda entry: entry[0][:4])
        ]
        yield self._page("history.html", self.map.history, years=years)


def all_languages(
    site: Site, overview: Overview, theme: Theme, renderer: MarkupRenderer, *, preview: bool
) -> Iterable[LanguagePages]:
    """The pages of each language, the default one last, so that its home page is written last of all."""
    chronicle = Chronicle(overview)
    for language in reversed(site.languages):
        yield LanguagePages(site, overview, theme, renderer, language, preview=preview, chronicle=chronicle)
