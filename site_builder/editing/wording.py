"""jargon, blame, absolute-promise, long-sentence, title-too-long: how it is said."""

from collections.abc import Iterable, Iterator

from site_builder.editing.desk import Desk, Passage
from site_builder.editing.prose import prose, sentences
from site_builder.editing.terms import Glossary, Term
from site_builder.editing.wordlists import ABSOLUTE_PROMISE, BLAME, JARGON
from site_builder.model import Site
from site_builder.problems import Problem, quoted


def jargon(desk: Desk) -> Iterator[Problem]:
    """Words of the trade. The site's own are looked for in every language, the usual ones in English."""
    own = [Term((word,), plain) for word, plain in desk.site.check.jargon]
    for passage, start, end, term in _found(desk, own, JARGON):
        message = f"{_as_written(passage, start, end)} is a word of the trade"
        yield desk.files.in_text(passage.phrase, start, end, message, f"in plain words: {term.instead}")


def blame(desk: Desk) -> Iterator[Problem]:
    """Words that point at somebody: readers hear an excuse."""
    own = [Term((phrase,), "say what happened and what you do about it") for phrase in desk.site.check.blame]
    for passage, start, end, term in _found(desk, own, BLAME):
        message = f"{_as_written(passage, start, end)} sounds as if somebody were to blame"
        yield desk.files.in_text(passage.phrase, start, end, message, term.instead)


def absolute_promises(desk: Desk) -> Iterator[Problem]:
    """What nobody can promise, and what would be quoted if it turned out otherwise."""
    own = [Term((phrase,), "say what you know, and as of when") for phrase in desk.site.check.absolute_promise]
    for passage, start, end, term in _found(desk, own, ABSOLUTE_PROMISE):
        message = f"{_as_written(passage, start, end)} promises more than anybody can know"
        yield desk.files.in_text(passage.phrase, start, end, message, term.instead)


def _found(desk: Desk, own: Iterable[Term], usual: Iterable[Term]) -> Iterator[tuple[Passage, int, int, Term]]:
    own = list(own)
    allowed = _allowed(desk.site)
    everywhere = Glossary(own)
    english = Glossary([*own, *usual])
    for passage in desk.passages():
        glossary = english if _is_english(passage.phrase.language) else everywhere
        for start, end, term in glossary.find(prose(passage.phrase.text)):
            written = " ".join(passage.phrase.text[start:end].split()).casefold()
            if term in own or not any(written in each for each in allowed):
                yield passage, start, end, term


def _allowed(site: Site) -> list[str]:
    """What the site says it is right, and what it calls its components: customers meet these words every day."""
    names = [component.name for component in site.components] + [group.name for group in site.groups if group.name]
    phrases = [phrase.text for name in names for phrase in name.phrases]
    return [text.casefold() for text in (*site.check.allowed, *phrases)]


def _is_english(language: str) -> bool:
    return language.casefold().replace("_", "-").partition("-")[0] == "en"


def _as_written(passage: Passage, start: int, end: int) -> str:
    return quoted(passage.phrase.text[start:end])


def long_sentences(desk: Desk) -> Iterator[Problem]:
    """Sentences that have to be read twice. A translation follows its original, and is not counted."""
    most = desk.site.check.sentence_words
    for passage in desk.passages():
        if passage.is_title or passage.is_translation:
            continue
        for sentence in sentences(passage.phrase.text):
            if sentence.words > most:
                message = f"a sentence of {sentence.words} words; {most} are the most"
                hint = "make two of it, or a list"
                yield desk.files.in_text(passage.phrase, sentence.start, sentence.end, message, hint)


def long_titles(desk: Desk) -> Iterator[Problem]:
    """Titles that lists, notifications and text messages cut off."""
    most = desk.site.check.title_characters
    for passage in desk.passages():
        text = passage.phrase.text
        if passage.is_title and len(text) > most:
            message = f"a title of {len(text)} characters; {most} are the most that is shown everywhere"
            hint = "say what does not work; the text says the rest"
            yield desk.files.in_text(passage.phrase, most, len(text), message, hint)
