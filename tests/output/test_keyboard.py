"""Every kind of page with the keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import bilingual
from tests.output.visiting import Visitor
from tests.program import eventually

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("accessibility")]

every_page = pytest.mark.parametrize("path", bilingual.PAGES)

# All that can have the focus, in the order in which it stands in the page; each gets a number.
STOPS = """() => Array.from(document.querySelectorAll("a[href], button, summary, [tabindex='0']"))
    .filter((one) => one.checkVisibility())
    .map((one, index) => { one.dataset.stop = index; return one.outerHTML.slice(0, 120); })"""

# Which stop has the focus, and what keeps a reader from seeing that. It is wholly on the screen, under nothing.
FOCUS = """() => {
    const one = document.activeElement;
    if (one === document.body) {
        return null;
    }
    const style = getComputedStyle(one);
    const boxes = Array.from(one.getClientRects());
    const faults = [];
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) {
        faults.push("no outline");
    }
    if (style.clipPath !== "none") {
        faults.push("clipped");
    }
    if (!boxes.some((box) => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth)) {
        faults.push("off the screen");
    }
    const box = boxes[0];
    const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    if (boxes.length === 1 && !one.contains(top) && !(top && top.contains(one))) {
        faults.push("covered");
    }
    return [Number(one.dataset.stop), faults];
}"""


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Visitor]:
    found = Visitor(browser, bilingual.documents(), reduced_motion="reduce")
    yield found
    found.context.close()


def walk(page: Page, key: str) -> list[int]:
    """The numbers of the stops, one after the other, until the page is left or begins anew; each must be seen.

    A browser without a window has nowhere else to go to after the last one.
    """
    numbers: list[int] = []
    while True:
        page.keyboard.press(key)
        found = page.evaluate(FOCUS)
        if found is None or found[0] in numbers:
            return numbers
        number, faults = found
        assert faults == [], page.evaluate("document.activeElement.outerHTML")
        numbers.append(number)


@every_page
def test_tab_stops_at_everything_once_in_order_and_then_leaves_the_page(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    stops = page.evaluate(STOPS)
    assert walk(page, "Tab") == list(range(len(stops)))


def test_the_way_back_is_the_same(visitor: Visitor) -> None:
    page = visitor.open("ar/index.html")
    stops = page.evaluate(STOPS)
    assert walk(page, "Shift+Tab") == list(reversed(range(len(stops))))


@pytest.mark.parametrize("root", ["", "ar/"])
def test_the_first_stop_skips_to_the_content(visitor: Visitor, root: str) -> None:
    page = visitor.open(f"{root}subscribe/index.html")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_notice_opens_and_closes(visitor: Visitor, key: str) -> None:
    page = visitor.open("history/index.html")  # so that the next page begins anew
    page = visitor.open("index.html")
    text = page.get_by_text("We never ask for passwords.")
    expect(text).to_be_hidden()
    page.locator("summary").first.focus()
    page.keyboard.press(key)
    expect(text).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="What happened")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press(key)
    expect(text).to_be_hidden()


def test_a_wide_table_scrolls_with_the_arrow_keys(visitor: Visitor) -> None:
    page = visitor.open("incidents/2026-05-01-orders/index.html", width=320)
    table = page.locator(".scroll").first
    table.evaluate("one => { one.firstElementChild.style.minWidth = '1000px'; }")
    table.focus()
    page.keyboard.press("ArrowRight")
    eventually(lambda: table.evaluate("one => one.scrollLeft") > 0)
