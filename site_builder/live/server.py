"""Serve a folder on this machine, and tell the pages that are open in browsers about each new build.

Not for the public: no TLS, nothing is cached. But drafts are private, and any web page can send requests to
this machine: so only known Host names are answered (DNS rebinding), with nothing but what is in the folder.
"""

import ipaddress
import json
import logging
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from site_builder.live.board import Board, News
from site_builder.live.files import content_type, locate, read, with_client

HEARTBEAT_SECONDS = 10.0
"""How often an open page hears something, so that the connections of closed ones are noticed and ended."""

STOP_SECONDS = 0.05
"""How often the server looks whether it should stop, so at most how long that takes."""

_CLIENT = Path(__file__).with_name("client")
_TEXT = "text/plain; charset=utf-8"
_HTML = "text/html; charset=utf-8"

_NOT_BUILT = b"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not built yet</title>
</head>
<body><h1>This site is not built yet</h1>
<p>Once it can be built, this page shows it by itself. Until then, the problems are shown here.</p></body>
</html>
"""

_logger = logging.getLogger(__name__)


class SiteServer:
    """Serves one folder over HTTP, in threads of its own. The folder may be missing, and may be replaced."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 8000,
        host: str = "127.0.0.1",
        allowed_hosts: Collection[str] = (),
        log: Callable[[str], None] | None = None,
    ) -> None:
        """`port` 0 takes any free one. `allowed_hosts` are further names that browsers may use for this
        server, such as that of a forwarded port: with a port (only that one) or without (any). `log` gets one
        line for each request, from any thread.
        """
        self._folder, self._port, self._host = folder, port, host
        self._allowed_hosts, self._log = allowed_hosts, log
        self._board = Board()
        self._http: _HttpServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serves from now on. Raises OSError when the port is taken or not permitted."""
        self._http = _HttpServer((self._host, self._port), self._folder, self._board, self._allowed_hosts, self._log)
        serve = self._http.serve_forever
        self._thread = threading.Thread(target=serve, args=(STOP_SECONDS,), name="site-builder", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of the first page, for this machine's browser. Raises RuntimeError before `start`."""
        if self._http is None:
            raise RuntimeError("the server was not started")
        name = "localhost" if self._host in ("", "0.0.0.0", "::") else _bracketed(self._host)  # noqa: S104
        return f"http://{name}:{self._http.server_port}/"

    def reload(self) -> None:
        """Makes every open page load itself again, without problems: to be called after a good build."""
        self._board.reload()

    def show_problems(self, report: str) -> None:
        """Shows a plain-text report on every open page, and on those opened later, until `reload`."""
        self._board.show_problems(report)

    def stop(self) -> None:
        """Ends all connections and frees the port; does not wait for slow clients. May be called twice."""
        self._board.close()
        if self._http is not None and self._thread is not None and self._thread.is_alive():
            self._http.shutdown()
            self._http.server_close()
            self._http.close_connections()
            self._thread.join()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _HttpServer(ThreadingHTTPServer):
    """Listens, and knows what every request needs: the folder, the board and who may ask."""

    daemon_threads = True
    request_queue_size = 128
    # On Windows this would let two servers share a port; elsewhere it only allows a quick restart.
    allow_reuse_address = os.name != "nt"

    def __init__(
        self,
        address: tuple[str, int],
        folder: Path,
        board: Board,
        allowed_hosts: Collection[str],
        log: Callable[[str], None] | None,
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.folder, self.board, self.log = folder, board, log
        self.client = {name: (_CLIENT / name).read_bytes() for name in ("live.js", "live.css")}
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)
        own = {"localhost", "127.0.0.1", "[::1]", _bracketed(address[0]).lower()}
        ports = {f":{self.server_port}"} | ({""} if self.server_port == 80 else set())
        self._hosts = {name + port for name in own for port in ports}
        self._hosts.update(name.lower() for name in allowed_hosts)
        self._is_local = address[0] == "localhost" or (
            _is_address(address[0]) and ipaddress.ip_address(address[0]).is_loopback
        )

    def server_bind(self) -> None:
        # Not HTTPServer's, which asks the DNS for the name of this machine: that can take many seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def knows(self, host: str) -> bool:
        """Whether the Host header names this server. A page of an attacker can only send the attacker's."""
        host = host.lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if host in self._hosts or name in self._hosts:
            return True
        # Opened to the network on purpose, this machine has addresses that we do not know. An address is
        # safe: only a name can be made to lead to us.
        return not self._is_local and _is_address(name.strip("[]"))

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Ends what is open, in the middle if need be; the threads then end by themselves."""
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # it may have ended a moment ago
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 -- socketserver's
        """Browsers close connections all the time; anything else is our bug, logged with its traceback."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            _logger.exception("answering a request failed")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: _HttpServer
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds that a client may take to send or accept anything

    def do_GET(self) -> None:
        # A body would be read as the next request.
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True
        hosts = self.headers.get_all("Host", [])
        path, _, query = self.path.partition("?")
        if len(hosts) != 1 or not self.server.knows(hosts[0]):
            self._send(HTTPStatus.FORBIDDEN, _TEXT, b"This server does not answer under this host name.\n")
        elif not path.startswith("/"):
            self._send(HTTPStatus.BAD_REQUEST, _TEXT, b"This is not a proxy.\n")
        elif path == "/.site-builder/events":
            self._send_events()
        elif (name := path.removeprefix("/.site-builder/")) in self.server.client:
            self._send(HTTPStatus.OK, content_type(Path(name)), self.server.client[name])
        else:
            self._send_document(path, query)

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self.close_connection = True
        self._send(HTTPStatus.METHOD_NOT_ALLOWED, _TEXT, b"Only GET and HEAD.\n", Allow="GET, HEAD")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse

    def _send_document(self, path: str, query: str) -> None:
        # Before the file: a page that is older than it says would never be reloaded.
        build, folder = self.server.board.news.build, self.server.folder
        found = locate(folder, path + "index.html" if path.endswith("/") else path)
        if found is not None and found.is_dir():
            # "./" keeps a name such as "//evil.example" or "a:b" from being read as another host or scheme.
            target = "./" + quote(unquote(path).rpartition("/")[2]) + "/" + (f"?{query}" if query else "")
            self._send(HTTPStatus.MOVED_PERMANENTLY, _TEXT, b"", Location=target)
        elif found is not None and (body := read(found)) is not None:
            self._send(HTTPStatus.OK, content_type(found), body, build)
        elif locate(folder, "/index.html") is None and Path(path).suffix in ("", ".html"):
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, _HTML, _NOT_BUILT, build)
        elif (body := read(locate(folder, "/404.html"))) is not None:
            self._send(HTTPStatus.NOT_FOUND, _HTML, body, build)
        else:
            self._send(HTTPStatus.NOT_FOUND, _TEXT, b"Not found.\n")

    def _send_events(self) -> None:
        """All news, until the page or the server goes away. Each event is the whole state: none is missed."""
        self.close_connection = True
        self._send_head(HTTPStatus.OK, {"Content-Type": "text/event-stream; charset=utf-8"})
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 1000\n\n")
        board = self.server.board
        told: News | None = None
        while (news := board.after(told, HEARTBEAT_SECONDS)) is not None:
            name = "state" if told is None else "reload" if news.problems is None else "problems"
            state = {"session": board.session, "build": news.build, "problems": news.problems}
            event = f"event: {name}\ndata: {json.dumps(state)}\n\n"
            self.wfile.write(b": still here\n\n" if news is told else event.encode())
            told = news

    def _send(self, status: HTTPStatus, type_: str, body: bytes, build: int = 0, **headers: str) -> None:
        if type_ == _HTML:
            body = with_client(body, f"session={self.server.board.session}&build={build}")
        self._send_head(status, {"Content-Type": type_, "Content-Length": str(len(body)), **headers})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_head(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        closing = {"Connection": "close"} if self.close_connection else {}
        always = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        for name, value in {**headers, **always, **closing}.items():
            self.send_header(name, value)
        self.end_headers()

    def version_string(self) -> str:
        """The Server header: which library this is built on is nobody's business."""
        return "site-builder"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 -- http.server's
        """One line for each request, quoted, as it may hold escape sequences that upset a terminal."""
        if self.server.log is not None:
            self.server.log(f"{self.requestline!r} {int(code)}")

    def log_message(self, format: str, *args: object) -> None:
        """What http.server says besides, such as that an idle connection timed out, helps nobody."""
