"""A file that is dated in the future isn't there, as far as anybody can tell from the published site; nor is a draft.

The proof is that not a byte differs from the site without such files: what isn't in the bytes can't be found in them.
"""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests import shop
from tests.program import run, tree

STORY = "2026-04-22-online-orders"
"""An incident of the shop that is open, with updates in both languages."""
UNSAID = "xqz"
"""In every word, name and file of what is held back, and in nothing else."""
OUT = "2026-09-17 21:43:05"
OUT_AT = datetime.fromisoformat("2026-09-17T21:43:05+01:00")
DATES = (
    "2026-09-17",
    "20260917",
    "17 September 2026",
    "17 Sept 2026",
    "17 Sep 2026",
    "17 Medi 2026",
    "21:43",
    "2026-09/",
)

INCIDENT = """\
---
title: Xqz breach
date: {date}
{draft}pinned: true
components: {{tills: major_outage, online-orders: major_outage}}
impact: critical
next_update: 2026-09-18 21:43
expected: {{tills: Xqz week}}
what_to_do: Change your xqz password.
what_works: Only xqz works.
data_impact: {{status: confirmed, text: Xqz records were taken., as_of: 2026-09-17 21:43}}
edited: [{{date: 2026-09-19 21:43, reason: Xqz was misspelt.}}]
---

We were told of xqz. [The letter]({name}/xqz-letter.pdf), ![a chart]({name}/xqz-chart.svg)
"""

UPDATE = """\
---
date: {date}
status: investigating
{draft}components: {{website: major_outage, tills: major_outage}}
impact: critical
next_update: 2026-09-18 21:43
what_to_do: Wait for xqz.
what_works: Only xqz works.
data_impact: {{status: confirmed, text: Xqz records were taken., as_of: 2026-09-17 21:43}}
---

It was xqz. [The plan](xqz-plan.pdf)
"""

MAINTENANCE = """\
---
title: Xqz works
kind: maintenance
date: {date}
{draft}starts: 2026-09-18 21:43
ends: 2026-09-18 22:43
components: {{tills: under_maintenance}}
---

We put in xqz.
"""

QUESTIONS = "## What is xqz?\n\nXqz is [this](xqz-letter.pdf).\n"
TRANSLATION = "---\ntitle: Y xqz\n---\n\nMae xqz yma.\n"
TRANSLATED_UPDATE = "---\nwhat_to_do: Aros am xqz.\n---\n\nXqz oedd ef.\n"


def copy_of_the_shop(folder: Path) -> Path:
    """With a hub besides: then it has everything that a site can have."""
    site = Path(shutil.copytree(shop.SITE, folder))
    with (site / "site.yml").open("a", encoding="utf-8") as settings:
        settings.write("hub: https://hub.example/\n")
    return site


def add(site: Path, date: str = OUT, draft: str = "") -> None:
    """One of everything that can be held back, with all that belongs to it."""
    name = f"xqz-{'draft' if draft else 'later'}"
    update = f"{STORY}/2026-09-17-{name}"
    files = {
        f"{name}.md": INCIDENT.format(date=date, draft=draft, name=name),
        f"{name}.cy.md": TRANSLATION,
        f"{name}/xqz-letter.pdf": "xqz",
        f"{name}/xqz-chart.svg": "<svg><text>xqz</text></svg>",
        f"{name}/questions.md": QUESTIONS,
        f"{name}/questions.cy.md": QUESTIONS,
        f"{name}/xqz-next.md": UPDATE.format(date=date, draft="").replace("xqz-plan", "xqz-letter"),
        f"{update}.md": UPDATE.format(date=date, draft=draft),
        f"{update}.cy.md": TRANSLATED_UPDATE,
        f"{STORY}/xqz-plan.pdf": "xqz",
        f"{name}-works.md": MAINTENANCE.format(date=date, draft=draft),
        f"{name}-works.cy.md": TRANSLATION,
    }
    for path, text in files.items():
        file = site / "incidents" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def built(site: Path, now: str = shop.NOW_TEXT) -> dict[str, bytes]:
    """Everything that the program publishes, by path."""
    done = run("build", "--site", site, "--now", now)
    assert done.returncode == 0, done.stderr
    return tree(site / "public")


def whole(files: dict[str, bytes]) -> bytes:
    """Names and contents of all files, in small letters, to be searched."""
    return b"\n".join(path.encode() + b"\n" + content for path, content in sorted(files.items())).lower()


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(copy_of_the_shop(tmp_path_factory.mktemp("without") / "site"))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return copy_of_the_shop(tmp_path / "site")


def test_the_shop_has_all_that_could_give_something_away(without: dict[str, bytes]) -> None:
    names = (
        "cy/feed.atom",
        "feed.rss",
        "feed.json",
        "history.atom",
        "feed/2026-04.atom",
        "maintenance.ics",
        "feeds.opml",
    )
    others = ("api/v2/summary.json", "badge.svg", "sitemap.xml", "_headers", "poster/index.html", "history/index.html")
    assert set(names + others) <= set(without)
    assert not [word for word in (UNSAID, *DATES) if word.lower().encode() in whole(without)]


@pytest.mark.parametrize("date", [OUT, "2026-05-06 10:00:01"], ids=["in months", "in a second"])
def test_what_is_held_back_changes_no_byte(site: Path, without: dict[str, bytes], date: str) -> None:
    """Not even the time of the next change, which a date within the day would bring forward, can be read anywhere."""
    add(site, date)
    found = built(site)
    assert sorted(found) == sorted(without)
    assert [path for path in found if found[path] != without[path]] == []
    assert not [word for word in (UNSAID, *DATES) if word.lower().encode() in whole(found)]


def test_a_draft_changes_no_byte_and_never_comes_out(site: Path, without: dict[str, bytes]) -> None:
    add(site, "2026-05-01 10:00", draft="draft: true\n")
    assert built(site) == without
    assert UNSAID.encode() not in whole(built(site, "2026-12-24T10:00:00Z"))


def test_in_a_preview_and_a_rehearsal_it_can_not_be_found_either(site: Path) -> None:
    add(site)
    add(site, draft="draft: true\n")
    for number, option in enumerate((["--preview", "PLACE"], ["--rehearsal", "--output", "PLACE"])):
        place = site / f"other-{number}"
        arguments = [place if each == "PLACE" else each for each in option]
        assert run("build", "--site", site, "--now", shop.NOW_TEXT, *arguments).returncode == 0
        assert tree(place)
        assert UNSAID.encode() not in whole(tree(place))


def test_in_the_second_of_its_date_all_of_it_is_there_and_a_second_before_nothing(site: Path) -> None:
    add(site)
    before = whole(built(site, (OUT_AT - timedelta(seconds=1)).isoformat()))
    assert UNSAID.encode() not in before
    found = built(site, OUT_AT.isoformat())
    of_its_own = ("index.html", "summary.txt", "feed.atom", "xqz-letter.pdf", "xqz-chart.svg")
    assert {f"incidents/xqz-later/{name}" for name in of_its_own} <= set(found)
    assert f"incidents/{STORY}/xqz-plan.pdf" in found
    everywhere = (
        "index.html",
        "cy/index.html",
        "feed.atom",
        "cy/feed.rss",
        "feed.json",
        "maintenance.ics",
        "sitemap.xml",
    )
    others = ("api/v2/summary.json", "api/v2/incidents.json", "history/2026-09/index.html", "feed/2026-09.atom")
    for path in (*everywhere, *others):
        assert UNSAID.encode() in found[path].lower(), path
    for words in (b"We were told of xqz", b"Mae xqz yma", b"What is xqz?", b"Xqz records were taken", b"Aros am xqz"):
        assert words.lower() in whole(found)
    # Its correction has a date of its own, which is still to come.
    assert b"xqz was misspelt" not in whole(found)


def test_commands_say_what_is_held_back_and_until_when(site: Path) -> None:
    for held in (site / "incidents").rglob("*unreleased*.md"):
        held.unlink()
    add(site)
    first = f"held back until 2026-05-06 17:00 BST: incidents/{STORY}/2026-05-06-1700.md\n"
    later = "held back until 2026-09-17 21:43 BST: incidents/"
    for command in ("check", "build", "status"):
        said = run(command, "--site", site, "--now", shop.NOW_TEXT).stdout
        assert first in said
        assert f"{later}xqz-later.md\n" in said
        assert f"{later}xqz-later-works.md\n" in said
        assert f"draft: incidents/{STORY}/2026-05-06-0800.md\n" in said
    for command in ("check", "build", "status"):
        told = json.loads(run(command, "--site", site, "--now", shop.NOW_TEXT, "--format", "json").stdout)
        until = {each["path"]: each["until"] for each in told["held_back"]}
        assert until[f"incidents/{STORY}/2026-09-17-xqz-later.md"] == "2026-09-17T20:43:05+00:00"
        assert until[f"incidents/{STORY}/2026-05-06-0800.md"] is None
    alone = run("next-change", "--site", site, "--now", "2026-09-17T21:00:00+01:00").stdout
    assert alone == "2026-09-17T21:43:05+01:00\n"
