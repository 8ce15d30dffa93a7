"""What other sites show of us: a picture of the state, and a script that says it in words (docs/embed.md)."""

from collections.abc import Iterator

from site_builder.output import site_map
from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import Document, SiteMap
from site_builder.overview import ComponentState


def badge_documents(pages: LanguagePages) -> Iterator[Document]:
    """The badges of one language: one of the whole site, and one of each component."""
    yield _badge(pages, pages.map.badge, None)
    for state in pages.overview.components:
        yield _badge(pages, pages.map.component_badge(state.component.id), state)


def _badge(pages: LanguagePages, path: str, state: ComponentState | None) -> Document:
    component = pages.views.component(state.component, state.status) if state else None
    return pages.kept(
        path,
        component,
        lambda: pages.render_for_feed("badge.svg", path, component=component).strip().encode() + b"\n",
    )


def embed_documents(pages: LanguagePages) -> Iterator[Document]:
    """The script for other sites, once for all languages: it finds the words of each by itself.

    It is small, so no line keeps the spaces that a reader of the template needs.
    """
    if pages.language == pages.site.language:
        roots = {language.lower(): SiteMap(pages.site, language).root for language in pages.site.languages[1:]}

        def made() -> bytes:
            script = pages.render_for_feed("embed.js", site_map.EMBED, roots=roots, status=pages.map.api("status"))
            lines = (line.strip() for line in script.strip().split("\n"))
            return "\n".join([*lines, ""]).encode()

        yield pages.kept(site_map.EMBED, None, made)
