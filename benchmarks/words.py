"""Figures as a reader wants them."""

from collections.abc import Sequence

from benchmarks.results import Spread

_NOTHING = "–"


def seconds(spread: Spread | None) -> str:
    """`1.23 s (1.20–1.31)`, below a second in milliseconds."""
    if spread is None:
        return _NOTHING
    if spread.middle < 1:
        return f"{spread.middle * 1000:,.0f} ms ({spread.least * 1000:,.0f}–{spread.most * 1000:,.0f})"
    return f"{_three(spread.middle)} s ({_three(spread.least)}–{_three(spread.most)})"


def duration(took: float) -> str:
    """Of seconds, in the unit that a person would take."""
    for unit, length in (("h", 3600), ("min", 60), ("s", 1)):
        if took >= (2 * length if length > 1 else 1):
            return f"{_three(took / length)} {unit}"
    return f"{took * 1000:,.0f} ms"


def ratio(spread: Spread | None) -> str:
    """`0.31 × (0.29–0.35)`."""
    if spread is None:
        return _NOTHING
    return f"{_three(spread.middle)} × ({_three(spread.least)}–{_three(spread.most)})"


def amount(spread: Spread | None) -> str:
    """A whole number."""
    return f"{spread.middle:,.0f}" if spread else _NOTHING


def megabytes(count: float) -> str:
    """Decimal megabytes, from ten thousand of them on gigabytes."""
    return f"{count / 1e9:,.1f} GB" if count >= 1e10 else f"{count / 1e6:,.0f} MB"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _three(value: float) -> str:
    """About three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
