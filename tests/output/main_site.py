"""The main site of a company and its status site: two hosts, and a page of the one that holds a script of the other."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page


def a_status(description: str = "Some services are unavailable", indicator: str = "major", name: str = "Shop") -> str:
    """status.json, in the form of Statuspage (https://developer.statuspage.io/)."""
    page = {"id": "x", "name": name, "url": "https://status.example", "time_zone": "UTC", "updated_at": "2026-05-01"}
    return json.dumps({"page": page, "status": {"indicator": indicator, "description": description}})


@dataclass
class Server:
    """A host: what it answers by path, as status and body, and what it was asked for with which headers."""

    url: str = ""
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    cookies: list[str | None] = field(default_factory=list)


@contextmanager
def serving(types: dict[str, str]) -> Iterator[Server]:
    found = Server()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            found.asked.append(path)
            found.cookies.append(self.headers["Cookie"])
            status, body = found.files.get(path, (404, "<p>Not found</p>"))
            self.send_response(status)
            ending = path.rpartition(".")[2]
            self.send_header("Content-Type", types.get(ending, "text/html; charset=utf-8"))
            if ending in ("json", "js"):
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Cache-Control", "no-store")
            self.send_header("Set-Cookie", "followed=1")
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments: Any) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """Opens pages of the main site that hold the script, and keeps what went wrong in them."""

    page: Page
    main: Server
    status: Server
    errors: list[str]

    def open(self, attributes: str = "", *, html: str = 'lang="en"', head: bool = False, body: str = "") -> Page:
        tag = f'<script src="{self.status.url}/status/embed.js" defer {attributes}></script>'
        in_head, in_body = (tag, "") if head else ("", tag)
        self.main.files["/"] = (
            200,
            f'<!doctype html><html {html}><head><meta charset="utf-8"><title>Shop</title>{in_head}</head>'
            f'<body><main><h1 id="top">Welcome</h1>{in_body}<p id="offers">Offers</p></main>{body}</body></html>',
        )
        self.page.goto(self.main.url)
        return self.page

    def until_asked(self, path: str) -> None:
        """Until the answer has arrived, and a moment for what is made of it."""
        self.page.wait_for_function(
            "path => performance.getEntriesByType('resource').some((one) => one.name.endsWith(path))", arg=path
        )
        self.page.wait_for_timeout(200)
