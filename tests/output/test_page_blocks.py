"""A page that is put together from what its blocks gave, or around which stands what stood around another one, is the
one that would be rendered; else it is made whole."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.output import page_frame, site_map
from site_builder.output.facts import Facts
from site_builder.output.keeping import noting
from site_builder.output.kept_pages import Blocks, blocks_of
from site_builder.output.page_blocks import OF_PAGE, pieces_of
from site_builder.output.page_frame import Page
from site_builder.output.page_view import PageView
from site_builder.output.template_engine import CHANGING, WatchedTemplate
from site_builder.output.theme import Templates, Theme
from site_builder.problems import SiteProblems
from tests import theme_contract
from tests.factories import a_site, an_incident
from tests.output.building import pages

Files = Mapping[str, str]
STATE = {name: name.upper() for name in CHANGING}
"""Digests of the state of the whole site, and the state itself."""


def a_page(path: str, language: str = "en") -> PageView:
    return PageView(
        path=path,
        section="page",
        language=language,
        direction="ltr",
        language_root="",
        to_root=site_map.prefix(path),
        address=f"https://status.example.com/{path}",
        alternates=(),
    )


PAGES = [a_page("a/index.html"), a_page("b/index.html"), a_page("c/index.html", "cy"), a_page("a/b/index.html")]
SEEN = {**STATE, "site": {"name": "Shop & Co"}}


def incident_of(page: PageView) -> dict[str, Any]:
    """What only this page has."""
    return {"incident": {"title": f"Tills <down> of {page.path}", "all": [1, 2]}}


class Site:
    """A theme in a folder, as one build sees it."""

    def __init__(self, folder: Path, files: Files) -> None:
        for name, text in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        self._folder = folder

    def _templates(self) -> tuple[Theme, Templates]:
        theme = Theme(a_site("orders"), (self._folder,))
        return theme, theme.environment("en")

    def rendered(self, *of: PageView) -> list[str]:
        """What Jinja makes of these pages, one after the other."""
        _, templates = self._templates()
        return [templates.render("page.html", page=page, **SEEN, **incident_of(page)) for page in of]

    def whole(self, page: PageView = PAGES[0]) -> Page:
        return self.wholes([page])[0][0]

    def wholes(self, of: Sequence[PageView] = PAGES) -> list[tuple[Page, set[str]]]:
        """The pages, one after the other, and what each of them asked for."""
        _, templates = self._templates()
        found = []
        for page in of:
            with noting(templates) as asked:
                found.append((templates.page("page.html", page=page, **SEEN, **incident_of(page)), asked))
        return found

    def answers(self, blocks: Blocks) -> list[str | None]:
        theme, templates = self._templates()
        facts = Facts(STATE, theme.templates, templates.block)
        return [facts.get(name) for name in sorted(blocks.asked)]

    def around(self, texts: Iterable[tuple[PageView, Files]]) -> list[tuple[Page | None, set[str]]]:
        """The pages with these texts, one after the other, and what each of them asked for."""
        _, templates = self._templates()
        found = []
        for page, blocks in texts:
            with noting(templates) as asked:
                found.append((templates.page_around(blocks, "page.html", page=page, **SEEN), asked))
        return found


def again(before: Files, change: Files) -> Page | None:
    """A page after a change of the theme, from what its blocks gave before; None if it has to be made whole."""
    with TemporaryDirectory() as folder:
        old = Site(Path(folder), before)
        wholes = [old.whole(page) for page in PAGES]
        assert [[page.text] for page in wholes] == [old.rendered(page) for page in PAGES]
        together = old.wholes()
        assert [page.text for page, _ in together] == old.rendered(*PAGES)
        if [page.text for page, _ in together] == [page.text for page in wholes]:  # else the theme counts pages
            assert together == [old.wholes([page])[0] for page in PAGES]
        blocks = blocks_of("page.html", wholes[0])
        if blocks is None:
            return None
        told = old.answers(blocks)
        new = Site(Path(folder), change)
        if new.answers(blocks) != told:
            return None
        texts = [{block: page.text[begin:end] for block, begin, end in page.spans} for page in wholes]
        made = new.around(zip(PAGES, texts, strict=True))
        for page, (around, asked) in zip(PAGES, made, strict=True):
            if around is not None:
                _, templates = new._templates()
                with noting(templates) as asked_by_whole:
                    whole = templates.page("page.html", page=page, **SEEN, **incident_of(page))
                assert [around.text] == [whole.text] == new.rendered(page)
                assert around.spans == whole.spans
                assert asked | blocks.asked & CHANGING == asked_by_whole
        return made[0][0]


WORDS = "{% macro word() %}word{% endmacro %}"
PARTS = "{% import 'words.html' as words %}{% macro part(x) %}({{ x }}{{ words.word() }}{{ page.path }}){% endmacro %}"
BASE = (
    "{% import 'words.html' as words %}{% import 'parts.html' as parts with context %}"
    "<title>{% block title %}{{ site.name }}{% endblock %}</title>{% block links %}{{ self.title() }}{% endblock %}"
    "{% include 'policy.html' %}{{ words.word() }}{% if headline %}{% block body %}{% endblock %}{% endif %}"
    "{% block foot %}foot{% endblock %}"
)
PAGE = (
    "{% extends 'base.html' %}{% block title %}{{ incident.title }}{% endblock %}"
    "{% block body %}<p>{{ parts.part(incident.title) }}{% block inner %}{{ words.word() }}{% endblock %}"
    "{% for each in incident.all %}{{ loop.index }}{{ super() }}{% endfor %}</p>{% endblock %}"
)
THEME = {"words.html": WORDS, "parts.html": PARTS, "policy.html": "policy", "base.html": BASE, "page.html": PAGE}


@pytest.mark.parametrize(
    "change",
    [
        {"base.html": BASE.replace("foot", "feet")},
        {"base.html": BASE.replace("<title>", "{{ headline }}<title>")},
        {"base.html": BASE.replace("{{ words.word() }}", "{% for i in [1, 2] %}{{ parts.part(i) }}{% endfor %}")},
        {"base.html": BASE.replace("{% block foot %}", "{{ self.title() }}{{ self.body() }}{% block foot %}")},
        {"base.html": BASE.replace("{% block foot %}foot", "{% block foot %}{{ now }}{{ self.title.super() }}")},
        {"base.html": BASE.replace("{% endif %}", "{% elif now %}{{ nobody }}{% endif %}")},
        {"base.html": BASE.replace("{% block foot %}foot{% endblock %}", "")},
        {"base.html": BASE.replace("{% block foot %}", "{{ self.inner() }}{% block foot %}")},
        {"policy.html": "another {{ parts.part(1) }}"},
        {"policy.html": "{{ page }}{{ page == page }}{{ page.language }}{{ page.link('x/index.html') }}"},
        {"policy.html": "{{ page.link }}{{ page.__class__ }}{{ page.link is callable }}{{ page.nothing is defined }}"},
        {"other.html": "a template that nobody loads"},
    ],
)
def test_a_word_around_blocks_takes_what_they_gave(change: Files) -> None:
    assert again(THEME, change) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"page.html": PAGE.replace("<p>", "<div>")},
        {"page.html": PAGE.replace("{% block inner %}", "{% block inner %}more")},
        {"words.html": WORDS.replace("word{%", "other{%")},
        {"parts.html": PARTS.replace("({{", "[{{")},
        {"base.html": BASE.replace("{% block body %}", "{% block body %}for super()")},
        {"base.html": BASE.replace("{% import 'words.html' as words %}", "{% import 'parts.html' as words %}")},
        {"base.html": BASE.replace(" with context", "")},
        {"base.html": BASE.replace("<title>", "<title>{{ incident.title }}")},
        {"base.html": BASE.replace("<title>", "<title>{{ incident.title if incident is defined }}")},
        {"base.html": BASE.replace("{% block foot %}foot", "{% block foot %}{{ incident.title }}")},
        {"base.html": BASE.replace("{% block body %}{% endblock %}", "")},
        {"base.html": BASE.replace("{% if headline %}", "{% if not headline %}")},
        {"base.html": BASE.replace("<title>", "{% set words = 1 %}<title>")},
        {"base.html": BASE.replace("<title>", "{% block inner %}{% endblock %}<title>")},
        {"policy.html": "{{ incident.title }}"},
        {"policy.html": "{% import name as named %}"},
    ],
)
def test_a_word_that_may_show_in_blocks_makes_the_page_whole(change: Files) -> None:
    assert again(THEME, change) is None


@pytest.mark.parametrize(
    "base",
    [
        "{% set x = 1 %}{% block body %}{% endblock %}",
        "{% set x %}1{% endset %}{% block body %}{% endblock %}",
        "{% macro m() %}{% endmacro %}{% block body %}{% endblock %}",
        "{% if site %}{% set x = 1 %}{% endif %}{% block body %}{% endblock %}",
        "{% set x = namespace(n=1) %}{% block body %}{% endblock %}{{ x.n }}",
        "{% autoescape false %}{% block body %}{% endblock %}{% endautoescape %}",
        "{% for i in [1, 2] %}{% block body scoped %}{% endblock %}{% endfor %}",
        "{% block body required %}{% endblock %}",
        "{% block body %}{% endblock %}{% import 'words.html' as words %}",
        "{{ self.body() }}{% import 'words.html' as words %}{% block body %}{% endblock %}",
        "{% if site %}{% import 'words.html' as words %}{% endif %}{% block body %}{% endblock %}",
        "{% import 'words' ~ '.html' as words %}{% block body %}{% endblock %}",
        "{% include 'words' ~ '.html' %}{% block body %}{% endblock %}",
        "{% import 'state.html' as words %}{% block body %}{% endblock %}",
        "{% import 'state.html' as words with context %}{% block body %}{% endblock %}",
        "{% include 'counts.html' %}{% block body %}{% endblock %}{% include 'counts.html' %}",
        "{{ incident.title }}{% block body %}{% endblock %}",
        "{% block one %}{% import 'state.html' as s %}{{ s.word() }}{% endblock %}{% block body %}{% endblock %}",
        "{% filter upper %}{% block body %}{% endblock %}{% endfilter %}",
        "{% block body %}{% endblock %}{% if not site %}{% include 'broken.html' %}{% endif %}",
        "{% block body %}{% endblock %}{{ self.inner() if self.inner is defined }}{{ self.other() }}"
        "{% block out %}{% block other %}{{ incident.title }}{% endblock %}{% endblock %}",
        "{{ self.title() }}{% if false %}{% block title %}{% endblock %}{% endif %}",
        "{% extends 'frame' ~ '.html' %}{% block body %}{{ super() }}{% endblock %}",
        "{% if site %}{% extends 'frame.html' %}{% endif %}",
        "{% block title %}{% endblock %}{% extends 'frame.html' %}",
        "nothing of the page",
    ],
)
def test_themes_of_which_less_is_known_are_rendered_whole(base: str) -> None:
    files = {
        "words.html": WORDS,
        "state.html": "{% set n = namespace(n=0) %}{% macro word() %}{% set n.n = n.n + 1 %}{{ n.n }}{% endmacro %}",
        "broken.html": "{% if %}",
        "counts.html": "{% import 'state.html' as s %}{{ s.word() }}",
        "frame.html": "{% block title %}{% endblock %}{% block body %}{% endblock %}",
        "base.html": base,
        "page.html": "{% extends 'base.html' %}{% block title %}{{ incident.title }}{% endblock %}"
        "{% block body %}{{ incident.title }}{{ words.word() if words is defined }}{{ x if x is defined }}"
        "{% endblock %}",
    }
    assert again(files, {"base.html": f"{base} "}) is None


def test_a_template_that_extends_itself_is_told_as_ever(tmp_path: Path) -> None:
    site = Site(tmp_path, {"page.html": "{% extends 'page.html' %}"})
    with pytest.raises(SiteProblems):
        site.whole()


def test_what_blocks_ask_of_the_whole_site_is_noted_with_them(tmp_path: Path) -> None:
    base = "{{ now }}{% block a %}{% endblock %}{% block b %}{{ indicator }}{% endblock %}"
    page = "{% extends 'base.html' %}{% block a %}{{ incident.title }}{{ headline }}{% endblock %}"
    site = Site(tmp_path, {"base.html": base, "page.html": page})
    assert site.whole().asked == {"headline"}
    ((around, asked), again) = site.around([(PAGES[0], {"a": "A"}), (PAGES[1], {"a": "A"})])
    assert around is not None
    assert around.text == "NOWAINDICATOR"
    assert asked == {"page.html", "now", "indicator"}
    assert again == (around, asked)


def test_what_only_one_page_has_is_known_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is put together sees nothing else of it."""
    seen: set[str] = set()
    made = Templates.page

    def noted(templates: Templates, template: str, **context: Any) -> Page:
        seen.update(context)
        return made(templates, template, **context)

    monkeypatch.setattr(Templates, "page", noted)
    assert pages(*theme_contract.long_ago())
    shared = {"site", "page", "paths", "edition", "preview", *CHANGING}
    assert seen - shared == OF_PAGE


def test_what_stands_around_incidents_is_rendered_once_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    whole: list[str | None] = []

    def counted(template: WatchedTemplate, *rest: Any) -> list[str]:
        whole.append(template.name)
        return pieces_of(template, *rest)

    monkeypatch.setattr(page_frame, "pieces_of", counted)
    assert pages(
        *(an_incident(name=name) for name in "abcd"), site=a_site("orders", languages=("en", "cy", "de", "fr"))
    )
    assert whole.count("incident.html") == 4


BEGINNINGS = [
    "{% import 'words.html' as words %}",
    "{% import 'words.html' as words with context %}",
    "{% from 'words.html' import word %}",
]
AROUND = [
    "{% block a %}a{{ x if x is defined }}{% endblock %}",
    "{% for i in [1, 2] %}{% block c %}c{{ i if i is defined }}{% endblock %}{% endfor %}",
    "{% if now %}{% block d %}{{ words.word() if words is defined }}{% endblock %}{% endif %}",
    "{% with y = 3 %}{% block f %}{{ y if y is defined }}{% endblock %}{% endwith %}",
    "{% block h %}{% block i %}{% endblock %}{% set x = 2 %}{% include 'part.html' %}{% endblock %}",
    "{{ self.a() if self.a is defined }}",
    "{{ self.d.super() if self.d is defined and self.d.super is defined }}",
    "{% include 'part.html' %}",
    "{% include ['nowhere.html', 'part.html'] without context %}",
    "{{ words.word() if words is defined }}",
    "{{ page.path | href }}",
    "{{ 'x/index.html' | href }}",
    "{% if page.language == 'cy' %}{% block l %}{{ now }}{% endblock %}{% endif %}",
    "{% block k %}{{ page.address }}{% block m %}{{ page.language }}{{ now }}{% endblock %}{% endblock %}",
    "{{ self.k() if self.k is defined }}",
    "{{ page }}",
    "{{ site.name }}",
]
NASTY = [
    "{% set x = 1 %}",
    "{% set ns = namespace(n=0) %}",
    "{% macro m() %}{{ headline }}{% endmacro %}",
    "{% import 'state.html' as words %}",
    "{{ ns.n if ns is defined }}",
    "{% block b scoped %}b{% endblock %}",
    "{% filter upper %}{% block e %}e{% endblock %}{% endfilter %}",
    "{% autoescape false %}{% block g %}{{ site.name }}{% endblock %}{% endautoescape %}",
    "{{ incident.title if headline == 'other' }}",
]
FILLED = [
    "{% block a %}{{ super() }}{{ incident.title }}{% endblock %}",
    "{% block c %}{{ incident.title }}{{ loop.index if loop is defined }}{{ x if x is defined }}{% endblock %}",
    "{% block d %}{{ incident.title }}{{ super() }}{{ word() if word is defined }}{{ affected }}{% endblock %}",
    "{% block f %}{{ incident.title }}{{ m() if m is defined }}{{ y if y is defined }}{% endblock %}",
    "{% block i %}{{ incident.title }}{{ super() }}{% block inner %}{% endblock %}{% endblock %}",
]
NASTILY_FILLED = [
    "{% block e %}{% if ns is defined %}{% set ns.n = ns.n + 1 %}{% endif %}{{ incident.title }}{% endblock %}",
    "{% block g %}{{ incident.title }}{% include 'part.html' %}{{ self.a() if self.a is defined }}{% endblock %}",
    "{% block b %}{{ incident.title }}{% import 'state.html' as s %}{{ s.word() }}{% endblock %}",
    "{% set x = 4 %}",
    "{% import 'words.html' as words %}",
]
PARTIALS = ["part", "{{ words.word() if words is defined }}", "{% set x = 5 %}{{ x }}{{ headline }}", "{{ now }}"]
MACROS = [WORDS, "{% macro word() %}{{ page.path if page is defined }}!{% endmacro %}", WORDS.replace("word{%", "+{%")]
STATE_FILE = "{% set n = namespace(n=0) %}{% macro word() %}{% set n.n = n.n + 1 %}{{ n.n }}{% endmacro %}"


def some(usual: list[str], nasty: list[str]) -> st.SearchStrategy[str]:
    """Several of the usual, and now and then a nasty one among them."""
    several = st.lists(st.sampled_from(usual), min_size=2, max_size=7, unique=True)
    seldom: st.SearchStrategy[list[str]] = st.just([]) | st.just([]) | st.lists(st.sampled_from(nasty), max_size=1)
    return st.builds(list.__add__, several, seldom).flatmap(st.permutations).map("".join)


themes = st.fixed_dictionaries(
    {
        "base.html": st.builds(str.__add__, st.sampled_from(BEGINNINGS), some(AROUND, NASTY)),
        "page.html": st.builds("{{% extends 'base.html' %}}{}".format, some(FILLED, NASTILY_FILLED)),
        "part.html": st.sampled_from(PARTIALS),
        "words.html": st.sampled_from(MACROS),
        "state.html": st.just(STATE_FILE),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(themes, themes, st.sampled_from(["base.html", "page.html", "part.html", "words.html"]))
def test_any_theme_and_any_change_of_it_lead_to_the_page_that_is_rendered(
    before: dict[str, str], others: dict[str, str], name: str
) -> None:
    again_or_problem(before, {name: others[name]})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(themes, st.sampled_from(AROUND + NASTY), st.integers(0, 300))
def test_so_does_anything_that_is_put_into_the_frame(before: dict[str, str], word: str, place: int) -> None:
    base = before["base.html"]
    at = base.find("{%", place) if "{%" in base[place:] else len(base)
    again_or_problem(before, {"base.html": base[:at] + word + base[at:]})


def again_or_problem(before: Files, change: Files) -> Any:
    try:
        return again(before, change)
    except SiteProblems:
        return None  # a theme that has no page, before or after
