"""The files that public texts link to, beside their incident's page."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from site_builder.model import Incident
from site_builder.output.shelf import attachments_of
from site_builder.output.site_map import Document
from site_builder.problems import Problem, Source


class Attachments:
    """Reads attachments; `taken` are the paths of the site's own documents, which none of them may have."""

    def __init__(self, site_folder: Path, taken: Collection[str]) -> None:
        self._folder = site_folder
        self._files = taken
        self.problems: list[Problem] = []

    @cached_property
    def _taken(self) -> frozenset[str]:
        """The documents, and the folders that they are in."""
        folders = {path.rpartition("/")[0] for path in self._files}
        # Many files lie in each: what is above them is asked once for each folder.
        above = {str(parent) for folder in folders for parent in PurePosixPath(folder).parents}
        return frozenset({*self._files, *folders, *above})

    def documents(self, public: Iterable[Incident], used: set[str]) -> Iterator[Document]:
        """Only files that a public text links to: a name can give away what is still held back."""
        for incident in (one for one in public if one.attachments):
            for source, address in attachments_of(incident).items():
                if source in used:
                    yield from self._document(source, address)

    def _document(self, source: str, address: str) -> Iterator[Document]:
        file = self._folder / source
        if address in self._taken or any(str(parent) in self._files for parent in PurePosixPath(address).parents):
            self._complain(source, f'"{address}" is a page of the site itself', "give the file another name")
        elif not _is_below(file, self._folder):
            self._complain(source, "this link leads out of the site", "put the file itself here")
        else:
            try:
                yield Document(address, file.read_bytes())
            except OSError as error:
                self._complain(source, f"can't be read: {error.strerror}", "is it a file, and may you read it?")

    def _complain(self, source: str, message: str, hint: str) -> None:
        self.problems.append(Source(source, "").problem(message, hint=hint))


def _is_below(file: Path, folder: Path) -> bool:
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except RuntimeError:  # a link that leads to itself
        return False
