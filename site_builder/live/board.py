"""The news for open pages: which build is the latest, and which problems hold back the next."""

import secrets
import threading
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class News:
    """What every open page should know. Each object is other news, even when it says the same."""

    build: int = 0
    problems: str | None = None


class Board:
    """Where news is put up, and where the connections of all open pages wait for it."""

    def __init__(self) -> None:
        self.session = secrets.token_hex(8)
        """Tells a page that its server was started again: build numbers say nothing across servers."""
        self.news = News()
        self._closed = False
        self._changed = threading.Condition()

    def reload(self) -> None:
        """There is a new build, and it has no problems."""
        with self._changed:
            self.news = News(self.news.build + 1)
            self._changed.notify_all()

    def show_problems(self, report: str) -> None:
        """The build that open pages show is still the last good one; `report` says why."""
        with self._changed:
            self.news = News(self.news.build, report)
            self._changed.notify_all()

    def close(self) -> None:
        """Sends away everybody who waits, and who would later."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def after(self, seen: News | None, seconds: float) -> News | None:
        """The latest news; waits up to `seconds` while that is `seen`. None when the board is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self.news is not seen, seconds)
            return None if self._closed else self.news
