"""docs/languages.md: what it tells people to write works as it stands there."""

import re
from pathlib import Path

from tests.program import run

PAGE = Path(__file__).parent.parent / "docs/languages.md"
SITE = """\
name: {en: Shop, cy: Siop}
url: https://status.example.com
timezone: Europe/London
"""
NOW = "2026-04-22T18:00:00+01:00"


def make_site(folder: Path) -> Path:
    """The site of the page, from its blocks."""
    text = PAGE.read_text(encoding="utf-8")
    languages, components = re.findall(r"   ```yaml\n(.*?)   ```", text, re.DOTALL)
    settings = SITE + re.sub("^   ", "", languages + components, flags=re.MULTILINE)
    (folder / "incidents").mkdir(parents=True)
    (folder / "site.yml").write_text(settings, encoding="utf-8")
    for name, content in re.findall(r"`(incidents/[^`]+\.md)`:\n\n```markdown\n(.*?)```", text, re.DOTALL):
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_the_example_is_fully_translated(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    done = run("check", "--translations", "--strict", "--site", site, "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("cy: 1 of 1 text translated\n")


def test_what_is_not_translated_stands_there_in_its_own_language_and_says_so(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    (site / "incidents/2026-04-22-online-orders.cy.md").write_text("---\ntitle: Dim archebu\n---\n", encoding="utf-8")
    run("build", "--site", site, "--now", NOW)
    page = (site / "public/cy/incidents/2026-04-22-online-orders/index.html").read_text(encoding="utf-8")
    assert "Dim archebu" in page
    assert "Nid yw'r diweddariad hwn wedi'i gyfieithu eto." in page.replace("&#39;", "'")
    assert '<div lang="en"><p>You can' in page


def test_a_catalogue_is_begun_from_the_packaged_words_and_read_as_it_is(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    settings = (site / "site.yml").read_text(encoding="utf-8").replace("[en, cy]", "[en, cy, is]")
    (site / "site.yml").write_text(settings, encoding="utf-8")
    assert run("theme", "copy", "locale/messages.pot", "--site", site).returncode == 0
    words = (site / "templates/locale/messages.pot").read_text(encoding="utf-8")
    before, found, after = words.partition('msgid "History"\nmsgstr ""')
    assert found
    icelandic = f'{before}msgid "History"\nmsgstr "Saga"{after}'
    (site / "templates/locale/is.po").write_text(icelandic, encoding="utf-8")
    assert run("build", "--site", site, "--now", NOW).returncode == 0
    assert ">Saga</a>" in (site / "public/is/index.html").read_text(encoding="utf-8")
    said = run("check", "--translations", "--site", site, "--now", NOW).stderr
    assert '"Pages" is not translated into Icelandic' in said
    assert '"History" is not translated into Icelandic' not in said


def test_pages_of_a_language_from_right_to_left_say_so_without_a_setting(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    settings = (site / "site.yml").read_text(encoding="utf-8").replace("[en, cy]", "[en, cy, ar]")
    (site / "site.yml").write_text(settings, encoding="utf-8")
    run("build", "--site", site, "--now", NOW)
    page = (site / "public/ar/index.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<div lang="en" dir="ltr">' in page
