"""Every kind of page, in both directions, for those who read, hear, touch or enlarge it: WCAG 2.2, level AA."""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from site_builder.pipeline import plan
from site_builder.survey import Request
from site_builder.vocabulary import Edition
from tests import bilingual
from tests.output.visiting import Visitor
from tests.program import make_site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("accessibility")]

# In the scope of the module, so that all tests of one page follow each other and it is opened once.
every_page = pytest.mark.parametrize("path", bilingual.PAGES, scope="module")
SMALL_PHONE, DESKTOP = 320, 1280

AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Visitor]:
    found = Visitor(browser, bilingual.documents())
    yield found
    found.context.close()


@pytest.fixture(scope="module")
def unscripted(browser: Browser) -> Iterator[Visitor]:
    found = Visitor(browser, bilingual.documents(), java_script_enabled=False)
    yield found
    found.context.close()


def violations(page: Page, options: Mapping[str, object]) -> list[str]:
    found = page.evaluate(f"axe.run(document, {json.dumps(options)}).then((result) => result.violations)")
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def all_violations(page: Page) -> list[str]:
    """On a phone and on a desk, by day and by night. Only the rules about colours can tell day from night."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in (SMALL_PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light")
        found += violations(page, AXE_RULES)
        page.emulate_media(color_scheme="dark")
        found += violations(page, OF_COLOURS)
    page.emulate_media(color_scheme="light")
    return found


@every_page
def test_axe_finds_nothing(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = all_violations(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
    assert found == []


def test_axe_finds_nothing_on_a_site_without_incidents(browser: Browser, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "incidents" / "slow-orders.md").unlink()
    settings = site / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "languages: [ar]\n", encoding="utf-8")
    empty = {document.path: document.content for document in plan(Request(folder=site, now=bilingual.NOW)).documents}
    visitor = Visitor(browser, empty)
    for path in ("index.html", "history/index.html", "components/orders/index.html", "poster/index.html"):
        assert all_violations(visitor.open(path)) == []
    visitor.context.close()


# -- what a preview or a rehearsal says on top ------------------------------------------------------


@pytest.fixture(scope="module")
def drill(browser: Browser) -> Iterator[Visitor]:
    request = Request(folder=bilingual.SITE, now=bilingual.NOW, edition=Edition.REHEARSAL)
    found = Visitor(browser, {document.path: document.content for document in plan(request).documents})
    yield found
    found.context.close()


@pytest.mark.parametrize(
    "path", [f"{root}{path}" for root in ("", "ar/") for path in ("index.html", "poster/index.html")]
)
def test_axe_finds_nothing_in_a_rehearsal(drill: Visitor, path: str) -> None:
    assert all_violations(drill.open(path)) == []


@pytest.mark.parametrize("width", [SMALL_PHONE, DESKTOP])
def test_what_it_says_stays_in_sight_and_hides_nothing_that_has_the_focus(drill: Visitor, width: int) -> None:
    """WCAG 2.4.11: also going back, where the browser scrolls a link in under the top of the window."""
    page = drill.open("ar/index.html")
    page.set_viewport_size({"width": width, "height": 640})
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    links = page.locator("main a")
    links.last.focus()
    banner = page.locator(".preview").bounding_box()
    assert banner is not None
    assert (banner["x"], banner["y"], banner["width"]) == (0, 0, width)
    for _ in range(links.count() - 1):
        page.keyboard.press("Shift+Tab")
        # The link over the banner, which skips to the content, comes before all others.
        top = page.evaluate(
            "document.activeElement.matches('.skip') || document.activeElement.getBoundingClientRect().top"
        )
        assert top is True or top >= banner["height"]


def test_where_the_window_is_low_it_scrolls_away(drill: Visitor) -> None:
    """A page that is enlarged to 400% has 256 pixels of its height: WCAG 1.4.10."""
    page = drill.open("index.html")
    page.set_viewport_size({"width": SMALL_PHONE, "height": 256})
    page.evaluate("window.scrollTo({top: 900, behavior: 'instant'})")
    banner = page.locator(".preview").bounding_box()
    assert banner is not None
    assert banner["y"] < -banner["height"]


# -- structure -----------------------------------------------------------------------------------

HEADINGS = """() => Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6"), (one) => Number(one.tagName[1]))"""
LANDMARKS = """() => ["header", "main", "footer"].map((name) => Array.from(document.querySelectorAll(name))
    .filter((one) => !one.parentElement.closest("article, section, main")).length)"""


@every_page
def test_headings_skip_no_level_also_where_writers_put_them(visitor: Visitor, path: str) -> None:
    levels = visitor.open(path).evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


@every_page
def test_all_content_is_in_landmarks_and_navigation_has_a_name(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    assert page.evaluate(LANDMARKS) == ([0, 1, 0] if "poster" in path else [1, 1, 1])
    names = page.locator("nav").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert all(names)
    assert len(set(names)) == len(names)


# -- room ----------------------------------------------------------------------------------------

# WCAG 2.5.8: 24 pixels, or a circle of 24 pixels around the middle touches no other target. In a sentence a link
# may be as high as its line.
SMALL_TARGETS = """() => {
    const all = Array.from(document.querySelectorAll("a, button, summary, [tabindex='0']"))
        .filter((one) => one.getClientRects().length && !one.matches(".skip"))
        .flatMap((one) => Array.from(one.getClientRects(), (box) => [one, box]));
    const isLarge = (box) => box.width >= 24 && box.height >= 24;
    const touches = (x, y, box) => Math.hypot(
        x - Math.max(box.left, Math.min(x, box.right)), y - Math.max(box.top, Math.min(y, box.bottom))) < 12;
    const inSentence = (one) => Array.from((one.closest("p, li, dd, td, h1, h2, h3") || one).childNodes)
        .some((node) => node.nodeType === 3 && node.textContent.trim());
    return all.filter(([one, box]) => !isLarge(box) && !inSentence(one)).filter(([one, box]) => {
        const x = (box.left + box.right) / 2;
        const y = (box.top + box.bottom) / 2;
        return all.some(([other, otherBox]) => other !== one && touches(x, y, otherBox));
    }).map(([one, box]) => `${one.outerHTML} ${box.width} × ${box.height}`);
}"""

SCROLL_WIDTH = "document.documentElement.scrollWidth"
SIDEWAYS = """() => Array.from(document.querySelectorAll("body *")).filter((one) => {
    const box = one.getBoundingClientRect();
    return !one.closest(".scroll, .visually-hidden, svg, .skip") && (box.right > innerWidth + 1 || box.left < -1);
}).map((one) => one.outerHTML.slice(0, 200))"""

# What is written twice over the same place, or is cut off. Letters reach out of their boxes, so only the middle
# of each line counts.
OVERLAPS = """() => {
    const lines = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const holder = node.parentElement;
        const isSeen = holder.checkVisibility() && !holder.closest(".visually-hidden, .skip:not(:focus), svg");
        if (!node.textContent.trim() || !isSeen) {
            continue;
        }
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            const quarter = box.height / 4;
            lines.push({
                text: node.textContent.trim(), left: box.left + 1, right: box.right - 1,
                top: box.top + quarter, bottom: box.bottom - quarter,
            });
        }
    }
    const found = [];
    lines.forEach((one, index) => lines.slice(index + 1).forEach((other) => {
        if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom) {
            found.push(`${one.text} / ${other.text}`);
        }
    }));
    document.querySelectorAll("body *").forEach((one) => {
        const style = getComputedStyle(one);
        const hides = style.overflow === "hidden" && !one.closest(".visually-hidden, svg");
        if (hides && one.scrollHeight > one.clientHeight + 2) {
            found.push(`cut off: ${one.textContent.trim().slice(0, 80)}`);
        }
    });
    return found;
}"""


@every_page
def test_every_target_is_large_enough_for_a_thumb_or_apart(visitor: Visitor, path: str) -> None:
    for width in (SMALL_PHONE, DESKTOP):
        assert visitor.open(path, width=width).evaluate(SMALL_TARGETS) == []


@every_page
def test_a_small_phone_never_scrolls_sideways(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, width=SMALL_PHONE)
    assert page.evaluate(SCROLL_WIDTH) <= SMALL_PHONE
    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate(OVERLAPS) == []


@every_page
def test_text_of_twice_the_size_hides_nothing(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    width, *found = (page.evaluate(look) for look in (SCROLL_WIDTH, SIDEWAYS, OVERLAPS))
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert width <= DESKTOP
    assert found == [[], []]
    # The browser's own enlargement leaves half of the pixels: the only one for the poster, a sheet of fixed measures.
    assert [visitor.open(path, width=DESKTOP // 2).evaluate(look) for look in (SIDEWAYS, OVERLAPS)] == [[], []]


# -- with less -----------------------------------------------------------------------------------

CONTENT = """() => ({
    headings: Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6"), (one) => one.textContent),
    links: Array.from(document.querySelectorAll("a"), (one) => one.href + " " + one.textContent),
    text: document.body.innerText.replace(/\\s+/g, " "),
})"""


@every_page
def test_without_javascript_the_same_is_there(visitor: Visitor, unscripted: Visitor, path: str) -> None:
    with_scripts = visitor.open(path).evaluate(CONTENT)
    assert unscripted.open(path).evaluate(CONTENT) == with_scripts


STATES = """() => Array.from(document.querySelectorAll(".status, .tag, .headline h1"), (one) => one.innerText.trim())"""
SHAPES = """() => Array.from(document.querySelectorAll(".status, .tag, .chart [class]"), (one) => {
    const style = one.matches("rect") ? getComputedStyle(one) : getComputedStyle(one, "::before");
    return one.matches("rect") ? style.fill : style.backgroundColor;
})"""


@every_page
def test_states_are_told_in_words_on_paper_and_in_forced_colours(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    on_screen = page.evaluate(STATES)
    page.emulate_media(forced_colors="active")
    in_forced_colours = page.evaluate(STATES)
    page.emulate_media(forced_colors="none", media="print")
    on_paper = page.evaluate(STATES)
    page.emulate_media(media="screen")
    assert in_forced_colours == on_screen
    assert on_paper == on_screen
    assert "" not in on_screen


def test_shapes_stay_to_be_seen_in_forced_colours(visitor: Visitor) -> None:
    page = visitor.open("index.html")
    page.emulate_media(forced_colors="active", color_scheme="light")
    assert set(page.evaluate(SHAPES)) == {"rgb(0, 0, 0)"}
    page.emulate_media(forced_colors="none")


def test_what_is_folded_away_on_the_screen_is_on_paper(visitor: Visitor) -> None:
    page = visitor.open("index.html")
    notice = page.get_by_text("We never ask for passwords.")
    assert not notice.is_visible()
    page.emulate_media(media="print")
    assert notice.evaluate("one => one.getBoundingClientRect().height") > 10
    page.emulate_media(media="screen")
