"""Whole pages, with what can be taken again of them: what their blocks gave, and what stands around those in many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2.runtime import Context

from site_builder.output.block_chain import Chain
from site_builder.output.page_blocks import OF_PAGE, Given, NotAtHandError, Piece, Rendering, context_of, pieces_of
from site_builder.output.page_view import PageView, ReadPage

if TYPE_CHECKING:
    from site_builder.output.template_engine import WatchedTemplate

Span = tuple[str, int, int]
"""The name of a block, and where the text that it gave begins and ends in its page."""


class Page(NamedTuple):
    """A rendered page. `spans` are the blocks whose texts can be taken again, and `asked` is what those asked for of
    the state of the whole site; without `spans` there is nothing to be taken again."""

    text: str
    spans: Sequence[Span]
    asked: frozenset[str]


def rendered(
    template: "WatchedTemplate", chain: Chain | None, values: Mapping[str, Any], kept: Mapping[str, str]
) -> Page:
    """The page, with the texts of `kept` for the blocks of these names. Raises NotAtHandError where more is needed."""
    if chain is None:
        return Page("".join(template.root_render_func(template.new_context(dict(values)))), (), frozenset())
    environment = template.environment
    rendering = Rendering(environment, kept)
    before, environment.asked_of_page = environment.asked_of_page, set()
    try:
        pieces = _pieces(template, chain, values, rendering)
        is_own_frame = bool(environment.asked_of_page)
    finally:
        environment.asked_of_page = before
    spans = {} if is_own_frame else _spans(pieces)
    if kept and spans.keys() != kept.keys():
        raise NotAtHandError
    is_found = spans.keys() == rendering.own
    return Page("".join(pieces), tuple(spans.values()) if is_found else (), frozenset(rendering.asked))


def _spans(pieces: Iterable[str]) -> dict[str, Span]:
    """Where each block stands in the page, the first time."""
    spans: dict[str, Span] = {}
    at = 0
    for piece in pieces:
        end = at + len(piece)
        if type(piece) is Piece and piece.is_own and piece.block not in spans:
            spans[piece.block] = piece.block, at, end
        at = end
    return spans


class PageFrame:
    """What stood around the blocks of a page. It is the same in each other one of which it would have read the same,
    and so is what those blocks give that show nothing of their page alone."""

    def __init__(self, values: Mapping[str, Any], pieces: Sequence[str], rendering: Rendering) -> None:
        self._values = {name: value for name, value in values.items() if name != "page" and name not in OF_PAGE}
        self._around = rendering.around
        self._given = {name: given for name, given in rendering.given.items() if not given.has_own}
        self._parts = list(_joined(pieces))

    def fits(self, values: Mapping[str, Any]) -> bool:
        """Whether it is that of a page which sees these values."""
        is_same = all(values[name] is value for name, value in self._values.items())
        return is_same and _reads_same(values["page"], self._around)

    def pieces(
        self, template: "WatchedTemplate", chain: Chain, values: Mapping[str, Any], rendering: Rendering
    ) -> Iterator[str]:
        """What the template would give."""
        environment = template.environment
        environment.asked |= self._around.asked
        context: Context | None = None
        for part in self._parts:
            given = self._given.get(part.block) if type(part) is Piece else None
            if type(part) is not Piece:
                yield part
            elif part.block in rendering.kept:
                rendering.own.add(part.block)
                yield Piece.of(part.block, rendering.kept[part.block], is_own=True)
            elif given is not None and _reads_same(values["page"], given):
                environment.asked |= given.asked
                yield given.text
            else:
                if context is None:
                    context = context_of(template, chain, values, rendering)
                yield from context.blocks[part.block][0](context)


def _pieces(template: "WatchedTemplate", chain: Chain, values: Mapping[str, Any], rendering: Rendering) -> list[str]:
    frames = template.environment.frames
    name = str(template.name)
    if name in frames:
        frame = frames[name]
        if frame is not None and frame.fits(values):
            return list(frame.pieces(template, chain, values, rendering))
        return pieces_of(template, chain, values, rendering)
    environment = template.environment
    before, environment.asked = environment.asked, rendering.around.asked
    try:
        page = ReadPage(values["page"], rendering.note)
        pieces = pieces_of(template, chain, {**values, "page": page}, rendering)
    finally:
        environment.asked = before
        environment.asked |= rendering.around.asked
    # A text of a block that is not in its place was worked into something else: who knows how.
    is_told = rendering.pieces == sum(type(piece) is Piece for piece in pieces)
    is_of_many = is_told and not environment.asked_of_page
    frames[name] = PageFrame(values, pieces, rendering) if is_of_many else None
    return pieces


def _reads_same(page: PageView, given: Given) -> bool:
    return all(
        (page.link(name) if kind == "link" else getattr(page, name, None)) == value
        for (kind, name), value in given.reads.items()
    )


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """The same with one text between two blocks."""
    texts: list[str] = []
    for piece in pieces:
        if type(piece) is Piece:
            yield "".join(texts)
            yield piece
            texts.clear()
        else:
            texts.append(piece)
    yield "".join(texts)
