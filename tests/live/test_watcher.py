"""The watcher, on real folders with the real events of this system."""

import errno
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, EventEmitter

from site_builder.live.snapshot import DisturbedError, Scanner, Snapshot, is_editor_junk
from site_builder.live.watcher import FolderWatcher

SOON = 10.0
"""Seconds in which a change must be seen: generous for a busy machine, and never reached on a good day."""

NEVER = 3600.0
"""A rescan that does not come, so that only events can wake."""


@pytest.fixture(autouse=True)
def impatient_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.live.watcher.POLL_SECONDS", 0.1)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "incidents").mkdir(parents=True)
    (site / "site.yml").write_text("name: Acme\n")
    (site / "incidents" / "one.md").write_text("one\n")
    return site


@pytest.fixture
def watcher(site: Path) -> Iterator[FolderWatcher]:
    with FolderWatcher([site / "site.yml", site / "incidents", site / "templates"], rescan=NEVER) as watcher:
        yield watcher


def later(action: Callable[[], object], seconds: float = 0.05) -> threading.Timer:
    timer = threading.Timer(seconds, action)
    timer.start()
    return timer


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text)


def save_atomically(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_text(text)
    draft.replace(path)


def test_an_added_file_is_seen(watcher: FolderWatcher, site: Path) -> None:
    later(lambda: (site / "incidents" / "two.md").write_text("two"))
    assert watcher.wait(SOON) == {site / "incidents" / "two.md"}


def test_a_file_edited_in_place_is_seen(watcher: FolderWatcher, site: Path) -> None:
    later(lambda: (site / "incidents" / "one.md").write_text("uno\n"))
    assert watcher.wait(SOON) == {site / "incidents" / "one.md"}


def test_an_atomic_save_is_one_change(watcher: FolderWatcher, site: Path) -> None:
    later(lambda: save_atomically(site / "incidents" / "one.md", "new\n"))
    assert watcher.wait(SOON) == {site / "incidents" / "one.md"}
    assert watcher.wait(0.7) == frozenset()


def test_an_atomic_save_of_a_root_file_is_seen_each_time(watcher: FolderWatcher, site: Path) -> None:
    for name in ("first", "second"):
        later(lambda name=name: save_atomically(site / "site.yml", name))  # type: ignore[misc]
        assert watcher.wait(SOON) == {site / "site.yml"}


def test_a_renamed_file_is_seen_under_both_names(watcher: FolderWatcher, site: Path) -> None:
    old, new = site / "incidents" / "one.md", site / "incidents" / "two.md"
    later(lambda: old.rename(new))
    assert watcher.wait(SOON) == {old, new}


def test_a_deleted_file_is_seen(watcher: FolderWatcher, site: Path) -> None:
    later((site / "incidents" / "one.md").unlink)
    assert watcher.wait(SOON) == {site / "incidents" / "one.md"}


def test_a_file_in_a_new_folder_is_seen(watcher: FolderWatcher, site: Path) -> None:
    folder = site / "incidents" / "2026" / "one"
    later(lambda: write(folder / "a.md", "a"))
    assert watcher.wait(SOON) == {folder / "a.md"}
    later(lambda: (folder / "b.md").write_text("b"))
    assert watcher.wait(SOON) == {folder / "b.md"}


def test_folders_that_appear_within_each_other_are_watched(watcher: FolderWatcher, site: Path) -> None:
    for number in range(20):
        file = site / f"incidents/{number}/inner/deeper/one.md"
        file.parent.mkdir(parents=True)
        file.write_text("one")
        assert watcher.wait(SOON) == {file}
    assert watcher.degraded is None


def test_a_folder_that_is_moved_in_is_seen_with_its_files(watcher: FolderWatcher, site: Path) -> None:
    outside, inside = site / "elsewhere", site / "incidents" / "elsewhere"
    outside.mkdir()
    (outside / "a.md").write_text("a")
    later(lambda: outside.rename(inside))
    assert watcher.wait(SOON) == {inside / "a.md"}
    later(lambda: (inside / "a.md").write_text("changed"))
    assert watcher.wait(SOON) == {inside / "a.md"}


def test_a_root_that_appears_later_is_seen_and_watched(watcher: FolderWatcher, site: Path) -> None:
    templates = site / "templates"
    later(lambda: write(templates / "base.html", "1"))
    assert watcher.wait(SOON) == {templates, templates / "base.html"}
    later(lambda: (templates / "base.html").write_text("22"))
    assert watcher.wait(SOON) == {templates / "base.html"}


def test_a_root_whose_parents_appear_later_is_seen(tmp_path: Path) -> None:
    root = tmp_path / "not" / "there" / "yet"
    with FolderWatcher([root], rescan=NEVER) as watcher:
        later(lambda: write(root / "a.md", "a"))
        assert watcher.wait(SOON) == {root, root / "a.md"}
        later(lambda: (root / "b.md").write_text("b"))
        assert watcher.wait(SOON) == {root / "b.md"}
        assert watcher.degraded is None


def test_a_root_that_is_renamed_and_comes_back_is_watched_again(watcher: FolderWatcher, site: Path) -> None:
    root, away = site / "incidents", site / "away"
    later(lambda: root.rename(away))
    assert watcher.wait(SOON) == {root, root / "one.md"}
    later(lambda: away.rename(root))
    assert watcher.wait(SOON) == {root, root / "one.md"}
    later(lambda: (root / "one.md").write_text("edited"))
    assert watcher.wait(SOON) == {root / "one.md"}


def test_a_root_that_is_deleted_and_made_again_at_once_is_watched_again(watcher: FolderWatcher, site: Path) -> None:
    root = site / "incidents"

    def remake() -> None:
        (root / "one.md").unlink()
        root.rmdir()
        root.mkdir()
        (root / "two.md").write_text("two")

    for _ in range(2):
        later(remake)
        assert watcher.wait(SOON) == {root / "one.md", root / "two.md"}
        later(lambda: (root / "two.md").rename(root / "one.md"))
        assert watcher.wait(SOON) == {root / "one.md", root / "two.md"}


def test_a_root_behind_a_link_is_watched(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with FolderWatcher([tmp_path / "link"], rescan=NEVER) as watcher:
        later(lambda: (tmp_path / "real" / "a.md").write_text("a"))
        assert watcher.wait(SOON) == {tmp_path / "link" / "a.md"}


def test_checking_out_another_branch_is_one_change(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org")
        subprocess.run(("git", *who, *arguments), cwd=tmp_path, check=True, capture_output=True)

    root = tmp_path / "incidents"
    git("init", "--initial-branch=few")
    root.mkdir()
    (root / "common.md").write_text("few")
    git("add", ".")
    git("commit", "-m", "few")
    git("checkout", "-b", "many")
    many = [root / f"{number:03}" / "update.md" for number in range(120)]
    for path in many:
        path.parent.mkdir()
        path.write_text(path.parent.name)
    (root / "common.md").write_text("many")
    git("add", ".")
    git("commit", "-m", "many")

    with FolderWatcher([root], rescan=NEVER) as watcher:
        for branch in ("few", "many"):
            later(lambda branch=branch: git("checkout", branch), 0)  # type: ignore[misc]
            assert watcher.wait(SOON) == {root / "common.md", *many}
            assert watcher.wait(0.2) == frozenset()


def test_a_file_changed_during_a_build_is_seen_by_the_next_wait(watcher: FolderWatcher, site: Path) -> None:
    later(lambda: (site / "incidents" / "two.md").write_text("two"))
    assert watcher.wait(SOON)
    (site / "incidents" / "two.md").write_text("changed while building")
    assert watcher.wait(0) == {site / "incidents" / "two.md"}


def test_a_file_changed_before_the_first_wait_is_seen(watcher: FolderWatcher, site: Path) -> None:
    (site / "site.yml").write_text("name: Other\n")
    assert watcher.wait(0) == {site / "site.yml"}


def test_a_change_that_is_undone_before_it_settles_is_no_change(watcher: FolderWatcher, site: Path) -> None:
    (site / "incidents" / "two.md").write_text("two")
    (site / "incidents" / "two.md").unlink()
    assert watcher.wait(0.3) == frozenset()


def test_changes_are_returned_together_when_they_have_settled(tmp_path: Path) -> None:
    def write() -> None:
        for number in range(5):
            (tmp_path / f"{number}.md").write_text("text")
            time.sleep(0.03)

    with FolderWatcher([tmp_path], quiet=0.5, rescan=NEVER, at_most=SOON) as watcher:
        later(write)
        assert len(watcher.wait(SOON)) == 5


def test_changes_that_never_settle_are_returned_all_the_same(tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        while not done.wait(0.01):
            (tmp_path / "log.md").write_text(str(time.monotonic()))

    with FolderWatcher([tmp_path], quiet=0.4, at_most=0.5, rescan=NEVER) as watcher:
        writer = later(write)
        try:
            assert watcher.wait(SOON) == {tmp_path / "log.md"}
        finally:
            done.set()
            writer.join()


def test_reading_files_does_not_wake(watcher: FolderWatcher, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    look = watcher._look

    def counted() -> Any:
        nonlocal looks
        looks += 1
        return look()

    monkeypatch.setattr(watcher, "_look", counted)
    later(lambda: [path.read_bytes() for path in site.rglob("*.md") for _ in range(50)], 0.05)
    assert watcher.wait(0.5) == frozenset()
    assert looks == 2  # one at the start, one at the end: no event came between them


def test_links_to_files_count_and_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "target.md").write_text("a")
    (root / "file.md").symlink_to(tmp_path / "target.md")
    (root / "circle").symlink_to(root)
    (root / "nowhere").symlink_to("missing")
    with FolderWatcher([root], rescan=0.2) as watcher:
        assert watcher.wait(0) == frozenset()
        (tmp_path / "target.md").write_text("bb")
        assert watcher.wait(SOON) == {root / "file.md"}


@pytest.mark.parametrize(
    "name", ["one.md~", ".#one.md", "#one.md#", ".one.md.swp", ".one.md.swx", "4913", ".git", ".site-builder"]
)
def test_what_editors_and_git_leave_behind_is_ignored(watcher: FolderWatcher, site: Path, name: str) -> None:
    (site / "incidents" / name).mkdir()
    (site / "incidents" / name / "inner").write_text("text")
    assert watcher.wait(0) == frozenset()
    assert is_editor_junk(Path(name))


@pytest.mark.parametrize("name", ["one.md", ".well-known", "4913.md", "a.sw1", "#1", "git", ".gitignore"])
def test_what_users_write_is_not_ignored(name: str) -> None:
    assert not is_editor_junk(Path(name))


def test_an_ignored_name_neither_wakes_nor_counts(tmp_path: Path) -> None:
    with FolderWatcher([tmp_path], rescan=NEVER, ignore=lambda path: path.name == "public") as watcher:
        (tmp_path / "public").mkdir()
        later(lambda: (tmp_path / "public" / "index.html").write_text("page"), 0.05)
        assert watcher.wait(0.3) == frozenset()
        (tmp_path / "other").write_text("text")
        assert watcher.wait(0) == {tmp_path / "other"}


def test_the_rescan_sees_what_no_event_announced(tmp_path: Path) -> None:
    with FolderWatcher([tmp_path], rescan=0.1, make_observer=DeafObserver) as watcher:
        later(lambda: (tmp_path / "one.md").write_text("1"))
        assert watcher.wait(SOON) == {tmp_path / "one.md"}
        assert watcher.degraded is None
        later(lambda: (tmp_path / "two.md").write_text("2"))
        assert watcher.wait(SOON) == {tmp_path / "two.md"}
        assert "does not announce changes" in str(watcher.degraded)
        later(lambda: (tmp_path / "two.md").unlink())
        assert watcher.wait(SOON) == {tmp_path / "two.md"}


def test_what_events_tell_of_is_returned_before_everything_is_looked_at(
    watcher: FolderWatcher, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watcher.wait(0) == frozenset()
    looks: list[object] = []
    scan = Scanner.scan

    def noting(self: Scanner, is_disturbed: Callable[[], bool]) -> Snapshot:
        looks.append(self)
        return scan(self, is_disturbed)

    def save() -> None:
        looks.clear()  # the first look of a wait is over
        (site / "incidents/one.md").write_text("uno\n")

    monkeypatch.setattr(Scanner, "scan", noting)
    later(save, 0.3)
    assert watcher.wait(SOON) == {site / "incidents/one.md"}
    assert not looks
    # Now everything is, and nothing else is found.
    assert watcher.wait(0) == frozenset()
    assert len(looks) == 1


def test_an_event_ends_a_look_at_everything(
    watcher: FolderWatcher, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watcher.wait(0) == frozenset()
    were_disturbed: list[bool] = []

    def slow(self: Scanner, is_disturbed: Callable[[], bool]) -> Snapshot:
        deadline = time.monotonic() + SOON
        while not is_disturbed():
            assert time.monotonic() < deadline, "nobody was disturbed"
            time.sleep(0.01)
        were_disturbed.append(True)
        raise DisturbedError

    (site / "incidents/one.md").write_text("uno\n")
    assert watcher.wait(SOON) == {site / "incidents/one.md"}
    with monkeypatch.context() as slowly:
        slowly.setattr(Scanner, "scan", slow)
        later(lambda: (site / "incidents/one.md").write_text("eins\n"), 0.1)
        assert watcher.wait(SOON) == {site / "incidents/one.md"}
    assert were_disturbed == [True]


def test_a_look_at_everything_is_not_put_off_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = Scanner.scan
    disturbed: list[bool] = []
    with FolderWatcher([tmp_path], rescan=0.01) as watcher:

        def ringing(self: Scanner, is_disturbed: Callable[[], bool]) -> Snapshot:
            watcher._bell.ring()
            disturbed.append(is_disturbed())
            return scan(self)

        time.sleep(0.1)
        monkeypatch.setattr(Scanner, "scan", ringing)
        assert watcher.wait(0) == frozenset()
    assert disturbed[0] is False


def test_what_no_event_told_of_is_found_by_the_next_wait(watcher: FolderWatcher, site: Path) -> None:
    """A link shows what is in another file: only that one has an event."""
    (site / "incidents/link.md").symlink_to("one.md")
    assert watcher.wait(SOON) == {site / "incidents/link.md"}
    later(lambda: (site / "incidents/one.md").write_text("uno\n"), 0.3)
    assert watcher.wait(SOON) == {site / "incidents/one.md"}
    assert watcher.wait(0) == {site / "incidents/link.md"}


def test_announced_changes_do_not_count_as_missed(tmp_path: Path) -> None:
    with FolderWatcher([tmp_path], rescan=0.05) as watcher:
        for number in range(4):
            path = tmp_path / f"{number}.md"
            later(lambda path=path: path.write_text("text"), 0.06)  # type: ignore[misc]
            assert watcher.wait(SOON) == {path}
        assert watcher.degraded is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "fs.inotify.max_user_watches"),
        (OSError(errno.EMFILE, "Too many open files"), "fs.inotify.max_user_instances"),
        (RuntimeError("broken"), "watching failed: RuntimeError: broken"),
    ],
)
def test_when_watching_is_refused_changes_are_polled(tmp_path: Path, error: Exception, reason: str) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise error

    def make_observer() -> BaseObserver:
        observer = Observer()
        observer.schedule = refuse  # type: ignore[assignment, method-assign]
        return observer

    with FolderWatcher([tmp_path], rescan=NEVER, make_observer=make_observer) as watcher:
        assert reason in str(watcher.degraded)
        later(lambda: (tmp_path / "one.md").write_text("1"))
        assert watcher.wait(SOON) == {tmp_path / "one.md"}


def test_when_no_observer_can_be_made_changes_are_polled(tmp_path: Path) -> None:
    def make_observer() -> BaseObserver:
        raise OSError(errno.EMFILE, "Too many open files")

    with FolderWatcher([tmp_path], rescan=NEVER, make_observer=make_observer) as watcher:
        assert "fs.inotify.max_user_instances" in str(watcher.degraded)
        later(lambda: (tmp_path / "one.md").write_text("1"))
        assert watcher.wait(SOON) == {tmp_path / "one.md"}


def test_when_the_observer_dies_changes_are_polled(tmp_path: Path) -> None:
    made: list[BaseObserver] = []

    def make_observer() -> BaseObserver:
        made.append(Observer())
        return made[0]

    with FolderWatcher([tmp_path], rescan=NEVER, make_observer=make_observer) as watcher:
        made[0].stop()
        made[0].join()
        assert watcher.wait(0) == frozenset()
        assert watcher.degraded == "watching failed: RuntimeError: the thread of the observer ended"
        later(lambda: (tmp_path / "one.md").write_text("1"))
        assert watcher.wait(SOON) == {tmp_path / "one.md"}


def test_when_the_thread_of_one_watch_dies_it_is_started_again(tmp_path: Path) -> None:
    made: list[BaseObserver] = []

    def make_observer() -> BaseObserver:
        made.append(Observer())
        return made[0]

    with FolderWatcher([tmp_path], rescan=NEVER, make_observer=make_observer) as watcher:
        for emitter in list(made[0].emitters):
            emitter.stop()
            emitter.join()
        assert watcher.wait(0) == frozenset()
        later(lambda: (tmp_path / "one.md").write_text("1"))
        assert watcher.wait(SOON) == {tmp_path / "one.md"}
        assert watcher.degraded is None


def test_stop_from_another_thread_ends_the_wait(watcher: FolderWatcher) -> None:
    assert not watcher.stopped
    later(watcher.stop)
    assert watcher.wait() == frozenset()
    assert watcher.stopped
    assert watcher.wait() == frozenset()


def test_stop_in_a_signal_handler_ends_the_wait(watcher: FolderWatcher) -> None:
    old = signal.signal(signal.SIGUSR1, lambda *_: watcher.stop())
    try:
        later(lambda: os.kill(os.getpid(), signal.SIGUSR1))
        assert watcher.wait() == frozenset()
    finally:
        signal.signal(signal.SIGUSR1, old)


def test_stop_does_not_lose_changes_that_have_not_settled(tmp_path: Path) -> None:
    with FolderWatcher([tmp_path], quiet=SOON, at_most=2 * SOON, rescan=NEVER) as watcher:
        (tmp_path / "one.md").write_text("1")
        later(watcher.stop)
        started = time.monotonic()
        assert watcher.wait() == frozenset()
        assert time.monotonic() - started < SOON


def test_a_watcher_that_was_not_entered_says_so(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="context manager"):
        FolderWatcher([tmp_path]).wait(0)


def test_leaving_ends_all_threads(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with FolderWatcher([tmp_path, tmp_path / "later"]):
        assert set(threading.enumerate()) > before
    deadline = time.monotonic() + SOON
    while set(threading.enumerate()) > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert set(threading.enumerate()) <= before


class _Deaf(EventEmitter):
    def queue_events(self, timeout: float) -> None:
        self.stopped_event.wait(timeout)


class DeafObserver(BaseObserver):
    """What watching a network drive is like: everything succeeds, and nothing is ever announced."""

    def __init__(self) -> None:
        super().__init__(_Deaf, timeout=0.05)
