"""`summary.txt` of each incident: the latest update and the four answers as plain text, to read out or to paste."""

from site_builder.output.pages import LanguagePages
from site_builder.output.plain_text import shorten, tidy_text
from site_builder.output.site_map import Document
from site_builder.overview import IncidentState

MAX_FIRST_LINE = 160
"""What one text message holds, and what chat programs show of a longer one."""


def summary_document(pages: LanguagePages, state: IncidentState) -> Document:
    """The summary of an incident. Every link is absolute: a text is read far from the site."""
    incident = pages.incidents[state.incident.name]
    path = pages.map.summary(incident.name)
    text = pages.render_for_feed("summary.txt", path, incident=incident, answers=incident.answers)
    return Document(path, _tidy(text).encode())


def _tidy(rendered: str) -> str:
    """A theme's first line stays short, too."""
    first, newline, others = tidy_text(rendered).partition("\n")
    return f"{shorten(first, MAX_FIRST_LINE)}{newline}{others}\n"
