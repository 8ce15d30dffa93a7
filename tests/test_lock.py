"""What requirements/*.txt pin: enough for the oldest pip that a reader of the README may have."""

from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).parent.parent / "requirements/dev.txt"


def pinned() -> dict[str, Requirement]:
    """What is locked for this environment, by its name."""
    lines = (line.removesuffix("\\") for line in LOCK.read_text("utf-8").splitlines() if "==" in line)
    found = (Requirement(line) for line in lines)
    return {canonicalize_name(one.name): one for one in found if one.marker is None or one.marker.evaluate()}


def wanted(requirement: Requirement) -> list[Requirement]:
    """What a locked package asks for here."""
    asked = [Requirement(line) for line in distribution(requirement.name).requires or ()]
    extras = requirement.extras or {""}
    return [
        one for one in asked if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)
    ]


def test_extras_are_locked_with_the_name_that_asks_for_them() -> None:
    """pip before 24 takes `coverage[toml]` for another requirement than `coverage==7.17.3`: as soon as there is a newer
    release it tries that one, and then refuses it for its missing hash."""
    locked = pinned()
    missing = [
        f"{one.name} wants {other}"
        for one in locked.values()
        for other in wanted(one)
        if not other.extras <= locked[canonicalize_name(other.name)].extras
    ]
    assert missing == []
