"""What `check --translations` says besides its warnings: how far each language has come."""

from collections.abc import Iterator, Sequence

from site_builder.commands.report import counted
from site_builder.output.translation_coverage import Coverage
from site_builder.pipeline import LanguageCoverage


def lines(languages: Sequence[LanguageCoverage]) -> Iterator[str]:
    """cy: 38 of 40 texts translated, 2 missing, 1 older than its original"""
    if len(languages) == 1:
        yield "the site has one language, so there is nothing to translate"
    for each in languages:
        parts = [*(_texts(each.texts) if each.texts else ())]
        if each.words.missing:
            parts.append(f"{each.words.missing} of the theme's {counted(each.words.total, 'word')} missing")
        if parts:
            yield f"{each.language}: {', '.join(parts)}"


def _texts(texts: Coverage) -> Iterator[str]:
    yield f"{texts.total - texts.missing} of {counted(texts.total, 'text')} translated"
    if texts.missing:
        yield f"{texts.missing} missing"
    if texts.incomplete:
        yield f"{texts.incomplete} incomplete"
    if texts.older:
        yield f"{texts.older} older than {'its' if texts.older == 1 else 'their'} original"
    if texts.settings_missing:
        yield f"{texts.settings_missing} of {counted(texts.settings_total, 'text')} of site.yml missing"


def tree(languages: Sequence[LanguageCoverage]) -> dict[str, dict[str, int]]:
    """The same as numbers, by language, for JSON. The default language has nothing but the theme's words to miss."""
    return {each.language: _tree(each) for each in languages}


def _tree(each: LanguageCoverage) -> dict[str, int]:
    words = {"words": each.words.total, "words_missing": each.words.missing}
    if each.texts is None:
        return words
    return {
        "texts": each.texts.total,
        "missing": each.texts.missing,
        "incomplete": each.texts.incomplete,
        "older": each.texts.older,
        "settings": each.texts.settings_total,
        "settings_missing": each.texts.settings_missing,
        **words,
    }
