"""Badges: the state in words and a shape, right in any language, wherever a picture can be shown."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree
from playwright.sync_api import Page

from site_builder.model import ComponentGroup, Incident, Site
from site_builder.output.badges import badge_documents
from site_builder.output.markup import MarkupRenderer
from site_builder.output.pages import all_languages
from site_builder.output.shelf import Shelf
from site_builder.output.text_width import text_direction, text_width
from site_builder.output.theme import Theme, packaged_templates
from site_builder.status import site_overview
from site_builder.vocabulary import ComponentStatus
from tests import shop
from tests.content.strategies import one_line
from tests.factories import a_component, a_maintenance, a_site, an_incident, an_update, at, text
from tests.output.building import LATE, theme_of

SVG = "{http://www.w3.org/2000/svg}"
DOWN = ComponentStatus.MAJOR_OUTAGE
STATES = {
    ComponentStatus.OPERATIONAL: "Working",
    ComponentStatus.UNDER_MAINTENANCE: "Under maintenance",
    ComponentStatus.DEGRADED_PERFORMANCE: "Slow or limited",
    ComponentStatus.PARTIAL_OUTAGE: "Partly unavailable",
    ComponentStatus.MAJOR_OUTAGE: "Unavailable",
}


def badges(
    *incidents: Incident, site: Site | None = None, theme: Theme | None = None, now: str = LATE
) -> dict[str, str]:
    """The badges of a site by their path."""
    site = site or a_site("orders", "cards")
    overview = site_overview(site.components, incidents, at(now), site.timezone)
    languages = all_languages(site, overview, theme or theme_of(site), MarkupRenderer(Shelf()))
    return {document.path: document.content.decode() for each in languages for document in badge_documents(each)}


def of_component(status: ComponentStatus) -> str:
    return badges(an_incident(an_update(components={"orders": status})))["components/orders/badge.svg"]


def texts(badge: str) -> list[str]:
    return [str(found.text) for found in etree.fromstring(badge).iter(f"{SVG}text")]


def title(badge: str) -> str:
    return str(etree.fromstring(badge).findtext(f"{SVG}title"))


def numbers(badge: str, name: str) -> list[float]:
    return [float(found) for found in re.findall(rf'\b{name}="([\d.]+)"', badge)]


# -- every badge -----------------------------------------------------------------------------------


def of_shop() -> dict[str, str]:
    return {path: content.decode() for path, content in shop.documents().items() if path.endswith("badge.svg")}


def test_there_is_one_of_the_site_and_one_of_each_component_in_each_language() -> None:
    ids = [component.id for component in shop.planned().site.components]
    below = ["badge.svg", *(f"components/{id}/badge.svg" for id in ids)]
    roots = ["", *(f"{language}/" for language in shop.planned().site.languages[1:])]
    assert sorted(of_shop()) == sorted(f"{root}{path}" for root in roots for path in below)


def test_each_is_a_small_well_formed_picture_with_a_title() -> None:
    for path, badge in of_shop().items():
        root = etree.fromstring(badge)
        assert root.tag == f"{SVG}svg", path
        assert root.get("role") == "img", path
        assert root[0].tag == f"{SVG}title", path
        language = "cy" if path.startswith("cy/") else "en"
        assert title(badge).startswith(shop.planned().site.name.pick(language).text), path
        assert len(badge) < 2000, path


def test_nothing_in_one_is_refused_or_fetched_where_other_sites_show_it() -> None:
    for path, badge in of_shop().items():
        assert not re.search(r"<style|\bstyle=|<script|\bon\w+=|href|url\(|@import|\bid=|<image", badge), path
        assert badge.count("http") == badge.count("http://www.w3.org/2000/svg") == 1, path


# -- what one says ---------------------------------------------------------------------------------


def test_a_component_is_said_in_words_and_in_a_shape_of_its_own() -> None:
    shapes = set()
    for status, words in STATES.items():
        badge = of_component(status) if status is not ComponentStatus.UNDER_MAINTENANCE else of_work()
        assert texts(badge) == ["Orders", words]
        assert title(badge) == f"Harbour Stores · Orders: {words}"
        shapes |= set(re.findall(r'points="([^"]*)"', badge))
    assert len(shapes) == len(STATES)


def of_work() -> str:
    work = a_maintenance(components={"orders": ComponentStatus.UNDER_MAINTENANCE})
    return badges(work, now="2026-04-25 23:00")["components/orders/badge.svg"]


def test_the_site_is_said_in_its_headline_without_the_list() -> None:
    assert texts(badges()["badge.svg"]) == ["Harbour Stores", "All services are working"]
    some = badges(an_incident(an_update(components={"orders": DOWN})))["badge.svg"]
    assert title(some) == "Harbour Stores: Some services are unavailable"
    every = badges(an_incident(an_update(components={"orders": DOWN, "cards": DOWN})))["badge.svg"]
    assert texts(every)[1] == "All services are unavailable"
    watched = badges(an_incident(an_update(components={"orders": ComponentStatus.OPERATIONAL})))["badge.svg"]
    assert texts(watched)[1] == "Still dealing with a problem"


def test_a_retired_component_says_so_to_those_who_still_show_it() -> None:
    site = a_site(groups=(ComponentGroup(components=(a_component("fax", retired=True),)),))
    badge = badges(site=site)["components/fax/badge.svg"]
    assert texts(badge) == ["Fax", "No longer exists"]
    assert "polygon" not in badge
    down = badges(an_incident(an_update(components={"fax": DOWN})), site=site)["components/fax/badge.svg"]
    assert texts(down) == ["Fax", "Unavailable"]


def test_names_are_only_text() -> None:
    badge = badges(site=a_site("orders", name="<b>A & B</b>"))["badge.svg"]
    assert texts(badge)[0] == "<b>A & B</b>"
    assert numbers(badge, "textLength")[0] == text_width("<b>A & B</b>", 12)


def test_a_long_name_is_cut_and_whole_in_the_title() -> None:
    name = "The Very Old and Honourable Company of Harbour Stores and Sons"
    badge = badges(site=a_site("orders", name=name))["badge.svg"]
    assert texts(badge)[0] == "The Very Old and Honourable Company of…"
    assert title(badge).startswith(f"{name}: ")


def test_a_text_in_another_language_says_which() -> None:
    site = a_site("orders", name=text("Siop", "cy"), languages=("en",))
    name, words = etree.fromstring(badges(site=site)["badge.svg"]).iter(f"{SVG}text")
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (name.get(language), words.get(language)) == ("cy", None)


# -- how it looks ----------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_white_text_can_be_read_on_both_parts() -> None:
    gone = badges(site=a_site(groups=(ComponentGroup(components=(a_component("fax", retired=True),)),)))
    for badge in [*map(of_component, STATES), of_work(), *gone.values()]:
        fills = re.findall(r'<path [^>]*fill="(#\w{6})"', badge)
        assert len(fills) == 2
        for fill in fills:
            assert 1.05 / (luminance(fill) + 0.05) >= 4.5, fill


def test_its_shapes_and_colours_are_those_of_the_page() -> None:
    sheet = (packaged_templates() / "assets/site.css").read_text(encoding="utf-8")
    tones = dict(re.findall(r"--(ok|minor|major|critical|care): (#\w+);", sheet.partition("@media")[0]))
    for status in STATES:
        badge = of_work() if status is ComponentStatus.UNDER_MAINTENANCE else of_component(status)
        rule = re.search(rf"\.is-{status}\b[^{{]*\{{[^}}]*--tone: var\(--(\w+)\);\s*--shape: polygon\(([^)]*)\)", sheet)
        assert rule is not None
        points = " ".join(point.replace("%", "").replace(" ", ",") for point in rule[2].split(", "))
        assert f'points="{points}"' in badge
        assert f'fill="{tones[rule[1]]}"' in badge


# -- widths ----------------------------------------------------------------------------------------


@given(one_line())
def test_any_text_has_a_width_that_is_never_negative_and_grows_with_it(name: str) -> None:
    assert 0 <= text_width(name, 12) <= len(name) * 12 * 1.25
    assert text_width(name + "m", 12) > text_width(name, 12) or name.endswith("\u200d")
    assert text_direction(name) in ("ltr", "rtl")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ŵ", "w"),
        ("w\u0302", "w"),
        ("é", "e"),
        ("👍🏽", "👍"),
        ("👩\u200d💻", "👩"),
        ("🇬🇧", "👍"),
        ("a\u200bb", "ab"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_what_is_one_sign_to_a_reader_is_measured_as_one(one: str, other: str) -> None:
    assert text_width(one, 100) == pytest.approx(text_width(other, 100))


def test_chinese_is_as_wide_as_high() -> None:
    assert text_width("网上订单", 12) == 48
    assert text_width("ﾊﾝ", 12) < 24 == text_width("ハン", 12)


def test_the_first_letter_with_a_direction_decides() -> None:
    assert text_direction("متاجر (UK)") == "rtl"
    assert text_direction("123 Shop متاجر") == "ltr"
    assert text_direction("12 – !") == "ltr"


NAMES = {
    "en": "Harbour & Vale",
    "cy": "Siopau'r Harbwr a'r Dyffryn ŵŷ",
    "ar": "متاجر الميناء (UK)",
    "uk": "Крамниці «Гавань та Долина»",
    "zh": "海港商店",
    "he": "חנויות הנמל",
    "el": "Καταστήματα Λιμάνι",
    "emoji": "Gifts 🎁👩‍💻🇬🇧",
    "long": "W" * 200,
    "narrow": "illi " * 5,
}

MEASURE = """
() => Array.from(document.querySelectorAll("svg")).map((badge) => {
  const place = (element) => { const box = element.getBBox(); return { x: box.x, width: box.width }; };
  const mark = badge.querySelector("polygon").getBoundingClientRect();
  const left = badge.getBoundingClientRect().left;
  const all = Array.from(badge.querySelectorAll("text")).map((text) => {
    const drawn = { ...place(text), length: text.getComputedTextLength() };
    text.removeAttribute("textLength");
    return { ...drawn, natural: text.getComputedTextLength() };
  });
  const boxes = Array.from(badge.querySelectorAll("path")).map(place);
  return { boxes, mark: { x: mark.left - left, width: mark.width }, texts: all };
})
"""


@pytest.mark.browser
def test_a_browser_draws_every_text_inside_its_box(page: Page) -> None:
    names = list(NAMES)
    languages = ("en", "cy", "ar", "uk", "zh", "he", "el")
    found = []
    for key, name in NAMES.items():
        language = key if key in languages else "en"
        site = a_site("orders", name=text(name, language), languages=(language,))
        found.append(badges(an_incident(an_update(components={"orders": DOWN})), site=site)["badge.svg"])
    page.set_content("<meta charset=utf-8>" + "<br>".join(found))
    for name, seen in zip(names, page.evaluate(MEASURE), strict=True):
        for box, drawn in zip(seen["boxes"], seen["texts"], strict=True):
            assert drawn["x"] >= box["x"] + 4, name
            assert drawn["x"] + drawn["width"] <= box["x"] + box["width"] - 4, name
        words, mark = seen["texts"][1], seen["mark"]
        apart = mark["x"] + mark["width"] <= words["x"] or words["x"] + words["width"] <= mark["x"]
        assert apart, name
        # In this language the text stands first on the right.
        assert (seen["boxes"][0]["x"] > seen["boxes"][1]["x"]) is (name in ("ar", "he")), name


@pytest.mark.browser
def test_a_text_is_stretched_by_so_little_that_nobody_sees_it(page: Page) -> None:
    """Of what this machine has a font for; for others a browser draws boxes, which fill their place as well."""
    measured = {}
    for language in ("en", "cy", "ar", "uk", "el", "narrow"):
        site = a_site("orders", name=NAMES[language], languages=("en",))
        page.set_content("<meta charset=utf-8>" + badges(site=site)["badge.svg"])
        (seen,) = page.evaluate(MEASURE)
        measured[language] = [drawn["length"] / drawn["natural"] for drawn in seen["texts"]]
    assert {name: all(0.8 <= ratio <= 1.25 for ratio in ratios) for name, ratios in measured.items()} == dict.fromkeys(
        measured, True
    ), measured


@pytest.mark.browser
def test_it_is_shown_as_a_picture_on_another_site(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "badge.svg"
    file.write_text(badges()["badge.svg"], encoding="utf-8")
    page.goto(file.as_uri())
    width = numbers(file.read_text(encoding="utf-8"), "width")[0]
    page.goto("about:blank")
    (tmp_path / "host.html").write_text('<img src="badge.svg" alt="Status">', encoding="utf-8")
    page.goto((tmp_path / "host.html").as_uri())
    size = page.locator("img").evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert size == [width, 24]


# -- a theme ---------------------------------------------------------------------------------------


def test_a_theme_may_replace_it(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    own = "<svg>{{ site.name.text }}{% if component %} {{ component.name.text }}{% endif %}</svg>"
    (tmp_path / "templates/badge.svg").write_text(own, encoding="utf-8")
    site = a_site("orders")
    found = badges(site=site, theme=Theme.load(site, tmp_path))
    assert found == {
        "badge.svg": "<svg>Harbour Stores</svg>\n",
        "components/orders/badge.svg": "<svg>Harbour Stores Orders</svg>\n",
    }


def test_same_bytes_whenever_it_is_drawn() -> None:
    story = an_incident(an_update(components={"orders": DOWN}))
    assert badges(story) == badges(story, now="2026-07-01 12:00")
