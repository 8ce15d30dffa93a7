"""The YAML language server, which VS Code's YAML extension and other editors run: a client that asks as they do.

https://github.com/redhat-developer/yaml-language-server, and
https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

Message = dict[str, Any]


class Editor:
    """An editor that has a folder open."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self.folder = folder
        self._to, self._from = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        self._asked = 0
        self._diagnostics: dict[str, list[Message]] = {}
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {"hover": {"contentFormat": ["markdown"]}, "publishDiagnostics": {}},
        }
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        self.ask("initialize", processId=None, rootUri=None, workspaceFolders=folders, capabilities=capabilities)
        self._send({"method": "initialized", "params": {}})

    def complaints(self, file: Path) -> list[tuple[int, str]]:
        """What the editor underlines in a file, by line."""
        uri = file.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": file.read_text(encoding="utf-8")}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while uri not in self._diagnostics:
            self._answer(self._receive())
        return [(one["range"]["start"]["line"] + 1, one["message"]) for one in self._diagnostics[uri]]

    def told_of(self, file: Path, line: int, column: int) -> str:
        """What the editor shows when a writer points at a place."""
        found = self.ask("textDocument/hover", **_place(file, line, column))
        return str(found["contents"]["value"])

    def offered(self, file: Path, line: int, column: int) -> set[str]:
        """What the editor offers to write at a place."""
        found = self.ask("textDocument/completion", **_place(file, line, column))
        return {one["label"] for one in found["items"]}

    def ask(self, method: str, **parameters: Any) -> Message:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": parameters})
        while True:
            message = self._receive()
            if message.get("id") == self._asked and "method" not in message:
                return cast("Message", message["result"])
            self._answer(message)

    def _answer(self, message: Message) -> None:
        """The server asks for settings, and says what it found."""
        if message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message:
            wanted = message.get("params", {}).get("items", [])
            # The store of schemas is in the net; ours has to do without.
            settings = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
            result = [settings if item.get("section") == "yaml" else {} for item in wanted]
            self._send({"id": message["id"], "result": result or None})

    def _send(self, message: Message) -> None:
        content = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self._to.flush()

    def _receive(self) -> Message:
        length = 0
        while line := self._from.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return cast("Message", json.loads(self._from.read(length)))


def _place(file: Path, line: int, column: int) -> Message:
    return {"textDocument": {"uri": file.as_uri()}, "position": {"line": line - 1, "character": column - 1}}


@contextmanager
def editor(command: list[str], folder: Path) -> Iterator[Editor]:
    """Runs the language server for a folder."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Editor(process, folder)
        finally:
            process.kill()
