"""What is measured: the cases of one size, each peer after the other in every round."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.corpus import Corpus, make_corpus
from benchmarks.generator import Generator, Watcher
from benchmarks.measuring import Failed, footprint, peak_memory, running, timed, wait_until_said
from benchmarks.our_site import SiteBuilder
from benchmarks.results import Case, Results, Sample

SETTLE = 1.0
"""Seconds of rest after files were deleted, and for a watcher to see that all is quiet."""
SETTLED = 3.0
"""Seconds until sources are old."""
WARM_UP_SIZE = 10
HELP_ROUNDS = 15
HELP_LIMIT = 30.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured. `limit`: seconds after which one build is given up, and with it the peer."""

    rounds: int
    memory_rounds: int
    edits: int
    changes: bool
    limit: float


@dataclass(slots=True)
class Bench:
    """One size of the corpus: the sources of each peer below `folder`, and what came out of measuring them."""

    corpus: Corpus
    peers: list[Generator]
    folder: Path
    plan: Plan
    results: Results
    say: Say
    _outputs: dict[str, Path] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.corpus.stories)

    def warm_up(self) -> None:
        """The first start of a program reads it from the disk, and compiles Python: that isn't measured."""
        self._write()
        self._each("warm-up", lambda peer: self._cold(peer, None))

    def run(self) -> None:
        """All cases."""
        self._write()
        # What a generator knows of a file that was written just now it doesn't trust; on other days sources are older.
        time.sleep(SETTLED)
        for number in range(self.plan.rounds):
            self._round(number)
        for number in range(self.plan.memory_rounds):
            self._turn(number)
            self._each(f"memory {number + 1}", partial(self._memory, number))
            self._forget_outputs()
        self._watch()

    def _write(self) -> None:
        for peer in self.peers:
            peer.write(self.corpus, self._sources(peer))

    def _round(self, number: int) -> None:
        self._turn(number)
        self._each(f"round {number + 1}: cold", lambda peer: self._cold(peer, number))
        if self.plan.changes:
            self._changes(number)
        self._forget_outputs()

    def _changes(self, number: int) -> None:
        self._again(number, Case.NOTHING, lambda _peer: None)
        text = f"This is update number {number + 1} that was **added** to measure how long it takes."
        self._again(number, Case.UPDATE, lambda peer: self._add_update(peer, text))
        self._again(number, Case.THEME, lambda peer: peer.change_theme(self._sources(peer)))

    def _add_update(self, peer: Watcher, text: str) -> None:
        peer.write_story(self.corpus.newest.continued(text), self._sources(peer))

    def _again(self, number: int, case: Case, change: Callable[[Watcher], None]) -> None:
        def build(peer: Generator) -> None:
            if not isinstance(peer, Watcher):
                return
            change(peer)
            took = timed(peer.build(self._sources(peer), self._outputs[peer.name]), self.plan.limit)
            self._note(peer, case, number, wall=took.wall, cpu=took.cpu)

        self._each(f"round {number + 1}: {case.value}", build)

    def _cold(self, peer: Generator, number: int | None) -> None:
        """Into a fresh folder, with nothing kept from before. Without a number it isn't counted."""
        self._forget_state(peer)
        output = self._fresh_output(peer)
        took = timed(peer.build(self._sources(peer), output), self.plan.limit)
        if number is None:
            return
        self._note(peer, Case.COLD, number, wall=took.wall, cpu=took.cpu)
        if number == 0:
            made = footprint(output)
            self._note(peer, Case.OUTPUT, number, files=made.files, size=made.size)

    def _memory(self, number: int, peer: Generator) -> None:
        self._forget_state(peer)
        command = peer.build(self._sources(peer), self._fresh_output(peer))
        self._note(peer, Case.MEMORY, number, memory=peak_memory(command, self.plan.limit))

    def _watch(self) -> None:
        """From saving a file until the home page, the incident's page and the feed hold the new words.

        All watchers run, but only the one that is measured may work: the others are stopped (SIGSTOP).
        """
        groups: dict[str, int] = {}
        with ExitStack() as stack:

            def start(peer: Generator) -> None:
                if not isinstance(peer, Watcher) or not self.plan.edits:
                    return
                self._forget_state(peer)
                output = self._fresh_output(peer)
                self._edit(peer, "watched")
                group = stack.enter_context(running(peer.watch(self._sources(peer), output)))
                wait_until_said("watched", peer.visible_in(self.corpus.newest, output), self.plan.limit)
                # Some wait for quiet after their first build.
                time.sleep(2 * SETTLE)
                groups[peer.name] = group
                os.killpg(group, signal.SIGSTOP)

            self._each("watch: first build", start)
            for number in range(self.plan.edits):
                self._turn(number)
                self._each(f"watch: edit {number + 1}", partial(self._save, groups, number))

    def _save(self, groups: dict[str, int], number: int, peer: Generator) -> None:
        if not isinstance(peer, Watcher) or peer.name not in groups:
            return
        os.killpg(groups[peer.name], signal.SIGCONT)
        time.sleep(2 * SETTLE)
        # Not one writer saves in step with a watcher's own clock.
        time.sleep(0.137 * (number % 7))
        word = f"edit{number:03}of{self.size}"
        files = peer.visible_in(self.corpus.newest, self._outputs[peer.name])
        started = time.perf_counter()
        self._edit(peer, word)
        seen = wait_until_said(word, files, self.plan.limit)
        self._note(peer, Case.WATCH, number, wall=seen - started)
        time.sleep(SETTLE)
        os.killpg(groups[peer.name], signal.SIGSTOP)

    def _edit(self, peer: Watcher, word: str) -> None:
        # In the place of the update that was added before: the newest of the newest incident, so all show it.
        self._add_update(peer, f"The word is {word}. All is well.")

    def _each(self, what: str, measure: Callable[[Generator], None]) -> None:
        """Every peer in turn; one that fails or takes too long is left out from then on, and the report says so."""
        for peer in list(self.peers):
            try:
                measure(peer)
            except Failed as error:
                self.say(f"  {peer.name} is left out at {self.size:,}: {error}")
                self.results.left_out.append(f"{peer.name} at {self.size:,} incidents ({what}): {_reason(error)}")
                self.peers.remove(peer)
        self.say(f"  {what}")

    def _turn(self, number: int) -> None:
        """Another one goes first."""
        if number:
            self.peers.append(self.peers.pop(0))

    def _note(self, peer: Generator, case: Case, number: int, **values: float) -> None:
        sample = Sample(size=self.size, case=case, peer=peer.name, round=number, values=values)
        self.results.samples.append(sample)

    def _sources(self, peer: Generator) -> Path:
        return self.folder / _file_name(peer) / "sources"

    def _fresh_output(self, peer: Generator) -> Path:
        self._outputs[peer.name] = self.folder / _file_name(peer) / f"output-{time.monotonic_ns()}"
        return self._outputs[peer.name]

    def _forget_state(self, peer: Generator) -> None:
        """Moved, not deleted: deleting much just before a build would slow that down."""
        aside = self.folder / "aside"
        aside.mkdir(exist_ok=True)
        for name in peer.state:
            kept = self._sources(peer) / name
            if kept.exists():
                kept.rename(aside / f"{time.monotonic_ns()}")

    def _forget_outputs(self) -> None:
        for old in (self.folder / "aside", *self.folder.glob("*/output-*")):
            shutil.rmtree(old, ignore_errors=True)
        time.sleep(SETTLE)


def measure_sizes(
    sizes: Sequence[int], peers: Callable[[int], list[Generator]], folder: Path, plan: Plan, results: Results, say: Say
) -> Iterator[int]:
    """Measures one size after the other, and tells each that is done."""

    def bench(size: int, place: Path) -> Bench:
        place.mkdir()
        return Bench(corpus=make_corpus(size), peers=peers(size), folder=place, plan=plan, results=results, say=say)

    bench(WARM_UP_SIZE, folder / "warm-up").warm_up()
    for size in sizes:
        say(f"{size:,} incidents")
        place = folder / str(size)
        bench(size, place).run()
        shutil.rmtree(place)
        yield size


def measure_help(ours: SiteBuilder, results: Results) -> None:
    """How long the program takes to say what it can do; the first start compiles Python and isn't counted."""
    for number in range(HELP_ROUNDS + 1):
        took = timed(ours.help(), HELP_LIMIT)
        if number:
            values = {"wall": took.wall, "cpu": took.cpu}
            results.samples.append(Sample(size=0, case=Case.HELP, peer=ours.name, round=number, values=values))


def _file_name(peer: Generator) -> str:
    return peer.name.lower().replace(" ", "-")


def _reason(error: Failed) -> str:
    """The last line that the program said."""
    return str(error).strip().splitlines()[-1][:200]
