"""Runs the real program, as a person would."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from site_builder.cli import main

PROGRAM = [sys.executable, "-m", "site_builder"]
PATIENCE = 30.0
"""Seconds after which a test gives up on a line that doesn't come."""


@dataclass(frozen=True)
class Done:
    """How a run of the program ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, **environment: str) -> Done:
    """Runs `site-builder` to its end, in this process: starting one takes ten times as long as most runs."""
    out, err = _screen(), _screen()
    with patch.dict(os.environ, environment), redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            return Done(int(end.code or 0), _shown(out), _shown(err))


def _screen() -> io.TextIOWrapper:
    """Takes text and, as click writes what it offers to a shell, bytes."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _shown(screen: io.TextIOWrapper) -> str:
    screen.seek(0)
    return screen.read()


def run_process(
    command: Sequence[str],
    *arguments: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Done:
    """Runs a program in a process of its own to its end."""
    done = subprocess.run(
        [*command, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | dict(environment or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Done(done.returncode, done.stdout, done.stderr)


class Running:
    """A program that goes on until it is told to stop."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self._arrived = threading.Condition()
        self._read = 0
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()

    def _collect(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._arrived:
                self.lines.append(line.rstrip("\n"))
                self._arrived.notify_all()

    def wait_for(self, text: str) -> str:
        """The next line, after those that were waited for before, that holds `text`."""
        deadline = time.monotonic() + PATIENCE
        with self._arrived:
            while True:
                while self._read < len(self.lines):
                    line = self.lines[self._read]
                    self._read += 1
                    if text in line:
                        return line
                left = deadline - time.monotonic()
                if left <= 0 or (self.process.poll() is not None and not self._arrived.wait(0.2)):
                    raise AssertionError(f"no line with {text!r}; there were: {self.lines}")
                self._arrived.wait(min(left, 1.0))

    def close(self) -> None:
        """Ends the program if it still runs, and reads its output to the end."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=PATIENCE)
        self._reader.join(timeout=PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ends the program; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def running(*arguments: str | Path) -> Iterator[Running]:
    """Runs `site-builder` in the background, both its outputs as one."""
    process = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        # A shell that starts the tests in the background lets them ignore Ctrl-C, and so would the program.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    program = Running(process)
    try:
        yield program
    finally:
        program.close()


def eventually(condition: Callable[[], bool]) -> None:
    """Waits until something has become true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not become true in time")
        time.sleep(0.05)


SITE = """\
name: Corner Shop
url: https://status.corner.example
timezone: Europe/London
components:
  - id: orders
    name: Online orders
  - id: cards
    name: Card payments
"""

INCIDENT = """\
---
title: Orders are slow
date: 2026-05-01 09:00
components:
  orders: degraded_performance
---

Orders take longer than usual.
"""

NOW = "2026-05-01T12:00:00+01:00"


def make_site(folder: Path, **incidents: str) -> Path:
    """A small site. Incidents are given as text by name (`_` for `-`); none means the usual one."""
    (folder / "incidents").mkdir(parents=True)
    (folder / "site.yml").write_text(SITE, encoding="utf-8")
    for name, text in (incidents or {"slow_orders": INCIDENT}).items():
        (folder / "incidents" / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by path. Not with `rglob`, which takes twice as long: tests read thousands of them."""
    found = {}
    for place, _, names in os.walk(folder):
        above = "" if place == str(folder) else Path(place).relative_to(folder).as_posix() + "/"
        for name in names:
            file = os.path.join(place, name)  # noqa: PTH118 - as above
            if os.path.isfile(file):  # noqa: PTH113 - not a link to nothing
                with open(file, "rb") as stream:  # noqa: PTH123
                    found[above + name] = stream.read()
    return found
