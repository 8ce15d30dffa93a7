"""What earlier builds worked out, to be taken up again: only ever a shortcut, never the truth.

An entry has a place (an owner, such as a file, and a slot) and a key, the digest of everything that it was made from.
It is found while the key is the same, and replaced otherwise; so a place holds one entry, however long a site lives.

Entries are JSON texts in an SQLite file: nothing in it is ever executed, and SQLite's own transactions keep two
programs from spoiling it. What can't be read is thrown away and made again. Whoever can write that file can put words
into the site, like whoever can write the site's folder: docs/scale.md says what that means for a build server.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

_TABLES = """
CREATE TABLE made_with (version TEXT NOT NULL);
CREATE TABLE entry (owner TEXT NOT NULL, slot TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL);
CREATE UNIQUE INDEX place ON entry (slot, owner);
"""
_BUSY_SECONDS = 5.0
_BATCH = 200
_EVERYBODY = "everybody"

Row = tuple[str, str, str, str]
"""Owner, slot, key and value, as the text that is kept."""

EVERYBODYS = ""
"""The owner of what belongs to the site as a whole, which is never forgotten."""


def digest(*parts: object) -> str:
    """A short name for exactly these values, each of which must tell all of itself in its `repr`."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def as_text(value: object) -> str:
    """A value that JSON can hold, as an entry holds it."""
    return _encode(value)


@lru_cache(maxsize=1)
def made_with() -> str:
    """The version of everything that makes documents: our own code, and what is installed beside it."""
    # Each build asks, so this does without pathlib, which takes three times as long.
    ours = blake2b(digest_size=16)
    for folder, folders, files in os.walk(os.path.dirname(__file__)):  # noqa: PTH120 - see above
        folders.sort()
        for name in sorted(files):
            if name.endswith(".py"):
                with open(f"{folder}/{name}", "rb") as stream:  # noqa: PTH123
                    code = stream.read()
                ours.update(f"{name}\0{len(code)}\0".encode() + code)
    # Their folders are called NAME-VERSION.dist-info. importlib.metadata would say it, too, but takes long to import.
    installed = {name for name in _installed() if name.endswith("-info")}
    return digest(sys.version, ours.hexdigest(), sorted(installed))


def _installed() -> Iterator[str]:
    for folder in sys.path:
        with suppress(OSError):  # a zip file, or nothing
            yield from os.listdir(folder or os.curdir)  # noqa: PTH208


class LostEntry(Exception):
    """What was kept, and relied upon, is not there any more: somebody wrote into the file. A build without it works."""


class Cache:
    """The entries of one output folder. Without a `file` they end with the program.

    `made_with` is the version of the code: what another one has made is forgotten. Use it in one thread, and let
    only one build at a time write to it.
    """

    def __init__(self, file: Path | None, made_with: str) -> None:
        self._file = file
        self._made_with = made_with
        self.lasts = False
        """Whether what is kept is in a file."""
        self._ahead: dict[str, list[dict[str, Entry]]] = {}
        self._connection = self._open()

    # -- entries ---------------------------------------------------------------------------------

    def get(self, owner: str, slot: str, key: str) -> Any | None:
        """What was put there with this key, or None."""
        text = self.get_text(owner, slot, key)
        try:
            return None if text is None else json.loads(text)
        except (ValueError, RecursionError):
            return None

    def get_text(self, owner: str, slot: str, key: str) -> str | None:
        """The same as the text that is kept."""
        try:
            row = self._connection.execute(
                "SELECT key, value FROM entry WHERE slot = ? AND owner = ?", (slot, owner)
            ).fetchone()
        except sqlite3.Error:
            return None
        return row[1] if row and row[0] == key and isinstance(row[1], str) else None

    def holds_any(self, slot: str) -> bool:
        """Whether anything is kept in a slot."""
        try:
            return (
                self._connection.execute("SELECT 1 FROM entry WHERE slot = ? LIMIT 1", (slot,)).fetchone() is not None
            )
        except sqlite3.Error:
            return False

    def texts(self, slot: str) -> dict[str, tuple[str, str]]:
        """All that is kept in a slot, by its owner, as the text that is kept: with its key. A tenth of the time that
        asking for each takes."""
        try:
            rows = self._connection.execute("SELECT owner, key, value FROM entry WHERE slot = ?", (slot,)).fetchall()
        except sqlite3.Error:
            return {}
        return {owner: (key, text) for owner, key, text in rows}

    def entries(self, slot: str) -> dict[str, "Entry"]:
        """The same as values; what stands there in a second line is left as it is."""
        return {owner: entry for batch in self.batches(slot) for owner, entry in batch.items()}

    def batches(self, slot: str) -> Iterator[dict[str, "Entry"]]:
        """The same bit by bit, in the order of the owners: as values they take four times the memory of their texts.
        What was read ahead is given once, as it was then."""
        yield from self._ahead.pop(slot) if slot in self._ahead else self._batches(slot)

    def read_ahead(self, slots: Iterable[str]) -> None:
        """Reads these slots for whoever asks for them later: for a process that would have to wait otherwise."""
        self._ahead |= {slot: list(self._batches(slot)) for slot in slots}

    def _batches(self, slot: str) -> Iterator[dict[str, "Entry"]]:
        backwards = "SELECT owner, key, value FROM entry WHERE slot = ? ORDER BY owner DESC"
        try:
            rows = self._connection.execute(backwards, (slot,)).fetchall()
        except sqlite3.Error:
            return
        while rows:
            batch = rows[-_BATCH:]
            del rows[-_BATCH:]
            # One that can't be read spoils those beside it; they are made again.
            with suppress(ValueError, TypeError, AttributeError, RecursionError):
                parts = [value.partition("\n") for _, _, value in batch]
                values = json.loads(f"[{','.join([first for first, _, _ in parts])}]")
                found = zip(batch, values, parts, strict=True)
                yield {owner: Entry(key, value, more) for (owner, key, _), value, (_, _, more) in found}

    def entry(self, owner: str, slot: str, key: str) -> "Entry | None":
        """One of them."""
        text = self.get_text(owner, slot, key)
        if text is None:
            return None
        first, _, more = text.partition("\n")
        try:
            return Entry(key, json.loads(first), more)
        except (ValueError, RecursionError):
            return None

    def put(self, owner: str, slot: str, key: str, value: object) -> None:
        """Keeps a value that JSON can hold. It is there for `get` at once, for other programs after `save`."""
        self.put_text(owner, slot, key, as_text(value))

    def put_with_more(self, owner: str, slot: str, key: str, value: object, more: object) -> None:
        """Keeps a value that many ask for, and one that few ask for, for `entries`."""
        self.put_text(owner, slot, key, f"{as_text(value)}\n{as_text(more)}")

    def put_text(self, owner: str, slot: str, key: str, text: str) -> None:
        """Keeps a text."""
        with suppress(sqlite3.Error):  # the disk is full, or another program has it: this build goes on without
            self._connection.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", (owner, slot, key, text))

    def drop(self, slot: str, owners: Set[str] | None = None) -> None:
        """Forgets what these owners have in a slot, or all that is kept there."""
        with suppress(sqlite3.Error):
            if owners is None:
                self._connection.execute("DELETE FROM entry WHERE slot = ?", (slot,))
            else:
                places = [(slot, owner) for owner in owners]
                self._connection.executemany("DELETE FROM entry WHERE slot = ? AND owner = ?", places)

    def file_time(self) -> int:
        """The present by the clock of the disk that the file is on, in nanoseconds; 0 without a file."""
        if self._file is None:
            return 0
        try:
            os.utime(self._file)
            return self._file.stat().st_mtime_ns
        except OSError:
            return 0

    def keep_only(self, everybody: str, owners: Callable[[], Set[str]]) -> None:
        """Forgets what belongs to anybody but these. `everybody` stands for all of them: mostly they are known by that
        to be the same as the last time."""
        if self.get_text(EVERYBODYS, _EVERYBODY, everybody) is not None:
            return
        with suppress(sqlite3.Error):
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS staying (owner TEXT PRIMARY KEY)")
            self._connection.execute("DELETE FROM staying")
            self._connection.executemany("INSERT INTO staying VALUES (?)", [(owner,) for owner in owners()])
            self._connection.execute(
                "DELETE FROM entry WHERE owner != ? AND owner NOT IN (SELECT owner FROM staying)", (EVERYBODYS,)
            )
        self.put_text(EVERYBODYS, _EVERYBODY, everybody, "null")

    def save(self) -> None:
        """Keeps what was put and forgotten for the next build."""
        with suppress(sqlite3.Error):
            self._connection.commit()

    def close(self) -> None:
        """What was not saved is lost."""
        self._connection.close()
        self._is_open = False

    # -- the file --------------------------------------------------------------------------------

    def reopen(self) -> None:
        """For a process that was forked while it was put away. It finds what was saved until then."""
        if not self._is_open:
            self._connection = self._open()

    @contextmanager
    def put_away(self) -> Iterator[None]:
        """Saves it, and nothing of it is open meanwhile: SQLite must not be carried across a fork
        (https://www.sqlite.org/howtocorrupt.html §2.6)."""
        self.save()
        self.close()
        try:
            yield
        finally:
            self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        self._is_open = True
        self.lasts = self._file is not None
        if self._file is None:
            return self._connect("")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(sqlite3.Error):
            return self._connect(str(self._file))
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + ending).unlink()
        try:
            return self._connect(str(self._file))
        except sqlite3.Error:  # nothing can be written there: this build has a cache of its own
            self.lasts = False
            return self._connect("")

    def _connect(self, name: str) -> sqlite3.Connection:
        connection = sqlite3.connect(name, timeout=_BUSY_SECONDS)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            known = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            if {"entry", "made_with"} != {row[0] for row in known}:
                connection.executescript(_TABLES)
            if connection.execute("SELECT version FROM made_with").fetchall() != [(self._made_with,)]:
                connection.execute("DELETE FROM entry")
                connection.execute("DELETE FROM made_with")
                connection.execute("INSERT INTO made_with VALUES (?)", (self._made_with,))
                connection.commit()
        except BaseException:
            connection.close()
            raise
        return connection


class Entry(NamedTuple):
    """One entry. What follows a first line is left as it is: few ask for that."""

    key: str
    value: Any
    more: str
