"""A rendered text, which can be placed into any document, and what came up while it was rendered.

A link to a file of the site comes out with a marker in place of `../..`; `place` puts in what leads
from the document at hand to the root. So a text is rendered once, whether it then stands on its
incident's page, on the home page or in a feed.
"""

import re
from dataclasses import dataclass, field
from typing import Protocol

from markupsafe import Markup

from site_builder.model import Phrase
from site_builder.problems import Problem
from site_builder.record import record

# Non-characters: the door lets none of them in (door/text_file.py), so they can't be the writer's.
ROOT = "\ufdd0"
LANGUAGE_ROOT = "\ufdd1"

HEADING_LEVEL = 4
"""Level of the highest heading of a writer's text: page, section and update have the three above it."""

WIDE_TABLE = {"class": {"scroll"}, "tabindex": {"0"}}
"""What the box around a table may have, and no other box: each attribute with its values."""

ALIGNMENTS = {"text-align: left;": "start", "text-align: center;": "middle", "text-align: right;": "end"}
"""What Python-Markdown says of the cells of a column that is written `:--`, `:-:` or `--:`, and our class for it: a
page has no inline styles, and in a right-to-left one the column's beginning is on the right."""


@record(frozen=True, slots=True)
class Prose:
    """A text as HTML, not yet placed, with the language it really is in."""

    html: str
    language: str

    def place(self, page: str, to_root: str, language_root: str) -> Markup:
        """The HTML for the document `page`, from which `to_root` leads to the root of the site."""
        html = self.html
        if LANGUAGE_ROOT not in html and ROOT not in html:  # as most: nothing in it leads to a file of the site
            return Markup(html)  # noqa: S704 - it went through nh3
        own_page = LANGUAGE_ROOT + page.removeprefix(language_root)
        if to_root.startswith(("/", "http")):
            html = re.sub(f'({LANGUAGE_ROOT}[^"#]*/)index\\.html', r"\1", html)
        else:
            html = html.replace(f"{own_page}#", "#")
        html = html.replace(ROOT, to_root).replace(LANGUAGE_ROOT, to_root + language_root)
        return Markup(html)  # noqa: S704 - it did, too


@dataclass(slots=True)
class Notes:
    """What came up while texts were rendered: which attachments they use, where their links were found to lead, and
    what is wrong with them."""

    attachments: set[str] = field(default_factory=set)
    links: dict[str, str | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, others: "Notes") -> None:
        self.attachments |= others.attachments
        self.links |= others.links
        self.problems += others.problems


class KeptTexts(Protocol):
    """What an earlier build has rendered."""

    def text(self, phrase: Phrase) -> tuple[Prose, Notes] | None: ...

    def keep_text(self, phrase: Phrase, prose: Prose, notes: Notes) -> None: ...
