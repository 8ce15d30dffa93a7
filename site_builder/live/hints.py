"""Hints from the operating system, through watchdog, that something may have changed below some roots."""

import errno
import os
import queue
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver, ObservedWatch

# Opening and closing without writing are left out, as our own reading causes them; so are modified folders,
# which only repeat what the event of the file in them says.
_EVENTS: list[type[FileSystemEvent]] = [
    *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
    *(FileCreatedEvent, FileDeletedEvent, FileMovedEvent),
    *(FileModifiedEvent, FileAttribEvent, FileClosedEvent),
]

_LIMITS = {
    errno.ENOSPC: "the system's limit of watched folders is reached (on Linux: fs.inotify.max_user_watches)",
    errno.EMFILE: "the system's limit of open watchers is reached (on Linux: fs.inotify.max_user_instances)",
}

_MISSES_TO_FAIL = 2
"""One change without an event can be bad timing; two, with no event in between, are a network drive."""


class Bell:
    """Wakes one waiting thread.

    It may be rung in any thread, and by a signal handler inside `wait` itself, where `threading.Event` could
    wait for its own lock forever: `SimpleQueue.put` is reentrant.
    """

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.rings = 0
        """Differs after each ring. (Not an exact count: threads may ring at the same moment.)"""

    def ring(self) -> None:
        """Ends the current or else the next `wait`."""
        self.rings += 1
        # One call wakes; the thousands of a checkout during a build would only fill memory.
        if self._calls.empty():
            self._calls.put(None)

    def wait(self, seconds: float) -> bool:
        """Whether it rang since the last `wait`, or did so within `seconds`."""
        try:
            self._calls.get(timeout=seconds)
        except queue.Empty:
            return False
        return True


@dataclass(frozen=True)
class _Watch:
    """A folder to observe: all that is below it when it is a `root`, or else only `names` directly in it."""

    folder: str
    identity: tuple[int, int]
    """(device, inode): a watch stays with a renamed folder, whatever takes its place."""
    root: Path | None = None
    names: frozenset[str] = frozenset()


class Hints:
    """Keeps watchdog watching what the roots are now, and rings a bell on each event that may matter."""

    def __init__(
        self,
        roots: Sequence[Path],
        ignored: Callable[[str], bool],
        make_observer: Callable[[], BaseObserver],
        bell: Bell,
    ) -> None:
        self._roots, self._ignored, self._make_observer, self._bell = roots, ignored, make_observer, bell
        self._observer: BaseObserver | None = None
        self._watches: dict[_Watch, ObservedWatch] = {}
        self._missed = 0
        self._files: set[str] = set()
        self._is_clear = True
        self.failure: str | None = None
        """Why hints cannot be relied on any more; None while they can."""

    def start(self) -> None:
        """Starts watchdog's threads. Never raises for what the system refuses: see `failure`."""
        # Where one folder appears in another, watchdog may add the inner one twice, and says so on the terminal.
        warnings.filterwarnings("ignore", r"Callback with id .* already exists", RuntimeWarning)
        try:
            self._observer = self._make_observer()
            self._observer.start()
        except Exception as error:
            self._fail(error)
        self.refresh()

    def close(self) -> None:
        """Ends watchdog's threads."""
        if self._observer is not None and self._observer.is_alive():
            self._observer.stop()
            # It ends in milliseconds; but no trouble in there may keep the user's terminal.
            self._observer.join(timeout=2)

    def refresh(self) -> None:
        """Watches what the roots are now, if folders went, came back or were replaced since the last call."""
        if self._observer is None or self.failure is not None:
            return
        try:
            self._renew_watches(self._observer)
        except (FileNotFoundError, NotADirectoryError):
            # Gone between the look and the watch. The watch on its parent, which comes first, tells the rest.
            return
        except Exception as error:  # whatever happens in watchdog, snapshots still find the changes
            self._fail(error)

    def missed_a_change(self) -> None:
        """To be called when a look found a change that no event had announced."""
        self._missed += 1
        if self._missed >= _MISSES_TO_FAIL:
            self.failure = "the system does not announce changes here (is it a network or shared folder?)"

    def _fail(self, error: Exception) -> None:
        known = _LIMITS.get(error.errno or 0) if isinstance(error, OSError) else None
        self.failure = known or f"watching failed: {type(error).__name__}: {error}"

    def _renew_watches(self, observer: BaseObserver) -> None:
        if not observer.is_alive():
            raise RuntimeError("the thread of the observer ended")
        wanted = list(self._wanted())
        # The thread that watches a folder ends when the folder is deleted; a new one may get the same inode.
        alive = {emitter.watch for emitter in observer.emitters if emitter.is_alive()}
        for watch, handle in list(self._watches.items()):
            if watch not in wanted or handle not in alive:
                del self._watches[watch]
                observer.unschedule(handle)
        for watch in wanted:
            if watch not in self._watches:
                self._watches[watch] = observer.schedule(
                    _Handler(watch, self._ignored, self._heard),
                    watch.folder,
                    recursive=watch.root is not None,
                    event_filter=_EVENTS,
                )

    def _wanted(self) -> Iterator[_Watch]:
        """The parents of the roots, where roots come and go, and then the roots that are folders.

        Without links in their paths, as watchdog does not follow them. A root whose parent does not exist is
        awaited in the nearest folder that does.
        """
        folders = {os.path.realpath(root): root for root in self._roots if root.is_dir()}
        names: defaultdict[str, set[str]] = defaultdict(set)
        for root in self._roots:
            child = Path(os.path.abspath(root))  # noqa: PTH100 -- Path.absolute keeps ".."
            while not child.parent.is_dir() and child != child.parent:
                child = child.parent
            names[os.path.realpath(child.parent)].add(child.name)
        for folder in names.keys() - folders.keys():
            yield _Watch(folder, _identity(folder), names=frozenset(names[folder]))
        for folder, root in folders.items():
            yield _Watch(folder, _identity(folder), root=root)

    def take(self) -> frozenset[str] | None:
        """The files below the roots that events told of since the last call; None when they told of more than files."""
        files, is_clear = self._files, self._is_clear
        self._files, self._is_clear = set(), True
        return frozenset(files) if is_clear else None

    def _heard(self, files: Iterable[str], *, is_clear: bool) -> None:
        self._missed = 0
        self._files.update(files)
        self._is_clear = self._is_clear and is_clear
        self._bell.ring()


def _identity(folder: str) -> tuple[int, int]:
    status = Path(folder).stat()
    return status.st_dev, status.st_ino


class _Handler(FileSystemEventHandler):
    """Calls `heard` for the events of one watch that may matter, with the files that they tell of. Runs in watchdog's
    thread."""

    def __init__(self, watch: _Watch, ignored: Callable[[str], bool], heard: Callable[..., None]) -> None:
        self._watch, self._ignored, self._heard = watch, ignored, heard

    def dispatch(self, event: FileSystemEvent) -> None:
        # An exception would end the thread; and a hint too many does no harm.
        paths = [self._below(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
        matter = [path for path in paths if path is not None]
        if matter:
            # Of a root, or a folder, nobody knows what else came or went with it.
            self._heard(matter, is_clear=self._watch.root is not None and not event.is_directory)

    def _below(self, path: str) -> str | None:
        """The path as it is called below the root; None where it doesn't matter."""
        parts = Path(path).parts[len(Path(self._watch.folder).parts) :]
        if self._watch.root is None:
            return path if parts and parts[0] in self._watch.names else None
        below = self._watch.root
        for part in parts:
            below /= part
            if self._ignored(str(below)):
                return None
        return str(below)
