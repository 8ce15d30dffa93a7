"""The same site by Eleventy: one file for each incident, with its updates in the front matter, as for Hugo."""

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
)
from benchmarks.generator import STYLE, Command, Generator, save, updates_as_yaml

THEME = Path(__file__).parent / "theme"


class Eleventy(Generator):
    """Eleventy with Nunjucks and markdown-it. `packages` is the folder node_modules that holds it."""

    name = "Eleventy"
    state = (".cache",)

    def __init__(self, packages: Path) -> None:
        self._packages = packages.resolve()
        self._program = ("node", str(self._packages / "@11ty/eleventy/cmd.cjs"))

    def version(self) -> str:
        return subprocess.run([*self._program, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def write(self, corpus: Corpus, folder: Path) -> None:
        shutil.copytree(THEME, folder, dirs_exist_ok=True)
        shutil.copyfile(STYLE, folder / "site.css")
        folder.joinpath("node_modules").symlink_to(self._packages)
        save(folder / "site.json", json.dumps(settings(corpus)))
        for story in corpus.stories:
            save(folder / "content/incidents" / f"{story.name}.md", incident(story))

    def build(self, folder: Path, output: Path) -> Command:
        return Command(arguments=(*self._program, "--quiet", f"--output={output}"), folder=folder)


def settings(corpus: Corpus) -> dict[str, object]:
    """What its templates know of the site."""
    return {
        "name": SITE_NAME,
        "url": SITE_ADDRESS,
        "description": DESCRIPTION,
        "now": NOW.isoformat(),
        "recentDays": RECENT_DAYS,
        "feedEntries": FEED_ENTRIES,
        "channels": [{"label": label, "url": url} for label, url in CHANNELS],
        "components": [{"id": one.id, "name": one.name} for one in corpus.components],
        "names": {one.id: one.name for one in corpus.components},
    }


def incident(story: Story) -> str:
    """The file of an incident."""
    affected = "".join(f"  {name}: {status}\n" for name, status in story.components)
    return (
        f"---\ntitle: {json.dumps(story.title)}\nname: {story.name}\ndate: {story.first.date.isoformat()}\n"
        f"status: {story.last.status}\nopen: {json.dumps(story.is_open)}\n"
        f"affected:\n{affected}{updates_as_yaml(story)}---\n"
    )
