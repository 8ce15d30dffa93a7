"""Opens the pages of a site in a browser as though they were on a host."""

import mimetypes
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests import bilingual

HOST = "https://status.harbour.example/"

_LISTEN = """
    window.refused = [];
    addEventListener("securitypolicyviolation", (event) => refused.push(event.violatedDirective + event.blockedURI));
"""


class Visitor:
    """One reader with one tab, who stays: a new context for each page would take longer than the page."""

    def __init__(self, browser: Browser, documents: Mapping[str, bytes], **options: Any) -> None:
        self._documents = documents
        self._has_scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(timezone_id=bilingual.ZONE, **options)
        self.context.route("**/*", self._answer)
        self.page = self.context.new_page()
        if self._has_scripts:
            self.context.clock.set_fixed_time(bilingual.NOW)
            self.context.add_init_script(_LISTEN)
        self._said: list[str] = []
        self.page.on("console", lambda message: self._said.append(message.text))
        self.page.on("pageerror", lambda error: self._said.append(str(error)))

    def open(self, path: str, *, width: int = 1280) -> Page:
        """The page at this width. One that is open already is not fetched again: tests leave it as it was.

        Nothing on it may be refused by its own policy.
        """
        self.page.set_viewport_size({"width": width, "height": 800})
        if self.page.url == HOST + path:
            return self.page
        self._said.clear()
        self.page.goto(HOST + path)
        refused = self.page.evaluate("window.refused") if self._has_scripts else []
        assert (self._said, refused) == ([], [])
        return self.page

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("#")[0]
        if path not in self._documents:
            route.fulfill(status=404)
            return
        kind, _ = mimetypes.guess_type(path)
        route.fulfill(body=self._documents[path], content_type=f"{kind}; charset=utf-8")
