"""A plot of lines on two logarithmic axes, as an SVG that reads in light and dark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 170, 50, 60
# Paul Tol's "bright" scheme, told apart by people who are colour-blind; the markers differ, too.
_COLOURS = ("#4477aa", "#ee6677", "#228833", "#aa7711", "#aa3377", "#0a8ca0")
_MARKERS = ("circle", "square", "diamond", "triangle", "cross", "circle")
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1b1b1b; }
.title { font-size: 15px; font-weight: 600; }
.grid { stroke: #d0d0d0; stroke-width: 1; }
.paper { fill: #ffffff; }
@media (prefers-color-scheme: dark) {
  text { fill: #ececec; } .grid { stroke: #4a4a4a; } .paper { fill: #16181a; }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A measured value with its extremes. All above zero."""

    x: float
    y: float
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line, named on the right at about the height of its last point."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class _Axis:
    """From a value to its place; whole decades."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> "_Axis":
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        return cls(low, max(high, low + 1), start, end)

    def place(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def plot(*, title: str, x_label: str, y_label: str, series: Sequence[Series]) -> str:
    """The SVG. Only what has a point is drawn; there has to be one."""
    points = [point for line in series for point in line.points]
    across = _Axis.over([point.x for point in points], LEFT, WIDTH - RIGHT)
    up = _Axis.over([value for point in points for value in (point.least, point.most)], HEIGHT - BOTTOM, TOP)
    parts = [*_frame(across, up, x_label, y_label)]
    for number, line in enumerate(series):
        parts += _line(line, number, across, up)
    parts += _names(series, up)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t">\n'
        f'<title id="t">{escape(title)}</title>\n<style>{_STYLE}</style>\n'
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>\n'
        f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>\n{body}\n</svg>\n'
    )


def _frame(across: _Axis, up: _Axis, x_label: str, y_label: str) -> list[str]:
    parts = []
    for tick in across.ticks:
        x = across.place(tick)
        parts.append(f'<line class="grid" x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{tick:,.0f}</text>')
    for tick in up.ticks:
        y = up.place(tick)
        parts.append(f'<line class="grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{tick:,g}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle">{escape(x_label)}</text>')
    parts.append(f'<text x="{LEFT - 58}" y="{TOP - 10}">{escape(y_label)}</text>')
    return parts


def _line(line: Series, number: int, across: _Axis, up: _Axis) -> list[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    places = [(across.place(point.x), up.place(point.y)) for point in line.points]
    if not places:
        return []
    parts = [
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in places)}" fill="none" stroke="{colour}" stroke-width="2"/>'
    ]
    for (x, y), point in zip(places, line.points, strict=True):
        low, high = up.place(point.least), up.place(point.most)
        parts.append(f'<line x1="{x}" y1="{low}" x2="{x}" y2="{high}" stroke="{colour}" stroke-width="2"/>')
        parts.append(_marker(number, x, y))
    return parts


def _names(series: Sequence[Series], up: _Axis) -> list[str]:
    """In the order of the last points; names that would lie on each other move down."""
    ends = sorted((up.place(line.points[-1].y), number) for number, line in enumerate(series) if line.points)
    parts, free = [], 0.0
    for y, number in ends:
        place = max(y, free)
        free = place + 18
        parts.append(_marker(number, WIDTH - RIGHT + 20, place))
        parts.append(f'<text x="{WIDTH - RIGHT + 32}" y="{place + 4}">{escape(series[number].name)}</text>')
    return parts


def _marker(number: int, x: float, y: float) -> str:
    shape, colour = _MARKERS[number % len(_MARKERS)], _COLOURS[number % len(_COLOURS)]
    if shape == "circle":
        return f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}"/>'
    if shape == "cross":
        path = f"M{x - 5} {y - 5}l10 10m-10 0l10 -10"
        return f'<path d="{path}" stroke="{colour}" stroke-width="3"/>'
    outlines = {
        "square": f"M{x - 5} {y - 5}h10v10h-10z",
        "diamond": f"M{x} {y - 7}l7 7l-7 7l-7 -7z",
        "triangle": f"M{x} {y - 6}l6 11h-12z",
    }
    return f'<path d="{outlines[shape]}" fill="{colour}"/>'
