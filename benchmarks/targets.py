"""What the project has promised itself; each a ratio within one run, or seconds."""

from dataclasses import dataclass

from benchmarks.results import Case, Key, Results, Spread

OURS, HUGO, PELICAN, CSTATE = "Site Builder", "Hugo", "Pelican", "cState"
FULL = 10_000
"""Incidents, with five updates each: the size that most targets are for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """At most `limit`: of the first measurement over the second, or of the first alone, in seconds."""

    what: str
    limit: float
    key: Key
    over: Key | None = None

    def found(self, results: Results) -> Spread | None:
        """None where it was not measured."""
        return results.spread(self.key) if self.over is None else results.ratio(self.key, self.over)


def targets(size: int) -> list[Target]:
    """Those for the large site, asked of `size` incidents, and those that have sizes of their own."""
    hugo_cold = Key(size=size, case=Case.COLD, peer=HUGO)
    tenth = size // 10

    def ours(case: Case, at: int = size) -> Key:
        return Key(size=at, case=case, peer=OURS)

    def cold(peer: str, at: int = size) -> Key:
        return Key(size=at, case=Case.COLD, peer=peer)

    memory = Key(size=size, case=Case.MEMORY, peer=OURS, value="memory")
    hugo_memory = Key(size=size, case=Case.MEMORY, peer=HUGO, value="memory")
    watch, hugo_watch = ours(Case.WATCH), Key(size=size, case=Case.WATCH, peer=HUGO)
    return [
        _ratio(f"Cold build, {size:,}, to Hugo's", 2.0, ours(Case.COLD), hugo_cold),
        _ratio(f"Cold build, {size:,}, to Pelican's", 0.3, ours(Case.COLD), cold(PELICAN)),
        _ratio("Cold build, 1,000, to cState's", 0.3, ours(Case.COLD, 1000), cold(CSTATE, 1000)),
        _ratio("Cold build, 100, to cState's", 1.0, ours(Case.COLD, 100), cold(CSTATE, 100)),
        _ratio(f"Peak memory of a cold build, {size:,}, to Hugo's", 0.3, memory, hugo_memory),
        _ratio(f"Nothing changed, {size:,}, to Hugo's cold build", 0.05, ours(Case.NOTHING), hugo_cold),
        _ratio(f"One update added, {size:,}, to Hugo's cold build", 0.1, ours(Case.UPDATE), hugo_cold),
        _ratio(f"One word of the theme changed, {size:,}, to Hugo's cold build", 0.8, ours(Case.THEME), hugo_cold),
        _ratio(f"Save to visible, {size:,}, to Hugo's", 0.25, watch, hugo_watch),
        Target(what=f"Save to visible, {size:,}", limit=0.25, key=watch),
        _ratio(f"Growth of a cold build from {tenth:,} to {size:,}", 11, ours(Case.COLD), ours(Case.COLD, tenth)),
        _ratio(f"Growth of one update added, {tenth:,} to {size:,}", 4, ours(Case.UPDATE), ours(Case.UPDATE, tenth)),
        Target(what="`site-builder --help`", limit=0.12, key=Key(size=0, case=Case.HELP, peer=OURS)),
    ]


def _ratio(what: str, limit: float, key: Key, over: Key) -> Target:
    return Target(what=what, limit=limit, key=key, over=over)
