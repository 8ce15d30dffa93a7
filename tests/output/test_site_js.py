"""`assets/site.js` in a real browser: what a page does by itself, and that nothing depends on it."""

import gzip
import hashlib
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from site_builder.live.server import SiteServer
from site_builder.output.headers import CONTENT_POLICY
from site_builder.output.theme import packaged_templates
from site_builder.output.words import Calendar
from site_builder.pipeline import build
from site_builder.survey import Request
from tests import shop
from tests.program import eventually, make_site

SCRIPT = packaged_templates() / "assets" / "site.js"
PROMISE = "2026-05-01 15:00"
MINUTE = 60_000


def london(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+01:00")


NOW = london("2026-05-01 12:00")
NewContext = Callable[..., BrowserContext]

STORY = f"""\
---
title: Orders are slow
date: 2026-05-01 09:00
next_update: {PROMISE}
components:
  orders: degraded_performance
---

Orders take longer than usual.
"""

UPDATE = """\
---
date: 2026-05-01 12:01
status: identified
components:
  orders: major_outage
---

Now they do not work at all.
"""


def test_the_script_is_small_and_needs_no_other() -> None:
    content = SCRIPT.read_bytes()
    assert len(gzip.compress(content, 9, mtime=0)) <= 4096
    assert not re.search(rb"\bimport\b|\beval\b|innerHTML = (?!shown)|https?://", content)


@dataclass
class Host:
    """A site on a plain host, with the headers that it asks for, and what was asked for."""

    site: Path
    url: str = ""
    asked: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    broken: bool = False

    @property
    def public(self) -> Path:
        return self.site / "public"

    def build(self, now: str = "2026-05-01 12:00") -> None:
        build(Request(folder=self.site, now=london(now)), self.public)

    def pages_asked(self) -> int:
        return sum(path.endswith(("/", ".html")) for path in self.asked)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    found = Host(make_site(tmp_path / "site", story=STORY))

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # browsers believe an ETag only there

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(found.public))

        def do_GET(self) -> None:
            found.asked.append(self.path)
            # Python's own handler compares whole seconds: a page that is rebuilt within one would stay unseen.
            # Real hosts compare the content.
            del self.headers["If-Modified-Since"]
            if found.broken:
                self.send_error(503)
            elif self.headers["If-None-Match"] == self._etag():
                self.send_response(304)
                self.end_headers()
            else:
                super().do_GET()

        def _etag(self) -> str | None:
            file = Path(self.translate_path(self.path))
            page = file / "index.html" if file.is_dir() else file
            return f'"{hashlib.sha256(page.read_bytes()).hexdigest()}"' if page.is_file() else None

        def log_request(self, code: Any = "-", size: Any = "-") -> None:
            found.answers.append(int(code))

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", CONTENT_POLICY)
            if (tag := self._etag()) is not None:
                self.send_header("ETag", tag)
            super().end_headers()

        def log_message(self, *arguments: Any) -> None:
            """Nobody reads it."""

    found.build()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def visit(new_context: NewContext, host: Host) -> Callable[..., Page]:
    """Opens the home page at `NOW`, for a reader in London unless told otherwise."""

    def open_page(path: str = "", *, zone: str = "Europe/London", init: str = "", **options: Any) -> Page:
        page = new_context(timezone_id=zone, **options).new_page()
        page.clock.install(time=NOW)
        if init:
            page.add_init_script(init)
        page.goto(host.url + path)
        return page

    return open_page


def after_some_time(page: Page, milliseconds: int, expected: Callable[[float], None]) -> None:
    """Lets time pass, again and again, until what is expected has come. A question that is still under way on a slow
    machine when the clock jumps counts as failed: then it is the next one that is answered."""
    for _ in range(8):
        page.clock.fast_forward(milliseconds)
        with suppress(AssertionError):
            expected(3_000)
            return
    expected(20_000)


def news(page: Page) -> Any:
    return page.locator(".site-news")


# -- the policy ----------------------------------------------------------------------------------


def watch(page: Page) -> list[str]:
    """What the browser complains about from now on."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    return said


@pytest.mark.browser
def test_no_page_breaks_the_policy_or_asks_another_host(new_context: NewContext, tmp_path: Path) -> None:
    build(Request(folder=shop.SITE, now=shop.NOW), tmp_path / "host" / "status")  # the path in its url
    server = SiteServer(tmp_path / "host", port=0)
    server.start()
    try:
        page = new_context(timezone_id="Asia/Tokyo").new_page()
        said, asked = watch(page), set[str]()
        page.on("request", lambda request: asked.add(request.url))
        kinds: dict[str, str] = {}
        for path in sorted(shop.documents()):
            if path.endswith(".html"):
                kinds.setdefault(re.sub(r"^cy/|(?<=ents/)[^/]+|\d{4}-\d\d", "", path), path)
        assert len(kinds) >= 6
        for path in kinds.values():
            page.goto(f"{server.url}status/{path}")
        assert said == []
        assert {url for url in asked if not url.startswith(server.url)} == set()
    finally:
        server.stop()


@pytest.mark.browser
def test_the_policy_is_in_force(visit: Callable[..., Page]) -> None:
    page = visit()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\" id=\"x\">x</p>')")
    assert page.locator("#x").evaluate("one => getComputedStyle(one).color") != "rgb(255, 0, 0)"


@pytest.mark.browser
def test_without_javascript_everything_is_there(visit: Callable[..., Page]) -> None:
    page = visit(java_script_enabled=False, zone="Asia/Tokyo")
    text = page.locator("body").inner_text()
    for words in ("Orders take longer than usual.", "1 May 2026, 15:00 BST", "Slow or limited", "Europe/London"):
        assert words in text
    assert page.locator("button, .site-news").count() == 0


@pytest.mark.browser
def test_a_saved_page_works_and_asks_nobody(new_context: NewContext, host: Host) -> None:
    page = new_context(timezone_id="Asia/Tokyo").new_page()
    page.clock.install(time=NOW)
    said = watch(page)
    page.goto((host.public / "index.html").as_uri())
    page.clock.fast_forward(10 * MINUTE)
    expect(page.get_by_text("Orders take longer than usual.")).to_be_visible()
    expect(news(page)).to_be_empty()
    assert [words for words in said if "Content Security Policy" not in words] == []


# -- times ---------------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_reader_elsewhere_sees_own_times_and_the_sites_on_demand(visit: Callable[..., Page]) -> None:
    page = visit(zone="America/New_York")
    promise = page.locator(".next-update time").first
    expect(promise).to_have_text("1 May 2026, 10:00 GMT-4")
    expect(promise).to_have_attribute("title", "1 May 2026, 15:00 BST")
    expect(page.get_by_text("All times are for this time zone: America/New York.")).to_be_visible()
    switch = page.get_by_role("button", name="Show times for Europe/London")
    switch.focus()
    page.keyboard.press("Enter")
    expect(promise).to_have_text("1 May 2026, 15:00 BST")
    expect(page.get_by_text("All times are for this time zone: Europe/London.")).to_be_visible()
    expect(page.get_by_role("button", name="Show times for America/New York")).to_be_focused()
    page.reload()
    expect(promise).to_have_text("1 May 2026, 15:00 BST")
    page.get_by_role("button", name="Show times for America/New York").click()
    expect(promise).to_have_text("1 May 2026, 10:00 GMT-4")


@pytest.mark.browser
@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Jersey"])
def test_a_reader_whose_clock_is_the_sites_sees_no_switch(visit: Callable[..., Page], zone: str) -> None:
    page = visit(zone=zone)
    expect(page.locator(".next-update time").first).to_have_text("1 May 2026, 15:00 BST")
    expect(page.get_by_role("button", name="Show times")).to_have_count(0)


# -- what time alone changes ---------------------------------------------------------------------


@pytest.mark.browser
def test_a_promise_becomes_late_as_time_passes(visit: Callable[..., Page], host: Host) -> None:
    page = visit()
    line = page.locator(".next-update").first
    expect(line).to_contain_text("Next update by 1 May 2026, 15:00 BST")
    page.clock.fast_forward(179 * MINUTE)
    expect(line).to_contain_text("Next update by")
    page.clock.fast_forward(2 * MINUTE)
    expect(line).to_have_text("Our next update was due by 1 May 2026, 15:00 BST. It is late.")
    assert "is-late" in (line.get_attribute("class") or "")
    host.build(PROMISE)
    page.reload()
    expect(line).to_have_text("Our next update was due by 1 May 2026, 15:00 BST. It is late.")


@pytest.mark.browser
def test_a_home_page_from_the_day_before_yesterday_says_so(visit: Callable[..., Page], host: Host) -> None:
    page = visit()
    page.clock.fast_forward(25 * 60 * MINUTE)
    expect(news(page)).to_be_empty()
    page.clock.fast_forward(2 * 60 * MINUTE)
    expect(news(page)).to_have_text("This page may be out of date. It shows what we knew at 1 May 2026, 12:00 BST.")
    host.build("2026-05-02 15:00")
    after_some_time(page, 5 * MINUTE, lambda wait: expect(news(page)).not_to_contain_text("out of date", timeout=wait))


# -- news ----------------------------------------------------------------------------------------


def post(host: Host, now: str = "2026-05-01 12:02") -> None:
    update = host.site / "incidents" / "story" / "2026-05-01-1201.md"
    update.parent.mkdir()
    update.write_text(UPDATE, encoding="utf-8")
    host.build(now)


@pytest.mark.browser
def test_news_is_swapped_in_and_announced(visit: Callable[..., Page], host: Host) -> None:
    page = visit()
    page.evaluate("window.isSame = true")
    expect(news(page)).to_have_attribute("aria-live", "polite")
    post(host)
    page.clock.fast_forward(2 * MINUTE)
    expect(page.get_by_text("Now they do not work at all.").first).to_be_visible()
    expect(news(page)).to_have_text(re.compile(r"^Updated 12:02 BST: .*Online orders"))
    assert "Online orders" in page.title()
    assert page.evaluate("window.isSame") is True  # no reload


@pytest.mark.browser
def test_a_rebuild_without_news_is_not_announced(visit: Callable[..., Page], host: Host) -> None:
    page = visit()
    host.build("2026-05-01 12:30")
    page.clock.fast_forward(2 * MINUTE)
    expect(page.locator(".headline .as-of")).to_contain_text("12:30")
    expect(news(page)).to_be_empty()


@pytest.mark.browser
def test_focus_and_place_are_kept(visit: Callable[..., Page], host: Host) -> None:
    page = visit(viewport={"width": 360, "height": 300})
    link = page.locator("main .components a").last
    link.focus()
    link.evaluate("one => window.scrollTo({top: one.getBoundingClientRect().top + scrollY - 100, behavior: 'instant'})")
    name = link.inner_text()
    before = link.bounding_box()
    post(host)
    page.clock.fast_forward(2 * MINUTE)
    expect(news(page)).not_to_be_empty()
    assert page.evaluate("document.activeElement.textContent") == name
    after = page.locator("main .components a").last.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2


@pytest.mark.browser
def test_what_a_reader_opened_stays_open(visit: Callable[..., Page], host: Host) -> None:
    notice = "---\ntitle: Fake {0}\nkind: notice\ndate: 2026-05-01 10:00\n---\n\nBeware of {0}.\n"
    for name in ("calls", "letters"):
        (host.site / "incidents" / f"{name}.md").write_text(notice.format(name), encoding="utf-8")
    host.build()
    page = visit()
    page.locator("article", has_text="Fake letters").locator("summary").click()
    expect(page.get_by_text("Beware of letters.")).to_be_visible()
    post(host)
    page.clock.fast_forward(2 * MINUTE)
    expect(news(page)).not_to_be_empty()
    expect(page.get_by_text("Beware of letters.")).to_be_visible()
    expect(page.get_by_text("Beware of calls.")).to_be_hidden()


@pytest.mark.browser
def test_local_times_and_lateness_survive_a_swap(visit: Callable[..., Page], host: Host) -> None:
    page = visit(zone="Asia/Tokyo")
    page.clock.fast_forward(181 * MINUTE)
    expect(page.locator(".next-update").first).to_contain_text("It is late.")
    post(host, "2026-05-01 12:30")
    words = page.get_by_text("Now they do not work at all.").first
    after_some_time(page, 5 * MINUTE, lambda wait: expect(words).to_be_visible(timeout=wait))
    expect(page.locator(".next-update").first).to_have_text(
        "Our next update was due by 1 May 2026, 23:00 GMT+9. It is late."
    )


@pytest.mark.browser
def test_a_hidden_tab_asks_nothing_and_catches_up(visit: Callable[..., Page], host: Host) -> None:
    hidden = "Object.defineProperty(document, 'hidden', {get: () => window.isHidden === true})"
    page = visit(init=hidden)
    page.evaluate("window.isHidden = true; document.dispatchEvent(new Event('visibilitychange'))")
    before = host.pages_asked()
    post(host)
    for _ in range(5):
        page.clock.fast_forward(2 * MINUTE)
    page.wait_for_timeout(200)
    assert host.pages_asked() == before
    page.evaluate("window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Now they do not work at all.").first).to_be_visible()
    assert host.pages_asked() == before + 1


@pytest.mark.browser
def test_offline_the_page_stays_says_so_after_a_while_and_recovers(visit: Callable[..., Page], host: Host) -> None:
    page = visit()
    page.context.set_offline(True)
    page.clock.fast_forward(2 * MINUTE)
    page.wait_for_timeout(200)
    expect(news(page)).to_be_empty()
    page.clock.fast_forward(5 * MINUTE)
    expect(news(page)).to_have_text(
        re.compile("^This page may be out of date. It shows what we knew at 1 May 2026, 12:")
    )
    expect(page.get_by_text("Orders take longer than usual.")).to_be_visible()
    page.context.set_offline(False)
    expect(news(page)).to_be_empty()


@pytest.mark.browser
def test_an_error_of_the_host_never_replaces_the_page(visit: Callable[..., Page], host: Host) -> None:
    page = visit()
    host.broken = True
    for _ in range(4):
        page.clock.fast_forward(5 * MINUTE)
        page.wait_for_timeout(100)
    expect(page.get_by_text("Orders take longer than usual.")).to_be_visible()
    expect(news(page)).to_contain_text("may be out of date")
    host.broken = False
    after_some_time(page, 6 * MINUTE, lambda wait: expect(news(page)).to_be_empty(timeout=wait))


@pytest.mark.browser
def test_a_hotels_login_never_replaces_the_page(visit: Callable[..., Page], host: Host) -> None:
    page = visit()
    (host.public / "index.html").write_text("<!doctype html><main>Welcome to our hotel</main>", encoding="utf-8")
    before = host.pages_asked()
    page.clock.fast_forward(2 * MINUTE)
    page.wait_for_timeout(200)
    assert host.pages_asked() == before + 1
    expect(page.get_by_text("Orders take longer than usual.")).to_be_visible()


@pytest.mark.browser
def test_the_404_page_asks_for_nothing(visit: Callable[..., Page], host: Host) -> None:
    page = visit("404.html")
    before = host.pages_asked()
    page.clock.fast_forward(10 * MINUTE)
    page.wait_for_timeout(200)
    assert host.pages_asked() == before
    expect(news(page)).to_be_empty()


@pytest.mark.browser
def test_a_page_that_did_not_change_is_not_sent_again(visit: Callable[..., Page], host: Host) -> None:
    page = visit()
    before = host.pages_asked()
    page.clock.fast_forward(2 * MINUTE)
    eventually(lambda: host.pages_asked() == before + 1)
    eventually(lambda: host.answers[-1] == 304)
    expect(page.get_by_text("Orders take longer than usual.")).to_be_visible()


@pytest.mark.browser
def test_what_the_script_adds_is_accessible(visit: Callable[..., Page], host: Host) -> None:
    page = visit(zone="Asia/Tokyo")
    post(host)
    page.clock.fast_forward(2 * MINUTE)
    expect(news(page)).not_to_be_empty()
    expect(page.get_by_role("button", name="Show times")).to_be_visible()
    found = Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


@pytest.mark.browser
def test_a_welsh_page_speaks_welsh_everywhere(visit: Callable[..., Page], host: Host) -> None:
    """Chromium knows no Welsh months, and English ones would be wrong."""
    settings = host.site / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "languages: [cy]\n", encoding="utf-8")
    host.build()
    page = visit(zone="America/New_York", locale="en-US")
    expect(page.locator(".next-update time").first).to_have_text("2026-05-01, 10:00 GMT-4")
    expect(page.get_by_role("button", name="Dangos yr amserau ar gyfer Europe/London")).to_be_visible()
    post(host)
    page.clock.fast_forward(2 * MINUTE)
    expect(news(page)).to_have_text(re.compile("^Diweddarwyd 07:02 GMT-4: Nid yw rhai gwasanaethau ar gael"))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "promise"),
    [("ar", "1 مايو 2026، \u206810:00 ص"), ("ur", "1 مئی، 2026، \u206810:00 AM"), ("de", "1. Mai 2026, 10:00")],
)
def test_digits_and_format_of_times_are_those_of_the_page(
    visit: Callable[..., Page], host: Host, language: str, promise: str
) -> None:
    """Browsers would write Arabic ones in other digits, and in some countries by another calendar."""
    settings = host.site / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"languages: [{language}]\n", encoding="utf-8")
    host.build()
    page = visit(zone="America/New_York", locale="ar-EG")
    time = page.locator(".next-update time").first
    expect(time).to_have_text(re.compile(f"^{promise} .*4\u2069?$"))
    written = Calendar(language, ZoneInfo("America/New_York")).moment(london(PROMISE))
    assert (time.text_content() or "").startswith(written.partition("EDT")[0])
    assert time.get_attribute("title") == Calendar(language, ZoneInfo("Europe/London")).moment(london(PROMISE))


@pytest.mark.browser
def test_the_live_reload_of_serve_and_the_script_get_along(new_context: NewContext, host: Host) -> None:
    server = SiteServer(host.public, port=0)
    server.start()
    try:
        page = new_context(timezone_id="Europe/London").new_page()
        said = watch(page)
        page.clock.install(time=NOW)
        page.goto(server.url)
        post(host)
        page.clock.fast_forward(2 * MINUTE)
        expect(news(page)).to_have_text(re.compile("^Updated 12:02 BST"))
        server.reload()
        expect(news(page)).to_be_empty()
        expect(page.get_by_text("Now they do not work at all.").first).to_be_visible()
        page.clock.fast_forward(2 * MINUTE)
        page.wait_for_timeout(200)
        expect(news(page)).to_be_empty()
        assert said == []
    finally:
        server.stop()
