"""A host for the built site: it serves the files, with the headers that the site's own `_headers` asks for."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True)
class Served:
    """Where the site is served, and which paths were asked for, with the status they got."""

    url: str
    asked: list[tuple[str, int]] = field(default_factory=list)


Rules = list[tuple[re.Pattern[str], str, str]]


def read_rules(text: str) -> Rules:
    """`_headers`, as Netlify and Cloudflare Pages read it: a path, then its headers on indented lines."""
    rules: Rules = []
    pattern = re.compile("")
    for line in text.splitlines():
        if line[:1] == "/":
            pattern = re.compile(".*".join(re.escape(part) for part in line.strip().split("*")))
        elif line[:1].isspace() and ":" in line:
            name, _, value = line.strip().partition(":")
            rules.append((pattern, name, value.strip()))
    return rules


class _Host(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: object, rules: Rules, served: Served, directory: str) -> None:
        self.rules = rules
        self.served = served
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]  # as the server gives them

    def end_headers(self) -> None:
        path = self.path.partition("?")[0]
        found: dict[str, list[str]] = {}
        for pattern, name, value in self.rules:
            # The type is sent already, by the file's ending.
            if pattern.fullmatch(path) and name != "Content-Type":
                found.setdefault(name, []).append(value)
        for name, values in found.items():
            self.send_header(name, ", ".join(values))
        super().end_headers()

    def guess_type(self, path: object) -> str:
        asked = self.path.partition("?")[0]
        of_rules = [value for pattern, name, value in self.rules if name == "Content-Type" and pattern.fullmatch(asked)]
        return of_rules[0] if of_rules else super().guess_type(str(path))

    def log_request(self, code: object = "-", size: object = "-") -> None:
        self.served.asked.append((self.path, int(str(getattr(code, "value", code)))))

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serves a folder on a free port of 127.0.0.1."""
    rules_file = folder / "_headers"
    rules = read_rules(rules_file.read_text(encoding="utf-8")) if rules_file.is_file() else []
    server = ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    served = Served(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = partial(_Host, rules=rules, served=served, directory=str(folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
