"""`python -m benchmarks`: measures, prints how it gets on, writes docs/performance.md. `make bench` calls it."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.cases import Plan, measure_help, measure_sizes
from benchmarks.cstate_site import CState
from benchmarks.eleventy_site import Eleventy
from benchmarks.generator import Generator
from benchmarks.hugo_site import Hugo, binary_of_package
from benchmarks.our_site import CHECKOUT, SiteBuilder
from benchmarks.pelican_site import Pelican
from benchmarks.report import picture, report
from benchmarks.results import Machine, Results

TOOLS = CHECKOUT / ".site-builder-dev/bench"
MEMORY_DISK = Path("/dev/shm")
DOCS = CHECKOUT / "docs"
PICTURE = "images/performance.svg"
LARGE = 2_000
"""From here on only the peers of `--large-peers` take part: the others would take longer than all the rest."""


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Site Builder beside its peers.")
    parser.add_argument("--sizes", type=_numbers, default=[100, 1000], help="incidents, e.g. 100,1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-rounds", type=int, default=1)
    parser.add_argument("--edits", type=int, default=5, help="saves under watch; 0 leaves that case out")
    parser.add_argument("--cold-only", action="store_true", help="leave out what comes after a change")
    parser.add_argument("--peers", type=_names, help="e.g. site-builder,hugo; default: all that are installed")
    parser.add_argument("--large-peers", type=_names, default=["site-builder", "hugo", "pelican"])
    parser.add_argument("--cstate", type=Path, metavar="DIR", help="a checkout of the cState theme")
    parser.add_argument("--timeout", type=float, default=900, help="seconds after which a build is given up")
    parser.add_argument("--python", type=Path, default=CHECKOUT / ".venv/bin/python", help="runs Site Builder")
    parser.add_argument("--folder", type=Path, help="for sources and output; default: on tmpfs")
    parser.add_argument("--results", type=Path, default=TOOLS / "results.json", help="where the samples are kept")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where performance.md is written")
    parser.add_argument("--report-only", action="store_true", help="write the page again from --results")
    return parser.parse_args()


def main() -> int:
    """The exit code."""
    asked = options()
    if asked.report_only:
        write(Results.load(asked.results), asked.docs)
        return 0
    ours = SiteBuilder(asked.python)
    every = [ours, *installed(asked.cstate)]
    chosen = [one for one in every if asked.peers is None or short(one) in asked.peers]
    disk = asked.folder or (MEMORY_DISK if MEMORY_DISK.is_dir() else Path(tempfile.gettempdir()))
    results = Results(machine=machine(disk), versions={one.name: one.version() for one in chosen})
    plan = Plan(
        rounds=asked.rounds,
        memory_rounds=asked.memory_rounds,
        edits=0 if asked.cold_only else asked.edits,
        changes=not asked.cold_only,
        limit=asked.timeout,
    )

    def taking_part(size: int) -> list[Generator]:
        return [one for one in chosen if size < LARGE or short(one) in asked.large_peers]

    with tempfile.TemporaryDirectory(prefix="site-builder-bench-", dir=disk) as folder:
        measure_help(ours, results)
        for _size in measure_sizes(asked.sizes, taking_part, Path(folder), plan, results, say):
            results.save(asked.results)
            write(results, asked.docs)
    say(f"{asked.docs / 'performance.md'} is written; the samples are in {asked.results}")
    return 0


def installed(cstate: Path | None) -> list[Generator]:
    """The peers that `make bench` could install, and cState when there is a checkout."""
    hugo = binary_of_package(TOOLS)
    peers: list[Generator] = []
    if hugo:
        peers += [Hugo(hugo), *([CState(hugo, cstate)] if cstate else [])]
    if (TOOLS / "bin/pelican").exists():
        peers.append(Pelican(TOOLS / "bin/pelican"))
    packages = TOOLS / "eleventy/node_modules"
    if shutil.which("node") and packages.is_dir():
        peers.append(Eleventy(packages))
    return peers


def machine(disk: Path) -> Machine:
    """This one, now."""
    return Machine(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        system=f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory=psutil.virtual_memory().total,
        load=os.getloadavg()[0],
        disk=_kind_of_disk(disk),
    )


def write(results: Results, docs: Path) -> None:
    """The page and its plot."""
    (docs / PICTURE).parent.mkdir(parents=True, exist_ok=True)
    (docs / PICTURE).write_text(picture(results), encoding="utf-8")
    (docs / "performance.md").write_text(report(results, PICTURE), encoding="utf-8")


def short(peer: Generator) -> str:
    """Its name on the command line."""
    return peer.name.lower().replace(" ", "-")


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _kind_of_disk(folder: Path) -> str:
    """The file system below a folder; the longest mount point that it lies under is its own."""
    mounts = [one for one in psutil.disk_partitions(all=True) if folder.resolve().is_relative_to(one.mountpoint)]
    return max(mounts, key=lambda one: len(one.mountpoint)).fstype if mounts else "an unknown file system"


def _numbers(text: str) -> list[int]:
    return sorted(int(one) for one in text.split(","))


def _names(text: str) -> list[str]:
    return text.split(",")


if __name__ == "__main__":
    sys.exit(main())
