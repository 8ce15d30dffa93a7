"""A statement → the file that says it: its name, and its text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from site_builder.content.incident_file import format_opener, format_update
from site_builder.content.placeholders import PLACEHOLDER
from site_builder.desk.front_text import key_lines, parsed, with_body, with_keys
from site_builder.desk.wish import WrongWish
from site_builder.door.slugs import MAX_SLUG, SLUG
from site_builder.model import Incident, Update
from site_builder.problems import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A file of `incidents/_templates/`, which new ones can be made from."""

    path: str
    text: str

    def value(self, key: str) -> str | None:
        """What it says for a key, where that is one word or line and no place to fill in. Raises SiteProblems."""
        value = parsed(self.text, self.path).located.data.get(key)
        return value if isinstance(value, str) and not PLACEHOLDER.search(value) else None

    def leaves_open(self, key: str) -> bool:
        """Whether somebody still has to say it: the key isn't there, or has a place to fill in. Raises SiteProblems."""
        lines = key_lines(self.text, self.path).get(key)
        return lines is None or PLACEHOLDER.search("".join(lines)) is not None


def opener_text(incident: Incident, zone: ZoneInfo, template: Template | None) -> str:
    """The opening file."""
    return _filled(template, format_opener(incident, zone), incident.opener.body.original.text)


def update_text(update: Update, zone: ZoneInfo, template: Template | None, *, stem: str) -> str:
    """The file of a further update, which will be called `stem`."""
    return _filled(template, format_update(update, zone, stem=stem), update.body.original.text)


def _filled(template: Template | None, text: str, body: str) -> str:
    """The template with what was said: keys in their places, the text instead of its own if there is one."""
    if template is None:
        return text if body else f"{text}\n"  # below the empty line its text will be written
    filled = with_keys(template.text, template.path, key_lines(text, template.path))
    return with_body(filled, template.path, body) if body else filled


# -- names ---------------------------------------------------------------------------------------

Taken = Callable[[str], bool]
"""Whether a name can't be given to a new file any more."""


def opener_name(title: str, opened: datetime, zone: ZoneInfo, taken: Taken) -> str:
    """A free name for a new incident: its day and what it is called, in letters that an address can have."""
    from slugify import slugify

    day = f"{opened.astimezone(zone):%Y-%m-%d}"
    room = MAX_SLUG - len(day) - len("--99")
    words = slugify(title, max_length=room, word_boundary=True, replacements=_APOSTROPHES)
    return _free(f"{day}-{words or 'incident'}", taken)


def update_name(said: datetime, zone: ZoneInfo, taken: Taken) -> str:
    """A free name for an update: its minute."""
    return _free(f"{said.astimezone(zone):%Y-%m-%d-%H%M}", taken)


_APOSTROPHES = (("'", ""), ("’", ""))
"""“can't” becomes cant, not can-t."""


def _free(name: str, taken: Taken) -> str:
    numbered = (f"{name}-{number}" for number in range(2, 100))
    return next((each for each in (name, *numbered) if not taken(each)), name)


def given_name(said: str, taken: Taken, *, folders: bool) -> str:
    """The name that somebody asked for, perhaps in a folder. Raises WrongWish."""
    name = said.strip().removesuffix(".md").removeprefix("incidents/")
    parts = name.split("/")
    if (len(parts) > 1 and not folders) or not all(SLUG.fullmatch(part) and len(part) <= MAX_SLUG for part in parts):
        raise WrongWish(f"--name: {quoted(said)} can't be a name", f"use a-z, 0-9 and hyphens, {MAX_SLUG} at most")
    if taken(name):
        raise WrongWish(f"--name: {quoted(name)} is taken", "choose another")
    return name
