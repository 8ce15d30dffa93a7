"""The same site by cState, a status page theme for Hugo. It gives its own documents, not ours."""

import json
import shutil
from pathlib import Path

from benchmarks.corpus import DESCRIPTION, SITE_ADDRESS, SITE_NAME, Corpus, Story
from benchmarks.generator import Command, Generator, save
from benchmarks.hugo_site import command, version_of

_VIEWS = ("small.html", "issue.html")
_SEVERITIES = {"degraded_performance": "disrupted", "partial_outage": "disrupted", "major_outage": "down"}
_OUTPUTS = {
    "page": ["html", "json"],
    "section": ["html", "json", "rss"],
    "home": ["html", "json", "rss", "svg"],
    "term": ["html", "json", "rss", "svg"],
}


class CState(Generator):
    """cState from a checkout, with the settings of its own example, but for those that need a Git repository."""

    name = "cState"
    state = ("resources", ".hugo_build.lock")

    def __init__(self, binary: Path, theme: Path) -> None:
        self._binary = str(binary)
        self._theme = theme.resolve()

    def version(self) -> str:
        return f"from a checkout, on Hugo {version_of(self._binary)}"

    def write(self, corpus: Corpus, folder: Path) -> None:
        # JSON is YAML, too.
        save(folder / "config.yml", json.dumps(settings(corpus, self._theme), indent=1))
        # From 0.146 on Hugo looks for the views of an incident here, and from 0.164 on it refuses to go without.
        folder.joinpath("layouts").mkdir(exist_ok=True)
        for view in _VIEWS:
            shutil.copyfile(self._theme / "layouts/issues" / view, folder / "layouts" / view)
        for story in corpus.stories:
            save(folder / "content/issues" / f"{story.name}.md", issue(story, corpus))

    def build(self, folder: Path, output: Path) -> Command:
        return command(self._binary, (), folder, output)


def issue(story: Story, corpus: Corpus) -> str:
    """The file of an incident: newest update first."""
    names = {one.id: one.name for one in corpus.components}
    front = {
        "title": story.title,
        "date": f"{story.first.date:%Y-%m-%d %H:%M:%S}",
        "resolved": not story.is_open,
        "severity": _SEVERITIES[story.components[0][1]],
        "affected": [names[id] for id, _ in story.components],
        "section": "issue",
    }
    if not story.is_open:
        front["resolvedWhen"] = f"{story.last.date:%Y-%m-%d %H:%M:%S}"
    updates = "\n\n".join(
        f'*{update.status.capitalize()}* - {update.text} {{{{< track "{update.date:%Y-%m-%d %H:%M:%S}" >}}}}'
        for update in reversed(story.updates)
    )
    keys = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
    return f"---\n{keys}---\n\n{updates}\n"


def settings(corpus: Corpus, theme: Path) -> dict[str, object]:
    """Its config.yml."""
    return {
        "title": SITE_NAME,
        "baseURL": SITE_ADDRESS,
        "languageCode": "en",
        "defaultContentLanguage": "en",
        "buildFuture": True,
        "enableGitInfo": False,
        "theme": theme.name,
        "themesDir": str(theme.parent),
        "params": {
            "description": DESCRIPTION,
            "categories": [{"name": "Services", "untitled": True}],
            "systems": [{"name": one.name, "category": "Services"} for one in corpus.components],
            "enableUptimeHistogram": True,
            "dateFormat": "January 2, 2006 at 3:04 PM",
            "shortDateFormat": "15:04 — Jan 2",
            "useRelativeTime": True,
            "skipSeconds": False,
            "enableLastMod": False,
            "incidentHistoryFormat": "yearly",
            "incidentPostsPerPage": 5,
            "disableIncidentHistory": False,
            "useLogo": False,
            "brand": "#0a0c0f",
            "ok": "#008000",
            "disrupted": "#cc4400",
            "down": "#e60000",
            "notice": "#24478f",
            "headerTextColor": "white",
        },
        "taxonomies": {"affected": "affected"},
        "outputs": _OUTPUTS,
        "outputFormats": {"svg": {"isPlainText": True, "mediaType": "image/svg+xml"}},
    }
