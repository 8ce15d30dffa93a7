"""What the demo's home page shows in a real browser before anybody scrolls: on a phone, and on a desk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from site_builder.pipeline import build
from site_builder.survey import Request
from tests.program import make_site
from tests.shop import NOW

DEMO = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, new_context: Callable[..., BrowserContext]) -> Page:
    page = new_context(timezone_id="Europe/London").new_page()
    page.clock.set_fixed_time(NOW)
    build(Request(folder=DEMO, now=NOW), tmp_path / "public")
    page.goto((tmp_path / "public" / "index.html").as_uri())
    return page


@pytest.mark.browser
def test_a_phone_shows_the_state_the_warning_and_the_way_to_each_answer(home: Page) -> None:
    home.set_viewport_size({"width": 360, "height": 640})
    links = home.locator(".story .glance").first.get_by_role("link")
    for part in (home.locator("h1"), home.locator(".notice h3"), home.locator(".story h3").first, *links.all()):
        expect(part).to_be_in_viewport(ratio=1)
    assert links.all_inner_texts() == [
        "When will it be back?",
        "What do I need to do?",
        "What still works?",
        "Is my data affected?",
    ]
    links.last.click()
    expect(home.get_by_text("Yes, some data is affected.").first).to_be_in_viewport()


@pytest.mark.browser
def test_a_desk_shows_the_newest_words_and_the_answers_side_by_side(home: Page) -> None:
    home.set_viewport_size({"width": 1280, "height": 800})
    story = home.locator(".story").first
    expect(story.locator(".latest")).to_be_in_viewport(ratio=1)
    expect(story.locator(".glance")).to_be_hidden()
    for answer in ("Next update by", "Collecting an order?", "All our shops and food halls", "Yes, some data"):
        expect(story.locator(".answers").get_by_text(answer).first).to_be_in_viewport()


MANY = ("en", "cy", "ar", "uk", "de", "fr", "ur")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_many_languages_wait_behind_the_name_of_this_one(
    tmp_path: Path, new_context: Callable[..., BrowserContext], language: str
) -> None:
    site = make_site(tmp_path / "site")
    with (site / "site.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"languages: [{', '.join(MANY)}]\n")
    build(Request(folder=site, now=NOW), tmp_path / "public")
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.clock.set_fixed_time(NOW)
    root = "" if language == "en" else f"{language}/"
    page.goto((tmp_path / "public" / root / "index.html").as_uri())
    expect(page.locator("h1")).to_be_in_viewport(ratio=1)
    links = page.locator(".languages a")
    expect(links.first).to_be_hidden()
    page.locator(".languages summary").press("Enter")
    for link in links.all():
        expect(link).to_be_in_viewport(ratio=1)
    assert [link.get_attribute("hreflang") for link in links.all()] == [one for one in MANY if one != language]
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    links.first.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "cy" if language == "en" else "en")
