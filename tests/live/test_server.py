"""The server, asked over real HTTP."""

import http.client
import json
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from site_builder.live.files import content_type, locate, with_client
from site_builder.live.server import SiteServer

SOON = 10.0
"""Seconds in which anything must happen on a busy machine."""


class Answer:
    """A response, read whole."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        self.text = self.body.decode("utf-8", "replace")

    def build(self) -> int:
        """The build that the page says it is from."""
        found = re.search(r'<script src="/.site-builder/live.js\?session=\w+&build=(\d+)" defer>', self.text)
        assert found is not None, self.text
        return int(found[1])


class Visitor:
    """One connection per request, and no tidying of paths, unlike urllib."""

    def __init__(self, server: SiteServer) -> None:
        self.server = server
        self.port = urlsplit(server.url).port or 0

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def send(self, text: str) -> str:
        """Everything that is answered to these bytes until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=SOON) as connection:
            connection.sendall(text.encode("latin-1"))
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")

    @contextmanager
    def page(self) -> Iterator[Callable[[], tuple[str, dict[str, Any]]]]:
        """What an open page does: each call waits for the next event and returns its name and state."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        connection.request("GET", "/.site-builder/events")
        response = connection.getresponse()
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert response.readline() == b"retry: 1000\n"

        def hear() -> tuple[str, dict[str, Any]]:
            name = ""
            while line := response.readline().decode():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ").rstrip()
                elif line.startswith("data: "):
                    return name, json.loads(line.removeprefix("data: "))
            return "the end", {}

        try:
            yield hear
        finally:
            response.close()
            connection.close()


@pytest.fixture(autouse=True)
def quick_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.live.server.STOP_SECONDS", 0.005)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    (folder / "history" / "2026-04").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><head><title>Now</title></HEAD ><body>Now</body>")
    (folder / "history" / "index.html").write_text("History")
    (folder / "404.html").write_text("<head></head>Nothing here")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "public-too").mkdir()
    (tmp_path / "public-too" / "secret.txt").write_text("secret")
    return folder


@contextmanager
def serving(folder: Path, **options: Any) -> Iterator[Visitor]:
    server = SiteServer(folder, port=0, **options)
    server.start()
    try:
        yield Visitor(server)
    finally:
        server.stop()


@pytest.fixture
def visitor(folder: Path) -> Iterator[Visitor]:
    with serving(folder) as visitor:
        yield visitor


# Files


def test_a_page_is_served_with_the_live_client_in_its_head(visitor: Visitor, folder: Path) -> None:
    answer = visitor.ask("/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    head, _, rest = answer.text.partition("</HEAD >")
    assert head.startswith("<!doctype html><head><title>Now</title>")
    assert '<link rel="stylesheet" href="/.site-builder/live.css">' in head
    assert answer.build() == 0
    assert rest == "<body>Now</body>"
    assert "live" not in (folder / "index.html").read_text()


def test_a_page_without_a_head_gets_the_live_client_at_its_end() -> None:
    assert with_client(b"Hello", "build=1").startswith(b'Hello<link rel="stylesheet"')


def test_no_code_is_inline_so_that_a_policy_of_self_allows_it() -> None:
    added = with_client(b"", "build=1").decode()
    assert not re.sub(r'<link rel="stylesheet" href="/[^"]*">|<script src="/[^"]*" defer></script>', "", added)


def test_what_is_not_html_is_served_byte_for_byte(visitor: Visitor, folder: Path) -> None:
    content = bytes(range(256)) + b"</head>"
    (folder / "feed.atom").write_bytes(content)
    answer = visitor.ask("/feed.atom?x=1")
    assert (answer.status, answer.body) == (200, content)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("summary.txt", "text/plain; charset=utf-8"),
        ("site.css", "text/css; charset=utf-8"),
        ("site.js", "text/javascript; charset=utf-8"),
        ("badge.svg", "image/svg+xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("feed.atom", "application/atom+xml"),
        ("feed.rss", "application/rss+xml"),
        ("sitemap.xml", "application/xml"),
        ("maintenance.ics", "text/calendar; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("PHOTO.JPG", "image/jpeg"),
        ("photo.png", "image/png"),
        ("_headers", "application/octet-stream"),
    ],
)
def test_the_type_follows_from_the_name(name: str, expected: str) -> None:
    assert content_type(Path(name)) == expected


def test_nothing_is_cached_or_guessed(visitor: Visitor) -> None:
    answer = visitor.ask("/", if_modified_since="Fri, 31 Dec 2100 00:00:00 GMT", if_none_match="*")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Last-Modified" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/history/", "/history", "/nothing", "/.site-builder/live.js"])
def test_head_is_get_without_the_body(visitor: Visitor, path: str) -> None:
    get, head = visitor.ask(path), visitor.ask(path, "HEAD")
    assert head.body == b""
    assert head.status == get.status
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.body))
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_refused_with_the_ones_that_are_not(visitor: Visitor, method: str) -> None:
    answer = visitor.ask("/", method, b"x" if method == "POST" else None)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_body_that_comes_with_get_is_not_the_next_request(visitor: Visitor) -> None:
    inner = "GET /history/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    host = f"Host: localhost:{visitor.port}\r\n"
    answers = visitor.send(f"GET / HTTP/1.1\r\n{host}Content-Length: {len(inner)}\r\n\r\n{inner}")
    assert answers.count("HTTP/1.1") == 1


def test_two_requests_can_use_one_connection(visitor: Visitor) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=SOON)
    for path in ("/", "/nothing", "/history/"):
        connection.request("GET", path)
        connection.getresponse().read()
    assert connection.sock is not None
    connection.close()


def test_a_folder_without_its_slash_is_redirected_and_keeps_its_query(visitor: Visitor) -> None:
    answer = visitor.ask("/history?lang=cy&x=//evil.example")
    assert (answer.status, answer.headers["Location"]) == (301, "./history/?lang=cy&x=//evil.example")
    assert visitor.ask("/history/").status == 200


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/..", "/%2fevil.example", "/\\evil.example"])
def test_no_redirect_leaves_the_server(visitor: Visitor, folder: Path, path: str) -> None:
    (folder / "evil.example").mkdir()
    location = visitor.ask(path).headers["Location"]
    assert location in (None, "./evil.example/")


def test_a_folder_with_a_colon_in_its_name_is_not_redirected_to_another_scheme(visitor: Visitor, folder: Path) -> None:
    (folder / "javascript:x").mkdir()
    assert visitor.ask("/javascript:x").headers["Location"] == "./javascript%3Ax/"


def test_a_folder_is_not_listed(visitor: Visitor) -> None:
    answer = visitor.ask("/history/2026-04/")
    assert answer.status == 404
    assert answer.text.endswith("Nothing here")


def test_what_is_unknown_gets_the_sites_own_page(visitor: Visitor) -> None:
    answer = visitor.ask("/nothing/at/all")
    assert answer.status == 404
    assert answer.text.endswith("Nothing here")
    assert answer.build() == 0


def test_what_is_unknown_gets_plain_text_when_the_site_has_no_404_page(visitor: Visitor, folder: Path) -> None:
    (folder / "404.html").unlink()
    answer = visitor.ask("/nothing")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_a_site_that_is_not_built_yet_says_so_and_waits_for_the_build(tmp_path: Path) -> None:
    with serving(tmp_path / "public") as visitor:
        for path in ("/", "/history/", "/history", "/incidents/a.html"):
            answer = visitor.ask(path)
            assert answer.status == 503
            assert "not built yet" in answer.text
            assert answer.build() == 0
        assert visitor.ask("/feed.atom").status == 404
        (tmp_path / "public").mkdir()
        (tmp_path / "public" / "index.html").write_text("Built")
        assert visitor.ask("/").text.startswith("Built")


# Containment


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/history/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/../public-too/secret.txt",
        "/%252e%252e/secret.txt",
        "/history//index.html",
        "/./index.html",
        "/history/../index.html",
        "/index.html/",
        "/index.html%00.txt",
        "/%ff",
        "/" + "a" * 5000,
        "/.git/config",
        "/.env",
        "/%2egit/config",
        "/history/.x",
        "/.well-known/.x",
        "/history/.well-known/x.txt",
        "/.well-known/../.env",
        "/out.txt",
        "/out/secret.txt",
        "/harmless.txt",
        "/circle",
        "/pipe",
        "/.site-builder/",
        "/.site-builder/live.py",
        "/.site-builder/../live.js",
    ],
)
def test_nothing_hidden_or_outside_is_served(visitor: Visitor, folder: Path, path: str) -> None:
    hidden_files = (".git/config", ".env", "history/.x", ".well-known/.x", "history/.well-known/x.txt")
    for hidden in hidden_files:
        (folder / hidden).parent.mkdir(exist_ok=True)
        (folder / hidden).write_text("secret")
    (folder / "out.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "out").symlink_to(folder.parent)
    (folder / "harmless.txt").symlink_to(folder / ".git" / "config")
    (folder / "circle").symlink_to(folder / "circle")
    os.mkfifo(folder / "pipe")
    answer = visitor.ask(path)
    assert answer.status == 404
    assert answer.text.endswith("Nothing here")


def test_links_and_well_known_files_inside_are_served(visitor: Visitor, folder: Path) -> None:
    (folder / ".well-known").mkdir()
    (folder / ".well-known" / "security.txt").write_text("Contact")
    (folder / "latest").symlink_to("history")
    assert visitor.ask("/.well-known/security.txt").text == "Contact"
    assert visitor.ask("/latest/").text.startswith("History")


def test_names_may_be_percent_encoded(folder: Path) -> None:
    (folder / "a b é.txt").write_text("x")
    assert locate(folder, "/a%20b%20%C3%A9.txt") == (folder / "a b é.txt").resolve()


def test_a_folder_that_is_a_link_is_served(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    with serving(tmp_path / "link") as visitor:
        assert visitor.ask("/").status == 200


# Hosts


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_names_of_this_machine_are_answered(visitor: Visitor, name: str) -> None:
    assert visitor.ask("/", Host=f"{name}:{visitor.port}").status == 200
    assert visitor.ask("/", Host=f"{name}:1").status == 403
    assert visitor.ask("/", Host=name).status == 403


@pytest.mark.parametrize("path", ["/", "/nothing", "/.site-builder/events", "/.site-builder/live.js"])
@pytest.mark.parametrize("name", ["evil.example", "localhost.evil.example", "192.168.0.1", "", "127.0.0.1@evil"])
def test_other_names_are_refused_for_everything(visitor: Visitor, path: str, name: str) -> None:
    answer = visitor.ask(path, Host=f"{name}:{visitor.port}")
    assert answer.status == 403
    assert "Now" not in answer.text


def test_no_name_and_two_names_are_refused(visitor: Visitor) -> None:
    host = f"Host: localhost:{visitor.port}\r\n"
    assert " 403 " in visitor.send("GET / HTTP/1.0\r\n\r\n")
    assert " 403 " in visitor.send(f"GET / HTTP/1.1\r\n{host}{host}Connection: close\r\n\r\n")
    assert " 400 " in visitor.send(f"GET http://evil.example/ HTTP/1.1\r\n{host}Connection: close\r\n\r\n")


def test_further_names_can_be_allowed_for_all_ports_or_for_one(folder: Path) -> None:
    with serving(folder, allowed_hosts=["Preview.Example", "other.example:443"]) as visitor:
        for name in ("preview.example", "preview.example:80", "other.example:443"):
            assert visitor.ask("/", Host=name).status == 200
        for name in ("other.example", "other.example:80", "x.preview.example"):
            assert visitor.ask("/", Host=name).status == 403


def test_a_server_that_is_open_to_the_network_answers_to_any_address_but_not_to_names(folder: Path) -> None:
    with serving(folder, host="0.0.0.0") as visitor:  # noqa: S104 -- what is tested
        assert visitor.server.url == f"http://localhost:{visitor.port}/"
        assert visitor.ask("/", Host=f"192.168.0.7:{visitor.port}").status == 200
        assert visitor.ask("/", Host=f"evil.example:{visitor.port}").status == 403


# Live pages


def test_an_open_page_hears_of_a_new_build(visitor: Visitor) -> None:
    with visitor.page() as hear:
        name, state = hear()
        assert (name, state["build"], state["problems"]) == ("state", 0, None)
        visitor.server.reload()
        name, state = hear()
        assert (name, state["build"], state["problems"]) == ("reload", 1, None)


def test_an_open_page_hears_of_problems_until_they_are_solved(visitor: Visitor) -> None:
    report = 'a.md:1:2: no such "thing"\n  1 | <b>\n\u2028 Llanfair é'
    with visitor.page() as hear:
        hear()
        visitor.server.show_problems(report)
        name, state = hear()
        assert (name, state["build"], state["problems"]) == ("problems", 0, report)
        visitor.server.reload()
        name, state = hear()
        assert (name, state["build"], state["problems"]) == ("reload", 1, None)


def test_all_open_pages_hear_everything(visitor: Visitor) -> None:
    with visitor.page() as first, visitor.page() as second:
        assert first() == second()
        visitor.server.reload()
        assert first() == second()


def test_a_page_that_is_opened_later_hears_of_the_problems_at_once(visitor: Visitor) -> None:
    visitor.server.reload()
    visitor.server.show_problems("still wrong")
    with visitor.page() as hear:
        name, state = hear()
        assert (name, state["build"], state["problems"]) == ("state", 1, "still wrong")


def test_a_build_between_loading_a_page_and_connecting_is_not_lost(visitor: Visitor) -> None:
    visitor.server.reload()
    loaded = visitor.ask("/")
    assert loaded.build() == 1
    visitor.server.reload()
    with visitor.page() as hear:
        _, state = hear()
        assert state["build"] > loaded.build()
        assert f"session={state['session']}&" in loaded.text


def test_another_server_has_another_session(folder: Path) -> None:
    with serving(folder) as one, serving(folder) as two, one.page() as here, two.page() as there:
        assert here()[1]["session"] != there()[1]["session"]


def test_an_idle_page_gets_a_heartbeat(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.live.server.HEARTBEAT_SECONDS", 0.05)
    with socket.create_connection(("127.0.0.1", visitor.port), timeout=SOON) as connection:
        connection.sendall(b"GET /.site-builder/events HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % visitor.port)
        heard = b""
        while heard.count(b": still here\n\n") < 2:
            part = connection.recv(65536)
            assert part
            heard += part
        assert heard.count(b"event: ") == 1


def test_the_client_is_served_and_needs_nothing_else(visitor: Visitor) -> None:
    script = visitor.ask("/.site-builder/live.js?session=a&build=1")
    style = visitor.ask("/.site-builder/live.css")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert style.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "textContent" in script.text
    assert "innerHTML" not in script.text
    assert not re.search(r"https?://|@import|url\(", script.text + style.text)


def test_asking_for_the_head_of_the_events_ends(visitor: Visitor) -> None:
    answer = visitor.ask("/.site-builder/events", "HEAD")
    assert (answer.status, answer.body) == (200, b"")


# Start, stop, and what goes wrong


def test_stop_is_prompt_with_open_pages_idle_connections_and_slow_clients(folder: Path) -> None:
    with serving(folder) as visitor, visitor.page() as hear:
        hear()
        half = socket.create_connection(("127.0.0.1", visitor.port), timeout=SOON)
        half.sendall(b"GET / HTTP/1.1\r\nHost:")
        started = time.monotonic()
        visitor.server.stop()
        assert time.monotonic() - started < SOON / 2
        assert hear()[0] == "the end"
        with half, suppress(ConnectionResetError):  # it may not even have been accepted
            assert half.recv(1) == b""
        with pytest.raises(ConnectionError):
            visitor.ask("/")
        visitor.server.stop()


def test_stop_leaves_no_threads(folder: Path) -> None:
    before = set(threading.enumerate())
    with serving(folder) as visitor, visitor.page() as hear:
        hear()
    deadline = time.monotonic() + SOON
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert set(threading.enumerate()) <= before


def test_the_port_can_be_used_again_at_once(folder: Path) -> None:
    with serving(folder) as visitor:
        visitor.ask("/")
        port = visitor.port
    server = SiteServer(folder, port=port)
    server.start()
    server.stop()


def test_a_port_that_is_taken_is_an_error_at_the_start(visitor: Visitor, folder: Path) -> None:
    with pytest.raises(OSError, match="in use"):
        SiteServer(folder, port=visitor.port).start()


def test_the_address_is_known_after_the_start(folder: Path, visitor: Visitor) -> None:
    assert visitor.server.url == f"http://127.0.0.1:{visitor.port}/"
    with pytest.raises(RuntimeError, match="not started"):
        _ = SiteServer(folder).url
    SiteServer(folder).stop()


def test_clients_that_go_away_are_no_error(
    visitor: Visitor, folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "big.txt").write_bytes(b"x" * 20_000_000)
    request = f"GET /big.txt HTTP/1.1\r\nHost: localhost:{visitor.port}\r\n\r\n".encode()
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", visitor.port), timeout=SOON) as connection:
            connection.sendall(request)
            connection.recv(10)
    visitor.send("nonsense\r\n\r\n")
    assert visitor.ask("/").status == 200
    visitor.server.stop()
    assert (caplog.text, *capfd.readouterr()) == ("", "", "")


def test_a_bug_of_ours_is_logged_with_its_traceback(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.live.server.locate", lambda *_: 1 / 0)
    with caplog.at_level(logging.ERROR), pytest.raises(http.client.RemoteDisconnected):
        visitor.ask("/")
    visitor.server.stop()
    assert "ZeroDivisionError" in caplog.text


def test_requests_are_logged_only_when_asked_for_and_quoted(folder: Path) -> None:
    lines: list[str] = []
    with serving(folder, log=lines.append) as visitor:
        visitor.ask("/history?x")
        visitor.send("GET /\x1b[31m HTTP/1.0\r\n\r\n")
    assert lines == ["'GET /history?x HTTP/1.1' 301", r"'GET /\x1b[31m HTTP/1.0' 403"]
