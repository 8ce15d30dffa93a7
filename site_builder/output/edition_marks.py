"""Nobody may take a preview or an exercise for the published site, whatever a site's own templates leave out."""

import re
from collections.abc import Iterator
from html import unescape

from site_builder.output import site_map
from site_builder.output.site_map import Document
from site_builder.output.theme import Theme
from site_builder.output.theme_parts import FOLDER
from site_builder.output.words import load_words
from site_builder.problems import Location, Problem
from site_builder.vocabulary import Edition

_WORDS = {
    Edition.DRAFTS: "Preview, not published",
    Edition.PREVIEW: "Preview, not published",
    Edition.REHEARSAL: "This is an exercise",
}
"""As `edition` in templates/partials/words.html has them, in English."""

_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)


class EditionMarks:
    """Looks for the words that say which edition it is, at the beginning of each page and text."""

    def __init__(self, edition: Edition, theme: Theme) -> None:
        self._edition = edition
        self._marks: tuple[str, ...] = ()
        if not edition.is_public:
            languages = theme.site.languages
            self._marks = tuple(load_words(theme.folders, each).gettext(_WORDS[edition]) for each in languages)
        self._unmarked: list[str] = []

    def look_for(self, document: Document) -> None:
        """Notes a document that lacks them, in any language of the site."""
        if self._marks and _is_read(document.path) and not _begins(document, self._marks):
            self._unmarked.append(document.path)

    def problems(self) -> Iterator[Problem]:
        """One for all documents that lack them."""
        if not self._unmarked:
            return
        more = f" and {len(self._unmarked) - 1} more" if len(self._unmarked) > 1 else ""
        message = f'"{self._marks[0]}" is missing where {self._unmarked[0]}{more} must begin with it'
        hint = (
            "a template of this site leaves it out: put {{ words.edition_mark(edition) }} at the beginning of <title>, "
            "or of a text's first line, as the packaged templates do"
        )
        yield Problem(location=Location(FOLDER), message=message, hint=hint)


def _is_read(path: str) -> bool:
    """Whether it is a document for people; files of the theme are not."""
    return path.endswith((".html", ".txt")) and not path.startswith(site_map.asset(""))


def _begins(document: Document, marks: tuple[str, ...]) -> bool:
    """Whether it does so where it is shown without its page: a tab, a shared link, the first line of a text."""
    text = document.content
    if document.path.endswith(".html"):
        found = _TITLE.search(text)
        text = found[1] if found else b""
    return unescape(text.decode()).lstrip().startswith(marks)
