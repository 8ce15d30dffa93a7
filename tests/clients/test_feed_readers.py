"""Feed readers that people use subscribe over HTTP: one new entry for each update, and none for anything else."""

import importlib
import importlib.util
import mailbox
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import feedparser
import pytest

from tests.clients.serving import serving
from tests.program import make_site, run

OPENED = "Investigating: Orders are slow"
RESOLVED = "Resolved: Orders are slow"
UPDATE = "---\ndate: 2026-05-01 10:00\nstatus: resolved\n---\n\nOrders are fast again.\n"
CORRECTION = "edited:\n  - date: 2026-05-01 11:00\n    reason: A slip.\n"


class Newsroom:
    """A small site as its writers change it. `url` is where it is served."""

    def __init__(self, folder: Path, url: str, public: Path) -> None:
        self.url = url
        self._folder = make_site(folder)
        self._public = public
        self._incident = folder / "incidents" / "slow-orders.md"
        self._update = folder / "incidents" / "slow-orders" / "2026-05-01-1000.md"
        self._published = 0
        self.publish()

    def publish(self) -> None:
        done = run("build", "--site", self._folder, "--output", self._public, "--now", "2026-05-01T12:00:00+01:00")
        assert done.returncode == 0, done.stderr
        # HTTP knows when a file was changed to the second, and these changes follow each other faster.
        self._published += 60
        for file in self._public.rglob("*.*"):
            os.utime(file, (self._published, self._published))

    def resolve(self) -> None:
        """Says that it is over: the second update."""
        self._update.parent.mkdir()
        self._update.write_text(UPDATE, encoding="utf-8")
        self.publish()

    def correct(self) -> None:
        """Corrects what the second update said."""
        self._update.write_text(
            UPDATE.replace("fast", "quick").replace("status:", f"{CORRECTION}status:"), encoding="utf-8"
        )
        self.publish()

    def retitle(self) -> None:
        """Gives the incident another title."""
        text = self._incident.read_text(encoding="utf-8")
        self._incident.write_text(text.replace("Orders are slow", "Orders took longer"), encoding="utf-8")
        self.publish()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    public = tmp_path / "public"
    public.mkdir()
    with serving(public) as served:
        yield Newsroom(tmp_path / "site", served.url, public)


class Subscription(Protocol):
    """What is common to readers: they look again, and show what is new to them."""

    def look(self) -> list[str]:
        """The titles of entries that weren't there when it last looked."""


class Feedparser:
    """The parser below most readers in Python. An entry is new if its id is."""

    def __init__(self, address: str, _folder: Path) -> None:
        self._address = address
        self._known: set[str] = set()

    def look(self) -> list[str]:
        parsed = feedparser.parse(self._address)
        assert parsed.status == 200
        assert not parsed.bozo
        new = [entry for entry in parsed.entries if entry.id not in self._known]
        self._known |= {entry.id for entry in new}
        return [entry.title for entry in new]


class Reader:
    """https://reader.readthedocs.io"""

    def __init__(self, address: str, folder: Path) -> None:
        if importlib.util.find_spec("reader") is None:
            pytest.fail("the package reader is missing: pip install reader sgmllib3k (or make clients)")
        self._address = address
        self._reader: Any = importlib.import_module("reader").make_reader(str(folder / "reader.sqlite"))
        self._reader.add_feed(address)

    def look(self) -> list[str]:
        self._reader.update_feed(self._address)
        new = list(self._reader.get_entries(read=False))
        for entry in new:
            self._reader.mark_entry_as_read(entry)
        return [entry.title for entry in new]

    def newest_text(self) -> str:
        """What it shows of the newest entry."""
        newest = max(self._reader.get_entries(), key=lambda entry: entry.published)
        return str(newest.get_content().value)


class Newsboat:
    """https://newsboat.org, without its screen."""

    def __init__(self, address: str, folder: Path) -> None:
        self._program = program("newsboat", "newsboat")
        self._folder = folder
        (folder / "urls").write_text(f"{address}\n", encoding="utf-8")
        (folder / "config").write_text("", encoding="utf-8")

    def look(self) -> list[str]:
        files = {"-C": "config", "-u": "urls", "-c": "cache.db"}
        options = [text for option, name in files.items() for text in (option, str(self._folder / name))]
        said = start([self._program, *options, "-x", "reload", "print-unread"], self._folder)
        # It has no command that lists titles, or that marks one as read.
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache, cache:
            new = [title for (title,) in cache.execute("SELECT title FROM rss_item WHERE unread = 1")]
            cache.execute("UPDATE rss_item SET unread = 0")
        assert said.split()[0] == str(len(new))
        return new


class Rss2Email:
    """https://github.com/rss2email/rss2email, which puts the mails into a folder here."""

    def __init__(self, address: str, folder: Path) -> None:
        self._program = program("r2e", "rss2email")
        self._folder = folder
        self._mails = folder / "mails"
        self._mails.mkdir()
        self._run("new", "reader@example.com")
        config = folder / "rss2email.cfg"
        text = config.read_text(encoding="utf-8").replace("email-protocol = sendmail", "email-protocol = maildir")
        text = text.replace("maildir-path = ~/Maildir", f"maildir-path = {self._mails}")
        config.write_text(text.replace("maildir-mailbox = INBOX", "maildir-mailbox = new-entries"), encoding="utf-8")
        self._run("add", "shop", address)

    def look(self) -> list[str]:
        self._run("run")
        folder = mailbox.Maildir(self._mails / "new-entries")
        titles = [str(mail["Subject"]) for mail in folder.values()]
        folder.clear()
        return titles

    def _run(self, *arguments: str) -> None:
        files = ["-c", str(self._folder / "rss2email.cfg"), "-d", str(self._folder / "rss2email.json")]
        start([self._program, *files, *arguments], self._folder)


def program(name: str, package: str) -> str:
    """Where a program is installed."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing: apt-get install {package} (or make clients)")
    return found


def start(command: list[str], home: Path) -> str:
    """Runs a program to its end, at home in a folder of its own; what it printed."""
    done = subprocess.run(
        command,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "dumb"},
        cwd=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


SUBSCRIPTIONS: list[tuple[Callable[[str, Path], Subscription], str]] = [
    (Feedparser, "feed.atom"),
    (Feedparser, "feed.rss"),
    (Reader, "feed.atom"),
    (Reader, "feed.rss"),
    (Reader, "feed.json"),
    (Reader, "components/orders/feed.json"),
    (Newsboat, "feed.atom"),
    (Newsboat, "feed.rss"),
    (Newsboat, "components/orders/feed.atom"),
    (Rss2Email, "feed.atom"),
    (Rss2Email, "feed.rss"),
    (Rss2Email, "incidents/slow-orders/feed.atom"),
]


@pytest.mark.parametrize(("client", "path"), SUBSCRIPTIONS)
def test_an_update_is_one_new_entry_and_nothing_else_is(
    client: Callable[[str, Path], Subscription], path: str, newsroom: Newsroom, tmp_path: Path
) -> None:
    subscription = client(f"{newsroom.url}/{path}", tmp_path)
    assert subscription.look() == [OPENED]
    assert subscription.look() == []
    newsroom.resolve()
    assert subscription.look() == [RESOLVED]
    newsroom.correct()
    assert subscription.look() == []
    newsroom.retitle()
    assert subscription.look() == []


@pytest.mark.parametrize(
    ("client", "path"), [(Feedparser, "history.rss"), (Reader, "history.atom"), (Newsboat, "history.rss")]
)
def test_whoever_followed_the_incidents_of_a_hosted_page_sees_each_incident_once(
    client: Callable[[str, Path], Subscription], path: str, newsroom: Newsroom, tmp_path: Path
) -> None:
    subscription = client(f"{newsroom.url}/{path}", tmp_path)
    assert subscription.look() == ["Orders are slow"]
    newsroom.resolve()
    newsroom.correct()
    newsroom.retitle()
    assert subscription.look() == []


def test_a_correction_is_one_changed_entry_and_a_title_changes_no_date(newsroom: Newsroom) -> None:
    newsroom.resolve()
    address = f"{newsroom.url}/feed.atom"
    dates = {entry.id: entry.updated for entry in feedparser.parse(address).entries}
    newsroom.correct()
    corrected = {entry.id: entry.updated for entry in feedparser.parse(address).entries}
    assert [id for id in dates if corrected[id] != dates[id]] == [next(iter(dates))]
    newsroom.retitle()
    assert {entry.id: entry.updated for entry in feedparser.parse(address).entries} == corrected


def test_readers_see_what_a_correction_says(newsroom: Newsroom, tmp_path: Path) -> None:
    subscription = Reader(f"{newsroom.url}/feed.atom", tmp_path)
    newsroom.resolve()
    subscription.look()
    newsroom.correct()
    subscription.look()
    assert "Orders are quick again." in subscription.newest_text()
