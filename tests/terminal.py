"""The real program at a real (pseudo-)terminal, and somebody who reads its questions and answers them."""

import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.program import PATIENCE, PROGRAM


class AtTerminal:
    """A program in a terminal. What was read before is not waited for again."""

    def __init__(self, process: "subprocess.Popen[bytes]", terminal: int) -> None:
        self.process = process
        self.shown = ""
        self._terminal = terminal
        self._read = 0

    def answer(self, question: str, answer: str) -> None:
        """Waits for a question, and types an answer and Enter."""
        self.wait_for(question)
        os.write(self._terminal, f"{answer}\n".encode())

    def wait_for(self, text: str) -> None:
        """Reads on until `text` is shown."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown[self._read :]:
            if not self._more(deadline):
                raise AssertionError(f"no {text!r} is shown; there was:\n{self.shown}")
        self._read = self.shown.index(text, self._read) + len(text)

    def _more(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            piece = os.read(self._terminal, 4096)
        except OSError:  # Linux says so when the program has ended
            return False
        self.shown += piece.decode(errors="replace").replace("\r\n", "\n")
        return bool(piece)

    def end(self) -> int:
        """Reads to the end; the exit code."""
        while self._more(time.monotonic() + PATIENCE):
            pass
        return self.process.wait(timeout=PATIENCE)


def _take_the_terminal() -> None:
    """So that Ctrl-C reaches the program, as from a shell; one that runs in the background lets it be ignored."""
    os.login_tty(0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def at_terminal(*arguments: str | Path, **environment: str) -> Iterator[AtTerminal]:
    """Runs `site-builder` in a terminal of its own."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdin=its,
        stdout=its,
        stderr=its,
        env=os.environ | {"TERM": "dumb"} | environment,
        preexec_fn=_take_the_terminal,
    )
    os.close(its)
    try:
        yield AtTerminal(process, ours)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=PATIENCE)
        with suppress(OSError):
            os.close(ours)
