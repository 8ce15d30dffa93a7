"""Writes docs/performance.md and its plot from what was measured."""

from collections.abc import Sequence

from benchmarks.corpus import COMPONENTS, UPDATES, YEARS
from benchmarks.model import model
from benchmarks.plot import Point, Series, plot
from benchmarks.results import Case, Key, Results, Spread
from benchmarks.targets import FULL, HUGO, OURS, targets
from benchmarks.words import amount, megabytes, ratio, seconds, table

_CHANGES = (Case.NOTHING, Case.UPDATE, Case.THEME, Case.WATCH)


def report(results: Results, picture: str) -> str:
    """The page, in Markdown. `picture`: where the plot lies, seen from the page."""
    parts = [
        "# Performance",
        _made(results),
        "## Targets",
        _targets(results),
        "## Cold build",
        f"![Seconds of a cold build by number of incidents]({picture})",
    ]
    for size in results.sizes:
        parts += [f"### {size:,} incidents, {size * UPDATES:,} updates", _cold(results, size)]
    parts += ["## After a change", *(_changes(results, size) for size in results.sizes)]
    parts += ["## One million updates, on paper", model(results), "## How it is measured", _how(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def picture(results: Results) -> str:
    """The plot of the cold builds, as SVG."""
    return plot(
        title="Cold build: all peers in one run",
        x_label=f"incidents, with {UPDATES} updates each",
        y_label="seconds, middle of all rounds; bars: least and most",
        series=[Series(name=peer, points=_points(results, peer)) for peer in results.versions],
    )


def _points(results: Results, peer: str) -> list[Point]:
    found = [(size, results.spread(Key(size=size, case=Case.COLD, peer=peer))) for size in results.sizes]
    return [Point(x=size, y=one.middle, least=one.least, most=one.most) for size, one in found if one]


def _made(results: Results) -> str:
    machine = results.machine
    versions = ", ".join(f"{peer} {version}" for peer, version in results.versions.items())
    return (
        f"Made by `make bench` on {machine.date}: {versions}.\n"
        f"{machine.cores} cores ({machine.processor}), {megabytes(machine.memory)} of memory, {machine.system}; "
        f"files on {machine.disk}. Load before the run: {machine.load:.1f}.\n\n"
        "Every figure is the middle of several rounds, with the least and the most in brackets. "
        "Ratios are taken round by round, so that a busy minute counts for both. "
        "Seconds hold for this machine on this day only; the ratios are what to look at."
    )


def _targets(results: Results) -> str:
    size = max(results.sizes)
    note = "" if size == FULL else f"\n\nThe targets are for {FULL:,} incidents; this run went up to {size:,}."
    rows = []
    for target in targets(size):
        found = target.found(results)
        show = seconds if target.over is None else ratio
        limit = f"{target.limit:g} s" if target.over is None else f"{target.limit:g} ×"
        met = "not measured" if found is None else "yes" if found.middle <= target.limit else "**no**"
        rows.append([target.what, show(found), f"≤ {limit}", met])
    return table(["", "measured", "target", "met"], rows) + note


def _cold(results: Results, size: int) -> str:
    rows = [_cold_row(results, size, peer) for peer in results.peers(size)]
    heads = ["", "wall", f"to {HUGO}'s", "CPU", f"to {HUGO}'s", "peak memory", f"to {HUGO}'s", "files", "MB"]
    return table(heads, rows)


def _cold_row(results: Results, size: int, peer: str) -> list[str]:
    def key(case: Case, value: str, of: str = peer) -> Key:
        return Key(size=size, case=case, peer=of, value=value)

    cells = [peer]
    for case, value, show in (
        (Case.COLD, "wall", seconds),
        (Case.COLD, "cpu", seconds),
        (Case.MEMORY, "memory", _memory),
    ):
        cells.append(show(results.spread(key(case, value))))
        cells.append(_to_hugo(results, key(case, value), key(case, value, HUGO)))
    files, written = (results.spread(key(Case.OUTPUT, value)) for value in ("files", "size"))
    return [*cells, amount(files), f"{written.middle / 1e6:,.1f}" if written else "–"]


def _to_hugo(results: Results, key: Key, hugo: Key) -> str:
    return "1" if key == hugo else ratio(results.ratio(key, hugo))


def _memory(spread: Spread | None) -> str:
    if spread is None:
        return "–"
    return f"{megabytes(spread.middle)} ({spread.least / 1e6:,.0f}–{spread.most / 1e6:,.0f})"


def _changes(results: Results, size: int) -> str:
    hugo_cold = Key(size=size, case=Case.COLD, peer=HUGO)
    rows = []
    for case in _CHANGES:
        for peer in results.peers(size):
            key = Key(size=size, case=case, peer=peer)
            if results.by_round(key):
                same = Key(size=size, case=case, peer=HUGO)
                to_cold = "–" if case is Case.WATCH else ratio(results.ratio(key, hugo_cold))
                rows.append([case.value, peer, seconds(results.spread(key)), to_cold, _to_hugo(results, key, same)])
    if not rows:
        return ""
    heads = ["", "", "wall", f"to {HUGO}'s cold build", f"to {HUGO} after the same change"]
    return f"### {size:,} incidents, changed\n\n{table(heads, rows)}"


def _how(results: Results) -> str:
    lines = [
        f"One corpus for all, seeded: {YEARS} years, {len(COMPONENTS)} components, {UPDATES} updates an incident, "
        "about 80 words each with emphasis, a link and a list.",
        f"{OURS} writes everything it always writes. {HUGO}, Pelican and Eleventy have themes of ours "
        "(`benchmarks/*_site/theme`) that give the home page, a page for each incident, month and component, and the "
        "feeds in Atom and RSS, and nothing else. In Hugo and Eleventy an incident is one file with its updates in the "
        "front matter; in Pelican, which has no parts of a page, it is one article and one entry of the feed. "
        "cState gives its own documents.",
        "In each round every peer builds once, and another one goes first in the next round. A cold build writes into "
        "a fresh folder and finds nothing that an earlier build kept. The other builds are new processes that find the "
        "output and the caches of the build before.",
        "Wall is from the start of the process to its end; CPU is of the process and its children. Peak memory is "
        "measured in rounds of its own, every 20 ms: the anonymous and shared memory of all processes (PSS: what they "
        "share counts once), and the mapped files of the process that has most of them.",
        "Save to visible: `watch` and `hugo --watch` run; the newest statement is saved with a new word; the clock "
        "stops when the home page, the incident's page and the Atom feed all hold it, looked at every millisecond. "
        "The watcher that isn't measured is stopped meanwhile.",
        "Sources and output lie on tmpfs: creating files on a disk can take ten times as long from one minute to the "
        "next, and would drown the rest.",
    ]
    lines += [f"Left out: {reason}." for reason in results.left_out]
    return _list(lines)


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
