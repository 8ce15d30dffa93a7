"""A folder of incidents: what opens and translates them, and which folders only group further ones."""

from collections.abc import Iterable
from functools import cached_property

from site_builder.content.folder import Entries, FolderReader
from site_builder.content.known_folders import KnownFolders, Listed, look_at


class Group:
    """A folder that holds incidents. It is listed now, unless it looks as when it was listed before."""

    def __init__(self, reader: FolderReader, known: KnownFolders, folder: str) -> None:
        self.folder = folder
        self._reader = reader
        self._known = known
        # Before it is listed: what comes into it meanwhile makes it look another the next time.
        self._look = None if reader.proposed else look_at(reader.on_disk(folder))
        self._before = known.get(folder, self._look)
        self._oddities = _oddities(reader)
        self._entries = Entries() if self._before else reader.entries(folder)

    @property
    def texts(self) -> Iterable[str]:
        """The paths of its `.md` files."""
        names = self._before.texts if self._before else (name for name in self._entries.files if name.endswith(".md"))
        return (f"{self.folder}/{name}" for name in names)

    @cached_property
    def listed(self) -> Listed:
        """What it holds. Complains of what is wrong in it."""
        if self._before:
            return self._before
        statements = self._reader.statements(self.folder, self._entries.files)
        originals, folders = statements.originals, self._entries.folders
        listed = Listed(
            originals=originals,
            translations=statements.translations,
            with_folder=originals.keys() & frozenset(folders),
            others=tuple(folder for folder in folders if folder not in originals),
        )
        if _oddities(self._reader) == self._oddities:
            self._known.learn(self.folder, self._look, listed)
        return listed


def _oddities(reader: FolderReader) -> int:
    """What is complained of each time, and links, where nobody knows what they lead to."""
    return len(reader.problems) + reader.links
