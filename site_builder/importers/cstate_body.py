"""The body of a cState file, split into the entries of its story.

An entry's text is never changed here, and every line of the body is in exactly one entry; what a marker
said is in the entry's `marker`. Where it isn't clear which words belong to which entry, the body stays whole.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from site_builder.importers.cstate_dates import parse_date
from site_builder.importers.cstate_markers import Marker, Role, read_item, read_marker

TRACK = re.compile(r"""\{\{[<%]\s*track\s+["'`]?(?P<date>[^"'`<>%{}]*?)["'`]?\s*/?[>%]\}\}""")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}(?:-{2,}|={3,}|\*{3,}|_{3,})\s*")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One statement. `date` is when it was said, if the body says so; `tracked` if by a `track` shortcode."""

    text: str
    marker: Marker | None = None
    date: datetime | None = None
    tracked: str = ""

    @property
    def role(self) -> Role:
        return self.marker.role if self.marker else Role.MIDDLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The entries in the order of time. `preamble` stands above them all and belongs to the opening."""

    preamble: str
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class _Piece:
    """Lines of the body under one marker, while they are collected."""

    marker: Marker | None = None
    lines: list[str] = field(default_factory=list)
    date: datetime | None = None
    tracked: str = ""

    @property
    def text(self) -> str:
        return tidy("\n".join(self.lines))

    def entry(self) -> Entry:
        return Entry(text=self.text, marker=self.marker, date=self.date, tracked=self.tracked)


def tidy(text: str) -> str:
    """The text without the empty lines and rules around it, which only kept entries apart."""
    lines = text.split("\n")
    first, last = 0, len(lines)
    while first < last and (not lines[first].strip() or _RULE.fullmatch(lines[first])):
        first += 1
    # A rule directly below words would make them a heading: it is part of the text.
    while first < last and (
        not lines[last - 1].strip()
        or (last - first > 1 and _RULE.fullmatch(lines[last - 1]) and not lines[last - 2].strip())
    ):
        last -= 1
    return "\n".join(line if line.strip() else "" for line in lines[first:last])


def visible(text: str) -> bool:
    """Whether any of the text is more than comments and rules."""
    return bool(re.search(r"\w", _COMMENT.sub("", text)))


def split_body(body: str, opened: datetime) -> Story:
    """The story that the body of a file tells; `opened` is the date of its front matter."""
    pieces = _attach_tails(_collect(body.split("\n"), opened))
    preamble = pieces.pop(0) if pieces and pieces[0].marker is None and pieces[0].date is None else _Piece()
    if not pieces:
        return Story(preamble="", entries=(Entry(text=preamble.text),))
    if not visible(preamble.text) and not any(_opens(piece, opened) for piece in pieces):
        split = _split_opening(pieces[-1])
        if split is not None:
            pieces[-1:] = split
        elif not all(piece.tracked for piece in pieces):
            return Story(preamble="", entries=(Entry(text=tidy(body)),))
    entries = [piece.entry() for piece in pieces if not _is_list_head(piece)]
    if _newest_first(entries, visible(preamble.text)):
        entries.reverse()
    return Story(preamble=preamble.text, entries=tuple(entries))


def _collect(lines: list[str], opened: datetime) -> list[_Piece]:
    """The body cut at markers and behind `track` shortcodes."""
    pieces = [_Piece()]
    listing = False
    for index, (line, hidden) in enumerate(zip(lines, _hidden(lines), strict=True)):
        current = pieces[-1]
        marker = None
        if not hidden:
            starts = index == 0 or not lines[index - 1].strip()
            marker = read_marker(line, starts_paragraph=starts, opened=opened)
            marker = marker or (read_item(line, opened) if listing else None)
        if marker:
            listing = marker.listing or (listing and marker.inline)
            line = marker.rest
            current = _Piece(marker, date=marker.date)
            pieces.append(current)
        elif listing and line.startswith("  "):
            line = line[2:]
        found = None if hidden else TRACK.search(line)
        moment = parse_date(found["date"]) if found else None
        if found is None or moment is None or (current.tracked and marker is None):
            current.lines.append(line)
            continue
        current.lines.append(f"{line[: found.start()].rstrip()}{line[found.end() :]}")
        current.date, current.tracked = moment, found["date"]
        pieces.append(_Piece())
    return pieces


def _hidden(lines: list[str]) -> list[bool]:
    """For each line, whether it is inside a fenced block or a comment, where nothing is a marker."""
    hidden, fence, comment = [], "", False
    for line in lines:
        found = None if comment else _FENCE.match(line)
        hidden.append(bool(fence) or comment or found is not None)
        if fence:
            closes = found and found[1].startswith(fence) and not line[found.end() :].strip()
            fence = "" if closes else fence
        elif found:
            fence = found[1]
        else:
            comment = _open_comment(line, comment)
    return hidden


def _open_comment(line: str, inside: bool) -> bool:
    """Whether a comment is open at the end of the line."""
    begun, ended = line.rfind("<!--"), line.rfind("-->")
    return begun > ended or (inside and ended < 0)


def _attach_tails(pieces: list[_Piece]) -> list[_Piece]:
    """Words behind a `track` that have neither a marker nor a date of their own go with what is above."""
    kept = pieces[:1]
    for piece in pieces[1:]:
        if piece.marker is None and piece.date is None:
            if piece.text:
                kept[-1].lines += ["", *piece.lines]
        else:
            kept.append(piece)
    # The first piece is the preamble; with a track in its first paragraph it is an entry, or nothing.
    return kept if kept[0].text or kept[0].date else [_Piece(), *kept[1:]]


def _opens(piece: _Piece, opened: datetime) -> bool:
    """Whether this can be the first statement of the story."""
    initial = piece.marker is not None and piece.marker.role is Role.INITIAL
    return initial or (piece.date is not None and piece.date <= opened)


def _is_list_head(piece: _Piece) -> bool:
    """Whether this is only the line "Updates:" above a list of them."""
    return piece.marker is not None and piece.marker.listing and not piece.text and not piece.tracked


def _split_opening(piece: _Piece) -> list[_Piece] | None:
    """The last entry of a file, cut where the unmarked words below it begin; None if that isn't clear.

    Clear are: a rule between them, and an entry that begins on the line of its marker, so that it is
    one paragraph.
    """
    lines = piece.lines
    cut = next((index for index, line in enumerate(lines) if index and _is_rule(lines, index)), None)
    if cut is None and piece.marker is not None and piece.marker.inline and not piece.tracked:
        cut = next((index for index, line in enumerate(lines) if not line.strip()), None)
    if cut is None:
        return None
    newer = _Piece(piece.marker, lines[:cut], piece.date, piece.tracked)
    opening = _Piece(Marker(role=Role.INITIAL, words=""), lines[cut:])
    return [newer, opening] if visible(newer.text) and visible(opening.text) else None


def _is_rule(lines: list[str], index: int) -> bool:
    return _RULE.fullmatch(lines[index]) is not None and not lines[index - 1].strip()


def _newest_first(entries: list[Entry], has_opening: bool) -> bool:
    """cState's habit is the newest entry on top, but dates and roles know better."""
    dates = [entry.date for entry in entries if entry.date is not None]
    if dates and dates[0] != dates[-1]:
        return dates[0] > dates[-1]
    roles = [entry.role for entry in entries]
    if roles and roles[0] != roles[-1]:
        return roles[0] > roles[-1]
    return not has_opening
