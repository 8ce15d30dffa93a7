"""What every command is given: the folders, the clock, and a way to speak. `cli/run.py` makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.commands.report import Report

if TYPE_CHECKING:
    # A command that renders nothing answers twice as fast without what renders.
    from site_builder.means import Means


class Exit(IntEnum):
    """How a command ends."""

    FINE = 0
    CONTENT = 1  # the user's files
    USAGE = 2
    BUG = 3
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One run of the program. `clock` is the only source of the present time, `report` the only way to speak.

    `is_reproducible`: the clock starts at a time that was given, as it will the next time.
    """

    folder: Path
    output: Path
    clock: Callable[[], datetime]
    is_reproducible: bool
    report: Report
    strict: bool
    make_means: "Callable[[], Means]"
    stopwatch: Callable[[], float]

    @property
    def means(self) -> "Means":
        """How to go about a build; always the same one."""
        return self.make_means()
