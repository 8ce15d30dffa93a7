"""The way through as a whole: what a build publishes, and that a mistake publishes nothing."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from site_builder.means import Means
from site_builder.pipeline import build, plan
from site_builder.problems import Problem, SiteProblems
from site_builder.survey import Request
from site_builder.vocabulary import Edition
from tests.factories import at
from tests.program import INCIDENT, make_site, run, tree
from tests.program import NOW as NOW_TEXT

NOW = at("2026-05-01 12:00")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def write(site: Path, path: str, text: str | bytes) -> None:
    file = site / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def update(body: str, date: str = "2026-05-01 10:00", status: str = "monitoring", more: str = "") -> str:
    return f"---\ndate: {date}\nstatus: {status}\n{more}---\n{body}\n"


def built(site: Path, now: datetime = NOW, edition: Edition = Edition.PUBLISHED) -> dict[str, bytes]:
    documents = plan(Request(folder=site, now=now, edition=edition)).documents
    return {document.path: document.content for document in documents}


def problems(site: Path, now: datetime = NOW) -> list[str]:
    with pytest.raises(SiteProblems) as caught:
        built(site, now)
    return [f"{one.location}: {one.message}" for one in caught.value.problems]


# -- a mistake publishes nothing -----------------------------------------------------------------

MISTAKES = {
    "front matter": ("incidents/bad.md", "---\ntitle: x\n---\nx\n"),
    "link": ("incidents/bad.md", INCIDENT + "[x](gone.png)\n"),
    "template": ("templates/404.html", "{{ nothing }}"),
    "settings": ("site.yml", "name: x\n"),
    "picture": ("incidents/bad.md", INCIDENT + "![x](https://cdn.example/x.png)\n"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_leaves_the_published_site_as_it_is(site: Path, name: str) -> None:
    build(Request(folder=site, now=NOW), site / "public")
    before = {path: (site / "public" / path).stat().st_mtime_ns for path in tree(site / "public")}
    write(site, "incidents/good.md", INCIDENT.replace("slow", "slower"))
    path, text = MISTAKES[name]
    write(site, path, text)
    with pytest.raises(SiteProblems) as caught:
        build(Request(folder=site, now=NOW), site / "public")
    assert {problem.location.path for problem in caught.value.problems} == {path}
    assert {path: (site / "public" / path).stat().st_mtime_ns for path in tree(site / "public")} == before


def test_the_program_ends_with_1_and_names_every_mistake_in_one_run(site: Path) -> None:
    write(site, "incidents/a.md", INCIDENT + "[x](gone.png)\n[y](javascript:x)\n")
    done = run("build", "--site", site, "--now", NOW_TEXT)
    assert done.returncode == 1
    assert "incidents/a.md:9:5: " in done.stderr
    assert "incidents/a.md:10:5: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (site / "public").exists()


def test_the_problems_of_two_languages_are_told_once(site: Path) -> None:
    settings = (site / "site.yml").read_text(encoding="utf-8")
    write(site, "site.yml", settings + "languages: [en, cy, fr]\n")
    write(site, "incidents/a.md", INCIDENT + "[x](gone.png)\n")
    assert problems(site) == ['incidents/a.md:9:5: "gone.png" leads nowhere']


# -- places --------------------------------------------------------------------------------------


def test_a_broken_link_in_any_text_is_found_at_its_own_line_and_column(site: Path) -> None:
    write(
        site,
        "incidents/slow-orders/2026-05-01-1000.md",
        update(
            "[body](a.png)",
            more=(
                "what_to_do: |\n  - one\n  - [to do](b.png)\nwhat_works: '[works](c.png)'\n"
                "data_impact:\n  status: unknown\n  text: >-\n    folded\n    [data](d.png)\n"
            ),
        ),
    )
    write(site, "incidents/slow-orders/questions.md", "## Why?\n\n[answer](e.png)\n")
    name = "incidents/slow-orders/2026-05-01-1000.md"
    assert problems(site) == [
        f'{name}:6:13: "b.png" leads nowhere',
        f'{name}:7:22: "c.png" leads nowhere',
        f'{name}:12:12: "d.png" leads nowhere',
        f'{name}:14:8: "a.png" leads nowhere',
        'incidents/slow-orders/questions.md:3:10: "e.png" leads nowhere',
    ]


def test_a_problem_shows_the_line_as_it_stands_in_the_file(site: Path) -> None:
    write(site, "incidents/a.md", INCIDENT.replace("\n", "\r\n") + "  say [x](gone.png)\r\n")
    with pytest.raises(SiteProblems) as caught:
        built(site)
    (found,) = caught.value.problems
    assert isinstance(found, Problem)
    assert found.excerpt == "  say [x](gone.png)"
    assert str(found).splitlines()[2].endswith("         ^^^^^^^^")


# -- what isn't public ---------------------------------------------------------------------------


def test_a_link_to_what_is_held_back_is_a_problem_until_that_is_public(site: Path) -> None:
    write(site, "incidents/slow-orders/2026-05-02-0900.md", update("Later.", "2026-05-02 09:00"))
    write(site, "incidents/a.md", INCIDENT + "[x](slow-orders/2026-05-02-0900.md)\n")
    assert problems(site) == ['incidents/a.md:9:5: "slow-orders/2026-05-02-0900.md" leads nowhere']
    page = built(site, at("2026-05-02 09:00"))["incidents/a/index.html"]
    assert b"../../incidents/slow-orders/index.html#update-2026-05-02-0900" in page


def test_a_mistake_in_a_held_back_text_is_found_before_its_date(site: Path) -> None:
    write(site, "incidents/slow-orders/2026-05-02-0900.md", update("[x](gone.png)", "2026-05-02 09:00"))
    assert problems(site) == ['incidents/slow-orders/2026-05-02-0900.md:5:5: "gone.png" leads nowhere']


def test_held_back_texts_may_link_to_what_is_public_by_then_and_to_nothing_later(site: Path) -> None:
    write(site, "incidents/b.md", INCIDENT.replace("2026-05-01", "2026-05-03") + "[x](c.md)\n")
    write(site, "incidents/c.md", INCIDENT.replace("2026-05-01", "2026-05-02"))
    assert "incidents/b/index.html" not in built(site)
    write(site, "incidents/c.md", INCIDENT.replace("2026-05-01", "2026-05-04"))
    assert problems(site) == ['incidents/b.md:9:5: "c.md" leads nowhere']


def test_a_draft_may_be_as_broken_as_it_likes_until_it_is_shown(site: Path) -> None:
    write(site, "incidents/slow-orders/2026-05-01-1000.md", update("[x](gone.png)", more="draft: true\n"))
    built(site)
    with pytest.raises(SiteProblems):
        built(site, edition=Edition.DRAFTS)


def test_a_preview_shows_drafts_and_has_no_feeds(site: Path) -> None:
    write(site, "incidents/slow-orders/2026-05-01-1000.md", update("Perhaps.", more="draft: true\n"))
    shown, public = built(site, edition=Edition.DRAFTS), built(site)
    assert b"Perhaps." in shown["index.html"]
    assert not any(b"Perhaps." in content for content in public.values())
    assert not [path for path in shown if "feed" in path]


def test_nothing_changes_between_now_and_the_next_change(site: Path) -> None:
    write(site, "incidents/slow-orders/2026-05-01-1000.md", update("Soon.", "2026-05-01 15:30", more=""))
    planned = plan(Request(folder=site, now=NOW))
    assert planned.overview.next_change_at == at("2026-05-01 14:30")
    just_before = planned.overview.next_change_at - timedelta(seconds=1)
    assert not any(b"Soon." in content for content in built(site, just_before).values())
    assert b"Soon." in built(site, planned.overview.next_change_at)["index.html"]


# -- attachments ---------------------------------------------------------------------------------


def attach(site: Path, name: str, content: bytes = b"content") -> None:
    write(site, f"incidents/slow-orders/{name}", content)
    write(site, "incidents/slow-orders/2026-05-01-1000.md", update(f"[x]({name})"))


def test_an_attachment_is_published_byte_for_byte(site: Path) -> None:
    attach(site, "plan.pdf", b"\x00\xff\r\n")
    assert built(site)["incidents/slow-orders/plan.pdf"] == b"\x00\xff\r\n"


@pytest.mark.parametrize("name", ["index.html", "index.html/plan.pdf"])
def test_an_attachment_can_not_stand_where_a_page_does(site: Path, name: str) -> None:
    attach(site, name)
    (found,) = problems(site)
    assert found.startswith(f"incidents/slow-orders/{name.partition('/')[0]}")


def test_an_attachment_that_is_a_link_out_of_the_site_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    attach(site, "plan.txt")
    (site / "incidents/slow-orders/plan.txt").unlink()
    (site / "incidents/slow-orders/plan.txt").symlink_to(tmp_path / "secret.txt")
    (found,) = problems(site)
    assert found.startswith("incidents/slow-orders/plan.txt: ")


# -- where it may write --------------------------------------------------------------------------


@pytest.mark.parametrize("output", [".", "incidents", "incidents/public", "templates/x", "site.yml"])
def test_the_output_must_not_lie_among_what_is_read(site: Path, output: str) -> None:
    before = tree(site)
    with pytest.raises(SiteProblems, match="among its sources"):
        build(Request(folder=site, now=NOW), site / output)
    assert tree(site) == before


def test_a_relative_output_and_a_link_to_it_are_the_same_folder(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(Request(folder=site, now=NOW), site / "public")
    (site / "www").symlink_to("public")
    monkeypatch.chdir(site)
    _, written = build(Request(folder=Path(), now=NOW), Path("www"))
    assert (written.changed, written.deleted) == (0, 0)


def test_an_incident_that_is_taken_back_is_gone_from_the_published_site(site: Path) -> None:
    build(Request(folder=site, now=NOW), site / "public")
    write(site, "incidents/good.md", INCIDENT)
    (site / "incidents/slow-orders.md").unlink()
    _, written = build(Request(folder=site, now=NOW), site / "public")
    assert written.deleted == 4  # its page, its summary, its feed, its document of the API
    assert not (site / "public/incidents/slow-orders").exists()


def test_progress_goes_up_to_the_end(site: Path) -> None:
    seen: list[tuple[int, int]] = []
    plan(Request(folder=site, now=NOW), means=Means(tick=lambda done, total: seen.append((done, total))))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]


def test_a_plan_can_not_be_changed(site: Path) -> None:
    planned = plan(Request(folder=site, now=NOW.astimezone(UTC)))
    assert dataclasses.is_dataclass(planned)
    assert (planned.incident_count, planned.update_count) == (1, 1)
