"""Of what in a theme each document is made, so that a change of it makes anew only what it can show in."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from site_builder.cache import digest

FOLDER = "templates"
"""Where a site has a theme of its own."""

_NO_TEMPLATES = ("assets", "locale")
_LOADING = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)[-+]?%\}", re.DOTALL)
_BY_NAME = re.compile(
    r"""\s*(?P<quote>["'])(?P<name>[^"'\\]+)(?P=quote)"""
    r"""(?:\s+import\s[\w\s,]+|\s+as\s+\w+|\s+ignore\s+missing)?(?:\s+with(?:out)?\s+context)?\s*"""
)
_NAMES_ASSETS = re.compile(r"\b(?:asset|logo_drawing)\b")


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A template file: its digest, the templates that it loads (None: one that can't be told from its text), and
    whether it speaks of assets."""

    digest: str
    loads: frozenset[str] | None
    names_assets: bool


def template_digests(sources: Mapping[str, TemplateSource], assets: object) -> dict[str, str]:
    """What stands for all that a template's documents are made from, by its name: the template itself, what it
    extends, includes and imports, and the `assets` if one of them names any."""
    return {name: digest_of_sources([name], sources, assets) for name in sources if not name.startswith("default/")}


def template_sources(folders: Sequence[Path]) -> dict[str, TemplateSource]:
    """The template files by the names that templates load them by. `folders` are those of the theme, the site's own
    before the packaged one."""
    sources: dict[str, TemplateSource] = {}
    for folder in reversed(folders):
        found = {name: _source(content) for name, content in _templates(folder)}
        if folder == folders[-1]:
            sources |= {f"default/{name}": source for name, source in found.items()}
        sources |= found
    return sources


def names_assets(source: str) -> bool:
    """Whether what a template says speaks of assets."""
    return _NAMES_ASSETS.search(source) is not None


def words_digest(folders: Sequence[Path]) -> str:
    """Stands for the theme's words in all languages."""
    used = {file.name: file for folder in reversed(folders) for file in sorted((folder / "locale").glob("*.po"))}
    return digest([(name, _short(file.read_bytes())) for name, file in sorted(used.items())])


def _templates(folder: Path) -> Iterator[tuple[str, bytes]]:
    for root, inner, files in os.walk(folder, followlinks=True):
        if root == str(folder):
            inner[:] = [name for name in inner if name not in _NO_TEMPLATES]
        below = Path(root).relative_to(folder)
        for name in files:
            yield (below / name).as_posix(), Path(root, name).read_bytes()


@lru_cache(maxsize=256)
def _source(content: bytes) -> TemplateSource:
    text = content.decode("utf-8", "replace")
    named = [_BY_NAME.fullmatch(loading) for loading in _LOADING.findall(text)]
    return TemplateSource(
        digest=_short(content),
        loads=frozenset(each["name"] for each in named if each) if all(named) else None,
        names_assets=names_assets(text),
    )


def digest_of_sources(
    names: Iterable[str] | None, sources: Mapping[str, TemplateSource], assets: object, *, shows_assets: bool = False
) -> str:
    """What stands for these templates with all that they load, or, without `names`, for all templates; and for the
    `assets`, if any of them speaks of assets, or `shows_assets`."""
    used: dict[str, TemplateSource | None] = {}
    waiting = list(sources if names is None else names)
    while waiting:
        one = waiting.pop()
        if one in used:
            continue
        source = used[one] = sources.get(one)
        if source is not None:
            waiting += sources if source.loads is None else source.loads
    listed = [(one, source.digest if source else "") for one, source in sorted(used.items())]
    shows_assets = shows_assets or any(source and source.names_assets for source in used.values())
    return digest(listed, assets if shows_assets else None)


def _short(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
