"""The lean way through Jinja gives what Jinja gives, and what is made once can't go stale."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, TemplateRuntimeError, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from site_builder.output import page_frame, theme, theme_filters
from site_builder.output.template_engine import CHANGING, OPTIONS, WatchedEnvironment, WatchedTemplate
from site_builder.output.theme import Templates
from site_builder.output.words import Words
from tests import shop
from tests.factories import an_incident, an_update, text
from tests.output.building import feeds, pages


class Plain(Environment):
    """Jinja as it comes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.asked: set[str] = set()
        self.rendering = self.under_way = 0
        self.quick: dict[Any, Callable[..., Any]] = {}

    def know_words(self, _gettext: Callable[[str], str]) -> None: ...

    def text(self, name: str, values: Mapping[str, Any]) -> str:
        return self.get_template(name).render(values)


class Hue(StrEnum):
    RED = "r&d"


class Page:
    path = "a/index.html"
    language = "en"


class Html:
    def __html__(self) -> str:
        return "<i>html</i>"


class Other(StrEnum):
    RED = "r&d"

    @property
    def rank(self) -> int:
        return 7


VALUES: Mapping[str, Any] = {
    "other": Other.RED,
    "page": Page(),
    "hue": Hue.RED,
    "text": "<b> & 'c' \"d\"",
    "safe": Markup("<b>"),
    "html": Html(),
    "things": [{"name": "x"}, {"name": "<y>"}],
    "number": 3,
    "nothing": None,
    "join": "-".join,
    "headline": "All is well",
}

MACROS = """
{% macro plain(a, b='&', c=a) %}[{{ a }}|{{ b }}|{{ c }}|{{ page.path }}|{{ text }}]{% endmacro %}
{% macro catching(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}
{% macro around(a) %}<p>{{ caller(a) }}{{ caller(a) }}</p>{% endmacro %}
{% macro twice(a) %}{{ plain(a) }}{{ plain(plain(a)) }}{% endmacro %}
{% macro seen(name) %}{{ thing.name if thing is defined else 'none' }} {{ _('History') }}{% endmacro %}
{% macro _hidden() %}hidden{% endmacro %}
"""

TEMPLATES = {
    "macros.html": MACROS,
    "kept.html": "{% macro one(v) %}[{{ v }}{{ v.rank if v.rank is defined }}{{ v is string }}{{ _('History') }}]"
    "{% endmacro %}{% macro many(v) %}{{ one(v) }}{{ one('a') }}{% endmacro %}{% macro nil() %}-{% endmacro %}"
    "{% macro more(v, w='&') %}{{ v }}{{ w }}{% endmacro %}{% macro rest(v) %}{{ v }}{{ varargs }}{% endmacro %}",
    "keeping.html": "{% import 'kept.html' as k %}"
    "{% for v in [hue, 'r&d', safe, text, 'a', 1, true, other, hue, html] %}"
    "{{ k.one(v) }}{{ k.many(v) }}{{ k.nil() }}{{ k.more(v) }}{{ k.rest(v) }}{{ k.rest(v, v) }}{{ k.one(v=v) }}"
    "{% autoescape false %}{{ k.one(v) }}{% endautoescape %}{% endfor %}",
    "counting.html": "{% set n = namespace(n=0) %}{% macro count() %}{% set n.n = n.n + 1 %}{{ n.n }}{% endmacro %}",
    "included.html": "{{ thing.name if thing is defined }} {{ loop.index if loop is defined }} {{ text }}",
    "base.html": "{% import 'macros.html' as m with context %}<a>{% block one %}1{{ m.plain(hue) }}{% endblock %}</a>"
    "{{ self.one() }}{% block two scoped %}{{ number }}{% endblock %}",
    "child.html": "{% extends 'base.html' %}{% block one %}{{ super() }}{{ m.twice(text) }}"
    "{% set x = 4 %}{{ x }}{% endblock %}",
    "values.html": "{% for each in [hue, text, safe, html, number, nothing, 3.5, true, things] %}{{ each }}{% endfor %}"
    "{{ 'no' if false }}{{ 'yes' if hue == 'r&d' }}{{ text ~ safe ~ hue }}{{ [text, safe] | join(', ') }}",
    "calls.html": "{% import 'macros.html' as m with context %}"
    "{% from 'macros.html' import plain, twice as two with context %}"
    "{{ m.plain(1) }}{{ m.plain(text, safe) }}{{ m.plain(b=text, a=hue) }}{{ m.plain(1, 2, 3) }}{{ plain(safe) }}"
    "{{ two('<') }}{{ m.catching(1, 2, x=text) }}{% call(v) m.around(text) %}<i>{{ v }}</i>{% endcall %}"
    "{{ join(['a', text]) }}{{ range(3) | list }}{{ m.plain(m.plain(text) | upper) | length }}",
    "contexts.html": "{% for thing in things %}{% import 'macros.html' as m with context %}{{ m.seen('x') }}"
    "{% from 'macros.html' import seen with context %}{{ seen('y') }}{% include 'included.html' %}{% endfor %}"
    "{% import 'macros.html' as m with context %}{{ m.seen('z') }}"
    "{% for text in ['1', '2'] %}{% import 'macros.html' as n with context %}{{ n.plain(0) }}{{ m.plain(0) }}"
    "{% endfor %}",
    "shadows.html": "{% import 'macros.html' as m with context %}{{ m.seen('a') }}{% for _ in [join] %}"
    "{% import 'macros.html' as n with context %}{{ n.seen('b') }}{{ m.seen('c') }}{% endfor %}",
    "counts.html": "{% import 'counting.html' as c with context %}{{ c.count() }}{{ c.count() }}"
    "{% import 'counting.html' as d with context %}{{ d.count() }}{{ c.count() }}",
    "words.html": "{{ _('History') }}{{ gettext('Since %(time)s', time=text) }}{{ _('Since %(time)s', time=safe) }}"
    "{{ ngettext('%(num)s day', '%(num)s days', number) }}{{ pgettext('c', 'Since') }}{% trans %}History{% endtrans %}"
    "{% for one in things %}{{ _('Since %(time)s', time=one.name) }}{{ _('100%% sure') }}{% endfor %}"
    "{% autoescape false %}{{ _('Since %(time)s', time=text) }}{{ text }}{{ safe }}{% endautoescape %}",
    "blocks.html": "{% set a %}<b>{{ text }}{% endset %}{{ a }}{{ a | e }}{% filter upper %}x{{ text }}{% endfilter %}"
    "{% with text = 'inner' %}{{ text }}{% import 'macros.html' as m with context %}{{ m.plain(0) }}{% endwith %}",
    "alone.html": "{% import 'macros.html' as m %}{{ m.catching(1) }}{{ m.around is defined }}"
    "{{ m._hidden is defined }}",
    "recursive.html": "{% for n in [[1, [2]], [3]] recursive %}{{ loop.index }}"
    "{% if n is iterable %}{{ loop(n) }}{% endif %}{% endfor %}",
}


def environment(kind: Callable[..., Any]) -> Any:
    made = kind(
        loader=DictLoader(TEMPLATES),
        **OPTIONS,
    )
    words = Words(None)
    made.install_gettext_translations(words, newstyle=True)
    made.know_words(words.gettext)
    return made


@pytest.mark.parametrize(
    "name", [name for name in TEMPLATES if name not in ("macros.html", "counting.html", "kept.html")]
)
def test_templates_say_what_jinja_makes_of_them(name: str) -> None:
    lean, plain = environment(WatchedEnvironment), environment(Plain)
    for number in (3, 1, 3):
        values = {**VALUES, "number": number, "text": f"{number}{VALUES['text']}"}
        assert lean.get_template(name).render(values) == plain.get_template(name).render(values)


@pytest.mark.parametrize(
    "template",
    [
        "{{ nobody }}",
        "{{ page.nobody }}",
        "{% import 'macros.html' as m with context %}{{ m.plain() }}",
        "{% import 'macros.html' as m with context %}{{ m.plain(1, 2, 3, 4) }}",
        "{% import 'macros.html' as m with context %}{{ m.plain(1, d=4) }}",
        "{% import 'macros.html' as m with context %}{{ m.nobody() }}",
        "{% import 'macros.html' as m %}{{ m.plain(1) }}",
        "{{ _('%(gone)s') }}",
        "{{ text() }}",
        "{{ things() }}",
    ],
)
def test_mistakes_are_the_same_mistakes(template: str) -> None:
    told = []
    for kind in (WatchedEnvironment, Plain):
        with pytest.raises((UndefinedError, TemplateRuntimeError, TypeError, KeyError)) as error:
            environment(kind).from_string(template).render(VALUES)
        told.append((type(error.value), str(error.value)))
    assert told[0] == told[1]


def test_macros_are_made_anew_when_something_else_stands_in_what_they_read() -> None:
    lean = environment(WatchedEnvironment)
    template = lean.from_string("{% import 'macros.html' as m with context %}{{ m.plain(1) }}")
    for number in range(40):
        assert template.render({**VALUES, "text": f"text {number}"}).count(f"text {number}") == 1
        assert template.render(VALUES) == environment(Plain).from_string(
            "{% import 'macros.html' as m with context %}{{ m.plain(1) }}"
        ).render(VALUES)


def test_macros_are_made_once_for_pages_that_differ_in_what_they_do_not_read() -> None:
    lean = environment(WatchedEnvironment)
    template = lean.get_template("macros.html")
    first = template.make_module({**VALUES, "other": 1}, True, {})
    assert template.make_module({**VALUES, "other": 2}, True, {}) is first
    assert template.make_module({**VALUES, "page": Page()}, True, {}) is not first, "filters read the page"
    counting = lean.get_template("counting.html")
    values = {**lean.globals, **VALUES}
    assert counting.make_module(values, True, {}) is not counting.make_module(values, True, {}), "it counts anew"


def noting_macro(rest: str = "") -> tuple[Any, list[object]]:
    """An environment with a macro that notes, in the list, what it was asked with; and then goes on with `rest`."""
    lean = environment(WatchedEnvironment)
    asked: list[object] = []

    def noted(value: object) -> object:
        asked.append(value)
        return value

    lean.filters["noted"] = noted
    lean.loader.mapping["noting.html"] = f"{{% macro one(v) %}}{{{{ v | noted }}}}{rest}{{% endmacro %}}"
    return lean, asked


def test_a_macro_that_says_the_same_is_asked_once() -> None:
    lean, asked = noting_macro()
    template = lean.from_string("{% import 'noting.html' as n %}{{ n.one('a') }}{{ n.one(hue) }}{{ n.one('a') }}")
    assert [template.render(VALUES) for _ in range(3)] == ["ar&amp;da"] * 3
    assert asked == ["a", Hue.RED]


@pytest.mark.parametrize("chance", ["{{ [1, 2, 3] | random }}", "{{ lipsum(n=1) }}", "{% import 'macros.html' as m %}"])
def test_nothing_is_kept_of_what_chance_decides(chance: str) -> None:
    lean, asked = noting_macro(chance)
    lean.from_string("{% import 'noting.html' as n %}{{ n.one('a') }}{{ n.one('a') }}").render(VALUES)
    assert asked == ["a", "a"]


@pytest.mark.parametrize("name", sorted(CHANGING))
def test_what_changes_is_noted_when_a_template_asks_for_it_also_in_a_macro_that_was_made_before(name: str) -> None:
    lean = environment(WatchedEnvironment)
    lean.loader.mapping["asking.html"] = f"{{% macro ask() %}}{{{{ {name} }}}}{{% endmacro %}}"
    template = lean.from_string("{% import 'asking.html' as a with context %}{{ a.ask() if yes }}")
    values = {name: "x", "page": VALUES["page"]}
    assert template.render(values, yes=False) == ""
    assert lean.asked == set()
    for _ in range(2):
        lean.asked = set()
        assert template.render(values, yes=True) == "x"
        assert lean.asked == {name}


def test_the_packaged_parts_are_made_once_for_all_entries_of_a_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    known = WatchedTemplate.make_module

    def counted(self: Any, *arguments: Any) -> Any:
        before = set(self._modules)
        module = known(self, *arguments)
        if self.name == "partials/parts.html" and set(self._modules) != before:
            made.append(self.name)
        return module

    monkeypatch.setattr(WatchedTemplate, "make_module", counted)
    assert b"<entry>" in feeds(*(an_incident(name=f"story-{n}") for n in range(5)))["feed.atom"]
    assert 0 < len(made) <= 5 + 1, "one for each summary, and one for all feeds"


def test_our_filters_read_nothing_of_the_context_but_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Macros that are made once for many imports rely on it: see READ_BY_FILTERS."""
    asked: set[str] = set()

    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        class Watching:
            def __init__(self, context: Context) -> None:
                self.context = context

            def __getitem__(self, name: str) -> Any:
                asked.add(name)
                return self.context[name]

        @pass_context
        def filter_value(context: Context, *arguments: Any) -> Any:
            return function(Watching(context), *arguments)

        return filter_value

    for name in ("href", "prose", "plain"):
        monkeypatch.setattr(theme_filters, name, watched(getattr(theme_filters, name)))
    assert pages(an_incident(an_update(what_to_do=text("Wait."))))
    assert asked == {"page"}


def test_the_whole_golden_site_is_what_jinja_makes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lean = shop.planned().documents
    monkeypatch.setattr(theme, "WatchedEnvironment", Plain)
    monkeypatch.setattr(theme, "_COMPILED", None)

    def page(templates: Templates, template: str, **context: Any) -> page_frame.Page:
        return page_frame.Page(templates.render(template, **context), (), frozenset())

    monkeypatch.setattr(Templates, "page", page)
    shop.planned.cache_clear()
    try:
        plain = shop.planned().documents
    finally:
        shop.planned.cache_clear()
    assert {each.path: each.content for each in lean} == {each.path: each.content for each in plain}
