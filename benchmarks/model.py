"""What a site of a million updates would cost, from the slopes between the two largest sizes that were measured."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.corpus import UPDATES
from benchmarks.results import Case, Key, Line, Results
from benchmarks.targets import HUGO, OURS
from benchmarks.words import duration, megabytes, table

MILLION = 1_000_000
_COSTS = (
    ("cold build, wall", Case.COLD, "wall"),
    ("cold build, CPU", Case.COLD, "cpu"),
    ("peak memory", Case.MEMORY, "memory"),
    ("one update added, wall", Case.UPDATE, "wall"),
    ("save to visible", Case.WATCH, "wall"),
    ("files", Case.OUTPUT, "files"),
    ("bytes", Case.OUTPUT, "size"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """Something that ends a site's growth when the cost named reaches the limit."""

    what: str
    cost: tuple[Case, str]
    limit: float


def model(results: Results) -> str:
    """Two tables: the costs at a million updates, and the sizes at which something binds."""
    if len(results.sizes) < 2:
        return "Needs two sizes."
    target = MILLION // UPDATES
    small, large = results.sizes[-2:]
    peers = [peer for peer in (OURS, HUGO) if peer in results.versions]
    rows = []
    for name, case, value in _COSTS:
        show = _show(value)
        cells = [
            f"{show(line.at(target))} ({show(line.slope * 1000)})"
            if (line := _line(results, peer, case, value))
            else "–"
            for peer in peers
        ]
        rows.append([name, *cells])
    text = (
        f"{MILLION:,} updates are {target:,} incidents. Nobody has measured them: each figure lies on the straight "
        f"line through {small:,} and {large:,} incidents (in brackets: what 1,000 incidents more cost). What grows "
        "faster than that, or stops growing, it cannot know."
    )
    return "\n\n".join([text, table(["", *peers], rows), _bounds(results)])


def _bounds(results: Results) -> str:
    bounds = (
        _Bound(what="20,000 files: Cloudflare Pages, free plan", cost=(Case.OUTPUT, "files"), limit=20_000),
        _Bound(what="100,000 files: Cloudflare Pages, paid plan", cost=(Case.OUTPUT, "files"), limit=100_000),
        _Bound(what="200,000 files: GitLab Pages", cost=(Case.OUTPUT, "files"), limit=200_000),
        _Bound(what="1 GB of output: GitHub Pages", cost=(Case.OUTPUT, "size"), limit=1e9),
        _Bound(what="one hour for a cold build: GitLab's default for a job", cost=(Case.COLD, "wall"), limit=3600),
        _Bound(what="7 GB of memory: a small build machine", cost=(Case.MEMORY, "memory"), limit=7e9),
        _Bound(what="10 s from save to visible", cost=(Case.WATCH, "wall"), limit=10),
    )
    reached = [(line.reaches(one.limit), one) for one in bounds if (line := _line(results, OURS, *one.cost))]
    reached.sort(key=lambda pair: pair[0])
    rows = [[one.what, f"{size:,.0f}" if size < 1e8 else "never", f"{size * UPDATES:,.0f}"] for size, one in reached]
    intro = f"What ends the growth of a site by {OURS} first, by the same lines (hosts' limits as of 2026):"
    return f"{intro}\n\n{table(['limit', 'incidents', 'updates'], rows)}"


def _line(results: Results, peer: str, case: Case, value: str) -> Line | None:
    small, large = results.sizes[-2:]
    low, high = (results.spread(Key(size=size, case=case, peer=peer, value=value)) for size in (small, large))
    return Line.through(small, low.middle, large, high.middle) if low and high else None


def _show(value: str) -> Callable[[float], str]:
    if value in ("memory", "size"):
        return megabytes
    if value == "files":
        return lambda count: f"{count:,.0f}"
    return duration
