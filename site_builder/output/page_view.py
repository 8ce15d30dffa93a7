"""What the templates get to see of the page at hand, and of what `site.yml` says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from site_builder.model import Link, LocalText, Phrase, Site
from site_builder.output import site_map
from site_builder.output.bidi import direction
from site_builder.output.site_map import SiteMap
from site_builder.output.words import babel_locale
from site_builder.record import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """The same page in a language; `name` is what that language calls itself."""

    language: str
    name: str
    path: str
    address: str


@record(frozen=True, slots=True, kw_only=True)
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


def page_view(of: SiteMap, path: str, section: str, to_root: str | None = None) -> PageView:
    """A page as its template sees it. The 404 page is served at any depth, so its links start at the host; with
    `to_root`, those of another page start there."""
    lost = path == site_map.NOT_FOUND
    if to_root is None:
        to_root = site_map.base_path(of.site) if lost else site_map.prefix(path)
    return PageView(
        path=path,
        section=section,
        language=of.language,
        direction=direction(of.language),
        language_root=of.root,
        to_root=to_root,
        address=site_map.address(of.site, path),
        alternates=() if lost else tuple(_alternates(of, path)),
    )


def _alternates(of: SiteMap, path: str) -> Iterator[Alternate]:
    if len(of.site.languages) == 1:
        return
    below_root = path.removeprefix(of.root)
    for language in of.site.languages:
        other = SiteMap(of.site, language).root + below_root
        name = babel_locale(language).language_name or language
        yield Alternate(
            language=language,
            name=name[:1].upper() + name[1:],
            path=other,
            address=site_map.address(of.site, other),
        )


class ReadPage(PageView):
    """The same page, which takes down what is read of it: whether `link` or something else, by what name, and what
    that was."""

    __slots__ = ("_note", "_page")

    def __init__(self, page: PageView, note: Callable[[str, str, object], None]) -> None:
        for each in fields(PageView):
            object.__setattr__(self, each.name, getattr(page, each.name))
        object.__setattr__(self, "_page", page)
        object.__setattr__(self, "_note", note)

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            return PageView
        value = object.__getattribute__(self, name)
        if name != "link":
            object.__getattribute__(self, "_note")("", name, value)
        return value

    def link(self, target: str) -> str:
        link: str = object.__getattribute__(self, "_page").link(target)
        object.__getattribute__(self, "_note")("link", target, link)
        return link

    link.__qualname__ = PageView.link.__qualname__  # even if somebody shows that

    def __repr__(self) -> str:
        return repr(self._page)  # and so all of it was read


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
    powered_by: bool


def site_view(site: Site, language: str) -> SiteView:
    """The settings in one language."""

    def pick(text: LocalText | None) -> Phrase | None:
        return text.pick(language) if text else None

    def link(given: Link) -> LinkView:
        return LinkView(label=given.label.pick(language), url=given.url)

    return SiteView(
        name=site.name.pick(language),
        description=pick(site.description),
        url=site.url,
        timezone=site.timezone.key,
        has_logo=site.logo is not None,
        support=link(site.support) if site.support else None,
        official_channels=tuple(link(channel) for channel in site.official_channels),
        languages=site.languages,
        uptime_days=site.uptime_days,
        history_days=site.history_days,
        powered_by=site.powered_by,
    )
