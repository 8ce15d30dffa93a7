"""How a build goes about it: with how many processes, and with what is known from earlier ones."""

from dataclasses import dataclass, field
from pathlib import Path

from site_builder.content.known_incidents import KnownIncidents
from site_builder.known_states import KnownStates
from site_builder.lookout import Lookout
from site_builder.machine import processors
from site_builder.output.known_stories import KnownStories
from site_builder.output.known_works import KnownWorks
from site_builder.output.left import Left
from site_builder.output.sitemap import KnownEntries
from site_builder.output.work import WorksAtHand
from site_builder.workers import Tick


def _no_tick(_done: int, _total: int) -> None:
    """For callers whom nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a program that goes on running knows from its earlier builds of one site."""

    incidents: KnownIncidents = field(default_factory=KnownIncidents)
    states: KnownStates = field(default_factory=KnownStates)
    stories: KnownStories = field(default_factory=KnownStories)
    works: KnownWorks = field(default_factory=KnownWorks)
    sitemap: KnownEntries = field(default_factory=KnownEntries)
    left: Left = field(default_factory=Left)
    at_hand: WorksAtHand = field(default_factory=WorksAtHand)

    def forget(self) -> None:
        """Begins anew."""
        for each in (self.incidents, self.states, self.stories, self.works, self.sitemap, self.left, self.at_hand):
            each.forget()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """How to go about it; the outcome is the same.

    `jobs` is how many processes may render (None: one for each processor). Without `use_cache` nothing is taken from
    earlier builds, nor left to later ones. `changed` is what a program that goes on running knows to have changed since
    its last build that came to an end without problems, if it does: files that were added, deleted, or written. A
    `lookout` that was begun knows what looks different since the last build of all.
    """

    jobs: int | None = None
    use_cache: bool = True
    tick: Tick = _no_tick
    memory: Memory = field(default_factory=Memory)
    changed: frozenset[Path] | None = None
    lookout: Lookout = field(default_factory=Lookout)

    @property
    def processes(self) -> int:
        """How many may work at once."""
        return self.jobs or processors()
