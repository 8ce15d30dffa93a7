"""Whole stories, written by the commands of the writer's desk alone.

What no command writes is copied in beside: attachments, translations, `questions.md`, and what isn't in `incidents/`.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from site_builder.content.library import load_library
from site_builder.desk.said import Said
from site_builder.door.context import context_for
from site_builder.model import Incident, Update
from site_builder.settings import load_site
from tests import shop
from tests.desk.saying import options, said
from tests.program import run, tree

DEMO = Path(__file__).parent.parent


def stories(site: Path) -> tuple[Incident, ...]:
    return load_library(site, context_for(load_site(site))).incidents


def tell(site: Path, golden: Path, incident: Incident, update: Update, *, now: datetime) -> None:
    """Says one update of a finished site again, by the command that a person would take."""
    zone = load_site(site).timezone
    words = replace(said(update, zone), status=None)
    name = Path(update.source).relative_to("incidents").with_suffix("")
    if update is incident.opener:
        command = ["new", incident.title.original.text, f"--kind={incident.kind}", f"--name={name}"]
        command += ["--pinned"] if incident.pinned else []
        command += [f"--id={incident.id}"] if incident.id != incident.name else []
    elif update.status is incident.lifecycle.closes and not (update.components or update.impact or update.expected):
        command = ["resolve", incident.name, f"--name={name.name}"]
    else:
        command = ["update", incident.name, f"--status={update.status}", f"--name={name.name}"]
        command += [f"--id={update.id}"] if update.id != name.name else []
    for attachment in (golden / incident.folder).glob("*"):
        if attachment.suffix != ".md":
            copy(attachment, golden, site)
    by_hand = [f"--date={update.date.isoformat()}"] if update.date > now else []
    do(site, now, *command, *options(without_later_links(words, update)), *by_hand)
    for edit in update.edited:
        do(site, edit.date, "correct", update.source, f"--reason={edit.reason.original.text}")
    if update is incident.opener:
        for questions in (golden / incident.folder).glob("questions*.md"):
            copy(questions, golden, site)


def translate(site: Path, golden: Path, update: Update) -> None:
    for translation in update.translations:
        copy(golden / translation.source, golden, site)


def do(site: Path, now: datetime, *arguments: str) -> None:
    done = run(*arguments, "--site", site, "--now", now.isoformat())
    assert done.returncode == 0, done.stdout + done.stderr


LATER_LINKS = {
    "incidents/2026/2026-02-10-tills.md": ["[later story](../2026-04-22-online-orders.md#update-opened)"],
    "incidents/2026-04-22-online-orders.md": [
        "[to the next update](2026-04-22-online-orders/2026-04-23-0900.md)",
        "[questions](2026-04-22-online-orders/questions.md)",
        "[What happened then](#update-2026-04-23-0900)",
    ],
}
"""What the shop's texts link to before it was said: a link is refused as long as it leads nowhere."""


def without_later_links(words: Said, update: Update) -> Said:
    for link in LATER_LINKS.get(update.source, []):
        words = replace(
            words,
            message=(words.message or "").replace(link, bare(link)),
            what_works=words.what_works and words.what_works.replace(link, bare(link)),
        )
    return words


def put_in_later_links(site: Path) -> None:
    """As a person does, in an editor."""
    for path, links in LATER_LINKS.items():
        text = (site / path).read_text(encoding="utf-8")
        for link in links:
            assert text.count(bare(link)) == 1
            text = text.replace(bare(link), link)
        (site / path).write_text(text, encoding="utf-8")


def bare(link: str) -> str:
    return link.partition("](")[0].removeprefix("[")


def copy(file: Path, golden: Path, site: Path) -> None:
    (site / file.relative_to(golden)).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, site / file.relative_to(golden))


def in_order(site: Path) -> Iterator[tuple[Incident, Update]]:
    """All updates of all incidents, as they were said one after the other."""
    told = [(update.date, incident.name, incident, update) for incident in stories(site) for update in incident.updates]
    for _, _, incident, update in sorted(told, key=lambda each: each[:2]):
        yield incident, update


def test_the_golden_site_is_told_by_the_commands_alone_and_built_after_each(tmp_path: Path) -> None:
    golden, site = shop.SITE, tmp_path / "site"
    for given in ("site.yml", "logo.svg", "templates/404.html", "templates/assets/mark.svg"):
        copy(golden / given, golden, site)
    for incident, update in in_order(golden):
        now = min(update.date, shop.NOW)
        tell(site, golden, incident, update, now=now)
        do(site, max([now, *(edit.date for edit in update.edited)]), "build")
    put_in_later_links(site)
    for _, update in in_order(golden):
        # Here at the end, because one of them has a later link, too.
        translate(site, golden, update)
    do(site, shop.NOW, "build")
    assert tree(site / "public") == shop.documents()


def test_the_story_of_the_demo_is_told_by_the_commands_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    copy(DEMO / "site.yml", DEMO, site)
    for incident, update in in_order(DEMO):
        tell(site, DEMO, incident, update, now=update.date)
        translate(site, DEMO, update)
    assert stories(site) == stories(DEMO)
