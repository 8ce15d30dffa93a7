"""The poster for a shop's door: one page of paper, whatever there is to say."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Page

from site_builder.model import DataImpact, Expectation, Incident, Site
from site_builder.output.markup import MarkupRenderer
from site_builder.output.poster import PosterView, poster_view, qr_code
from site_builder.output.shelf import Shelf
from site_builder.output.site_map import SiteMap
from site_builder.output.view_maker import ViewMaker
from site_builder.pipeline import build
from site_builder.status import site_overview
from site_builder.survey import Request
from site_builder.vocabulary import ComponentStatus, DataImpactStatus, Impact
from tests import shop
from tests.factories import a_notice, a_site, an_incident, an_update, at, text
from tests.program import make_site

NOW = at("2026-04-25 12:00")
SITE = a_site("orders", "cards")


def poster(*incidents: Incident, site: Site = SITE) -> PosterView:
    overview = site_overview(site.components, incidents, NOW, site.timezone)
    renderer = MarkupRenderer(Shelf(list(incidents), site.languages))
    addresses = SiteMap(site, "en")
    views = ViewMaker(site, NOW, addresses, renderer)
    return poster_view([views.incident(state) for state in overview.incidents], addresses)


def words(count: int, word: str = "words") -> str:
    return " ".join([word] * count)


def told(count: int, **fields: str) -> Incident:
    """An incident with all four answers, each some words long."""
    update = an_update(
        what_to_do=text(words(count)),
        what_works=text(words(count)),
        data_impact=DataImpact(status=DataImpactStatus.UNKNOWN, text=text(words(count))),
        expected=(Expectation(text=text("Not this week.")),),
        next_update=at("2026-04-25 17:00"),
    )
    return an_incident(update, **fields)  # type: ignore[arg-type]


# -- what it says --------------------------------------------------------------------------------


def test_when_nothing_is_open_it_says_that_all_works() -> None:
    assert poster().incident is None
    assert poster().size == 1


def test_it_tells_the_open_incident_with_the_most_impact() -> None:
    worse = an_update("2026-04-21 09:00", impact=Impact.CRITICAL)
    mild = an_update("2026-04-23 09:00", impact=Impact.MINOR)
    found = poster(an_incident(mild, name="mild"), an_incident(worse, name="worse"), a_notice())
    assert found.incident is not None
    assert found.incident.name == "worse"
    assert [one.name for one in found.others] == ["mild", "phishing"]


def test_of_two_with_equal_impact_it_tells_the_newer() -> None:
    found = poster(an_incident(an_update("2026-04-21 09:00"), name="old"), an_incident(name="new"))
    assert found.incident is not None
    assert found.incident.name == "new"


def test_without_any_answer_it_tells_the_latest_update() -> None:
    found = poster(an_incident())
    assert found.latest is not None
    assert found.latest.lines == ("We are looking into it.",)


def test_more_than_four_others_are_counted() -> None:
    found = poster(*(an_incident(name=f"one-{number}") for number in range(8)))
    assert (len(found.others), found.more_others) == (4, 3)


def test_links_keep_addresses_that_are_not_ours_and_lists_have_bullets() -> None:
    said = "Read [this](https://a.example/x), and [that](#update-opened):\n\n- one\n- two"
    found = poster(an_incident(an_update(what_to_do=text(said))))
    assert found.what_to_do is not None
    assert found.what_to_do.lines[-2:] == ("• one", "• two")


# -- what fits -----------------------------------------------------------------------------------


def test_the_less_there_is_to_say_the_larger_is_the_type() -> None:
    sizes = [poster(told(count)).size for count in (3, 15, 40, 60, 80)]
    assert sizes == sorted(sizes)
    assert sizes[0] < 3
    assert sizes[-1] > 4


def test_what_does_not_fit_is_cut_after_a_word_and_known_to_be_cut() -> None:
    found = poster(told(1000))
    assert found.size == 6
    for answer in (found.what_to_do, found.what_works, found.data_impact):
        assert answer is not None
        assert answer.is_cut
        assert re.fullmatch(r"(words )+…", answer.lines[-1])


def test_a_short_answer_stays_whole_beside_a_long_one() -> None:
    update = an_update(what_to_do=text("Nothing."), what_works=text(words(1000)))
    found = poster(an_incident(update))
    assert found.what_to_do is not None
    assert found.what_works is not None
    assert (found.what_to_do.is_cut, found.what_works.is_cut) == (False, True)


def test_a_text_that_fits_is_whole() -> None:
    found = poster(told(12))
    assert found.what_to_do is not None
    assert found.what_to_do.lines == (words(12),)


# -- the page ------------------------------------------------------------------------------------


def test_there_is_one_in_every_language_with_the_address_in_words() -> None:
    for root in ("", "cy/"):
        page = shop.documents()[f"{root}poster/index.html"].decode()
        assert f'<a href="{shop.URL}/{root}" dir="ltr">{shop.URL}/{root}</a>' in page
        assert "<svg" in page


def test_it_needs_no_inline_style_and_no_script() -> None:
    page = shop.documents()["poster/index.html"].decode()
    assert not re.search(r"<style|<script| style=| on\w+=", page)


def test_the_subscribe_page_leads_to_it() -> None:
    assert 'href="../poster/index.html"' in shop.documents()["subscribe/index.html"].decode()


def test_the_qr_code_is_the_same_each_time_and_well_formed() -> None:
    assert qr_code("https://a.example/") == qr_code("https://a.example/")
    assert etree.fromstring(qr_code("https://a.example/")).get("class") == "qr"
    assert qr_code("https://a.example/") != qr_code("https://b.example/")


LONG = {
    "short": ("Orders are slow", "Come later."),
    "usual": ("Card payments are down in some of our shops", words(30)),
    "long": ("A long title " * 15, words(120)),
    "very long": ("Title", words(900)),
    "many lines": ("Title", "\n".join(f"- line {number}" for number in range(60))),
    "wide": ("WIDE TITLE", words(300, "WWWWMM")),
    "far eastern": ("付款", "刷卡付款" * 300),
    "without a space": ("Title", "x" * 3000),
}


ARABIC = "كلمات"
RIGHT_TO_LEFT = {
    "usual": ("الدفع بالبطاقات متوقف في بعض متاجرنا", words(30, ARABIC)),
    "very long": ("عنوان طويل " * 15, words(900, ARABIC)),
    "of both directions": ("Click & collect (UAE) متوقفة", words(60, "AirPay لا يعمل (بعد)")),
}


def write_site(folder: Path, title: str, answer: str, language: str = "en") -> Path:
    block = answer.replace("\n", "\n  ")
    said = "".join(f"{key}: |\n  {block}\n" for key in ("what_to_do", "what_works"))
    data = f"data_impact:\n  status: unknown\n  text: |\n    {block.replace(chr(10), chr(10) + '  ')}\n"
    incident = (
        f"---\ntitle: {title.strip()}\ndate: 2026-05-01 09:00\ncomponents:\n  orders: degraded_performance\n"
        f"next_update: 2026-05-01 17:00\nexpected:\n  orders: Not before the end of this week\n{said}{data}---\n\n.\n"
    )
    site = make_site(folder, story=incident, other=incident, third=incident)
    settings = site / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"languages: [{language}]\n", encoding="utf-8")
    return site


@pytest.fixture
def open_poster(tmp_path: Path, page: Page) -> Callable[[Path], Page]:
    def show(site: Path) -> Page:
        build(Request(folder=site, now=at("2026-05-01 12:00")), tmp_path / "public")
        page.set_viewport_size({"width": 1000, "height": 1200})
        page.goto((tmp_path / "public/poster/index.html").as_uri())
        return page

    return show


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def fits_one_page(page: Page) -> None:
    assert page_count(page.pdf(format="A4")) == 1
    assert page_count(page.pdf(prefer_css_page_size=True)) == 1
    for part in (".sheet", ".story", "footer > div", "h1"):
        hidden = page.locator(part).evaluate("element => element.scrollHeight - element.clientHeight")
        assert hidden <= 1, f"{part}: {hidden} pixels are cut off"


@pytest.mark.browser
@pytest.mark.parametrize("case", LONG)
def test_it_prints_on_one_page_of_a4_and_nothing_is_hidden(
    case: str, tmp_path: Path, open_poster: Callable[[Path], Page]
) -> None:
    fits_one_page(open_poster(write_site(tmp_path / "site", *LONG[case])))


@pytest.mark.browser
@pytest.mark.parametrize("case", RIGHT_TO_LEFT)
@pytest.mark.parametrize("language", ["ar", "ur"])
def test_right_to_left_it_prints_on_one_page_too(
    case: str, language: str, tmp_path: Path, open_poster: Callable[[Path], Page]
) -> None:
    page = open_poster(write_site(tmp_path / "site", *RIGHT_TO_LEFT[case], language))
    fits_one_page(page)
    qr, address = (page.locator(part).bounding_box() for part in (".qr", ".address a"))
    assert qr is not None
    assert address is not None
    assert qr["x"] > address["x"] + address["width"]  # the code stands at the beginning of the line


@pytest.mark.browser
def test_the_policy_of_the_page_refuses_nothing_on_it(tmp_path: Path, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    build(Request(folder=make_site(tmp_path / "site"), now=at("2026-05-01 12:00")), tmp_path / "public")
    page.goto((tmp_path / "public/poster/index.html").as_uri())
    assert (
        page.locator(".sheet").evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(255, 255, 255)"
    )
    assert said == []


@pytest.mark.browser
def test_when_all_works_it_says_so_on_one_page(tmp_path: Path, open_poster: Callable[[Path], Page]) -> None:
    site = make_site(tmp_path / "site")
    (site / "incidents/slow-orders.md").unlink()
    page = open_poster(site)
    assert page.locator("h1").inner_text() == "All services are working"
    assert page_count(page.pdf(format="A4")) == 1


@pytest.mark.browser
def test_a_phone_shows_it_without_scrolling_sideways(tmp_path: Path, open_poster: Callable[[Path], Page]) -> None:
    page = open_poster(write_site(tmp_path / "site", *LONG["usual"]))
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_components_that_an_incident_sets_do_not_matter_to_the_order() -> None:
    mild = an_incident(an_update(components={"orders": ComponentStatus.DEGRADED_PERFORMANCE}), name="mild")
    bad = an_incident(an_update("2026-04-21 09:00", components={"cards": ComponentStatus.MAJOR_OUTAGE}), name="bad")
    found = poster(mild, bad)
    assert found.incident is not None
    assert found.incident.name == "bad"
