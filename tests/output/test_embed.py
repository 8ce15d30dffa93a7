"""`embed.js` on the main site of a company: another origin, in a real browser."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from site_builder.output.headers import SHORT
from site_builder.pipeline import plan
from site_builder.survey import Request
from site_builder.vocabulary import Edition
from tests import shop
from tests.factories import at
from tests.output.main_site import Server, Visit, a_status, serving
from tests.output.test_headers import sent
from tests.program import make_site

NOW = at("2026-05-01 12:00")
LINE = ".site-status"
EN, CY, AR = (f"{root}api/v2/status.json" for root in ("/status/", "/status/cy/", "/status/ar/"))
MANY = ("cy", "ar", "uk", "de", "fr")
NewContext = Callable[..., BrowserContext]


def script_of(site: Path) -> bytes:
    found = {document.path: document.content for document in plan(Request(folder=site, now=NOW)).documents}
    return found["embed.js"]


def of_languages(folder: Path, *languages: str) -> bytes:
    site = make_site(folder)
    (site / "site.yml").write_text(
        (site / "site.yml").read_text(encoding="utf-8") + f"languages: [{', '.join(languages)}]\n", encoding="utf-8"
    )
    return script_of(site)


# -- the file --------------------------------------------------------------------------------------


def test_the_site_has_it_once_at_an_address_that_stays() -> None:
    scripts = [path for path in shop.documents() if path.rpartition("/")[2].startswith("embed")]
    assert scripts == ["embed.js"]
    headers = sent(shop.documents()["_headers"].decode(), "/embed.js")
    assert headers["Cache-Control"] == [SHORT]


def test_it_is_at_most_2_kb_as_it_is_served(tmp_path: Path) -> None:
    assert len(shop.documents()["embed.js"]) <= 2048
    many = of_languages(tmp_path / "site", "en", *MANY)
    assert len(gzip.compress(many, 9, mtime=0)) <= 2048


def test_it_needs_no_other_sets_no_cookie_and_writes_no_html() -> None:
    text = shop.documents()["embed.js"].decode()
    assert not re.search(
        r"import\b|eval\b|Function\b|innerHTML|outerHTML|insertAdjacent|cookie|Storage|https?://", text
    )


def test_it_asks_for_a_document_that_the_site_map_names() -> None:
    assert '"api/v2/status.json"' in shop.documents()["embed.js"].decode()


def test_a_theme_may_replace_it(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "templates").mkdir()
    (site / "templates/embed.js").write_text("// {{ roots }} {{ status }}", encoding="utf-8")
    assert script_of(site) == b"// {} api/v2/status.json\n"


def test_a_preview_has_none(tmp_path: Path) -> None:
    planned = plan(Request(folder=make_site(tmp_path / "site"), now=NOW, edition=Edition.DRAFTS))
    assert not [document.path for document in planned.documents if document.path.endswith(("embed.js", "badge.svg"))]


# -- another origin --------------------------------------------------------------------------------


@pytest.fixture
def status_host(tmp_path: Path) -> Iterator[Server]:
    """The status site, below a path, with an answer in each language."""
    with serving({"json": "application/json; charset=utf-8", "js": "text/javascript; charset=utf-8"}) as server:
        script = of_languages(tmp_path / "site", "en", "cy", "ar").decode()
        server.files = {
            "/status/embed.js": (200, script),
            EN: (200, a_status()),
            CY: (200, a_status("Nid yw rhai gwasanaethau ar gael", name="Siop")),
            AR: (200, a_status("بعض الخدمات غير متاحة", name="متجر")),
        }
        yield server


@pytest.fixture
def main_site() -> Iterator[Server]:
    with serving({}) as server:
        yield server


@pytest.fixture
def visit(page: Page, main_site: Server, status_host: Server) -> Visit:
    page.set_default_timeout(20_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    return Visit(page, main_site, status_host, errors)


@pytest.mark.browser
def test_it_shows_the_headline_as_a_link_where_the_script_stands(visit: Visit) -> None:
    page = visit.open()
    line = page.locator(LINE)
    expect(line).to_have_text("Shop: Some services are unavailable")
    expect(line.locator("a")).to_have_attribute("href", f"{visit.status.url}/status/")
    assert page.evaluate("document.querySelector('.site-status').nextElementSibling.id") == "offers"
    assert page.evaluate("document.querySelector('.site-status').previousElementSibling.tagName") == "SCRIPT"
    assert line.get_attribute("class") == "site-status is-major"
    assert visit.errors == []


@pytest.mark.browser
def test_it_asks_the_status_host_twice_and_nobody_else_and_keeps_no_cookie(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.open()
    expect(page.locator(LINE)).to_be_visible()
    assert [url.removeprefix(visit.status.url) for url in asked if visit.main.url not in url] == [
        "/status/embed.js",
        "/status/api/v2/status.json",
    ]
    page.reload()
    expect(page.locator(LINE)).to_be_visible()
    answered = zip(visit.status.asked, visit.status.cookies, strict=True)
    assert [cookie for path, cookie in answered if path.endswith(".json")] == [None, None]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@pytest.mark.browser
def test_it_speaks_the_language_of_the_page(visit: Visit) -> None:
    english, welsh = "Shop: Some services are unavailable", "Siop: Nid yw rhai gwasanaethau ar gael"
    for attributes, html, text, language in [
        ("", 'lang="cy"', welsh, "cy"),
        ("", 'lang="cy-GB"', welsh, "cy"),
        ("", 'lang="fr"', english, "en"),
        ("", "", english, "en"),
        ('data-language="CY"', 'lang="en"', welsh, "cy"),
        ('data-language="en"', 'lang="cy"', english, "en"),
    ]:
        line = visit.open(attributes, html=html).locator(LINE)
        expect(line).to_have_text(text)
        assert line.get_attribute("lang") == language
        root = "" if language == "en" else f"{language}/"
        expect(line.locator("a")).to_have_attribute("href", f"{visit.status.url}/status/{root}")


@pytest.mark.browser
def test_arabic_reads_from_right_to_left_also_in_a_page_that_does_not(visit: Visit) -> None:
    page = visit.open('data-language="ar"')
    expect(page.locator(LINE)).to_have_text("متجر: بعض الخدمات غير متاحة")
    assert page.locator(LINE).evaluate("element => getComputedStyle(element).direction") == "rtl"
    shape, words = page.locator(f"{LINE} b").bounding_box(), page.locator(f"{LINE} a").bounding_box()
    assert shape is not None
    assert words is not None
    assert shape["x"] + shape["width"] >= words["x"] + words["width"] - 1


@pytest.mark.browser
def test_while_all_works_it_shows_nothing_unless_it_is_told_to(visit: Visit) -> None:
    visit.status.files[EN] = (200, a_status("All services are working", "none"))
    page = visit.open()
    visit.until_asked("status.json")
    expect(page.locator(LINE)).to_be_hidden()
    page = visit.open('data-when="always"')
    expect(page.locator(LINE)).to_have_text("Shop: All services are working")


@pytest.mark.browser
def test_it_goes_to_a_place_of_ones_choice(visit: Visit) -> None:
    page = visit.open('data-target="#top"')
    expect(page.locator(f"#top > {LINE}")).to_be_visible()
    page = visit.open(head=True)
    expect(page.locator(f"body > {LINE}:first-child")).to_be_visible()
    page = visit.open('data-target="#nowhere"')
    visit.until_asked("status.json")
    assert page.locator(LINE).count() == 0
    page = visit.open('data-target="](not a selector"')
    visit.until_asked("status.json")
    assert page.locator(LINE).count() == 0
    assert visit.errors == []


@pytest.mark.browser
def test_a_class_of_ones_own_replaces_its_colours(visit: Visit) -> None:
    page = visit.open('data-class="ours" data-label="Our services"', body="<style>.ours { padding: 7px }</style>")
    line = page.locator(".ours")
    expect(line).to_have_text("Our services: Some services are unavailable")
    assert line.get_attribute("class") == "ours is-major"
    assert line.evaluate("element => getComputedStyle(element).padding") == "7px"
    assert page.locator(LINE).count() == 0


POLICY = "default-src 'none'; script-src {host}; connect-src {host}"


@pytest.mark.browser
def test_a_strict_policy_that_names_the_host_lets_it_be_what_it_is(visit: Visit) -> None:
    said: list[str] = []
    visit.page.on("console", lambda message: said.append(message.text))
    visit.main.headers["Content-Security-Policy"] = POLICY.format(host=visit.status.url)
    visit.main.files["/favicon.ico"] = (200, "")
    line = visit.open().locator(LINE)
    expect(line).to_have_text("Shop: Some services are unavailable")
    style = line.evaluate("element => { const s = getComputedStyle(element); return [s.padding, s.borderLeftColor] }")
    assert style[0] != "0px"
    assert style[1] == "rgb(192, 68, 11)"
    clip = page_clip(visit.page)
    assert clip.startswith("polygon(50% 0")
    assert [text for text in said if "favicon" not in text] == []


def page_clip(page: Page) -> str:
    return str(page.locator(f"{LINE} b").evaluate("element => getComputedStyle(element).clipPath"))


@pytest.mark.browser
def test_a_policy_that_forgets_the_host_only_keeps_it_away(visit: Visit) -> None:
    refused: list[str] = []
    visit.page.on("console", lambda message: refused.append(message.text))
    visit.main.headers["Content-Security-Policy"] = f"default-src 'none'; script-src {visit.status.url}"
    page = visit.open()
    page.wait_for_timeout(1000)
    assert page.locator(LINE).count() == 0
    assert any("connect-src" in text for text in refused)
    assert visit.errors == []


HOSTILE = "<img src=x onerror='window.broken = 1'><script>window.broken = 1</script> &lt;b&gt; javascript:1"
BAD_ANSWERS = {
    "not found": (404, "<p>Not found</p>"),
    "failing": (500, "oops"),
    "a login page": (200, "<!doctype html><p>Log in"),
    "cut off": (200, a_status()[:-20]),
    "empty": (200, ""),
    "null": (200, "null"),
    "a list": (200, "[]"),
    "without a status": (200, '{"page": {"name": "Shop"}}'),
    "of an unknown state": (200, a_status(indicator="terrible")),
    "of a state that every object knows": (200, a_status(indicator="constructor")),
    "of no state": (200, '{"page": {"name": "x"}, "status": {"indicator": 5, "description": "x"}}'),
}


@pytest.mark.browser
def test_an_answer_that_is_none_shows_nothing_and_breaks_nothing(visit: Visit) -> None:
    for case, answer in BAD_ANSWERS.items():
        visit.status.files[EN] = answer
        page = visit.open(body="<script>document.title = 'still works'</script>")
        visit.until_asked("status.json")
        assert page.locator(LINE).count() == 0, case
        assert page.title() == "still works", case
        assert visit.errors == [], case


@pytest.mark.browser
def test_a_host_that_is_down_shows_nothing_and_breaks_nothing(visit: Visit) -> None:
    def down(route: Route) -> None:
        route.abort("connectionrefused")

    visit.page.route("**/status.json", down)
    page = visit.open()
    page.wait_for_timeout(500)
    assert page.locator(LINE).count() == 0
    assert visit.errors == []


@pytest.mark.browser
def test_what_it_shows_is_text_whatever_it_says(visit: Visit) -> None:
    visit.status.files[EN] = (200, a_status(HOSTILE, name="<b>Shop</b>"))
    page = visit.open()
    expect(page.locator(LINE)).to_have_text(f"<b>Shop</b>: {HOSTILE}")
    assert page.locator(f"{LINE} img, {LINE} script, {LINE} b b").count() == 0
    assert page.evaluate("window.broken") is None


@pytest.mark.browser
def test_as_a_module_it_does_nothing_and_breaks_nothing(visit: Visit) -> None:
    page = visit.open('type="module"')
    visit.until_asked("embed.js")
    assert page.locator(LINE).count() == 0
    assert visit.errors == []


@pytest.mark.browser
def test_news_comes_by_itself_every_five_minutes_and_only_while_the_page_is_seen(visit: Visit) -> None:
    visit.page.clock.install()
    page = visit.open()
    line = page.locator(LINE)
    expect(line).to_have_text("Shop: Some services are unavailable")
    visit.status.files[EN] = (200, a_status("All services are unavailable", "critical"))
    page.clock.fast_forward("05:01")
    expect(line).to_have_text("Shop: All services are unavailable")
    assert line.get_attribute("class") == "site-status is-critical"

    visit.status.files[EN] = (500, "")
    page.clock.fast_forward("05:01")
    page.wait_for_timeout(300)
    expect(line).to_have_text("Shop: All services are unavailable")

    visit.status.files[EN] = (200, a_status("All services are working", "none"))
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    asked = len(visit.status.asked)
    page.clock.fast_forward("30:00")
    page.wait_for_timeout(300)
    assert len(visit.status.asked) == asked
    page.evaluate("Object.defineProperty(document, 'hidden', { value: false, configurable: true })")
    page.clock.fast_forward("05:01")
    expect(line).to_be_hidden()
    assert visit.errors == []


@pytest.mark.browser
def test_a_page_that_opens_in_the_background_has_the_line_when_it_is_looked_at(visit: Visit) -> None:
    visit.page.add_init_script("Object.defineProperty(document, 'hidden', { value: true })")
    expect(visit.open().locator(LINE)).to_have_text("Shop: Some services are unavailable")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("supports", ["light", "light dark"])
def test_it_can_be_read_and_operated_in_any_scheme(
    new_context: NewContext, main_site: Server, status_host: Server, scheme: Any, supports: str
) -> None:
    page = new_context(color_scheme=scheme, viewport={"width": 320, "height": 640}).new_page()
    page.set_default_timeout(20_000)
    visit = Visit(page, main_site, status_host, [])
    style = f"<style>:root {{ color-scheme: {supports} }} body {{ background: Canvas; color: CanvasText }}</style>"
    visit.open(body=style)
    expect(page.locator(LINE)).to_be_visible()
    assert page.locator(LINE).get_attribute("role") == "status"
    result = Axe().run(page, context=LINE)
    assert result.response["violations"] == []
    paper = page.locator(LINE).evaluate("element => getComputedStyle(element).backgroundColor")
    is_dark = scheme == "dark" and "dark" in supports
    assert (paper == "rgb(255, 255, 255)") is not is_dark
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.browser
def test_the_site_as_it_is_built_says_its_headline_in_each_language(visit: Visit) -> None:
    fixed = {EN.removeprefix("/status/"): a_status(), CY.removeprefix("/status/"): a_status("Popeth yn iawn")}
    built = {path: content.decode() for path, content in shop.documents().items() if path.endswith((".js", ".json"))}
    answers = fixed | built
    visit.status.files = {f"/status/{path}": (200, content) for path, content in answers.items()}
    for language, path in (("en", EN), ("cy", CY)):
        answer = json.loads(answers[path.removeprefix("/status/")])
        line = visit.open('data-when="always"', html=f'lang="{language}"').locator(LINE)
        expect(line).to_have_text(f"{answer['page']['name']}: {answer['status']['description']}")
        assert line.get_attribute("lang") == language


# -- the documentation -----------------------------------------------------------------------------

DOCUMENTATION = (Path(__file__).parent.parent.parent / "docs/embed.md").read_text(encoding="utf-8")


def test_every_attribute_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"^\| `data-(\w+)=", DOCUMENTATION, re.MULTILINE))
    assert documented == set(re.findall(r"\bdata\.(\w+)", shop.documents()["embed.js"].decode()))


def test_every_address_is_documented_and_there() -> None:
    addresses = re.findall(r"^\| `([^`=]+)` \|", DOCUMENTATION.partition("## A badge")[0], re.MULTILINE)
    id = shop.planned().site.components[0].id
    assert len(addresses) == 5
    for address in addresses:
        assert address.replace("ID", id) in shop.documents(), address


@pytest.mark.browser
def test_the_lines_to_copy_work_as_they_stand_there(visit: Visit) -> None:
    lines = re.findall(r"<script .*?</script>", DOCUMENTATION)
    assert len(lines) == 2
    policy = re.search(r"^script-src .*$", DOCUMENTATION, re.MULTILINE)
    assert policy is not None
    here = f"{visit.status.url}/status"
    visit.main.headers["Content-Security-Policy"] = (
        f"default-src 'none'; {policy[0].replace('https://status.example', visit.status.url)}"
    )
    for line, place in zip(lines, ("main > .site-status", "#news > .alert"), strict=True):
        script = line.replace("https://status.example", here)
        visit.main.files["/"] = (200, f'<!doctype html><html lang="en"><main>{script}<p id="news"></p></main>')
        visit.page.goto(visit.main.url)
        expect(visit.page.locator(place)).to_contain_text("Some services are unavailable")
