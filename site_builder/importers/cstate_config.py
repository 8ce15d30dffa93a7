"""A cState site's configuration as our settings."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError

from site_builder.door.fields import MAX_LINE
from site_builder.door.yaml_text import KeyPath, Located, Value, read_mapping
from site_builder.importers.cstate_front import Notes, read_lenient, read_toml
from site_builder.importers.cstate_systems import Category, System
from site_builder.model import Link, LocalText
from site_builder.problems import SiteProblems, Source

_FILES = tuple(
    f"{folder}{stem}.{ending}"
    for folder in ("", "config/_default/")
    for stem in ("hugo", "config")
    for ending in ("toml", "yaml", "yml")
)
# cState's own file for Swedish has the country's code.
_LANGUAGES = {"se": "sv"}
_LINK = re.compile(r"\[([^\[\]]*)\]\((\S*?)\)")
PLACEHOLDER_URL = "https://status.example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What is used of the configuration."""

    name: str
    url: str
    language: str
    description: str
    accent: str | None
    channels: tuple[Link, ...]
    categories: tuple[Category, ...]
    systems: tuple[System, ...]


def read_config(folder: Path, notes: Notes) -> Config:
    """The configuration in `folder`. Raises SiteProblems when there is none, or it can't be read."""
    name = next((name for name in _FILES if (folder / name).is_file()), None)
    if name is None:
        hint = "name the folder of a cState site: it holds config.yml (or hugo.toml) and content/issues"
        raise SiteProblems([Source("config.yml", "").problem("there is no configuration here", hint=hint)])
    source = read_lenient(folder / name, name, notes)
    located = (read_toml if name.endswith(".toml") else read_mapping)(source, source.text)
    return _Reader(located, notes).config(folder)


class _Reader:
    """Looks things up as Hugo does, whatever the case of the key."""

    def __init__(self, located: Located, notes: Notes) -> None:
        self.located = located
        self.notes = notes

    def config(self, folder: Path) -> Config:
        language = self.language()
        logo, where = self.text("params", "logo")
        if logo:
            message = f'the logo "{logo}" was not copied'
            self.note(where, message, hint="put the picture into the new site and name it in site.yml: logo")
        categories, systems = self.categories(), self.systems()
        used = {system.category for system in systems}
        for category in categories:
            if not category.untitled and category.name not in used:
                self.note(("params",), f'the category "{category.name}" has no systems: it was left out')
        return Config(
            name=self.fit(self.text("title")[0], ("title",)) or folder.resolve().name or "Status",
            url=self.url(),
            language=language,
            description=self.fit(*self.text("params", "description")),
            accent=self.accent(),
            channels=self.channels(language),
            categories=categories,
            systems=systems,
        )

    def find(self, *keys: str) -> tuple[Value, KeyPath]:
        """The value below these keys and its true path; None where one of them is missing."""
        value: Value = dict(self.located.data)
        path: KeyPath = ()
        for key in keys:
            mapping = value if isinstance(value, dict) else {}
            true = next((known for known in mapping if known.lower() == key), key)
            value, path = mapping.get(true), (*path, true)
        return value, path

    def text(self, *keys: str) -> tuple[str, KeyPath]:
        value, path = self.find(*keys)
        return (value.strip() if isinstance(value, str) else ""), path

    def fit(self, text: str, path: KeyPath) -> str:
        """A text of one line, as ours are: plain words, and of a longer one its beginning."""
        text = _LINK.sub(lambda found: f"{found[1]} ({found[2]})", text)
        words = _line(text)
        if len(words) <= MAX_LINE:
            return words
        self.note(path, f"more than {MAX_LINE} characters: only the beginning was kept")
        beginning = _line(text.split("\n\n")[0])
        if len(beginning) > MAX_LINE:
            beginning = beginning[: MAX_LINE - 1].rsplit(" ", 1)[0] + "…"
        return beginning

    def note(self, path: KeyPath, message: str, *, hint: str | None = None) -> None:
        self.notes.add(self.located.problem(path, message, hint=hint))

    def url(self) -> str:
        written, path = self.text("baseurl")
        try:
            parts = urlsplit(written)
            valid = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            valid = False
        if valid:
            return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
        message = f'"{written}" is no whole address' if written else "there is no baseURL"
        self.note(path, f"{message}: {PLACEHOLDER_URL} stands in for it", hint="set url in site.yml")
        return PLACEHOLDER_URL

    def language(self) -> str:
        for key in ("defaultcontentlanguage", "locale", "languagecode"):
            written, path = self.text(key)
            code = written.lower().replace("_", "-")
            if _known_language(_LANGUAGES.get(code, code)):
                return _LANGUAGES.get(code, code)
            if written:
                self.note(path, f'"{written}" is no language code: it was left out')
        return "en"

    def accent(self) -> str | None:
        brand, path = self.text("params", "brand")
        if not brand or re.fullmatch(r"#[0-9a-fA-F]{6}", brand):
            return brand.lower() or None
        self.note(path, f'the colour "{brand}" is not of the form #rrggbb: it was left out')
        return None

    def channels(self, language: str) -> tuple[Link, ...]:
        """Tabs that lead to other sites. Those within the old site have nothing to lead to."""
        channels = []
        for item, path in self.items("customtabs"):
            name, link = item.get("name", ""), item.get("link", "")
            if name and re.match(r"https://[^/\s]+\S*$", link):
                channels.append(Link(label=LocalText.of(language, name), url=link))
            else:
                self.note(path, f'the tab "{name}" ({link}) has no https address: it was left out')
        return tuple(channels)

    def categories(self) -> tuple[Category, ...]:
        found = {
            item["name"]: Category(
                name=item["name"],
                description=item.get("description", ""),
                untitled=item.get("untitled", "").lower() == "true",
            )
            for item, _ in self.items("categories")
            if item.get("name")
        }
        return tuple(found.values())

    def systems(self) -> tuple[System, ...]:
        systems = []
        for item, path in self.items("systems"):
            if not item.get("name"):
                self.note(path, "a system without a name was left out")
                continue
            parts = (item.get("description", ""), item.get("link", ""))
            description = " – ".join(part for part in parts if part)
            category = item.get("category", "")
            systems.append(System(name=item["name"], description=description, category=category))
        return tuple(systems)

    def items(self, key: str) -> list[tuple[dict[str, str], KeyPath]]:
        """The entries of a list in `params`: one-line texts by lower-case key. A text alone is a name."""
        value, path = self.find("params", key)
        items = []
        for index, item in enumerate(value if isinstance(value, list) else []):
            here = (*path, index)
            if isinstance(item, dict):
                texts = {name: text for name, text in item.items() if isinstance(text, str)}
                items.append(({n.lower(): self.fit(t, (*here, n)) for n, t in texts.items()}, here))
            elif isinstance(item, str):
                items.append(({"name": self.fit(item, here)}, here))
        return items


def _known_language(code: str) -> bool:
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return bool(code)


def _line(text: str) -> str:
    return " ".join(text.split())
