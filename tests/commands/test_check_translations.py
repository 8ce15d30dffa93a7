"""`check --translations`: what is not translated, where, and which file to write."""

import json
from pathlib import Path

import pytest

from tests.program import NOW, run, tree

SITE = """\
name: {en: Corner Shop, cy: Siop y Gornel}
url: https://status.corner.example
timezone: Europe/London
languages: [en, cy]
components:
  - id: orders
    name: {en: Online orders, cy: Archebion ar-lein}
"""

OPENER = """\
---
title: Orders are slow
date: 2026-05-01 09:00
components:
  orders: degraded_performance
what_to_do: Please wait.
next_update: 2026-05-01 14:00
---

Orders take longer than usual.
"""

OPENER_CY = """\
---
title: Mae archebion yn araf
what_to_do: Arhoswch.
---

Mae archebion yn cymryd mwy o amser nag arfer.
"""

UPDATE = """\
---
date: 2026-05-01 10:00
status: identified
edited:
  - date: 2026-05-01 10:30
    reason: The first version named the wrong shop.
---

We have found the cause.
"""

UPDATE_CY = "Rydym wedi dod o hyd i'r achos.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that is translated as far as it goes."""
    write(tmp_path, "site.yml", SITE)
    write(tmp_path, "incidents/slow-orders.md", OPENER)
    write(tmp_path, "incidents/slow-orders.cy.md", OPENER_CY)
    return tmp_path


def write(site: Path, name: str, text: str) -> None:
    file = site / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def check(site: Path, *arguments: str) -> tuple[int, str, str]:
    done = run("check", "--translations", "--site", site, "--now", NOW, *arguments)
    return done.returncode, done.stdout, done.stderr


def test_a_translated_site_says_so_and_is_fine_also_when_strict(site: Path) -> None:
    before = tree(site)
    code, out, err = check(site, "--strict")
    assert (code, out, err) == (0, "cy: 1 of 1 text translated\n1 incident, 1 update: no problems\n", "")
    assert tree(site) == before


def test_a_missing_translation_is_a_warning_at_the_text_with_the_file_to_write(site: Path) -> None:
    write(site, "incidents/slow-orders/one.md", UPDATE)
    code, out, err = check(site)
    assert code == 0
    assert err == (
        "incidents/slow-orders/one.md:9:1: warning: not translated into Welsh\n"
        "  9 | We have found the cause.\n"
        "    | ^\n"
        "  write incidents/slow-orders/one.cy.md\n\n"
    )
    assert out == "cy: 1 of 2 texts translated, 1 missing\n1 incident, 2 updates: 1 warning\n"


def test_strict_makes_it_fail_and_still_says_how_far_it_is(site: Path) -> None:
    write(site, "incidents/slow-orders/one.md", UPDATE)
    code, out, _ = check(site, "--strict")
    assert code == 1
    assert "cy: 1 of 2 texts translated, 1 missing" in out


def test_without_the_option_nothing_is_said_of_translations(site: Path) -> None:
    write(site, "incidents/slow-orders/one.md", UPDATE)
    done = run("check", "--site", site, "--now", NOW, "--strict")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 incident, 2 updates: no problems\n", "")


def test_a_correction_that_the_translation_does_not_list_makes_it_older(site: Path) -> None:
    write(site, "incidents/slow-orders/one.md", UPDATE)
    write(site, "incidents/slow-orders/one.cy.md", UPDATE_CY)
    code, out, err = check(site)
    assert code == 0
    assert "incidents/slow-orders/one.cy.md: warning[translation-stale]: may be older than its original" in err
    assert "the correction of 2026-05-01 10:30 BST is not in it" in err
    assert "the reason was: The first version named the wrong shop." in err
    assert "compare it with incidents/slow-orders/one.md" in err
    assert "cy: 2 of 2 texts translated, 1 older than its original\n" in out


@pytest.mark.parametrize("reason", ["reason: Enwyd y siop anghywir.", "{}"])
def test_a_correction_that_the_translation_lists_is_known_to_it_with_its_reason_or_without(
    site: Path, reason: str
) -> None:
    write(site, "incidents/slow-orders/one.md", UPDATE)
    write(site, "incidents/slow-orders/one.cy.md", f"---\nedited:\n  - {reason}\n---\n{UPDATE_CY}")
    assert check(site, "--strict")[0] == 0


def test_what_a_translation_leaves_out_is_named_with_its_key(site: Path) -> None:
    write(site, "incidents/slow-orders.cy.md", "---\ntitle: Mae archebion yn araf\n---\n")
    _, out, err = check(site)
    assert 'incidents/slow-orders.md:6:13: warning: "what_to_do" is not translated into Welsh' in err
    assert "add what_to_do: to incidents/slow-orders.cy.md" in err
    assert "incidents/slow-orders.md:10:1: warning: the text is not translated into Welsh" in err
    assert "write it in incidents/slow-orders.cy.md, below the front matter" in err
    assert "cy: 1 of 1 text translated, 1 incomplete\n" in out


def test_drafts_and_held_back_texts_are_listed_and_marked(site: Path) -> None:
    write(site, "incidents/slow-orders/draft.md", UPDATE.replace("status:", "draft: true\nstatus:"))
    write(site, "incidents/slow-orders/later.md", "---\ndate: 2026-05-02 09:00\nstatus: resolved\n---\nAll is well.\n")
    _, out, err = check(site)
    assert "incidents/slow-orders/draft.md:10:1: warning: not translated into Welsh (a draft)" in err
    assert "later.md:5:1: warning: not translated into Welsh (held back until 2026-05-02 09:00 BST)" in err
    assert "cy: 1 of 3 texts translated, 2 missing\n" in out


def test_questions_count_as_one_text(site: Path) -> None:
    write(site, "incidents/slow-orders/questions.md", "## Can I order?\n\nYes.\n\n## By phone?\n\nYes.\n")
    _, out, err = check(site)
    assert "incidents/slow-orders/questions.md:1:1: warning: not translated into Welsh" in err
    assert "write incidents/slow-orders/questions.cy.md" in err
    assert "cy: 1 of 2 texts translated, 1 missing\n" in out


def test_texts_of_site_yml_are_named_at_their_line(site: Path) -> None:
    write(site, "site.yml", SITE.replace("{en: Online orders, cy: Archebion ar-lein}", "Online orders"))
    _, out, err = check(site)
    assert 'site.yml:7:11: warning: "Online orders" is not translated into Welsh' in err
    assert "write it in each language: {en: …, cy: …}, also where it is the same in both" in err
    assert "cy: 1 of 1 text translated, 1 of 2 texts of site.yml missing\n" in out


def test_a_site_whose_name_is_given_once_has_that_name_in_every_language(site: Path) -> None:
    write(site, "site.yml", SITE.replace("{en: Corner Shop, cy: Siop y Gornel}", "Corner Shop"))
    _, _, err = check(site)
    assert "Corner Shop" not in err


def test_a_language_that_the_theme_does_not_know_is_one_warning(site: Path) -> None:
    write(site, "site.yml", SITE.replace("[en, cy]", "[en, cy, is]"))
    _, out, err = check(site)
    assert err.count("templates/locale/is.po") == 1
    assert "warning: the theme has no words in Icelandic" in err
    assert "docs/languages.md" in err
    assert "of the theme's" in out


def test_a_site_in_one_language_that_the_theme_does_not_know_hears_of_it_too(site: Path) -> None:
    for file in (site / "incidents").glob("*.cy.md"):
        file.unlink()
    write(site, "site.yml", "name: Búð\nurl: https://a.example\ntimezone: Atlantic/Reykjavik\nlanguages: [is]\n")
    write(site, "incidents/slow-orders.md", "---\ntitle: Hægt\ndate: 2026-05-01 09:00\n---\n\nAllt gengur hægt.\n")
    _, out, err = check(site)
    assert "the theme has no words in Icelandic" in err
    assert "the site has one language, so there is nothing to translate\nis: " in out


def test_a_sites_own_catalogue_is_held_to_every_word_at_its_line(site: Path) -> None:
    run("theme", "copy", "locale/cy.po", "--site", site)
    file = site / "templates/locale/cy.po"
    catalogue = file.read_text(encoding="utf-8").replace('msgstr "Tudalennau"', 'msgstr ""')
    file.write_text(catalogue, encoding="utf-8")
    line = catalogue.split("\n").index('msgid "Pages"') + 1
    _, out, err = check(site)
    assert f'templates/locale/cy.po:{line}:1: warning: "Pages" is not translated into Welsh' in err
    assert "translate it below, in msgstr" in err
    assert "1 of the theme's" in out


def test_as_json_the_numbers_stand_by_language(site: Path) -> None:
    write(site, "incidents/slow-orders/one.md", UPDATE)
    found = json.loads(check(site, "--format", "json")[1])
    assert [problem["severity"] for problem in found["problems"]] == ["warning"]
    assert found["translations"]["cy"] | {"words": 0} == {
        "texts": 2,
        "missing": 1,
        "incomplete": 0,
        "older": 0,
        "settings": 2,
        "settings_missing": 0,
        "words": 0,
        "words_missing": 0,
    }


def test_as_annotations_they_stand_beside_the_text_in_a_pull_request(site: Path) -> None:
    write(site, "incidents/slow-orders/one.md", UPDATE)
    first = check(site, "--format", "github")[1].splitlines()[0]
    assert first.startswith("::warning file=incidents/slow-orders/one.md,line=9,col=1,")
    assert first.endswith("::not translated into Welsh%0Awrite incidents/slow-orders/one.cy.md")


def test_a_broken_file_is_told_first_as_ever(site: Path) -> None:
    write(site, "incidents/slow-orders/one.md", "no front matter\n")
    code, _, err = check(site)
    assert code == 1
    assert "the front matter is missing" in err
    assert "not translated" not in err


def test_a_site_in_english_only_has_nothing_to_translate(site: Path) -> None:
    (site / "incidents/slow-orders.cy.md").unlink()
    write(
        site,
        "site.yml",
        "name: Shop\nurl: https://a.example\ntimezone: UTC\ncomponents: [{id: orders, name: Orders}]\n",
    )
    code, out, err = check(site, "--strict")
    assert (code, err) == (0, "")
    assert out.startswith("the site has one language, so there is nothing to translate\n")
