"""The HTML documents: each a template with what it needs to see, in every language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from site_builder.model import ComponentStatus, Kind, LocalText, Phrase, Site
from site_builder.output import site_map
from site_builder.output.markup import MarkupRenderer
from site_builder.output.site_map import Document, SiteMap
from site_builder.output.theme import Templates, Theme
from site_builder.output.views import IncidentView, ViewMaker
from site_builder.output.words import babel_locale
from site_builder.overview import ComponentState, Day, IncidentState, Overview
from site_builder.status import component_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """The same page in a language; `name` is what that language calls itself."""

    language: str
    name: str
    path: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The page at hand; `section` names its template.

    `to_root` leads from it to the root of the site. That is relative, except where a document is read
    away from its place, as a feed or the 404 page is.
    """

    path: str
    section: str
    language: str
    direction: str
    language_root: str
    to_root: str
    address: str
    alternates: tuple[Alternate, ...]

    def link(self, target: str) -> str:
        """A path from the root as a link in this page."""
        if self.to_root.startswith(("/", "http")):
            return self.to_root + target.removesuffix("index.html")
        return site_map.href(self.path, target)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    label: Phrase
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """What `site.yml` says, in one language."""

    name: Phrase
    description: Phrase | None
    url: str
    timezone: str
    has_logo: bool
    support: LinkView | None
    official_channels: tuple[LinkView, ...]
    languages: tuple[str, ...]
    uptime_days: int
    history_days: int


class LanguagePages:
    """All pages of one language. The incidents' views are made once and shared by the pages that list them."""

    def __init__(
        self, site: Site, overview: Overview, theme: Theme, renderer: MarkupRenderer, language: str, *, preview: bool
    ) -> None:
        self.site = site
        self.overview = overview
        self.templates: Templates = theme.environment(language)
        self.map = SiteMap(site, language)
        self.language = language
        self.views = ViewMaker(site, overview.now, self.map, renderer)
        self.incidents = {state.incident.name: self.views.incident(state) for state in overview.incidents}
        self.preview = preview

    def documents(self) -> Iterator[Document]:
        """Every page, the home page last: a reader who follows its links finds them there already."""
        for incident in self.incidents.values():
            yield self._page("incident.html", self.map.incident(incident.name), incident=incident)
        for state in self.overview.components:
            yield self._component(state)
        yield from self._history()
        yield self._page("subscribe.html", self.map.subscribe)
        if self.language == self.site.language:
            yield self._page("404.html", site_map.NOT_FOUND)
        yield self._home()

    def _page(self, template: str, path: str, **context: Any) -> Document:
        page = self.page_view(path, template.removesuffix(".html"))
        text = self.templates.render(template, page=page, **self._shared, **context)
        return Document(path, text.encode())

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
    def _shared(self) -> dict[str, Any]:
        """What every template sees."""
        return {
            "site": self._site_view(),
            "now": self.overview.now,
            "headline": self.overview.headline,
            "indicator": self.overview.indicator,
            "affected": [self.views.component(one.component, one.status) for one in self.overview.affected],
            "component_count": sum(not state.component.retired for state in self.overview.components),
            "paths": self.map,
            "preview": self.preview,
        }

    def _site_view(self) -> SiteView:
        site = self.site

        def pick(text: LocalText | None) -> Phrase | None:
            return text.pick(self.language) if text else None

        return SiteView(
            name=site.name.pick(self.language),
            description=pick(site.description),
            url=site.url,
            timezone=site.timezone.key,
            has_logo=site.logo is not None,
            support=LinkView(label=site.support.label.pick(self.language), url=site.support.url)
            if site.support
            else None,
            official_channels=tuple(
                LinkView(label=link.label.pick(self.language), url=link.url) for link in site.official_channels
            ),
            languages=site.languages,
            uptime_days=site.uptime_days,
            history_days=site.history_days,
        )

    def _home(self) -> Document:
        incidents = list(self.incidents.values())
        since = self.overview.now - timedelta(days=self.site.history_days)
        open_ones = [one for one in incidents if one.is_open and one.kind is not Kind.NOTICE]
        return self._page(
            "index.html",
            self.map.home,
            notices=sorted(
                (one for one in incidents if one.is_open and one.kind is Kind.NOTICE), key=lambda one: not one.pinned
            ),
            incidents=sorted(open_ones, key=lambda one: (not one.pinned, -one.impact.rank)),
            upcoming=sorted((one for one in incidents if one.is_upcoming), key=_start),
            groups=self.views.groups(self.overview.components),
            recent=[one for one in incidents if one.closed_at is not None and one.closed_at > since],
        )

    def _component(self, state: ComponentState) -> Document:
        mentioning = [one for one in self.overview.incidents if state.component.id in one.affected]
        days: tuple[Day, ...] = ()
        if self.site.uptime_shown:
            days = component_days(
                state.component.id,
                mentioning,
                zone=self.site.timezone,
                days=self.site.uptime_days,
                now=self.overview.now,
            )
        return self._page(
            "component.html",
            self.map.component(state.component.id),
            component=self.views.component(state.component, state.status),
            incidents=[self.incidents[one.incident.name] for one in mentioning],
            eventful_days=[
                (day, [self.incidents[incident.name] for incident in day.incidents])
                for day in reversed(days)
                if day.status is not ComponentStatus.OPERATIONAL
            ],
            day_count=len(days),
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


def _start(incident: IncidentView) -> datetime:
    return incident.starts or incident.opened_at


def all_languages(
    site: Site, overview: Overview, theme: Theme, renderer: MarkupRenderer, *, preview: bool
) -> Iterable[LanguagePages]:
    """The pages of each language, the default one last, so that its home page is written last of all."""
    for language in reversed(site.languages):
        yield LanguagePages(site, overview, theme, renderer, language, preview=preview)
