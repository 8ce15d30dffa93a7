"""The HTML documents: each a template with what it needs to see, in every language."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property, lru_cache, partial
from itertools import groupby
from typing import Any

from markupsafe import Markup

from site_builder.cache import digest
from site_builder.model import Site
from site_builder.output import site_map
from site_builder.output.chronicle import Chronicle
from site_builder.output.component_years import by_year
from site_builder.output.history_chart import HistoryChart, history_chart, names_of
from site_builder.output.home import is_told, stories
from site_builder.output.keeping import Keeper
from site_builder.output.markup import MarkupRenderer
from site_builder.output.page_frame import Page
from site_builder.output.page_view import PageView, page_view, site_view
from site_builder.output.poster import poster_view, qr_code
from site_builder.output.site_map import Document, SiteMap
from site_builder.output.structured_data import incident_data, website_data
from site_builder.output.template_engine import CHANGING
from site_builder.output.theme import Templates, Theme
from site_builder.output.timeline_parts import timeline_parts
from site_builder.output.view_maker import IncidentViews, ViewMaker
from site_builder.output.views import GroupView, IncidentView
from site_builder.overview import ComponentState, IncidentState, Overview
from site_builder.status import component_days
from site_builder.vocabulary import Edition

INCIDENT = "incident.html"
"""The template of an incident's page."""


class LanguagePages:
    """All pages of one language. The incidents' views are made once and shared by the pages that list them."""

    def __init__(
        self,
        site: Site,
        overview: Overview,
        theme: Theme,
        renderer: MarkupRenderer,
        language: str,
        edition: Edition = Edition.PUBLISHED,
        *,
        chronicle: Chronicle | None = None,
    ) -> None:
        self.site = site
        self.overview = overview
        self.templates: Templates = theme.environment(language)
        self._logo = theme.asset_path("logo") if site.logo else None
        self.map = SiteMap(site, language)
        self.language = language
        self.views = ViewMaker(site, overview.now, self.map, renderer)
        self._far_page = lru_cache(maxsize=2)(self._far_page_view)  # most of them are the one of the feeds
        self.edition = edition
        self.chronicle = chronicle or Chronicle(overview, site.timezone)
        self.incidents = IncidentViews(self.views, self.chronicle.states)
        self.keeper: Keeper | None = None
        self.identity: Callable[[str], str] = lambda _name: ""

    def documents(self) -> Iterator[Document]:
        """Every page but those of single incidents, the home page last: a reader who follows its links finds them
        there already."""
        for state in self.overview.components:
            yield from self._component(state)
        yield from self._history()
        yield self._kept_whole("subscribe.html", self.map.subscribe, self.statuses, groups=lambda: self.groups)
        open_ones = [state for state in self.chronicle.not_over() if state.is_open]
        yield self._kept_page(
            "poster.html",
            self.map.poster,
            self.told_by(self.map.poster, open_ones),
            poster=lambda: poster_view(self._views(open_ones), self.map, self._qr_code),
        )
        if self.language == self.site.language:
            yield self._kept_whole("404.html", site_map.NOT_FOUND, None)
            yield self._kept_whole("favicon.svg", site_map.FAVICON, None)
        yield self._home()

    def incident_page(self, state: IncidentState) -> Page:
        """The page of one incident."""
        incident = self.incidents[state.incident.name]
        return self._whole(
            INCIDENT,
            self.map.incident(incident.name),
            incident=incident,
            parts_of_timeline=timeline_parts(incident.updates, self.site.timezone),
            structured_data=incident_data(self.map, incident),
        )

    def incident_page_around(self, name: str, blocks: Mapping[str, str]) -> Page | None:
        """The same from what its blocks gave; None if that doesn't suffice."""
        return self._around(INCIDENT, self.map.incident(name), blocks)

    def _kept_page(self, template: str, path: str, inputs: object, **context: Callable[[], Any]) -> Document:
        """A page with a context that is worked out only if the page has to be made."""

        def make() -> Page:
            return self._whole(template, path, **{name: give() for name, give in context.items()})

        if self.keeper is None:
            return Document(path, make().text.encode())
        around = partial(self._around, template, path)
        return self.keeper.page(path, self.language, (template, inputs), self.templates, template, make, around)

    def _kept_whole(self, template: str, path: str, inputs: object, **context: Callable[[], Any]) -> Document:
        """The same of a page of which there is only one: nothing would be saved by taking a part of it."""

        def make() -> bytes:
            return self._page(template, path, **{name: give() for name, give in context.items()})

        return self.kept(path, (template, inputs), make)

    def _page(self, template: str, path: str, **context: Any) -> bytes:
        page = page_view(self.map, path, template.removesuffix(".html"))
        return self.templates.render(template, page=page, **self._shared, **context).encode()

    def _whole(self, template: str, path: str, **context: Any) -> Page:
        page = page_view(self.map, path, template.removesuffix(".html"))
        return self.templates.page(template, page=page, **self._shared, **context)

    def _around(self, template: str, path: str, blocks: Mapping[str, str]) -> Page | None:
        page = page_view(self.map, path, template.removesuffix(".html"))
        return self.templates.page_around(blocks, template, page=page, **self._shared)

    def kept(self, path: str, inputs: object, make: Callable[[], bytes]) -> Document:
        """A document that lists what several incidents gave: made, unless an earlier build made it from the same."""
        if self.keeper is None:
            return Document(path, make())
        return self.keeper.document(path, self.language, inputs, self.templates, make)

    def render_for_feed(self, template: str, feed: str, **context: Any) -> str:
        """A part of a feed, in which every link is absolute."""
        return self.templates.render(template, page=self._far_page(feed), **self._shared, **context)

    def _far_page_view(self, path: str) -> PageView:
        return page_view(self.map, path, "feed", f"{self.site.url}/")

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
            "edition": self.edition,
            "preview": not self.edition.is_public,
        }

    def _qr_code(self, address: str) -> Markup:
        """It takes longer to draw than the rest of the poster, and stays the same."""
        if self.keeper is None:
            return qr_code(address)
        drawn = partial(qr_code, address)
        kept = self.keeper.part(self.map.poster, "qr", self.language, address, self.templates, drawn)
        return Markup(kept)  # noqa: S704 - it was drawn by the same

    def _home(self) -> Document:
        since = self.overview.now - timedelta(days=self.site.history_days)
        told = [state for state in self.chronicle.lasting_after(since) if is_told(state, since=since)]
        page = self._page(
            "index.html",
            self.map.home,
            groups=self.groups,
            structured_data=website_data(self.map, self._logo),
            charts=self._charts,
            **stories(self._views(told)),
        )
        return Document(self.map.home, page)

    @property
    def statuses(self) -> object:
        """All that `groups` are made of, but for the settings."""
        return [(state.component.id, state.status) for state in self.overview.components]

    @cached_property
    def groups(self) -> tuple[GroupView, ...]:
        """The components as the home page shows them."""
        return self.views.groups(self.overview.components)

    @cached_property
    def _charts(self) -> dict[str, HistoryChart]:
        """The last days of each component by its id; none where site.yml switches them off."""
        if not self.site.uptime_shown:
            return {}
        # Of thousands that were over long before, none is even looked at.
        zone, days, now = self.site.timezone, self.site.uptime_days, self.overview.now
        recent = self.chronicle.lasting_after(now - timedelta(days=days + 1))
        ids = [state.component.id for state in self.overview.components]
        of_each = component_days(ids, recent, zone=zone, days=days, now=now)
        return {id: history_chart(of_one, self.incidents) for id, of_one in of_each.items()}

    def _component(self, state: ComponentState) -> Iterator[Document]:
        """Its page, and one for each year that is too far back for that."""
        component = self.views.component(state.component, state.status)
        shown, years = by_year(component.id, self.chronicle.years)
        chart = self._charts.get(component.id)
        path = self.map.component(component.id)
        yield self._kept_page(
            "component.html",
            path,
            (self.told_by(path, shown), [year for year, _ in years], state.component, state.status, self._told(chart)),
            component=lambda: component,
            incidents=lambda: self._views(shown),
            chart=lambda: chart,
            years=lambda: [year for year, _ in years],
        )
        for index, (year, states) in enumerate(years):
            newer = years[index - 1][0] if index else None
            older = years[index + 1][0] if index + 1 < len(years) else None
            path = self.map.component_year(component.id, year)
            yield self._kept_page(
                "component_year.html",
                path,
                (self.told_by(path, states), state.component, state.status, newer, older),
                component=lambda: component,
                incidents=partial(self._views, states),
                year=partial(str, year),
                newer=partial(lambda each: each, newer),
                older=partial(lambda each: each, older),
            )

    def _history(self) -> Iterator[Document]:
        months = [(month.name, month.members) for month in self.chronicle.months]
        for index, (name, states) in enumerate(months):
            newer = months[index - 1][0] if index else None
            older = months[index + 1][0] if index + 1 < len(months) else None
            path = self.map.month(name)
            yield self._kept_page(
                "month.html",
                path,
                (self.told_by(path, states), newer, older),
                month=partial(str, name),
                incidents=partial(self._views, states),
                newer=partial(lambda each: each, newer),
                older=partial(lambda each: each, older),
            )
        years = [
            (year, [(name, len(states)) for name, states in group])
            for year, group in groupby(months, key=lambda entry: entry[0][:4])
        ]
        yield self._kept_whole("history.html", self.map.history, years, years=lambda: years)

    def _views(self, states: Iterable[IncidentState]) -> list[IncidentView]:
        return [self.incidents[state.incident.name] for state in states]

    def told_by(self, path: str, states: Sequence[IncidentState]) -> str:
        """What stands for a list of incidents in the document at `path`."""

        def identities() -> list[str]:
            return [self.identity(state.incident.name) for state in states]

        def tell(identities: Sequence[str]) -> object:
            return [(state.incident.name, identity) for state, identity in zip(states, identities, strict=True)]

        return self.digest_of_list(path, states, identities, tell)

    def digest_of_list(
        self,
        path: str,
        members: Sequence[object],
        identities: Callable[[], Sequence[str]],
        tell: Callable[[Sequence[str]], object],
    ) -> str:
        """See Keeper. Without one nobody asks for it."""
        return self.keeper.digest_of_list(path, members, identities, tell) if self.keeper else ""

    def _told(self, chart: HistoryChart | None) -> object:
        """What a chart is made from."""
        if chart is None:
            return None
        names = [[(name, self.identity(name)) for name in names_of(run)] for run in chart.runs]
        return chart.day_count, [(run.status, run.first, run.last) for run in chart.runs], names


def all_languages(
    site: Site,
    overview: Overview,
    theme: Theme,
    renderer: MarkupRenderer,
    edition: Edition = Edition.PUBLISHED,
    chronicle: Chronicle | None = None,
) -> Iterable[LanguagePages]:
    """The pages of each language, the default one last, so that its home page is written last of all."""
    chronicle = chronicle or Chronicle(overview, site.timezone)
    for language in reversed(site.languages):
        yield LanguagePages(site, overview, theme, renderer, language, edition, chronicle=chronicle)
