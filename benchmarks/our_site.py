"""Site Builder itself, run as a user runs it."""

import json
import shutil
import subprocess
from pathlib import Path

from benchmarks.corpus import (
    CHANNELS,
    DESCRIPTION,
    FEED_ENTRIES,
    NOW,
    RECENT_DAYS,
    SITE_ADDRESS,
    SITE_NAME,
    Corpus,
    Story,
    Update,
)
from benchmarks.generator import Command, Watcher, save

CHECKOUT = Path(__file__).parent.parent


class SiteBuilder(Watcher):
    """The program of this checkout, with its own theme and everything that it writes."""

    name = "Site Builder"
    theme_file = "templates/base.html"
    state = (".site-builder",)

    def __init__(self, python: Path) -> None:
        self._program = (str(python), "-m", "site_builder")

    def version(self) -> str:
        told = subprocess.run([*self._program, "--version"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
        return told.stdout.split()[-1]

    def help(self) -> Command:
        return Command(arguments=(*self._program, "--help"), folder=CHECKOUT)

    def write(self, corpus: Corpus, folder: Path) -> None:
        save(folder / "site.yml", settings(corpus))
        folder.joinpath("templates").mkdir(exist_ok=True)
        # As `site-builder theme copy base.html` does: what a site overrides is what gets changed.
        shutil.copyfile(CHECKOUT / self.theme_file, folder / self.theme_file)
        for story in corpus.stories:
            self.write_story(story, folder)

    def write_story(self, story: Story, folder: Path) -> None:
        year = folder / "incidents" / f"{story.first.date:%Y}"
        save(year / f"{story.name}.md", opener(story))
        for update in story.updates[1:]:
            save(year / story.name / f"{update.date:%Y-%m-%d-%H%M}.md", statement(update))

    def build(self, folder: Path, output: Path) -> Command:
        return self._run("build", folder, output)

    def watch(self, folder: Path, output: Path) -> Command:
        return self._run("watch", folder, output)

    def _run(self, verb: str, folder: Path, output: Path) -> Command:
        arguments = (verb, "--site", str(folder), "--output", str(output), "--now", NOW.isoformat())
        return Command(arguments=(*self._program, *arguments), folder=CHECKOUT)


def settings(corpus: Corpus) -> str:
    """site.yml; JSON is YAML, too."""
    keys = {
        "name": SITE_NAME,
        "description": DESCRIPTION,
        "url": SITE_ADDRESS,
        "timezone": "UTC",
        "official_channels": [{"label": label, "url": url} for label, url in CHANNELS],
        "components": [{"id": one.id, "name": one.name} for one in corpus.components],
        "feeds": {"entries": FEED_ENTRIES},
        "history": {"days": RECENT_DAYS},
    }
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())


def opener(story: Story) -> str:
    """The file that opens an incident."""
    components = "".join(f"  {name}: {status}\n" for name, status in story.components)
    front = f"title: {json.dumps(story.title)}\ndate: {story.first.date.isoformat()}\nstatus: {story.first.status}\n"
    return f"---\n{front}components:\n{components}---\n\n{story.first.text}\n"


def statement(update: Update) -> str:
    """The file of a further update."""
    return f"---\ndate: {update.date.isoformat()}\nstatus: {update.status}\n---\n\n{update.text}\n"
