"""What is written but not public yet, and until when: said wherever a site is read, so that nothing is forgotten."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from site_builder.commands.report import counted
from site_builder.overview import HeldBack

FEW = 5
"""How many files a build names; `status` names all."""


def lines(held: Iterable[HeldBack], zone: ZoneInfo, most: int | None = None) -> Iterator[str]:
    """Each file with its date, what is due first first; then the drafts. Of either, `most` are named."""
    held = tuple(held)
    dated = [f"held back until {local(each.until, zone)}: {each.source}" for each in held if each.until]
    drafts = [f"draft: {each.source}" for each in held if each.until is None]
    yield from dated[:most]
    if most is not None and len(dated) > most:
        last = max(each.until for each in held if each.until)
        yield f"and {len(dated) - most} more held back, the last until {local(last, zone)}"
    yield from drafts[:most]
    if most is not None and len(drafts) > most:
        yield f"and {counted(len(drafts) - most, 'more draft')}"


def local(moment: datetime, zone: ZoneInfo) -> str:
    """2026-05-01 15:00 BST"""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def trees(held: Iterable[HeldBack]) -> list[dict[str, str | None]]:
    """The same for JSON, all of it."""
    return [{"path": each.source, "until": each.until.isoformat() if each.until else None} for each in held]
