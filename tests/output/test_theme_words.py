"""Which words the theme asks for, and which of them a catalogue lacks."""

from pathlib import Path

import pytest

from site_builder.output.theme import packaged_templates
from site_builder.output.theme_words import Message, WordsCoverage, theme_messages, words_coverage
from site_builder.problems import SiteProblems


def write(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def coverage(folders: tuple[Path, ...], language: str) -> WordsCoverage:
    return words_coverage(folders, theme_messages(folders), language)


def test_words_of_pages_and_texts_are_found_once_in_every_form(tmp_path: Path) -> None:
    write(tmp_path, "one.html", "{{ _('Now') }}{{ ngettext('%(num)s day', '%(num)s days', count) }}{{ _(later) }}")
    write(tmp_path, "feed/two.txt", "{{ _('Now') }}{{ pgettext('month', 'May') }}{% trans %}Then{% endtrans %}")
    assert set(theme_messages((tmp_path,))) == {
        Message("Now"),
        Message("%(num)s day"),
        Message("May", "month"),
        Message("Then"),
    }


def test_assets_catalogues_and_notes_are_no_templates(tmp_path: Path) -> None:
    write(tmp_path, "_notes.html", "{{ _('Later') }}")
    write(tmp_path, "assets/help.html", "{{ _('Now') }}")
    write(tmp_path, "locale/notes.txt", "{{ _('Then') }}")
    assert theme_messages((tmp_path,)) == ()


def test_a_word_that_is_only_guessed_or_has_no_plural_is_missing(tmp_path: Path) -> None:
    write(tmp_path, "one.html", "{{ _('Now') }}{{ _('Then') }}{{ ngettext('%(num)s day', '%(num)s days', count) }}")
    write(
        tmp_path,
        "locale/cy.po",
        'msgid "Then"\nmsgstr "Wedyn"\n\n#, fuzzy\nmsgid "Now"\nmsgstr "Nawr"\n\n'
        'msgid "%(num)s day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "%(num)s dydd"\nmsgstr[1] ""\n',
    )
    found = coverage((tmp_path,), "cy")
    assert (found.total, found.missing) == (3, 2)
    assert [(problem.location.line, problem.message) for problem in found.problems] == [
        (5, '"Now" is not translated into Welsh'),
        (8, '"%(num)s day" is not translated into Welsh'),
    ]


def test_a_word_of_the_sites_own_template_is_missing_in_the_packaged_catalogue(tmp_path: Path) -> None:
    write(tmp_path, "shops.html", "{{ _('Find a shop') }}{{ _('Pages') }}")
    (problem,) = coverage((tmp_path, packaged_templates()), "cy").problems
    assert problem.message == '"Find a shop" is not translated into Welsh'
    assert str(problem.location) == "templates/locale/cy.po"
    assert "site-builder theme copy locale/cy.po" in (problem.hint or "")


@pytest.mark.parametrize("language", ["en", "en-gb"])
def test_english_is_what_the_templates_are_written_in(tmp_path: Path, language: str) -> None:
    write(tmp_path, "one.html", "{{ _('Now') }}")
    assert coverage((tmp_path,), language).missing == 0


def test_a_template_that_can_not_be_read_is_a_problem_at_its_line(tmp_path: Path) -> None:
    write(tmp_path, "one.html", "<p>\n{{ _('Now' }}")
    with pytest.raises(SiteProblems, match=r"templates/one.html:2:1: the template can't be read"):
        theme_messages((tmp_path,))


def test_a_word_that_a_catalogue_of_ones_own_does_not_have_is_to_be_added_there(tmp_path: Path) -> None:
    write(tmp_path, "one.html", "{{ _('Now') }}")
    write(tmp_path, "locale/cy.po", 'msgid "Then"\nmsgstr "Wedyn"\n')
    (problem,) = coverage((tmp_path, packaged_templates()), "cy").problems[:1]
    assert str(problem.location) == "templates/locale/cy.po"
    assert problem.hint == "add it to this file, as msgid and msgstr"
