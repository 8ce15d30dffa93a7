"""The pure parts of benchmarks/: the corpus and the arithmetic. What it measures is for `make bench`."""

import sys
import threading
import time
from pathlib import Path

import pytest
from lxml import etree

from benchmarks.corpus import NOW, UPDATES, make_corpus
from benchmarks.generator import Command
from benchmarks.measuring import Failed, timed, wait_until_said
from benchmarks.model import model
from benchmarks.our_site import SiteBuilder
from benchmarks.report import picture, report
from benchmarks.results import Case, Key, Line, Machine, Results, Sample, Spread
from benchmarks.targets import HUGO, OURS, targets
from benchmarks.words import ratio, seconds
from tests.program import run

MACHINE = Machine(
    date="2026-05-06", system="Linux", processor="A processor", cores=2, memory=8 * 10**9, load=0.0, disk="tmpfs"
)


def results(*samples: tuple[int, Case, str, int, dict[str, float]]) -> Results:
    made = [
        Sample(size=size, case=case, peer=peer, round=number, values=values)
        for size, case, peer, number, values in samples
    ]
    return Results(machine=MACHINE, versions={OURS: "1", HUGO: "2"}, samples=made)


def key(peer: str, size: int = 1000) -> Key:
    return Key(size=size, case=Case.COLD, peer=peer)


def test_the_corpus_is_the_same_every_time() -> None:
    assert make_corpus(50) == make_corpus(50)
    assert make_corpus(50) != make_corpus(50, seed=1)


def test_the_corpus_is_what_the_report_says() -> None:
    corpus = make_corpus(200)
    texts = [update.text for story in corpus.stories for update in story.updates]
    assert {len(story.updates) for story in corpus.stories} == {UPDATES}
    assert len(corpus.components) == 12
    assert corpus.newest.last.date < NOW
    assert corpus.newest.first.date.year - corpus.stories[0].first.date.year == 9
    assert 75 <= sum(len(text.split()) for text in texts) / len(texts) <= 90
    assert all("**" in text and "](" in text and "\n- " in text for text in texts)
    assert sum(story.is_open for story in corpus.stories) == 3


def test_the_corpus_is_a_site_without_problems(tmp_path: Path) -> None:
    SiteBuilder(Path(sys.executable)).write(make_corpus(20), tmp_path)
    assert run("check", "--site", tmp_path, "--now", NOW.isoformat()).returncode == 0


def test_an_added_update_is_one_new_file(tmp_path: Path) -> None:
    corpus = make_corpus(5)
    ours = SiteBuilder(Path(sys.executable))
    ours.write(corpus, tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.md")}
    ours.write_story(corpus.newest.continued("One more."), tmp_path)
    after = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.md")}
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()


def test_a_changed_theme_differs_in_one_word_and_back(tmp_path: Path) -> None:
    ours = SiteBuilder(Path(sys.executable))
    ours.write(make_corpus(1), tmp_path)
    file = tmp_path / ours.theme_file
    first = file.read_text(encoding="utf-8")
    ours.change_theme(tmp_path)
    second = file.read_text(encoding="utf-8")
    assert [one for one in zip(first.split(), second.split(), strict=True) if one[0] != one[1]] != []
    assert sum(old != new for old, new in zip(first.split(), second.split(), strict=True)) == 1
    ours.change_theme(tmp_path)
    assert file.read_text(encoding="utf-8") == first


def python(code: str, folder: Path) -> Command:
    return Command(arguments=(sys.executable, "-c", code), folder=folder)


def test_a_program_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="no such theme"):
        timed(python("raise SystemExit('no such theme')", tmp_path), limit=60)


def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="did not end in time"):
        timed(python("import time; time.sleep(300)", tmp_path), limit=0.2)


def test_the_processor_time_of_children_counts(tmp_path: Path) -> None:
    work = "import time\nwhile time.process_time() < 0.3: pass"
    took = timed(
        python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])", tmp_path), limit=60
    )
    assert 0.3 <= took.cpu <= took.wall + 0.5


def test_the_clock_stops_when_the_last_file_holds_the_word(tmp_path: Path) -> None:
    first, last = tmp_path / "index.html", tmp_path / "feed.atom"
    first.write_text("Gift cards work", encoding="utf-8")
    writer = threading.Timer(0.2, last.write_text, ["Gift cards work"])
    started = time.perf_counter()
    writer.start()
    assert wait_until_said("cards work", (first, last), limit=60) - started >= 0.2
    with pytest.raises(Failed, match=r"feed\.atom did not change"):
        wait_until_said("never said", (last,), limit=0.1)


def test_ratios_are_taken_round_by_round() -> None:
    # The second round fell into a busy minute: both took ten times as long.
    found = results(
        (1000, Case.COLD, OURS, 0, {"wall": 2.0}),
        (1000, Case.COLD, HUGO, 0, {"wall": 1.0}),
        (1000, Case.COLD, OURS, 1, {"wall": 22.0}),
        (1000, Case.COLD, HUGO, 1, {"wall": 10.0}),
    )
    assert found.ratio(key(OURS), key(HUGO)) == Spread(middle=2.1, least=2.0, most=2.2)


def test_ratios_between_sizes_are_to_the_middle_of_the_other() -> None:
    found = results(
        (10_000, Case.COLD, OURS, 0, {"wall": 20.0}),
        (10_000, Case.COLD, OURS, 1, {"wall": 40.0}),
        (1000, Case.COLD, OURS, 0, {"wall": 1.0}),
        (1000, Case.COLD, OURS, 1, {"wall": 3.0}),
    )
    assert found.ratio(key(OURS, 10_000), key(OURS)) == Spread(middle=15, least=10, most=20)


def test_what_was_not_measured_has_no_ratio_and_is_said_so() -> None:
    found = results((1000, Case.COLD, OURS, 0, {"wall": 2.0}))
    assert found.ratio(key(OURS), key(HUGO)) is None
    assert ratio(None) == "–"
    assert "| not measured |" in report(found, "plot.svg")


@pytest.mark.parametrize(
    ("spread", "text"),
    [
        (Spread(middle=0.0501, least=0.05, most=0.2), "50 ms (50–200)"),
        (Spread(middle=1.234, least=1.2, most=12.34), "1.23 s (1.20–12.3)"),
    ],
)
def test_seconds_are_short(spread: Spread, text: str) -> None:
    assert seconds(spread) == text


def test_a_line_goes_through_both_points() -> None:
    line = Line.through(100, 2.0, 1000, 11.0)
    assert line.at(100) == pytest.approx(2)
    assert line.at(10_000) == pytest.approx(101)
    assert line.reaches(101) == pytest.approx(10_000)
    assert Line.through(100, 2.0, 1000, 2.0).reaches(5) == float("inf")


def test_the_model_names_what_binds_first_at_the_top() -> None:
    samples = [
        (size, case, OURS, 0, values)
        for size in (100, 1000)
        for case, values in (
            (Case.COLD, {"wall": size / 10, "cpu": size / 10}),
            (Case.OUTPUT, {"files": size * 2.0, "size": size * 10_000.0}),
        )
    ]
    text = model(results(*samples))
    assert text.index("20,000 files") < text.index("one hour") < text.index("1 GB of output")
    assert "| 20,000 files: Cloudflare Pages, free plan | 10,000 | 50,000 |" in text


def test_targets_that_are_missed_are_called_so() -> None:
    found = results(
        (10_000, Case.COLD, OURS, 0, {"wall": 30.0, "cpu": 1.0}), (10_000, Case.COLD, HUGO, 0, {"wall": 10.0, "cpu": 1})
    )
    (cold, *_) = targets(10_000)
    assert cold.found(found) == Spread(middle=3, least=3, most=3)
    assert "| Cold build, 10,000, to Hugo's | 3.00 × (3.00–3.00) | ≤ 2 × | **no** |" in report(found, "plot.svg")


def test_the_plot_is_an_svg_with_every_peer() -> None:
    found = results(
        *((size, Case.COLD, peer, 0, {"wall": size / 900}) for size in (100, 1000) for peer in (OURS, HUGO))
    )
    texts = [one.text for one in etree.fromstring(picture(found).encode()).iter("{http://www.w3.org/2000/svg}text")]
    assert {OURS, HUGO, "100", "1,000"} <= set(texts)


def test_results_come_back_as_they_were_kept(tmp_path: Path) -> None:
    found = results((100, Case.WATCH, OURS, 3, {"wall": 0.2}))
    found.left_out.append("cState")
    found.save(tmp_path / "results.json")
    assert Results.load(tmp_path / "results.json") == found
