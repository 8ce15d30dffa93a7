"""The filters that templates have besides Jinja's own: see docs/theming.md."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from site_builder.model import Phrase
from site_builder.output import site_map
from site_builder.output.bidi import direction, isolated
from site_builder.output.excerpt import with_headings_at
from site_builder.output.plain_text import plain_text
from site_builder.output.prose import HEADING_LEVEL, Prose
from site_builder.output.text_width import text_width


def of_the_language(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that gives something else in each language. Jinja works out filters of constants when it compiles, and
    all languages share what is compiled; it leaves those alone that take the context."""

    @pass_context
    def filter_value(_context: Context, value: Any) -> Any:
        return function(value)

    return filter_value


def kept(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same function, which asks only once what it was asked lately: the same dates stand all over a site."""
    return lru_cache(maxsize=1024)(function)


@pass_context
def href(context: Context, target: str) -> str:
    """A path from the root as a link in the page at hand."""
    page = context["page"]
    path, mark, fragment = target.partition("#")
    return f"{page.link(path)}{mark}{fragment}"


@pass_context
def prose(context: Context, prose: Prose, headings: int = HEADING_LEVEL) -> Markup:
    """A text with its links placed for the page at hand, marked with its language where that differs.

    Its highest heading is of the level `headings`, so that it stands below the one above the text.
    """
    page = context["page"]
    html = with_headings_at(headings, prose).place(page.path, page.to_root, page.language_root)
    if prose.language == page.language:
        return html
    written = direction(prose.language)
    if written == page.direction:
        return Markup('<div lang="{}">{}</div>').format(prose.language, html)
    return Markup('<div lang="{}" dir="{}">{}</div>').format(prose.language, written, html)


def isolated_phrase(of_page: str, phrase: Phrase) -> str:
    """The text of a phrase for a place without markup, kept apart where its direction may not be the page's."""
    is_safe = direction(phrase.language) == of_page == "ltr"
    return phrase.text if is_safe else isolated(phrase.text)


@pass_context
def plain(context: Context, text: Prose | Markup) -> str:
    """A writer's text, or what a macro made, as plain text."""
    page = context["page"]
    html = text.place(page.path, page.to_root, page.language_root) if isinstance(text, Prose) else text
    return plain_text(html)


def capital(text: str) -> str:
    """Its first letter as a capital. Jinja's `capitalize` would make the others small."""
    return text[:1].upper() + text[1:]


def iso(moment: date | datetime) -> str:
    """For the `datetime` attribute: UTC to the second, or the day alone."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return site_map.instant(moment)


def width_of_text(text: str | Markup, size: float) -> float:
    """What a macro made is escaped, and drawn without that."""
    return text_width(text.unescape() if isinstance(text, Markup) else text, size)
