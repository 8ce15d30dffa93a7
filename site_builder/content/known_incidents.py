"""Incidents that were read before: while their files are the same, nobody parses them again.

Two entries are kept of each. One tells from the looks of its files (times, sizes, inodes) what is in them, so that they
need not even be opened; as Git does it, the looks of a file that was written only just now are not trusted: it could
be written again within the same tick of the clock (https://git-scm.com/docs/racy-git). The other holds the incident by
the content of its files, and so serves a fresh clone, too.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from site_builder.cache import Cache, digest
from site_builder.content.incident_file import IncidentFiles
from site_builder.door.fields import DoorContext
from site_builder.model import Incident

_JUST_NOW = 2_000_000_000
"""Nanoseconds: longer than the tick of any file system."""

_INCIDENT: TypeAdapter[Incident] = TypeAdapter(Incident)


class KnownIncidents:
    """The incidents of one site. An object of it serves one build after the other, each with `use` before it."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._context = ""
        self._now = 0
        self._looks: dict[str, tuple[str, bool]] = {}
        self._at_hand: dict[str, tuple[str, Incident]] = {}

    def use(self, cache: Cache | None, context: DoorContext) -> None:
        """Begins a build. `context` is what incidents are read with; without a `cache` all of them are read."""
        self._cache = cache
        self._context = digest(context)
        self._now = cache.file_time() if cache else 0
        self._looks.clear()

    def by_looks(self, opener: str, files: Iterable[Path], attachments: Iterable[str]) -> Incident | None:
        """The incident that opens in the file `opener`, if none of its files looks different than before."""
        if self._cache is None:
            return None
        # Before any of them is read: what changes while they are looks different the next time.
        key, is_settled = self._look(files, attachments)
        self._looks[opener] = key, is_settled
        known, incident = self._at_hand.get(opener, ("", None))
        if known == key:
            return incident
        content = self._cache.get(opener, "looks", key)
        incident = self._read(opener, content) if isinstance(content, str) else None
        if incident is not None:
            self._at_hand[opener] = key, incident
        return incident

    def by_content(self, files: IncidentFiles) -> Incident | None:
        """The incident that was made of just these texts."""
        incident = self._read(files.opener.original.path, self._digest(files))
        if incident is not None:
            self._keep_looks(incident)
        return incident

    def keep(self, files: IncidentFiles, incident: Incident) -> Incident:
        """Keeps an incident that was made of these texts. Gives it back with their digest."""
        incident = replace(incident, digest=self._digest(files))
        if self._cache is not None:
            text = _INCIDENT.dump_json(incident).decode()
            self._cache.put_text(incident.opener.source, "incident", incident.digest, text)
            self._keep_looks(incident)
        return incident

    def _read(self, opener: str, content: str) -> Incident | None:
        text = self._cache.get_text(opener, "incident", content) if self._cache else None
        try:
            return _INCIDENT.validate_json(text) if text is not None else None
        except ValidationError:
            return None

    def _keep_looks(self, incident: Incident) -> None:
        opener = incident.opener.source
        key, is_settled = self._looks.get(opener, ("", False))
        if self._cache is not None and is_settled:
            self._cache.put(opener, "looks", key, incident.digest)
            self._at_hand[opener] = key, incident

    def _look(self, files: Iterable[Path], attachments: Iterable[str]) -> tuple[str, bool]:
        """What the files look like: times, size, inode. And whether all of them were left alone for a while."""
        looks = []
        latest = 0
        for file in files:
            status = file.stat()
            looks.append((file.name, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))
            latest = max(latest, status.st_mtime_ns, status.st_ctime_ns)
        return digest(self._context, looks, list(attachments)), latest < self._now - _JUST_NOW

    def _digest(self, files: IncidentFiles) -> str:
        """Stands for all that the texts say, and for what they are read with."""
        return digest(self._context, files)
