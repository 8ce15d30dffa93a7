"""The same site by Pelican. It has no parts of a page: an incident is one article, and one entry of the feed."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from pprint import pformat

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
from benchmarks.generator import STYLE, Command, Generator, save

THEME = Path(__file__).parent / "theme"


class Pelican(Generator):
    """Pelican with Python-Markdown, and its caches off, as it comes."""

    name = "Pelican"
    state = ("cache",)

    def __init__(self, program: Path) -> None:
        self._program = str(program)

    def version(self) -> str:
        return subprocess.run([self._program, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def write(self, corpus: Corpus, folder: Path) -> None:
        shutil.copytree(THEME, folder / "theme", dirs_exist_ok=True)
        folder.joinpath("theme/static").mkdir(exist_ok=True)
        shutil.copyfile(STYLE, folder / "theme/static/site.css")
        settings = "".join(f"{key} = {pformat(value)}\n" for key, value in settings_of(corpus).items())
        save(folder / "pelicanconf.py", f"import datetime\n{settings}")
        for story in corpus.stories:
            save(folder / "content" / f"{story.name}.md", article(story))

    def build(self, folder: Path, output: Path) -> Command:
        places = ("content", "--settings", "pelicanconf.py", "--output", str(output))
        return Command(arguments=(self._program, *places, "--quiet"), folder=folder)


def settings_of(corpus: Corpus) -> dict[str, object]:
    """Its settings: the same addresses as ours, and none of the pages that ours has not."""
    off = ("AUTHOR_SAVE_AS", "CATEGORY_SAVE_AS", "AUTHORS_SAVE_AS", "CATEGORIES_SAVE_AS", "TAGS_SAVE_AS")
    no_feeds = ("FEED_ALL_ATOM", "CATEGORY_FEED_ATOM", "TRANSLATION_FEED_ATOM", "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS")
    return {
        "SITENAME": SITE_NAME,
        "SITEURL": SITE_ADDRESS,
        "DESCRIPTION": DESCRIPTION,
        "CHANNELS": CHANNELS,
        "COMPONENTS": {one.id: one.name for one in corpus.components},
        "RECENT_SINCE": NOW - timedelta(days=RECENT_DAYS),
        "TIMEZONE": "UTC",
        "THEME": "theme",
        "THEME_STATIC_DIR": "",
        "DEFAULT_PAGINATION": False,
        "ARTICLE_URL": "incidents/{slug}/",
        "ARTICLE_SAVE_AS": "incidents/{slug}/index.html",
        "TAG_URL": "components/{slug}/",
        "TAG_SAVE_AS": "components/{slug}/index.html",
        "ARCHIVES_SAVE_AS": "history/index.html",
        "MONTH_ARCHIVE_URL": "history/{date:%Y-%m}/",
        "MONTH_ARCHIVE_SAVE_AS": "history/{date:%Y-%m}/index.html",
        "FEED_ATOM": "feed.atom",
        "FEED_RSS": "feed.rss",
        "FEED_MAX_ITEMS": FEED_ENTRIES,
        "RSS_FEED_SUMMARY_ONLY": False,
        **dict.fromkeys(off, ""),
        **dict.fromkeys(no_feeds, None),
    }


def article(story: Story) -> str:
    """The file of an incident: newest update first."""
    updates = "\n\n".join(
        f"### {update.status}\n\n{update.date:%d %B %Y %H:%M}\n\n{update.text}" for update in reversed(story.updates)
    )
    front = {
        "Title": story.title,
        "Slug": story.name,
        "Date": f"{story.first.date:%Y-%m-%d %H:%M}",
        "Modified": f"{story.last.date:%Y-%m-%d %H:%M}",
        "Month": f"{story.first.date:%Y-%m}",
        "State": story.last.status,
        "Open": "yes" if story.is_open else "no",
        "Worst": story.components[0][1],
        "Tags": ", ".join(name for name, _ in story.components),
    }
    return "".join(f"{key}: {value}\n" for key, value in front.items()) + f"\n{updates}\n"
