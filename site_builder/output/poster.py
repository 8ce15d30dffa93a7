"""The poster for a shop's door: one A4 page, in type as large as what there is to say allows.

A page of paper can't scroll, and nobody sees what a style sheet hides. So how large the type is, and what
doesn't fit in the smallest, is worked out here: a text is cut after a word, and says that there is more.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from markupsafe import Markup

from site_builder.output import site_map
from site_builder.output.plain_text import plain_text
from site_builder.output.prose import Prose
from site_builder.output.site_map import SiteMap
from site_builder.output.views import AnswersView, ExpectedView, IncidentView
from site_builder.vocabulary import Kind

# The same measures as in templates/assets/poster.css, in millimetres.
_WIDTH = 182.0
_POINT = 25.4 / 72
_SIZES = ((24, 172.0), (20, 172.0), (17, 172.0), (14.5, 184.0), (12.5, 184.0), (11, 184.0))
"""Sizes of type in points, each with what a headline of three lines and the foot of the page leave for the story."""

# In ems of the story's type.
_LINE = 1.35
_HEADING = 1.35
_GAP = 0.7
_TITLE_SIZE = 1.25

_FEWEST_LINES = 2
_MOST_EXPECTED = 5
_MOST_OTHERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterText:
    """A writer's text as plain lines, with the language it is in; `is_cut` when there is more of it."""

    lines: tuple[str, ...]
    language: str
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterView:
    """What the poster says. `size` is 1 for the largest type; `address` is what `qr`, an SVG element, leads to.

    `incident` is the open one with the most impact, None when nothing is open. `latest` is its newest update,
    only where none of the four questions is answered. `others` are open, too; `more_others` don't fit.
    """

    incident: IncidentView | None
    what_to_do: PosterText | None
    what_works: PosterText | None
    data_impact: PosterText | None
    latest: PosterText | None
    expected: tuple[ExpectedView, ...]
    has_more_expected: bool
    others: tuple[IncidentView, ...]
    more_others: int
    size: int
    address: str
    qr: Markup


@lru_cache(maxsize=16)
def qr_code(address: str) -> Markup:
    """An SVG element without styles, which a strict Content-Security-Policy would refuse."""
    import segno  # only where a poster is made

    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, light="#fff")
    return Markup(svg)  # noqa: S704 - drawn by segno; it holds no text


def poster_view(
    incidents: Iterable[IncidentView], addresses: SiteMap, draw: Callable[[str], Markup] = qr_code
) -> PosterView:
    """The poster of one language, from all incidents of the site. `draw` draws the QR code of an address."""
    by_weight = sorted((one for one in incidents if one.is_open), key=_least_first, reverse=True)
    first = by_weight[0] if by_weight else None
    rest = by_weight[1:]
    texts = {name: _unfolded(prose, addresses) for name, prose in _texts(first)}
    shown = tuple(rest[:_MOST_OTHERS])
    size, fitted = _fit(texts, _fixed(first, len(shown) + (len(rest) > len(shown))), first)
    address = site_map.address(addresses.site, addresses.home)
    expected = first.answers.expected if first else ()
    return PosterView(
        incident=first,
        what_to_do=fitted.get("what_to_do"),
        what_works=fitted.get("what_works"),
        data_impact=fitted.get("data_impact"),
        latest=fitted.get("latest"),
        expected=expected[:_MOST_EXPECTED],
        has_more_expected=len(expected) > _MOST_EXPECTED,
        others=shown,
        more_others=len(rest) - len(shown),
        size=size + 1,
        address=address,
        qr=draw(address),
    )


def _least_first(incident: IncidentView) -> tuple[bool, int, str, str]:
    """Notices come last; of equals the newest is first."""
    return incident.kind is not Kind.NOTICE, incident.impact.rank, incident.opened_at.isoformat(), incident.name


def _texts(incident: IncidentView | None) -> Iterator[tuple[str, Prose]]:
    if incident is None:
        return
    answers = incident.answers
    if answers.what_to_do:
        yield "what_to_do", answers.what_to_do.prose
    if answers.what_works:
        yield "what_works", answers.what_works.prose
    if answers.data_impact and answers.data_impact.prose:
        yield "data_impact", answers.data_impact.prose
    if not answers.any:
        yield "latest", incident.latest.body


def _unfolded(prose: Prose, addresses: SiteMap) -> PosterText:
    """On paper a link is an address to type. For the site's own pages that is the one below the QR code,
    so they are placed like links within a page, which are told without an address.
    """
    text = plain_text(prose.place(addresses.home, "#", addresses.root))
    lines = tuple(line.strip().replace("- ", "• ", line.lstrip().startswith("- ")) for line in text.split("\n") if line)
    return PosterText(lines=lines, language=prose.language, is_cut=False)


# -- what fits on the page -------------------------------------------------------------------------


def _fit(
    texts: Mapping[str, PosterText], fixed: "_Fixed", incident: IncidentView | None
) -> tuple[int, Mapping[str, PosterText]]:
    """The largest type in which everything fits; if there is none, the smallest, with the texts cut."""
    if incident is None:
        return 0, texts
    width, left = 0.0, 0
    for index, (points, height) in enumerate(_SIZES):
        size = points * _POINT
        width, left = _WIDTH / size, fixed.left(_WIDTH / size, height / size)
        if sum(_height(text, width) for text in texts.values()) <= left:
            return index, texts
    shares = _shares({name: _height(text, width) for name, text in texts.items()}, left)
    return len(_SIZES) - 1, {name: _cut(text, shares[name], width) for name, text in texts.items()}


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What stands on the page whatever the size: whole texts, and heights in ems."""

    title: str
    lines: tuple[str, ...]
    ems: float

    def left(self, width: float, height: float) -> int:
        """How many lines are left for the writers' texts; `width` and `height` are in ems."""
        used = self.ems + _line_count(self.title, width / _TITLE_SIZE) * _TITLE_SIZE * 1.2
        used += sum(_line_count(line, width) for line in self.lines) * _LINE
        return int((height - used) / _LINE)


def _fixed(incident: IncidentView | None, others: int) -> _Fixed:
    if incident is None:
        return _Fixed("", (), 0)
    answers = incident.answers
    lines = [*_when_lines(answers)]
    if answers.data_impact:
        lines.append("We have found no sign that it is, so far.")
    # The status of the incident with its time.
    ems = _HEADING + _GAP
    has_when = bool(answers.expected or answers.next_update)
    sections = sum(map(bool, (has_when, answers.what_to_do, answers.what_works, answers.data_impact)))
    ems += max(sections, 1) * (_HEADING + _GAP)
    ems += (_HEADING + others * _LINE + _GAP) * (others > 0)
    return _Fixed(incident.title.text, tuple(lines), ems)


def _when_lines(answers: AnswersView) -> Iterator[str]:
    """About as long as what the template makes of it."""
    if answers.next_update:
        yield "Our next update was due by 22 September 2026, 10:00 BST. It is late."
    for one in answers.expected[:_MOST_EXPECTED]:
        name = f"{one.component.name.text}: " if one.component else ""
        yield name + (one.text.text if one.text else "22 September 2026, 10:00 BST")
    if len(answers.expected) > _MOST_EXPECTED:
        yield "More at the address below"


def _shares(wanted: Mapping[str, int], lines: int) -> dict[str, int]:
    """Who needs little gets it, the others share evenly what is left."""
    shares: dict[str, int] = {}
    for place, (name, height) in enumerate(sorted(wanted.items(), key=lambda item: item[1])):
        shares[name] = min(height, max(lines // (len(wanted) - place), _FEWEST_LINES))
        lines -= shares[name]
    return shares


def _height(text: PosterText, width: float) -> int:
    return sum(_line_count(line, width) for line in text.lines)


def _cut(text: PosterText, height: int, width: float) -> PosterText:
    """The beginning of a text that is `height` lines high; its last line is then the one that says so."""
    if _height(text, width) <= height:
        return text
    lines: list[str] = []
    left = height - 1
    for line in text.lines:
        needed = _line_count(line, width)
        if needed > left:
            if left > 0:
                lines.append(_first_words(line, left * width))
            break
        lines.append(line)
        left -= needed
    return replace(text, lines=tuple(lines), is_cut=True)


def _first_words(line: str, width: float) -> str:
    end, wide = 0, 0.0
    for end, character in enumerate(line):  # noqa: B007 - where it stopped is what is asked for
        wide += _em(character)
        if wide * _CAUTION > width - 1:
            break
    start = line[:end]
    if " " in start:
        start = start.rpartition(" ")[0]
    return f"{start.rstrip(' ,;:–-')} …"


_CAUTION = 1.06
"""Lines break between words, and fonts differ."""


def _line_count(line: str, width: float) -> int:
    return max(1, ceil(sum(map(_em, line)) * _CAUTION / width))


def _em(character: str) -> float:
    """About how wide a character of Arial is."""
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.0
    if character in "ijltfI.,;:'’|! ()[]/":
        return 0.3
    if character in "mwMW@%…":
        return 0.92
    return 0.72 if character.isupper() else 0.556
