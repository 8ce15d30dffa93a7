"""What was measured, and the arithmetic on it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from statistics import median
from typing import Any


class Case(Enum):
    """What a sample is of."""

    COLD = "cold build"
    NOTHING = "nothing changed"
    UPDATE = "one update added"
    THEME = "one word of the theme changed"
    WATCH = "save to visible under watch"
    MEMORY = "peak memory"
    OUTPUT = "output"
    HELP = "--help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One measurement. Values by name: wall and cpu in seconds, memory and size in bytes, files as a number."""

    size: int
    case: Case
    peer: str
    round: int
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The middle of several measurements, and the extremes."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread | None":
        found = list(values)
        return cls(middle=median(found), least=min(found), most=max(found)) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where and when it was measured. `load`: how many programs wanted a processor in the minute before."""

    date: str
    system: str
    processor: str
    cores: int
    memory: int
    load: float
    disk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Which measurements are meant."""

    size: int
    case: Case
    peer: str
    value: str = "wall"


@dataclass(slots=True, kw_only=True)
class Results:
    """All samples of one run."""

    machine: Machine
    versions: dict[str, str]
    samples: list[Sample] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def sizes(self) -> list[int]:
        return sorted({sample.size for sample in self.samples if sample.case is Case.COLD})

    def peers(self, size: int) -> list[str]:
        """In the order of `versions`."""
        there = {sample.peer for sample in self.samples if sample.size == size}
        return [peer for peer in self.versions if peer in there]

    def by_round(self, key: Key) -> dict[int, float]:
        """The measurements by round."""
        return {
            sample.round: sample.values[key.value]
            for sample in self.samples
            if (sample.size, sample.case, sample.peer) == (key.size, key.case, key.peer) and key.value in sample.values
        }

    def spread(self, key: Key) -> Spread | None:
        """Of the measurements themselves."""
        return Spread.of(self.by_round(key).values())

    def ratio(self, above: Key, below: Key) -> Spread | None:
        """Round by round, for two of one size measured in the same rounds; else of each to the other's middle."""
        numerators, denominators = self.by_round(above), self.by_round(below)
        if not numerators or not denominators:
            return None
        if above.size == below.size and numerators.keys() == denominators.keys():
            return Spread.of(numerators[number] / denominators[number] for number in numerators)
        middle = median(denominators.values())
        return Spread.of(value / middle for value in numerators.values())

    def save(self, file: Path) -> None:
        """As JSON, from which the report can be written again."""
        data = asdict(self)
        for sample in data["samples"]:
            sample["case"] = sample["case"].name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> "Results":
        """What `save` wrote."""
        data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        samples = [Sample(**{**sample, "case": Case[sample["case"]]}) for sample in data.pop("samples")]
        return cls(machine=Machine(**data.pop("machine")), samples=samples, **data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Through two measured points: what another size would cost."""

    slope: float
    start: float

    @classmethod
    def through(cls, size: int, value: float, larger: int, larger_value: float) -> "Line":
        slope = (larger_value - value) / (larger - size)
        return cls(slope=slope, start=value - slope * size)

    def at(self, size: float) -> float:
        return self.start + self.slope * size

    def reaches(self, limit: float) -> float:
        """The size at which the line meets the limit; infinite when it does not climb."""
        return (limit - self.start) / self.slope if self.slope > 0 else float("inf")
