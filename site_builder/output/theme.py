"""The theme: Jinja templates, assets and words, the site's own before the packaged ones."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateNotFound,
)
from markupsafe import Markup, escape

from site_builder.cache import digest
from site_builder.model import Site
from site_builder.output import block_facts, site_map, template_code, template_engine, theme_filters
from site_builder.output.accent import accent_styles
from site_builder.output.bidi import direction
from site_builder.output.block_chain import BlockSource
from site_builder.output.compiled_templates import CompiledTemplates
from site_builder.output.page_blocks import ELSEWHERE, OF_PAGE, NotAtHandError
from site_builder.output.page_frame import Page
from site_builder.output.plain_text import shorten
from site_builder.output.site_map import Document
from site_builder.output.template_engine import WatchedEnvironment
from site_builder.output.text_width import text_direction
from site_builder.output.theme_faults import ThemeFaults
from site_builder.output.theme_parts import (
    FOLDER,
    TemplateSource,
    digest_of_sources,
    template_digests,
    template_sources,
    words_digest,
)
from site_builder.output.words import Calendar, load_words
from site_builder.problems import SiteProblems, Source, did_you_mean


def packaged_templates() -> Path:
    """The theme that comes with Site Builder: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / FOLDER


def theme_folders(site_folder: Path) -> tuple[Path, ...]:
    """The site's own templates, where it has some, before the packaged ones. A checkout is its own theme."""
    packaged = packaged_templates()
    own = site_folder / FOLDER
    return (own, packaged) if own.is_dir() and own.resolve() != packaged.resolve() else (packaged,)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the theme, at an address that changes with its content, so that it may be cached for ever."""

    path: str
    content: bytes


@dataclass
class Theme:
    """Templates and assets for one site."""

    site: Site
    folders: tuple[Path, ...]
    assets: dict[str, Asset] = field(default_factory=dict)
    logo_drawing: Markup | None = None

    @classmethod
    def load(cls, site: Site, site_folder: Path) -> "Theme":
        """The theme of the site in `site_folder`."""
        theme = cls(site, theme_folders(site_folder))
        theme.assets = {name: theme._asset(name, content) for name, content in theme._asset_files()}
        if site.logo:
            suffix, content = Path(site.logo).suffix, (site_folder / site.logo).read_bytes()
            theme.assets["logo"] = theme._asset(f"logo{suffix}", content)
            theme.logo_drawing = _drawing(content) if suffix.lower() == ".svg" else None
        return theme

    def _asset_files(self) -> Iterator[tuple[str, bytes]]:
        files: dict[str, Path] = {}
        for folder in reversed(self.folders):
            root = folder / "assets"
            files |= {
                file.relative_to(root).as_posix(): file
                for file in sorted(root.rglob("*"))
                if file.is_file() and not any(part.startswith((".", "_")) for part in file.relative_to(root).parts)
            }
        for name, file in sorted(files.items()):
            content = file.read_bytes()
            if name == "site.css" and self.site.accent:
                content += accent_styles(self.site.accent).encode()
            yield name, content

    def _asset(self, name: str, content: bytes) -> Asset:
        digest = hashlib.sha256(content).hexdigest()[:10]
        stem, dot, suffix = name.rpartition(".")
        return Asset(site_map.asset(f"{stem}.{digest}{dot}{suffix}" if dot else f"{name}.{digest}"), content)

    def documents(self) -> Iterator[Document]:
        """The assets as files of the site."""
        for asset in self.assets.values():
            yield Document(asset.path, asset.content)

    def asset_path(self, name: str) -> str:
        """The address of an asset, for templates."""
        if name not in self.assets:
            raise LookupError(f'there is no asset "{name}"; {did_you_mean(name, self.assets)}')
        return self.assets[name].path

    @cached_property
    def basis(self) -> str:
        """Stands for what every document may be made from: the words, and the logo."""
        return digest(words_digest(self.folders), self.assets.get("logo"))

    @cached_property
    def templates(self) -> Mapping[str, str]:
        """What stands for all that the documents of a template are made from, by its name."""
        return template_digests(self._sources, self._asset_paths)

    def digest_of_block(self, block: BlockSource) -> str:
        """What stands for all that a block is made from."""
        shows_assets = block.names_assets
        loaded = digest_of_sources(block.loads, self._sources, self._asset_paths, shows_assets=shows_assets)
        return digest(block.digest, loaded)

    @cached_property
    def _sources(self) -> Mapping[str, TemplateSource]:
        return template_sources(self.folders)

    @cached_property
    def _asset_paths(self) -> list[tuple[str, str]]:
        return sorted((name, asset.path) for name, asset in self.assets.items())

    def environment(self, language: str) -> "Templates":
        """The templates with the words and dates of one language."""
        return Templates(self, language)


def _drawing(content: bytes) -> Markup | None:
    # Most sites have a picture as their logo, or none; nobody else loads lxml for an edit.
    from site_builder.output.inline_logo import inline_logo

    return inline_logo(content)


_COMPILED = CompiledTemplates(__file__, template_engine.__file__, template_code.__file__, block_facts.__file__)


class Templates:
    """Renders templates in one language. `asked` are the templates that were rendered so far, and the names of
    CHANGING that they asked for."""

    def __init__(self, theme: Theme, language: str) -> None:
        packaged = _Loader(theme.folders[-1])
        self._environment = WatchedEnvironment(
            loader=ChoiceLoader([*map(_Loader, theme.folders), PrefixLoader({"default": packaged})]),
            bytecode_cache=_COMPILED,
            **template_engine.OPTIONS,
        )
        words = load_words(theme.folders, language)
        self._environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
        self._environment.know_words(words.gettext)
        calendar = Calendar(language, theme.site.timezone)
        listed = theme_filters.kept(lambda words: Markup(calendar.join(words)))  # noqa: S704 - all of them escaped
        self._environment.filters.update(
            href=theme_filters.href,
            prose=theme_filters.prose,
            plain=theme_filters.plain,
            shorten=shorten,
            iso=theme_filters.iso,
            capital=theme_filters.capital,
            day=theme_filters.of_the_language(theme_filters.kept(calendar.day)),
            short_day=theme_filters.of_the_language(theme_filters.kept(calendar.short_day)),
            month_name=theme_filters.of_the_language(theme_filters.kept(calendar.month)),
            clock=theme_filters.of_the_language(theme_filters.kept(calendar.time)),
            moment=theme_filters.of_the_language(theme_filters.kept(calendar.moment)),
            listing=theme_filters.of_the_language(lambda words: listed(tuple(map(escape, words)))),
            text_width=theme_filters.width_of_text,
            text_direction=text_direction,
            isolated=theme_filters.of_the_language(partial(theme_filters.isolated_phrase, direction(language))),
        )
        functions: dict[str, Callable[..., Any]] = {
            "asset": theme.asset_path,
            "logo_drawing": lambda: theme.logo_drawing,
        }
        self._environment.globals.update(functions, day_and_time=calendar.day_and_time)
        self._environment.quick |= {function: function for function in functions.values()}
        self._folders = theme.folders
        self._theme = theme

    @property
    def asked(self) -> set[str]:
        return self._environment.asked

    @asked.setter
    def asked(self, names: set[str]) -> None:
        self._environment.asked = names

    def render(self, template: str, **context: Any) -> str:
        """The text of a document. Raises SiteProblems at the line of the template that is at fault."""
        with self._rendering(template):
            return self._environment.text(template, context)

    def page(self, template: str, **context: Any) -> Page:
        """The same, with what can be taken again of it."""
        with self._rendering(template):
            return self._environment.template(template).page(context, {})

    def page_around(self, blocks: Mapping[str, str], template: str, **context: Any) -> Page | None:
        """The page from what its blocks gave, without anything that only this page has. None if it takes more than
        that."""
        of_page = dict.fromkeys(OF_PAGE, ELSEWHERE)
        try:
            with self._rendering(template):
                return self._environment.template(template).page({**of_page, **context}, blocks)
        except NotAtHandError:
            return None

    def block(self, template: str, block: str) -> str | None:
        """What stands for all that a block of a template is made from, if that can be said."""
        chain = self._environment.chain(template)
        return None if chain is None else self._theme.digest_of_block(chain.source(block))

    def _rendering(self, template: str) -> ThemeFaults:
        self._environment.asked.add(template)
        return ThemeFaults(self._environment, self._folders)


class _Loader(FileSystemLoader):
    """Templates of one folder; one that isn't text is the user's mistake and not a bug."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except (UnicodeDecodeError, OSError) as error:
            if isinstance(error, TemplateNotFound):
                raise
            hint = "save the file as UTF-8"
            problem = Source(f"{FOLDER}/{template}", "").problem("this is not UTF-8 text", hint=hint)
            raise SiteProblems([problem]) from error
