"""Names, addresses and code keep their own direction in a right-to-left page."""

import re
from dataclasses import replace
from html import unescape

import pytest

from site_builder.output.bidi import direction, isolated, with_directions
from site_builder.vocabulary import ComponentStatus
from tests.factories import a_site, an_incident, an_update, at, text
from tests.output.building import feeds, pages


def test_directions_of_languages() -> None:
    assert [direction(language) for language in ("en", "cy", "ar", "ar-EG", "ur", "fa", "he", "yi")] == [
        "ltr",
        "ltr",
        *["rtl"] * 6,
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.example/x/">https://a.example/x/</a>',
        '<a href="tel:+97140000000">+971 4 000 0000</a>',
        '<a href="mailto:help@a.example" title="a > b">help@a.example</a>',
        "<code>--now</code>",
        '<pre><code>a = "ب"\nb\n</code></pre>',
        "<kbd>Ctrl</kbd>",
    ],
)
def test_addresses_numbers_and_code_are_left_to_right(html: str) -> None:
    tag = html.partition(" ")[0].partition(">")[0]
    marked = html.replace(tag, f'{tag} dir="ltr"', 1)
    assert with_directions(f"<p>نص {html}.</p>", "ar") == f"<p>نص {marked}.</p>"
    assert with_directions(f"<p>text {html}</p>", "en") == f"<p>text {html}</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="x">اقرؤوا</a>',
        '<a href="x">AirPay الآن</a>',
        '<a href="x"><img alt="خريطة" src="y"></a>',
        "<abbr>x</abbr>",
    ],
)
def test_words_are_left_as_they_are(html: str) -> None:
    assert with_directions(html, "ar") == html


DOWN = ComponentStatus.MAJOR_OUTAGE
STORY = an_incident(
    an_update(components={"cards": DOWN}, body=text("Call https://a.example/.", ar="اتصلوا: https://a.example/.")),
    title=text("Cards (all)", ar="البطاقات (كلها)"),
)
ARABIC = a_site("cards", "orders", languages=("ar",), name=text("Shop (UK)", "ar"))
BOTH = a_site("cards", "orders", languages=("en", "ar"))


def test_in_a_right_to_left_page_every_name_is_apart() -> None:
    page = pages(STORY, site=BOTH)["ar/index.html"].decode()
    assert '<bdi lang="en">Cards</bdi>' in page
    assert "<bdi>البطاقات (كلها)</bdi>" in page
    assert f": {isolated('Cards')}</h1>" in page
    story = pages(STORY, site=BOTH)["ar/incidents/online-orders/index.html"].decode()
    assert f": {isolated('البطاقات (كلها)')} – Harbour Stores</title>" in story


def test_in_a_left_to_right_page_only_names_in_another_language_are_apart() -> None:
    page = pages(STORY, site=BOTH)["index.html"].decode()
    assert "bdi" not in page
    assert "\u2068" not in page
    english = pages(STORY, site=a_site("cards", languages=("cy", "en"), name=text("متجر", "cy")))["en/index.html"]
    assert '<bdi lang="cy">متجر</bdi>' in english.decode()


def test_times_begin_at_the_right_also_in_feeds() -> None:
    told = replace(STORY, updates=(replace(STORY.updates[0], next_update=at("2026-04-23 09:00")),))
    for document in (pages(told, site=ARABIC)["index.html"], feeds(told, site=ARABIC)["feed.atom"]):
        times = re.findall(r"<time [^>]*>", unescape(document.decode()))
        assert times
        assert all(time.endswith(' dir="rtl">') for time in times)


def test_an_address_on_the_poster_and_on_the_subscribe_page_is_left_to_right() -> None:
    found = pages(STORY, site=ARABIC)
    assert b'<a href="https://status.example.com/" dir="ltr">' in found["poster/index.html"]
    subscribe = found["subscribe/index.html"].decode()
    assert re.search(r'<code[^>]* dir="ltr"[^>]*>https://status\.example\.com/feed\.atom</code>', subscribe)
