"""The packaged translations: each says all of what the templates say, in the shape in which pages put it together."""

import gettext
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from site_builder.output.theme import packaged_templates
from site_builder.output.words import babel_locale, load_words

LOCALE = packaged_templates() / "locale"
CATALOGUES = sorted(LOCALE.glob("*.po"))
NUMBERS = range(1001)
NUMBER = "%(num)s"
NOUNS_WITH_CAPITALS = {"de"}
"""Languages in which "status", a noun, begins with a capital also where English has none."""
SENTENCE_ENDS = {".", "!", "?", "…", "\N{ARABIC QUESTION MARK}", "\N{ARABIC FULL STOP}"}

each_catalogue = pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)


@cache
def read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def messages(file: Path) -> Iterator[Message]:
    return (message for message in read(file) if message.id)


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text without plural forms is one form."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def said(file: Path) -> Iterator[tuple[str, str]]:
    """Each form of each translation, with the original that it stands for."""
    for message in messages(file):
        originals = forms(message.id)
        for index, text in enumerate(forms(message.string)):
            yield originals[min(index, len(originals) - 1)], text


def numbers_of_forms(rule: str) -> dict[int, set[int]]:
    """Which numbers a plural rule sends to each form."""
    choose = gettext.c2py(rule)
    found: dict[int, set[int]] = {}
    for number in NUMBERS:
        found.setdefault(choose(number), set()).add(number)
    return found


def values(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


def first_letter(text: str) -> str:
    """The letter with which a text begins, after marks such as "¿" and "«"; nothing where it begins with a value."""
    start = re.sub(r"^[\W_]+", "", text)
    return "" if text.lstrip().startswith("%(") or not start[:1].isalpha() else start[0]


def closing(text: str) -> str:
    """How a text ends: as a sentence, with a colon before what follows, or as a tag or heading does."""
    last = text.rstrip()[-1:]
    return "sentence" if last in SENTENCE_ENDS else "colon" if last == ":" else "none"


def wrong(found: Iterable[tuple[object, ...]]) -> str:
    return "\n".join(" | ".join(str(part) for part in one) for one in found)


# -- the list of messages ------------------------------------------------------------------------


def test_the_list_for_translators_holds_what_the_templates_say() -> None:
    """After new words: `pybabel extract`, then `pybabel update` for each language, as babel.cfg says."""
    methods = [(f"**.{ending}", "jinja2") for ending in ("html", "txt", "svg", "opml")]
    extracted = {forms(found[2]) for found in extract_from_dir(packaged_templates(), methods)}
    assert {forms(message.id) for message in messages(LOCALE / "messages.pot")} == extracted


# -- each catalogue ------------------------------------------------------------------------------


@each_catalogue
def test_every_message_is_translated_and_no_other(file: Path) -> None:
    expected = {forms(message.id) for message in messages(LOCALE / "messages.pot")}
    translated = {forms(message.id) for message in messages(file) if all(forms(message.string))}
    assert translated - expected == set()
    assert expected - translated == set()
    assert not read(file).obsolete


@each_catalogue
def test_no_translation_is_a_guess(file: Path) -> None:
    """A fuzzy one, which pybabel guesses from a similar message, would be shown in English."""
    assert not [message.id for message in read(file) if message.fuzzy]
    assert not re.search(r"^#(,.*\bfuzzy\b|~)", file.read_text(encoding="utf-8"), re.MULTILINE)


@each_catalogue
def test_a_build_can_read_it(file: Path) -> None:
    words = load_words([packaged_templates()], file.stem)
    assert words.gettext("Unavailable") != "Unavailable"


@each_catalogue
def test_its_header_names_its_language(file: Path) -> None:
    assert babel_locale(file.stem).language == file.stem.partition("-")[0]
    assert dict(read(file).mime_headers)["Language"] == file.stem


@each_catalogue
def test_it_has_the_plural_forms_of_its_language(file: Path) -> None:
    """The same groups of numbers as Babel's, in any order: rules of one language are written in several ways."""
    catalog = read(file)
    known = get_plural(file.stem)
    assert catalog.num_plurals == known.num_plurals

    def groups(rule: str) -> set[frozenset[int]]:
        return {frozenset(numbers) for numbers in numbers_of_forms(rule).values()}

    assert groups(catalog.plural_expr) == groups(known.plural_expr)
    counts = {message.id: len(forms(message.string)) for message in messages(file) if message.pluralizable}
    assert not {original: count for original, count in counts.items() if count != catalog.num_plurals}


@each_catalogue
def test_no_value_is_lost_or_invented(file: Path) -> None:
    """Only a form for a single number, as "the last day" or the Arabic "two days", can do without it in digits."""
    numbers = numbers_of_forms(read(file).plural_expr)
    found = []
    for message in messages(file):
        originals = forms(message.id)
        wanted = values(originals[-1])
        # French has one form for 0 and 1. Where even English does without the number, there is never 0.
        never = set() if NUMBER in originals[0] else {0}
        for index, text in enumerate(forms(message.string)):
            is_one_number = message.pluralizable and len(numbers[index] - never) == 1
            if values(text) != wanted and not (is_one_number and values(text) == wanted - {NUMBER}):
                found.append((originals[-1], text))
    assert not found, wrong(found)


@each_catalogue
def test_words_begin_as_the_original_does(file: Path) -> None:
    """What continues a line stays in lower case. Scripts without capitals have nothing to keep."""
    found = []
    for original, text in said(file):
        ours, theirs = first_letter(original), first_letter(text)
        has_case = theirs.lower() != theirs.upper()
        is_noun = ours.islower() and file.stem in NOUNS_WITH_CAPITALS
        if ours and theirs and has_case and ours.isupper() != theirs.isupper() and not is_noun:
            found.append((original, text))
    assert not found, wrong(found)


@each_catalogue
def test_sentences_stay_sentences_and_tags_stay_tags(file: Path) -> None:
    """A colon can be added where a language sets apart what English joins with a verb ("is now")."""
    found = [
        (original, text)
        for original, text in said(file)
        if closing(original) != closing(text) and (closing(original), closing(text)) != ("none", "colon")
    ]
    assert not found, wrong(found)


@each_catalogue
def test_it_is_plain_text(file: Path) -> None:
    """No markup, no space at the ends or twice, nothing invisible but what joins words and letters."""
    joiners = set("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")  # and what keeps Arabic and "%(time)s" apart
    found = [
        (original, text)
        for original, text in said(file)
        if re.search(r"[<>]|&#?\w+;|^\s|\s$|\s\s|[^\S \u00a0\u202f]", text)
        or any(unicodedata.category(mark) in ("Cc", "Cf", "Co") and mark not in joiners for mark in text)
        or text != unicodedata.normalize("NFC", text)
    ]
    assert not found, wrong(found)


# -- the marks of single languages ---------------------------------------------------------------


def test_french_marks_stay_on_the_line_of_their_word() -> None:
    found = [(text,) for _, text in said(LOCALE / "fr.po") if re.search(r"[^\u00a0][:;!?»]|«[^\u00a0]", text)]
    assert not found, wrong(found)


def test_spanish_questions_are_opened_as_well_as_closed() -> None:
    found = [(text,) for _, text in said(LOCALE / "es.po") if text.count("?") != text.count("¿")]
    assert not found, wrong(found)


def test_romanian_has_its_own_letters_not_the_turkish_ones() -> None:
    found = [(text,) for _, text in said(LOCALE / "ro.po") if re.search(r"[şţŞŢ]", text)]
    assert not found, wrong(found)


def test_italian_puts_no_article_before_a_date() -> None:
    """It would have to change with the day: "il 7", but "l'8"."""
    articles = r"\b(il|l['’]|al|all['’]|dal|dall['’]|del|dell['’]|fino al) ?%\((time|start|end)\)s"
    found = [(text,) for _, text in said(LOCALE / "it.po") if re.search(articles, text)]
    assert not found, wrong(found)
