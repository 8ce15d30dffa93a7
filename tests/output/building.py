"""Documents of small sites that stand in no folder."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from site_builder.model import Incident, Site
from site_builder.output.api.documents import api_documents
from site_builder.output.feeds.documents import feed_documents
from site_builder.output.incident_work import incident_work
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import LanguagePages, all_languages
from site_builder.output.shelf import Shelf
from site_builder.output.theme import Theme
from site_builder.output.work import IncidentWork
from site_builder.status import site_overview
from tests.factories import a_site, at

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
"""The schema of Atom, from RFC 4287, appendix B."""

LATE = "2026-06-01 00:00"


def feeds(*incidents: Incident, site: Site | None = None, now: str = LATE) -> dict[str, bytes]:
    """The feeds of a site by their path."""
    site = site or a_site("orders", "cards")
    overview = site_overview(site.components, incidents, at(now), site.timezone)
    renderer = MarkupRenderer(Shelf([state.incident for state in overview.incidents], site.languages))
    languages = all_languages(site, overview, theme_of(site), renderer)
    found: dict[str, bytes] = {}
    for pages in languages:
        works = works_of(pages)
        mine = [document for work in works.values() for document in work.documents if document.path.endswith(".atom")]
        documents = [*mine, *feed_documents(pages, works.__getitem__)]
        found |= {document.path: document.content for document in documents}
    assert renderer.problems == []
    return found


def api(*incidents: Incident, site: Site | None = None, now: str = LATE) -> dict[str, Any]:
    """The documents of a site's API by their path, read as a client would."""
    site = site or a_site("orders", "cards")
    overview = site_overview(site.components, incidents, at(now), site.timezone)
    renderer = MarkupRenderer(Shelf([state.incident for state in overview.incidents], site.languages))
    languages = all_languages(site, overview, theme_of(site), renderer)
    found: dict[str, Any] = {}
    for pages in languages:
        works = works_of(pages)
        mine = [document for work in works.values() for document in work.documents if document.path.endswith(".json")]
        documents = [*mine, *api_documents(pages, works.__getitem__)]
        found |= {document.path: json.loads(document.content) for document in documents}
    return found


def pages(*incidents: Incident, site: Site | None = None, now: str = LATE) -> dict[str, bytes]:
    """The pages of a site by their path."""
    site = site or a_site("orders", "cards")
    overview = site_overview(site.components, incidents, at(now), site.timezone)
    renderer = MarkupRenderer(Shelf([state.incident for state in overview.incidents], site.languages))
    languages = all_languages(site, overview, theme_of(site), renderer)
    found: dict[str, bytes] = {}
    for each in languages:
        for state in each.overview.incidents:
            found[each.map.incident(state.incident.name)] = each.incident_page(state).text.encode()
        found |= {document.path: document.content for document in each.documents()}
    assert renderer.problems == []
    return found


def works_of(pages: LanguagePages) -> dict[str, IncidentWork]:
    """What each incident gives to the site, by its name."""
    return {state.incident.name: incident_work(pages, state) for state in pages.overview.incidents}


def select(page: HtmlElement, selector: str) -> list[HtmlElement]:
    """Elements by a simple CSS selector: tags, classes and attributes, below (a space) or in (`>`) each other."""
    path, axis = "", "//"
    for part in selector.split():
        if part == ">":
            axis = "/"
            continue
        tag = re.match(r"[a-z0-9]*", part)
        path += axis + (tag[0] if tag and tag[0] else "*")
        path += "".join(
            f"[contains(concat(' ', @class, ' '), ' {name} ')]" for name in re.findall(r"\.([a-z-]+)", part)
        )
        path += "".join(
            f"[@{name}='{value}']" if value else f"[@{name}]" for name, value in re.findall(r"\[(\w+)=?(\w*)\]", part)
        )
        axis = "//"
    return [found for found in page.xpath(path) if isinstance(found, HtmlElement)]


@cache
def theme_of(site: Site) -> Theme:
    """The packaged theme."""
    return Theme.load(site, Path(__file__).parent)
