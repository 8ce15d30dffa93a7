"""One program run once: how long, how much of the processors, how much memory, and what it left behind.

Time and memory are measured in separate runs, because reading the memory of a program slows it down.
"""

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.generator import Command

MEMORY_STEP = 0.02
"""Seconds between two looks at the memory of all processes."""
VISIBLE_STEP = 0.001
"""Seconds between two looks whether new words have arrived."""
_HAS_PSS = Path("/proc/self/smaps_rollup").exists()
"""Linux divides the pages that processes share among them. That's right among the processes of one program, but
the pages of files, such as libraries, are shared with strangers, too: they count in full, once for all processes."""
_OURS = ("PYTHONDONTWRITEBYTECODE", "SOURCE_DATE_EPOCH", "VIRTUAL_ENV")
"""Of this process's environment, what nobody who builds a site would have set."""


class Failed(Exception):
    """The program ended with an error, or did not end in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """Seconds: by the clock, and of all processors together in all processes that the program waited for."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What lies in an output folder."""

    files: int
    size: int


def timed(command: Command, limit: float) -> Time:
    """Runs it to its end. Raises Failed, also after `limit` seconds."""
    started = time.perf_counter()
    with _started(command) as (process, said):
        alarm = threading.Timer(limit, _kill, [process.pid])
        alarm.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
        finally:
            alarm.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        _refuse(process.returncode, command, said, late=wall >= limit)
    return Time(wall=wall, cpu=usage.ru_utime + usage.ru_stime)


def peak_memory(command: Command, limit: float) -> int:
    """Bytes that all its processes had at once, at most; pages that they share count once. Raises Failed."""
    peak = 0
    with _started(command) as (process, said):
        deadline = time.monotonic() + limit
        while process.poll() is None:
            peak = max(peak, _memory_of_tree(process.pid))
            if time.monotonic() > deadline:
                _kill(process.pid)
            time.sleep(MEMORY_STEP)
        _refuse(process.returncode, command, said, late=time.monotonic() > deadline)
    return peak


@contextmanager
def running(command: Command) -> Iterator[int]:
    """The program in the background, as the id of its process group; it is interrupted at the end."""
    with _started(command) as (process, _said):
        try:
            yield process.pid
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGCONT)
                os.killpg(process.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)


def wait_until_said(word: str, files: tuple[Path, ...], limit: float) -> float:
    """The time (`time.perf_counter`) when all of these hold the word. Raises Failed after `limit` seconds."""
    deadline = time.perf_counter() + limit
    missing = dict.fromkeys(files, (0, 0, 0))
    searched = word.encode()
    while missing:
        for file, seen in list(missing.items()):
            stamp = _stamp(file)
            if stamp != seen:
                missing[file] = stamp
                if searched in _content(file):
                    del missing[file]
        now = time.perf_counter()
        if now > deadline:
            raise Failed(f"{', '.join(str(file) for file in missing)} did not change within {limit:.0f} s")
        if missing:
            time.sleep(VISIBLE_STEP)
    return now


def footprint(folder: Path) -> Footprint:
    """Counts and adds up all files below a folder."""
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    return Footprint(files=len(sizes), size=sum(sizes))


@contextmanager
def _started(command: Command) -> Iterator[tuple["subprocess.Popen[bytes]", IO[bytes]]]:
    """The program, and what it says; what still runs at the end is killed."""
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=environment | dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            yield process, said
        finally:
            if process.returncode is None and process.poll() is None:
                _kill(process.pid)
                process.wait()


def _kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _refuse(code: int, command: Command, said: IO[bytes], *, late: bool) -> None:
    if code:
        said.seek(0)
        last = said.read().decode(errors="replace").strip()[-2000:]
        reason = "did not end in time" if late else f"ended with {code}"
        raise Failed(f"{' '.join(command.arguments)}\n{reason}\n{last}")


def _memory_of_tree(pid: int) -> int:
    # Only the measuring itself needs it; tests of the rest run without.
    import psutil

    own, files = 0, 0
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, OSError):
                if _HAS_PSS:
                    own += _kilobytes(process.pid, "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:"))
                    files = max(files, _kilobytes(process.pid, "status", ("RssFile:",)))
                else:
                    own += process.memory_info().rss // 1024
    return (own + files) * 1024


def _kilobytes(pid: int, file: str, wanted: tuple[str, ...]) -> int:
    """The sum of these lines of a file about a process (proc(5))."""
    lines = (line.split() for line in Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8").splitlines())
    return sum(int(words[1]) for words in lines if words[0] in wanted)


def _stamp(file: Path) -> tuple[int, int, int]:
    try:
        status = file.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
