"""A folder to write to."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from site_builder.output.site_map import Document
from site_builder.output.writer import OutputFolder, Written
from site_builder.problems import SiteProblems
from tests.program import tree

HOME = b'<meta name="generator" content="Site Builder">home'


class Place:
    """A site's folder with an output folder to write to."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.public = site / "public"
        site.mkdir()

    def write(self, files: dict[str, bytes], output: Path | None = None) -> Written:
        documents = [Document(path, content) for path, content in files.items()]
        return OutputFolder(output or self.public, self.site).write(lambda: documents)

    def refused(self, files: dict[str, bytes], output: Path | None = None) -> list[str]:
        """What is wrong, as `place: message`; nothing may have changed."""
        before = tree(self.site)
        with pytest.raises(SiteProblems) as caught:
            self.write(files, output)
        after = tree(self.site)
        locks = {path for path in after if path.endswith(".lock")}
        assert {path: content for path, content in after.items() if path not in locks - before.keys()} == before
        return [f"{problem.location}: {problem.message}" for problem in caught.value.problems]

    @property
    def manifest(self) -> Path:
        (found,) = (self.site / ".site-builder").glob("manifest-*.db")
        return found

    def tamper(self, *paths: str) -> None:
        with closing(sqlite3.connect(self.manifest)) as listed, listed:
            listed.execute("DELETE FROM file")
            listed.executemany("INSERT INTO file VALUES (?, NULL, NULL, NULL)", [(path,) for path in paths])
