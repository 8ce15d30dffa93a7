"""A feed before it takes a format."""

from dataclasses import dataclass
from datetime import UTC, datetime

from site_builder.output.feeds.entries import Entry
from site_builder.record import record

NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""What a feed without entries says of its last change: it has had none. Validators don't believe 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLinks:
    """The place of a document in an archived feed (RFC 5005 §4), as addresses.

    `is_archive` is true of a document that won't change any more. `current` is the feed that people subscribe
    to; None in that one itself.
    """

    is_archive: bool = False
    previous: str | None = None
    next: str | None = None
    current: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed. `address` is its own, `home` that of the page it stands for; `begins` is when it began to be kept.

    `hub` is where its readers may ask to be told of changes (WebSub). Only an Atom feed can do without a `description`.
    """

    id: str
    title: str
    description: str
    language: str
    address: str
    home: str
    author: str
    entries: tuple[Entry, ...]
    begins: datetime = NEVER
    hub: str | None = None
    archive: ArchiveLinks = ArchiveLinks()

    @property
    def updated(self) -> datetime:
        """The last change of any entry: from the content, never from the clock."""
        return max((entry.updated for entry in self.entries), default=self.begins)
