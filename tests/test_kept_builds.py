"""What is kept of earlier builds is only a shortcut: whatever was edited, the site is the one of a first build."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder import lookout
from site_builder.cache import Cache
from site_builder.live.snapshot import Scanner, Snapshot, differences, is_editor_junk
from site_builder.lookout import Lookout, Tasks
from site_builder.means import Means
from site_builder.output.keeping import Keeper, KeptWork
from site_builder.output.manifest import Manifest, cache_file, manifest_file
from site_builder.output.staging import Staging
from site_builder.output.theme import packaged_templates
from site_builder.output.writer import OutputFolder
from site_builder.pipeline import build
from site_builder.problems import SiteProblems
from site_builder.survey import Request, inputs
from site_builder.workers import MANY
from tests.factories import at
from tests.program import PROGRAM, Done, run_process, tree

NOW = at("2026-05-06 10:00")
SITE = """
name: {name}
url: https://status.example.com
timezone: {timezone}
languages: {languages}
feeds: {{entries: {entries}}}
components:
  - {{id: orders, name: Orders}}
  - {{id: cards, name: {cards}}}
"""
STORIES = {
    "2026-05-01-orders.md": "---\ntitle: Orders\ndate: 2026-05-01 09:00\ncomponents: {orders: major_outage}\n"
    "next_update: 2026-05-06 11:30\n---\n\nSee [cards](2026-04-02-cards/first.md#update-first) and [a list][1].\n\n"
    "[1]: 2026-05-01-orders/list.pdf\n",
    "2026-05-01-orders/second.md": "---\ndate: 2026-05-01 10:00\nstatus: identified\n---\n\nWe *know* more.\n",
    "2026-05-01-orders/later.md": "---\ndate: 2026-05-06 12:00\nstatus: monitoring\n---\n\nHeld back.\n",
    "2026-05-01-orders/list.pdf": "%PDF",
    "2026-05-01-orders/questions.md": "## Why?\n\nNobody knows.\n",
    "2026-04-02-cards.md": "---\ntitle: Cards\ndate: 2026-04-02 09:00\ncomponents: {cards: partial_outage}\n---\n"
    "\nHm.\n",
    "2026-04-02-cards.cy.md": "---\ntitle: Cardiau\n---\n\nHm, meddai.\n",
    "2026-04-02-cards/first.md": "---\ndate: 2026-04-03 09:00\nstatus: resolved\n---\n\nDone.\n",
    "2025-12-24-tills.md": "---\ntitle: New tills\nkind: maintenance\ndate: 2025-12-24 09:00\n"
    "starts: 2026-05-06 11:00\nends: 2026-05-06 13:00\ncomponents: {cards: under_maintenance}\n---\n\nNew tills.\n",
    "2026-03-03-fake.md": "---\ntitle: Fakes\nkind: notice\ndate: 2026-03-03 09:00\n---\n\nBeware.\n",
}

FirstBuild = tuple[dict[str, bytes], str]
FIRST_BUILDS: dict[tuple[datetime, frozenset[tuple[str, bytes]]], FirstBuild] = {}


class Desk:
    """A site that somebody edits."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        self.public = folder / "public"
        self.now = NOW
        self.settings = {"name": "Shop", "languages": "[en, cy]", "entries": "5", "cards": "Cards"}
        self.settings["timezone"] = "Europe/London"
        self.means = Means(jobs=1)
        self.seen: Snapshot | None = None
        self.changed: frozenset[Path] = frozenset()

    def open(self) -> None:
        """With what it begins with."""
        for name, text in STORIES.items():
            self.write(f"incidents/{name}", text)
        self.set()

    def write(self, path: str, text: str) -> None:
        file = self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def set(self, **keys: str) -> None:
        self.settings |= keys
        self.write("site.yml", SITE.format(**self.settings))

    def tell_many(self, text: str) -> None:
        for number in range(MANY):
            day = f"2026-01-{number + 1:02}"
            front = f"---\ntitle: Story {number}\ndate: {day} 09:00\ncomponents: {{orders: partial_outage}}\n---\n"
            self.write(f"incidents/{day}-story.md", f"{front}\n{text}\n")

    def restore(self, name: str) -> None:
        self.write(f"incidents/{name}", STORIES[name])

    def delete(self, name: str) -> None:
        (self.site / "incidents" / name).unlink(missing_ok=True)

    def rename(self, name: str) -> None:
        for old in (self.site / "incidents").glob(f"{name}*"):
            old.rename(old.with_name(old.name.replace(name, f"{name}-too")))

    def build(self, output: Path, means: Means) -> str:
        try:
            build(Request(folder=self.site, now=self.now), output, means=means)
        except SiteProblems as error:
            return str(error)
        return ""

    def start_again(self) -> None:
        """As another start of the program, which knows nothing of what changed."""
        self.means, self.seen = Means(jobs=1), None

    def build_elsewhere(self) -> None:
        """Another program builds into the same folder."""
        self.build(self.public, Means(jobs=1))

    def build_again(self) -> str:
        """Builds with what is known from before, as a program that watches does: it tells which files changed."""
        seen, before = Scanner(inputs(self.site), is_editor_junk).scan(), self.seen
        self.seen = seen
        if before is None:
            return self.build(self.public, self.means)
        self.changed |= differences(before, seen)
        problems = self.build(self.public, replace(self.means, changed=self.changed))
        if not problems:
            self.changed = frozenset()
        return problems

    def check_kept(self) -> None:
        """Builds once more."""
        assert self.build_again() == ""

    def check(self) -> None:
        """Builds once more, and for the first time."""
        before = tree(self.public) if self.public.exists() else {}
        problems = self.build_again()
        fresh, problems_of_it = self.first_build()
        assert problems_of_it == problems
        assert (tree(self.public) if self.public.exists() else {}) == (before if problems else fresh)

    def first_build(self) -> FirstBuild:
        """What a first build makes of the site, and what is wrong with it.

        Nothing but the site's own files and the time go into it, so the same site is built for the first time once:
        most tests begin with the same one, and many make the same edit.
        """
        own = ((path, content) for path, content in tree(self.site).items() if not path.startswith(".site-builder/"))
        key = self.now, frozenset(own)
        if key not in FIRST_BUILDS:
            with TemporaryDirectory() as elsewhere:
                fresh = Path(elsewhere) / "public"
                problems = self.build(fresh, Means(jobs=1, use_cache=False))
                FIRST_BUILDS[key] = tree(fresh) if fresh.exists() else {}, problems
        return FIRST_BUILDS[key]


Edit = Callable[[Desk], None]
files = st.sampled_from(sorted(STORIES))
texts = st.sampled_from(["**New** words.", "See [tills](../2025-12-24-tills.md).", "![x](list.pdf)", "A [link](/x)."])


def edited(name: str, text: str) -> Edit:
    def edit(desk: Desk) -> None:
        head, dashes, _ = STORIES[name].rpartition("---\n")
        desk.write(f"incidents/{name}", f"{head}{dashes}\n{text}\n")

    return edit


def added(text: str, day: int) -> Edit:
    front = f"---\ndate: 2026-05-{day:02} 09:30\nstatus: identified\n---\n"
    return lambda desk: desk.write(f"incidents/2026-05-01-orders/more-{day}.md", f"{front}\n{text}\n")


def said_at_once(count: int) -> Edit:
    """Several stories say more in the same minute, the last one before midnight in most zones."""

    def edit(desk: Desk) -> None:
        for number in range(count):
            day = f"2026-02-{number + 1:02}"
            front = f"---\ntitle: Story {number}\ndate: {day} 09:00\ncomponents: {{orders: partial_outage}}\n---\n"
            desk.write(f"incidents/{day}-story.md", f"{front}\nWords.\n")
            front = "---\ndate: 2026-03-31 22:30 +00:00\nstatus: resolved\n---\n"
            desk.write(f"incidents/{day}-story/end.md", f"{front}\nOver.\n")

    return edit


def drafted(name: str) -> Edit:
    """Not public until it is restored."""
    return lambda desk: desk.write(f"incidents/{name}", STORIES[name].replace("---\n", "---\ndraft: true\n", 1))


def tampered(path: str) -> Edit:
    """Somebody else writes into the output folder."""

    def edit(desk: Desk) -> None:
        file = desk.public / path
        if file.parent.is_dir():
            file.write_text("theirs", encoding="utf-8")

    return edit


def later(hours: int) -> Edit:
    def edit(desk: Desk) -> None:
        desk.now += timedelta(hours=hours)

    return edit


def worded(word: str) -> Edit:
    text = f'{{% extends "default/base.html" %}}{{% block channels %}}{word}{{% endblock %}}\n'
    return lambda desk: desk.write("templates/base.html", text)


PACKAGED = packaged_templates()


def reworded(name: str, there: str, instead: str) -> Edit:
    """A copy of a packaged template in which something stands instead of what is there."""
    text = (PACKAGED / name).read_text(encoding="utf-8")
    assert there in text
    return lambda desk: desk.write(f"templates/{name}", text.replace(there, instead))


THEME_WORDS = [
    # Around the blocks of a page.
    reworded("base.html", "'Skip to the content'", "'Skip all this'"),
    reworded("base.html", "<body ", "{% if headline %}<!-- {{ headline }} -->{% endif %}<body "),
    reworded("base.html", "<body ", "<!-- {{ self.title() }} {{ self.none() if self.none is defined }} --><body "),
    reworded("base.html", "<body ", "<!-- {{ incident.title.text if incident is defined }} --><body "),
    reworded("base.html", "<body ", "<!-- {{ incident.latest.body | prose if incident is defined }} --><body "),
    reworded("base.html", "<!doctype html>", "{% set words = 1 %}{% import 'partials/words.html' as words %}"),
    reworded("base.html", "{% block own_feeds %}{% endblock %}", ""),
    reworded("base.html", "{% if not preview %}\n{% block data %}", "{% if preview %}\n{% block data %}"),
    reworded("base.html", "{% block content %}{% endblock %}", "{% block content %}{% endblock %}{{ self.content() }}"),
    # In blocks, and in what shows in them.
    reworded("base.html", "'Our official channels'", "'Our channels'"),
    reworded("incident.html", "'As plain text'", "'As a text'"),
    reworded("incident.html", "'In short'", "headline"),
    reworded("incident.html", '{% extends "base.html" %}', '{% extends "base.html" %}{% set words = {} %}'),
    reworded("incident.html", "{% for update in incident.updates %}", "{% for update in incident.updates[:1] %}"),
    reworded("month.html", "incident_list", "incident_links"),
    reworded("component.html", "{% block follow %}", "{% block follow %}{{ now | iso }}"),
    reworded("partials/feeds.html", "Updates (Atom)", "Updates"),
    reworded("partials/feeds.html", "Updates (Atom)", "{{ incident.title.text if incident is defined }}"),
    reworded("partials/parts.html", "'As of %(time)s'", "'From %(time)s'"),
    reworded("partials/parts.html", '<ul class="changes">', "<ul>"),
    reworded("partials/words.html", "'Investigating'", "'Looking into it'"),
]
"""Words of the packaged theme, changed one at a time: some of them in ways of which less can be told."""

THEME = {
    "incident.html": '{% extends "default/incident.html" %}{% block questions %}{% include "own.html" %}{% endblock %}',
    "own.html": "<p>{{ incident.latest.status }}, {{ asset('site.css') }}</p>",
    "month.html": '{% extends "base.html" %}{% block content %}{{ incidents | length }}{% endblock %}',
    "summary.txt": "{{ incident.title.text }}",
    "partials/words.html": '{% macro colon() %} - {% endmacro %}{% from "default/partials/words.html" import status, '
    "kind, component_status, edition_mark, edition, headline, data_impact, impact %}",
    "feed/title.txt": "{{ headline }}: {{ incident.title.text }}",
    "feed/channel.txt": "{{ site.name.text }} {{ of }} {{ subject }}",
    "assets/site.css": "body { color: black }",
    "locale/cy.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "History"\nmsgstr "H"\n',
}
"""Of a theme of the site's own, each of which shows in other documents."""


def themed(name: str) -> Edit:
    return lambda desk: desk.write(f"templates/{name}", THEME[name])


def unthemed(name: str) -> Edit:
    return lambda desk: (desk.site / "templates" / name).unlink(missing_ok=True)


edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(edited, files.filter(lambda name: name.endswith(".md")), texts),
    st.builds(added, texts, st.integers(1, 8)),
    st.builds(lambda name: lambda desk: desk.write(f"incidents/{name}", "---\ntitel: Oops\n---\n"), files),
    st.just(lambda desk: desk.write("site.yml", "nonsense: yes\n")),
    st.just(Desk.set),
    st.builds(lambda name: lambda desk: desk.delete(name), files),
    st.builds(lambda name: lambda desk: desk.restore(name), files),
    st.builds(lambda name: lambda desk: desk.rename(name), st.sampled_from(["2026-04-02-cards", "2025-12-24-tills"])),
    st.builds(later, st.integers(-3, 30)),
    st.builds(worded, st.sampled_from(["Hello", "{{ headline }}", "{{ now | iso }}", "{{ component_count }}"])),
    st.sampled_from(THEME_WORDS),
    st.builds(themed, st.sampled_from([name for name in THEME if name != "incident.html"])),
    st.builds(unthemed, st.sampled_from([name for name in THEME if name != "own.html"])),
    st.builds(lambda name: lambda desk: desk.set(name=name), st.sampled_from(["Shop", "Store"])),
    st.builds(lambda all: lambda desk: desk.set(languages=all), st.sampled_from(["[en]", "[en, cy]", "[en, cy, de]"])),
    st.builds(lambda name: lambda desk: desk.set(cards=name), st.sampled_from(["Cards", "Gift cards"])),
    st.builds(lambda count: lambda desk: desk.set(entries=str(count)), st.integers(1, 6)),
    st.builds(lambda zone: lambda desk: desk.set(timezone=zone), st.sampled_from(["Europe/London", "Asia/Tokyo"])),
    st.builds(said_at_once, st.integers(1, 4)),
    st.builds(lambda day: lambda desk: desk.delete(f"2026-02-{day:02}-story/end.md"), st.integers(1, 4)),
    st.just(lambda desk: shutil.rmtree(desk.public, ignore_errors=True)),
    st.just(lambda desk: (desk.public / "feed.atom").unlink(missing_ok=True)),
    st.builds(tampered, st.sampled_from(["incidents/2026-04-02-cards/index.html", "cy/feed.rss", "index.html"])),
    st.builds(drafted, files.filter(lambda name: name.endswith(".md") and "questions" not in name)),
    st.just(Desk.build_elsewhere),
    st.just(Desk.start_again),
)


@pytest.fixture(scope="module")
def built_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk whose site was built: tests have copies of it."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.open()
    desk.check()
    return desk.site.parent


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(edits, min_size=1, max_size=4))
def test_any_edits_lead_to_the_site_of_a_first_build(built_desk: Path, todo: list[Edit]) -> None:
    with TemporaryDirectory() as folder:
        shutil.copytree(built_desk, folder, dirs_exist_ok=True)
        desk = Desk(Path(folder))
        for edit in todo:
            edit(desk)
            desk.check()


@pytest.fixture
def desk(built_desk: Path, tmp_path: Path) -> Desk:
    shutil.copytree(built_desk, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path)


def test_a_build_of_what_was_built_before_writes_nothing(desk: Desk) -> None:
    _, written = build(Request(folder=desk.site, now=desk.now), desk.public, means=desk.means)
    assert (written.changed, written.deleted) == (0, 0)


def test_one_update_writes_a_handful_of_files(desk: Desk) -> None:
    before = tree(desk.public)
    added("More.", 3)(desk)
    desk.check()
    after = tree(desk.public)
    changed = {path for path in after if before.get(path) != after[path] and not path.startswith("cy/")}
    assert changed == {
        *("index.html", "poster/index.html", "sitemap.xml"),
        *("feed.atom", "feed.rss", "feed.json", "feed/2026-05.atom", "history.atom", "history.rss", "incidents.atom"),
        *(f"components/orders/feed.{ending}" for ending in ("atom", "rss", "json")),
        *(f"incidents/2026-05-01-orders/{file}" for file in ("index.html", "summary.txt", "feed.atom")),
        *(f"api/v2/{name}.json" for name in ("summary", "incidents", "incidents/unresolved")),
        "api/v2/incidents/2026-05-01-orders.json",
    }


def test_each_part_of_a_theme_makes_anew_whatever_shows_it(desk: Desk) -> None:
    for name in ("own.html", *THEME):
        themed(name)(desk)
        desk.check()
    for name in THEME:
        if name != "own.html":
            unthemed(name)(desk)
            desk.check()


def test_what_somebody_changed_in_the_output_is_mended_by_the_next_build(desk: Desk) -> None:
    """Of a program that goes on running, too, and of one that has never seen the folder."""
    for means in (desk.means, Means(jobs=1)):
        desk.means = means
        desk.check()
        page = desk.public / "incidents/2026-03-03-fake/index.html"
        page.write_text("theirs", encoding="utf-8")
        (desk.public / "incidents/2026-04-02-cards/feed.atom").unlink()
        edited("2026-05-01-orders.md", "More.")(desk)
        desk.check()


def test_what_another_process_saw_in_the_output_is_mended_and_nothing_else_is_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"WORTH_IT": 0, "may_fork": lambda: True, "processors": lambda: 2}.items():
        monkeypatch.setattr(lookout, name, value)
    looked_at: list[str] = []
    is_as_written = OutputFolder._is_as_written

    def noted(self: OutputFolder, path: str) -> bool:
        looked_at.append(path)
        return is_as_written(self, path)

    monkeypatch.setattr(OutputFolder, "_is_as_written", noted)
    theirs = "incidents/2026-03-03-fake/index.html"
    for seen in ([], [theirs]):
        desk.check()
        for path in seen:
            (desk.public / path).write_text("theirs", encoding="utf-8")
        edited("2026-05-01-orders.md", f"More, {len(seen)}.")(desk)
        written = Manifest(manifest_file(desk.public, desk.site), desk.public)
        tasks = Tasks(written.looking_different, lambda _places: [], lambda: None)
        somebody = Lookout.begun(desk.site, cache_file(desk.public, desk.site), tasks)
        desk.start_again()
        desk.means = replace(desk.means, lookout=somebody)
        looked_at.clear()
        desk.check_kept()
        assert looked_at == seen
        desk.check()


def test_what_was_withdrawn_comes_back_with_all_of_its_documents(desk: Desk) -> None:
    for _ in range(2):
        drafted("2026-03-03-fake.md")(desk)
        desk.check()
        assert not (desk.public / "incidents/2026-03-03-fake").exists()
        desk.restore("2026-03-03-fake.md")
        desk.check()
        desk.start_again()


def test_a_build_that_could_not_write_is_made_up_for_by_the_next_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.check()
    added("More.", 3)(desk)
    with monkeypatch.context() as patch:
        patch.setattr(Staging, "publish", lambda self, ordered: Path(self._file(-1)).unlink())
        assert "can't be written" in desk.build_again()
    desk.check()


def test_a_running_program_trusts_nothing_after_another_one_has_written(desk: Desk) -> None:
    desk.check()
    added("More.", 3)(desk)
    desk.build_elsewhere()
    edited("2026-04-02-cards.md", "Less.")(desk)
    desk.check()


def test_a_program_that_starts_asks_only_for_the_works_of_what_was_edited(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.check()
    desk.start_again()
    edited("2026-03-03-fake.md", "More.")(desk)
    asked: set[str] = set()
    work = Keeper.work

    def noted(self: Keeper, name: str, language: str, key: str) -> KeptWork | None:
        asked.add(name)
        return work(self, name, language, key)

    monkeypatch.setattr(Keeper, "work", noted)
    desk.check_kept()
    # Of the other something is still held back, and then nothing stands for its files.
    assert asked == {"2026-03-03-fake", "2026-05-01-orders"}


LEFT = [
    "UPDATE entry SET value = '{\"name\": 1}' WHERE slot = 'left'",
    "UPDATE entry SET value = x'80049500' WHERE slot = 'left'",
    "UPDATE entry SET value = '[[\"xx\",\"\",[]]]' || substr(value, instr(value, char(10))) WHERE slot = 'left'",
    "UPDATE entry SET value = value || char(10) || 'incidents/nowhere/index.html' WHERE slot = 'left'",
    "UPDATE entry SET key = 'another' WHERE slot = 'left'",
    "DELETE FROM entry WHERE slot = 'left by'",
]


@pytest.mark.parametrize("spoil", LEFT)
def test_what_somebody_wrote_about_what_was_left_is_not_believed(spoil: str, desk: Desk) -> None:
    desk.check()
    with closing(sqlite3.connect(cache_file(desk.public, desk.site))) as connection, connection:
        assert connection.execute(spoil).rowcount
    desk.start_again()
    added("More.", 3)(desk)
    desk.check()


def test_what_was_left_is_not_believed_after_a_build_that_kept_nothing(desk: Desk) -> None:
    desk.check()
    added("More.", 3)(desk)
    desk.build(desk.public, Means(jobs=1, use_cache=False))
    (desk.site / "incidents/2026-05-01-orders/more-3.md").unlink()
    desk.start_again()
    desk.check()


def test_each_word_of_a_theme_shows_wherever_it_stands(desk: Desk) -> None:
    for number, word in enumerate(THEME_WORDS):
        word(desk)
        if number % 2:
            desk.start_again()
        desk.check()
    for name in ("base.html", "incident.html", "month.html", "component.html"):
        unthemed(name)(desk)
        desk.check()


def test_a_page_that_somebody_changed_in_the_output_is_made_whole(desk: Desk) -> None:
    page = desk.public / "incidents/2026-05-01-orders/index.html"
    page.write_text(page.read_text().replace("Orders", "Nobody"))
    worded("Hello")(desk)
    desk.check()


def test_a_word_around_the_pages_leaves_everything_else(desk: Desk) -> None:
    before = tree(desk.public)
    worded("Hello")(desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("site_builder.output.workshop.incident_work", None)
        patch.setattr("site_builder.output.theme.Templates.page", None)  # what makes a page with all that is in it
        desk.check_kept()
    after = tree(desk.public)
    changed = {path for path in after if before.get(path) != after[path]}
    assert changed == {path for path in after if path.endswith(".html") and not path.endswith("poster/index.html")}


def test_a_cache_that_is_spoilt_is_made_again(desk: Desk) -> None:
    cache_file(desk.public, desk.site).write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    added("More.", 3)(desk)
    desk.check()


def test_what_somebody_puts_into_the_cache_is_never_run(desk: Desk) -> None:
    with sqlite3.connect(cache_file(desk.public, desk.site)) as connection:
        connection.execute("UPDATE entry SET value = '[[[' WHERE slot LIKE 'text:%'")
        connection.execute("UPDATE entry SET value = x'80049500' WHERE slot = 'incident'")
        for slot in ("gist", "state", "story", "document", "history:en"):
            connection.execute("UPDATE entry SET value = '{\"name\": 1}' WHERE slot = ?", (slot,))
        connection.execute("UPDATE entry SET value = '[[1], [2]]' WHERE slot LIKE 'work:%'")
    connection.close()
    added("More.", 3)(desk)
    desk.check()


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """As though all files were written long ago, which is when looks are trusted."""
    for module in ("content.known_incidents", "content.known_folders", "output.standstill"):
        monkeypatch.setattr(f"site_builder.{module}.JUST_NOW", -(10**12))


def settle(desk: Desk) -> None:
    """Builds as a program does that starts long after all was written."""
    desk.start_again()
    desk.check()


@pytest.mark.usefixtures("trusting")
def test_texts_that_were_taken_out_of_the_cache_are_read_from_their_files(desk: Desk) -> None:
    """All else is still there, and says that the incidents are known."""
    settle(desk)
    with sqlite3.connect(cache_file(desk.public, desk.site)) as connection:
        connection.execute("DELETE FROM entry WHERE slot = 'incident' OR slot LIKE 'text:%'")
    connection.close()
    shutil.rmtree(desk.public)
    desk.check()
    added("More.", 3)(desk)
    desk.check()


def test_a_running_program_goes_on_complaining_of_a_file_until_it_is_mended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.content.known_incidents.JUST_NOW", -(10**12))  # looks are trusted at once
    desk.check()
    desk.write("incidents/2026-04-02-cards.md", "---\ntitel: Cards\n---\n")
    desk.check()
    added("More.", 3)(desk)
    desk.check()
    assert "titel" in desk.build_again()


@pytest.mark.usefixtures("trusting")
def test_a_running_program_forgets_what_it_knew_from_a_cache_that_lost_its_texts(desk: Desk) -> None:
    settle(desk)
    file = cache_file(desk.public, desk.site)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM entry WHERE slot = 'incident' OR slot LIKE 'text:%'")
    shutil.rmtree(desk.public)
    desk.check()
    # The next build keeps everything anew, and the one after that relies on it.
    desk.check()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM entry WHERE slot = 'incident'").fetchone() == (4,)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("site_builder.content.library.parse_incident", None)
        desk.check_kept()


def test_a_cache_that_nothing_can_be_put_into_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the disk is full."""
    monkeypatch.setattr(Cache, "put_text", lambda *_arguments: None)
    added("More.", 3)(desk)
    desk.check()
    desk.start_again()
    added("And more.", 4)(desk)
    desk.check()


def test_no_cache_reads_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.open()
    assert desk.build(desk.public, Means(use_cache=False)) == ""
    assert not cache_file(desk.public, desk.site).exists()


@pytest.fixture
def busy_desk(tmp_path: Path) -> Desk:
    """One with so many incidents that several processes work on them."""
    desk = Desk(tmp_path)
    desk.set(languages="[en]")
    desk.tell_many("Words of **it**.")
    return desk


def built(desk: Desk, output: Path, *options: str) -> Done:
    """By the program itself: a process with threads, as a test's worker is, starts no others."""
    at = ("--site", desk.site, "--now", desk.now.isoformat(), "--output", output)
    return run_process(PROGRAM, "build", *map(str, at), *options)


def test_several_processes_make_the_same_site_as_one(busy_desk: Desk) -> None:
    assert built(busy_desk, busy_desk.public, "--jobs", "2").returncode == 0
    assert (tree(busy_desk.public), "") == busy_desk.first_build()
    # From what they kept, with other words around it.
    worded("Hello")(busy_desk)
    assert built(busy_desk, busy_desk.public, "--jobs", "2").returncode == 0
    assert (tree(busy_desk.public), "") == busy_desk.first_build()


def test_several_processes_make_what_lists_incidents_as_one_does(
    busy_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("site_builder.output.workshop._MANY_SHARED", MANY)
    busy_desk.means = Means(jobs=2)
    busy_desk.check()
    worded("Hello")(busy_desk)
    busy_desk.check()
    busy_desk.write("templates/month.html", "{{ nothing.there }}")
    assert "templates/month.html:1:1: " in busy_desk.build(busy_desk.public, busy_desk.means)


def test_what_is_wrong_in_a_worker_is_told_like_anything_else(busy_desk: Desk) -> None:
    busy_desk.tell_many("A [link](nowhere.md).")
    done = built(busy_desk, busy_desk.public, "--jobs", "2")
    assert (done.returncode, done.stderr.count('"nowhere.md" leads nowhere')) == (1, MANY)
    busy_desk.write("templates/incident.html", "{{ nothing.there }}")
    done = built(busy_desk, busy_desk.public, "--jobs", "2")
    assert done.returncode == 1
    assert "templates/incident.html:1:1: " in done.stderr
