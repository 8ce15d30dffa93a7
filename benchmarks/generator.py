"""What the benchmark asks of a site generator."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent

from benchmarks.corpus import Corpus, Story

STYLE = Path(__file__).parent.parent / "templates/assets/site.css"
"""Our style sheet: every theme here has it."""

_WORDS = ("Skip to the content", "Jump to the content")
"""Stand once on every page of every theme here; the second ones after a change of the theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How a program is started, in a process of its own."""

    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class Generator(ABC):
    """A program that makes a status site, with a theme that gives the documents which ours gives."""

    name: str
    state: tuple[str, ...] = ()
    """What it keeps below the folder of the sources for its next build."""

    @abstractmethod
    def version(self) -> str:
        """As the program tells it."""

    @abstractmethod
    def write(self, corpus: Corpus, folder: Path) -> None:
        """Writes the sources of the whole site, with the theme."""

    @abstractmethod
    def build(self, folder: Path, output: Path) -> Command:
        """Builds once and ends."""


class Watcher(Generator):
    """A generator that is also measured after changes, and while it watches its sources."""

    theme_file: str
    """The template behind every page, below the folder of the sources."""

    @abstractmethod
    def write_story(self, story: Story, folder: Path) -> None:
        """Writes what of this incident isn't written yet, as a writer would save it."""

    @abstractmethod
    def watch(self, folder: Path, output: Path) -> Command:
        """Builds whenever a file changes."""

    def visible_in(self, story: Story, output: Path) -> tuple[Path, ...]:
        """Where a customer finds the words of a new update."""
        return (output / "index.html", output / "incidents" / story.name / "index.html", output / "feed.atom")

    def change_theme(self, folder: Path) -> None:
        """Changes one word that stands on every page."""
        file = folder / self.theme_file
        text = file.read_text(encoding="utf-8")
        old, new = _WORDS if _WORDS[0] in text else _WORDS[::-1]
        if text.count(old) != 1:
            raise ValueError(f"{self.theme_file} has to say {old!r} once")
        save(file, text.replace(old, new))


def save(file: Path, text: str) -> None:
    """Writes a file, unless it says this already."""
    if not (file.is_file() and file.read_text(encoding="utf-8") == text):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def updates_as_yaml(story: Story) -> str:
    """The updates of an incident as a list in the front matter of its file."""
    lines = ["updates:"]
    for update in story.updates:
        lines += [f"  - date: {update.date.isoformat()}", f"    status: {update.status}", "    text: |"]
        lines.append(indent(update.text, " " * 6))
    return "\n".join(lines) + "\n"
