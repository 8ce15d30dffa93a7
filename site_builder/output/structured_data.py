"""What a page is, for programs that read it: schema.org as JSON-LD (https://schema.org/LiveBlogPosting).

Only what is true and already on the page. A planned maintenance is no Event, which people would attend; and
SpecialAnnouncement, made for a pandemic, is no longer read by the search engine that had asked for it.

The block is data: a browser never runs it, so the Content-Security-Policy has no say in it
(https://html.spec.whatwg.org/multipage/scripting.html#data-block).
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from markupsafe import Markup

from site_builder.model import Link
from site_builder.output import site_map
from site_builder.output.plain_text import plain_text, shorten
from site_builder.output.prose import Prose
from site_builder.output.site_map import SiteMap
from site_builder.output.views import IncidentView, UpdateView
from site_builder.vocabulary import Kind

Json: TypeAlias = str | list["Json"] | dict[str, "Json"] | None

NEWEST = 10
"""How many updates of a long story are told; the page has all of them."""

LONGEST = 200
"""Characters of an update, the same as in the page's description."""


def website_data(of: SiteMap, logo: str | None) -> Markup:
    """The home page: a site and whose it is. `logo` is the path of its picture."""
    site, language = of.site, of.language
    return _block(
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": site.name.pick(language).text,
            "url": site_map.address(site, of.home),
            "description": site.description.pick(language).text if site.description else None,
            "inLanguage": language,
            "publisher": _said(
                _organization(of)
                | {
                    "logo": site_map.address(site, logo) if logo else None,
                    # The places where customers can be sure who speaks are what this property is for.
                    "sameAs": [channel.url for channel in site.official_channels if _is_web(channel)],
                    "contactPoint": _contact_point(site.support) if site.support else None,
                }
            ),
        }
    )


def incident_data(of: SiteMap, incident: IncidentView) -> Markup:
    """An incident's page: a story that is told by its updates. A notice is one text."""
    is_story = incident.kind is not Kind.NOTICE
    starts = incident.starts or incident.opened_at
    ends = incident.closed_at or incident.ends
    return _block(
        {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting" if is_story else "Article",
            "headline": incident.title.text,
            "url": site_map.address(of.site, incident.path),
            "inLanguage": incident.title.language,
            "datePublished": site_map.instant(incident.opened_at),
            "dateModified": site_map.instant(last_said(incident.updates)),
            "author": _organization(of),
            "coverageStartTime": site_map.instant(starts) if is_story else None,
            "coverageEndTime": site_map.instant(ends) if is_story and ends else None,
            "liveBlogUpdate": [_update(of, one) for one in incident.updates[:NEWEST]] if is_story else None,
            "articleBody": None if is_story else _beginning(of, incident.latest.body),
        }
    )


def last_said(updates: Iterable[UpdateView]) -> datetime:
    """When something of a story was last written or corrected."""
    return max(max([update.date, *(edit.date for edit in update.edits)]) for update in updates)


def _update(of: SiteMap, update: UpdateView) -> Json:
    return _said(
        {
            "@type": "BlogPosting",
            "url": site_map.address(of.site, update.path),
            "inLanguage": update.body.language,
            "datePublished": site_map.instant(update.date),
            "articleBody": _beginning(of, update.body),
        }
    )


def _beginning(of: SiteMap, prose: Prose) -> str:
    return shorten(plain_text(prose.place(of.home, f"{of.site.url}/", of.root)), LONGEST)


def _organization(of: SiteMap) -> dict[str, Json]:
    return {
        "@type": "Organization",
        "name": of.site.name.pick(of.language).text,
        "url": site_map.address(of.site, of.home),
    }


def _contact_point(support: Link) -> Json:
    if _is_web(support):
        return {"@type": "ContactPoint", "contactType": "customer support", "url": support.url}
    scheme, _, target = support.url.partition(":")
    key = {"mailto": "email", "tel": "telephone"}[scheme]
    return {"@type": "ContactPoint", "contactType": "customer support", key: target}


def _is_web(link: Link) -> bool:
    return link.url.startswith(("https:", "http:"))


_as_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def _block(tree: dict[str, Json]) -> Markup:
    """JSON that can stand in a `<script>`: nothing in it ends the element or begins a comment."""
    text = _as_text(_said(tree))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - without < and & it is no HTML


def _said(tree: dict[str, Json]) -> dict[str, Json]:
    """Without what is empty."""
    return {key: value for key, value in tree.items() if value}
