"""The theme: the site's own templates before the packaged ones, and what happens when one is wrong."""

import re
from pathlib import Path

import pytest

from site_builder.output.theme import Theme, packaged_templates
from site_builder.output.words import load_words
from site_builder.pipeline import plan
from site_builder.problems import Problem, SiteProblems
from site_builder.survey import Request
from tests import shop
from tests.factories import a_site, at
from tests.program import make_site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def template(site: Path, name: str, text: str) -> None:
    file = site / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def built(site: Path) -> dict[str, str]:
    documents = plan(Request(folder=site, now=at("2026-05-01 12:00"))).documents
    return {document.path: document.content.decode() for document in documents}


def problem(site: Path) -> Problem:
    with pytest.raises(SiteProblems) as caught:
        built(site)
    (found,) = caught.value.problems
    return found


# -- overriding ----------------------------------------------------------------------------------


def test_a_site_replaces_one_template_and_keeps_the_others(site: Path) -> None:
    template(site, "404.html", "own {{ site.name.text }}")
    pages = built(site)
    assert pages["404.html"] == "own Corner Shop"
    assert "<!doctype html>" in pages["index.html"]


def test_a_site_extends_the_packaged_template_of_the_same_name(site: Path) -> None:
    template(site, "incident.html", '{% extends "default/incident.html" %}{% block timeline %}mine{% endblock %}')
    page = built(site)["incidents/slow-orders/index.html"]
    assert "<h1>Orders are slow</h1>" in page
    assert "mine" in page
    assert 'id="update-opened"' not in page


def test_a_part_that_pages_share_can_be_replaced(site: Path) -> None:
    words = (packaged_templates() / "partials" / "words.html").read_text(encoding="utf-8")
    template(site, "partials/words.html", words.replace("_('Investigating')", "'Having a look'"))
    assert "Having a look" in built(site)["index.html"]


def test_own_assets_replace_and_add_with_their_content_in_the_name(site: Path) -> None:
    template(site, "assets/site.css", "body { color: red }")
    template(site, "assets/icons/mark.svg", "<svg/>")
    template(site, "assets/_draft/x.svg", "not read")
    template(site, "404.html", "{{ asset('icons/mark.svg') | href }}")
    pages = built(site)
    (css,) = [path for path in pages if path.startswith("assets/site.") and path.endswith(".css")]
    assert re.fullmatch(r"assets/site\.[0-9a-f]{10}\.css", css)
    assert pages[css].startswith("body { color: red }")
    assert re.fullmatch(r"/assets/icons/mark\.[0-9a-f]{10}\.svg", pages["404.html"])
    assert not [path for path in pages if "draft" in path]
    template(site, "assets/site.css", "body { color: blue }")
    assert css not in built(site)


def test_own_words_come_before_the_packaged_ones(site: Path) -> None:
    settings = (site / "site.yml").read_text(encoding="utf-8")
    (site / "site.yml").write_text(f"{settings}languages: [en, fr]\n", encoding="utf-8")
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    template(site, "locale/fr.po", f'{header}msgid "Investigating"\nmsgstr "On cherche"\n')
    pages = built(site)
    assert "On cherche" in pages["fr/index.html"]
    assert "Investigating" in pages["index.html"]


# -- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("one\n{% if %}", 2, "Expected an expression"),
        ("one\n\n{{ incident.titel.text }}", 3, "has no attribute 'titel'"),
        ("{{ nothing }}", 1, "'nothing' is undefined"),
        ("{% if nothing %}x{% endif %}", 1, "'nothing' is undefined"),
        ("\n{{ incident.title | no_filter }}", 2, "No filter named 'no_filter'"),
        ("\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("\n{{ 1 | moment }}", 2, "Error"),
        ("\n{{ [][3].x }}", 2, "has no element 3"),
        ("\n{{ asset('site.cs') }}", 2, 'there is no asset "site.cs"'),
        ("\n{% include 'nothing.html' %}", 2, 'there is no template "nothing.html"'),
        ("\n{% extends 'default/nothing.html' %}", 2, 'there is no template "default/nothing.html"'),
        ("{% include 'incident.html' %}", 1, "recursion"),
    ],
)
def test_a_mistake_in_a_template_is_a_problem_at_its_line(site: Path, text: str, line: int, message: str) -> None:
    template(site, "incident.html", text)
    found = problem(site)
    assert (found.location.path, found.location.line) == ("templates/incident.html", line)
    assert message in found.message
    assert "Traceback" not in str(found)


def test_a_mistake_in_a_part_is_a_problem_of_the_part(site: Path) -> None:
    template(site, "incident.html", '{% include "partials/own.html" %}')
    template(site, "partials/own.html", "\n\n{{ nope }}")
    assert str(problem(site).location) == "templates/partials/own.html:3:1"


def test_a_packaged_template_that_lacks_what_it_needs_is_named_as_such(site: Path) -> None:
    template(site, "partials/words.html", "")
    assert problem(site).location.path.startswith("default/")


def test_a_template_that_is_not_utf_8_is_a_problem(site: Path) -> None:
    template(site, "incident.html", "")
    (site / "templates" / "incident.html").write_bytes(b"caf\xe9")
    found = problem(site)
    assert (found.location.path, found.message) == ("templates/incident.html", "this is not UTF-8 text")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('\n\nmsgid "%(num)s update"\nmsgstr "%(nun)s mise à jour"\n', 3, '"%(nun)s" is not in the original'),
        ('\nmsgid "a"\nmsgstr "100 % a"\n', 2, '"%" is not in the original'),
        ('msgid "a"\nmsgst "b"\n', 2, "the translation can't be read"),
    ],
)
def test_a_mistake_in_a_translation_is_a_problem(tmp_path: Path, text: str, line: int, message: str) -> None:
    template(tmp_path, "locale/fr.po", text)
    with pytest.raises(SiteProblems) as caught:
        load_words([tmp_path / "templates"], "fr")
    (found,) = caught.value.problems
    assert found.location.path == "templates/locale/fr.po"
    assert message in found.message
    assert line in (0, found.location.line)


# -- escaping ------------------------------------------------------------------------------------


def test_everything_is_escaped_whatever_the_templates_name() -> None:
    theme = Theme(a_site(), (packaged_templates(),))
    environment = theme.environment("en")._environment
    assert environment.autoescape is True
    assert environment.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"


def test_words_of_the_content_in_a_sentence_of_the_theme_are_escaped_and_not_formatted(site: Path) -> None:
    template(site, "404.html", "{{ _('Updated %(time)s', time=site.name.text) }}")
    settings = (site / "site.yml").read_text(encoding="utf-8")
    (site / "site.yml").write_text(settings.replace("Corner Shop", '"<b>100 %(x)s {{ 7*7 }}"'), encoding="utf-8")
    assert built(site)["404.html"] == "Updated &lt;b&gt;100 %(x)s {{ 7*7 }}"


def test_the_shops_own_template_and_asset_are_used() -> None:
    page = shop.documents()["404.html"].decode()
    assert "<title>Not here – Harbour &amp; &lt;Vale&gt;</title>" in page
    assert 'href="/status/assets/mark.' in page
