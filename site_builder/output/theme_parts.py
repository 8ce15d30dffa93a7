"""Of what in a theme each document is made, so that a change of it makes anew only what it can show in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from site_builder.cache import digest

_NO_TEMPLATES = ("assets", "locale")
_LOADING = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)[-+]?%\}", re.DOTALL)
_BY_NAME = re.compile(
    r"""\s*(?P<quote>["'])(?P<name>[^"'\\]+)(?P=quote)"""
    r"""(?:\s+import\s[\w\s,]+|\s+as\s+\w+|\s+ignore\s+missing)?(?:\s+with(?:out)?\s+context)?\s*"""
)
_NAMES_ASSETS = re.compile(r"\b(?:asset|logo_drawing)\b")


@dataclass(frozen=True, slots=True)
class _Source:
    """A template file: its digest, the templates that it loads (None: one that can't be told from its text), and
    whether it speaks of assets."""

    digest: str
    loads: frozenset[str] | None
    names_assets: bool


def template_digests(folders: Sequence[Path], assets: object) -> dict[str, str]:
    """What stands for all that a template's documents are made from, by its name: the template itself, what it
    extends, includes and imports, and the `assets` if one of them names any. `folders` are those of the theme, the
    site's own before the packaged one."""
    sources: dict[str, _Source] = {}
    for folder in reversed(folders):
        found = {name: _source(content) for name, content in _templates(folder)}
        if folder == folders[-1]:
            sources |= {f"default/{name}": source for name, source in found.items()}
        sources |= found
    return {name: _digest(name, sources, assets) for name in sources if not name.startswith("default/")}


def words_digest(folders: Sequence[Path]) -> str:
    """Stands for the theme's words in all languages."""
    used = {file.name: file for folder in reversed(folders) for file in sorted((folder / "locale").glob("*.po"))}
    return digest([(name, _short(file.read_bytes())) for name, file in sorted(used.items())])


def _templates(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if name.parts[0] not in _NO_TEMPLATES and file.is_file():
            yield name.as_posix(), file.read_bytes()


@lru_cache(maxsize=256)
def _source(content: bytes) -> _Source:
    text = content.decode("utf-8", "replace")
    named = [_BY_NAME.fullmatch(loading) for loading in _LOADING.findall(text)]
    return _Source(
        digest=_short(content),
        loads=frozenset(each["name"] for each in named if each) if all(named) else None,
        names_assets=_NAMES_ASSETS.search(text) is not None,
    )


def _digest(name: str, sources: Mapping[str, _Source], assets: object) -> str:
    used: dict[str, _Source | None] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in used:
            continue
        source = used[one] = sources.get(one)
        if source is not None:
            waiting += sources if source.loads is None else source.loads
    listed = [(one, source.digest if source else "") for one, source in sorted(used.items())]
    return digest(listed, assets if any(source and source.names_assets for source in used.values()) else None)


def _short(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
