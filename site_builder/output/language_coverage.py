"""How far a site is translated: its texts and the theme's words, in each of its languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from site_builder.model import Incident, Site
from site_builder.output.places import files_of
from site_builder.output.theme import theme_folders
from site_builder.output.theme_words import WordsCoverage, theme_messages, words_coverage
from site_builder.output.translation_coverage import Coverage, text_coverage
from site_builder.overview import HeldBack
from site_builder.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCoverage:
    """How far a language is translated. `texts` is None for the default language, in which everything is written."""

    language: str
    texts: Coverage | None
    words: WordsCoverage

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*(self.texts.problems if self.texts else ()), *self.words.problems)


def language_coverage(
    folder: Path, site: Site, incidents: tuple[Incident, ...], held: Iterable[HeldBack]
) -> tuple[LanguageCoverage, ...]:
    """Each language of the site in `folder`, in their order; `held` is what isn't public yet."""
    folders, read = theme_folders(folder), files_of(folder)
    messages = theme_messages(folders)
    return tuple(
        LanguageCoverage(
            language=language,
            texts=text_coverage(site, incidents, held, language, read) if language != site.language else None,
            words=words_coverage(folders, messages, language),
        )
        for language in site.languages
    )
