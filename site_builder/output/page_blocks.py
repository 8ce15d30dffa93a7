"""Pages put together anew from what their blocks gave, when only what stands around those has changed.

A page is what stands around blocks in one template (`base.html`), and the blocks that the page's own template fills. A
block that shows what only this page has (an incident, a month) is the dear part of it. What it gives follows from its
source and that of the templates that it loads, from the names that imports at the beginning of a template give it, and
from what the page sees. All of it is known, unless a theme does one of these in a template that the page inherits
from; then pages are made whole:

- a name is set, or a macro defined, outside of blocks; `autoescape`; an import that is not at the beginning;
- a block is `scoped` or `required`;
- what is extended, or imported at the beginning, is worked out or has more than macros in it;
- what several pages import without context has more than macros: it could hold what one block hands to another.

What stands around the blocks, and blocks that show nothing of this page alone, are rendered each time. Whatever of it
asks for something that only this page has ends the attempt: the page is made whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2.runtime import Context

from site_builder.output.block_chain import Chain
from site_builder.output.page_view import PageView, ReadPage

if TYPE_CHECKING:
    from site_builder.output.template_engine import WatchedEnvironment, WatchedTemplate

Block = Callable[[Context], Iterator[str]]
Span = tuple[str, int, int]
"""The name of a block, and where the text that it gave begins and ends in its page."""


class NotAtHandError(Exception):
    """Something was asked for that only the whole page has."""


class Page(NamedTuple):
    """A rendered page. `spans` are the blocks whose texts can be taken again, and `asked` is what those asked for of
    the state of the whole site; without `spans` there is nothing to be taken again."""

    text: str
    spans: Sequence[Span]
    asked: frozenset[str]


class Piece(str):
    """What a block gave, in its place. `is_own`: it shows what only its page has."""

    __slots__ = ("block", "is_own")
    block: str
    is_own: bool

    @classmethod
    def of(cls, block: str, text: str, *, is_own: bool) -> "Piece":
        piece = cls(text)
        piece.block, piece.is_own = block, is_own
        return piece


@dataclass(slots=True)
class Given:
    """What a block gave that shows nothing which only its page has, and what it took of the page for that: not all of
    it, if it `has_own`, the text of another block."""

    text: str = ""
    reads: dict[tuple[str, str], object] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    has_own: bool = False


@dataclass(slots=True)
class Rendering:
    """One page that is being rendered. `kept` are texts that stand for blocks. `given` is what the other blocks gave
    in their places, and `around` what was read and asked for outside of them."""

    environment: "WatchedEnvironment"
    kept: Mapping[str, str]
    own: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    given: dict[str, Given] = field(default_factory=dict)
    around: Given = field(default_factory=Given)
    pieces: int = 0
    _at: Given = field(init=False)

    def __post_init__(self) -> None:
        self._at = self.around

    def note(self, kind: str, name: str, value: object) -> None:
        """Takes down what was read of the page."""
        self._at.reads[kind, name] = value

    def piece(self, name: str, block: Block, context: Context) -> Piece:
        """What a block gives."""
        outside = self._at
        self.pieces += outside is self.around
        kept = self.kept.get(name)
        if kept is not None:
            outside.has_own = True
            self.own.add(name)
            return Piece.of(name, kept, is_own=True)
        self._at = given = Given()
        environment = self.environment
        before = environment.asked, environment.asked_of_page
        environment.asked, environment.asked_of_page = given.asked, set()
        try:
            given.text = "".join(block(context))
        finally:
            of_page = environment.asked_of_page
            environment.asked, environment.asked_of_page = before
            self._at = outside
        return self._piece(name, given, is_own=bool(of_page))

    def _piece(self, name: str, given: Given, *, is_own: bool) -> Piece:
        self.environment.asked |= given.asked
        if is_own:
            self.own.add(name)
            self.asked |= given.asked
            self._at.has_own = True
        elif self._at is self.around:
            self.given[name] = given
        else:
            self._at.reads |= given.reads
            self._at.has_own |= given.has_own
        return Piece.of(name, given.text, is_own=is_own)


class _Watched:
    """A block in its place. It counts as that block: `super()` looks for it among those of its name."""

    __slots__ = ("_block", "_name", "_rendering")

    def __init__(self, name: str, block: Block, rendering: Rendering) -> None:
        self._name = name
        self._block = block
        self._rendering = rendering

    def __call__(self, context: Context) -> Iterator[str]:
        yield self._rendering.piece(self._name, self._block, context)

    def __eq__(self, other: object) -> bool:
        return other is self._block

    __hash__ = None  # type: ignore[assignment]


class _Stack(list[Block]):
    """The blocks of one name, the one that is shown first. Jinja appends those of the templates that are extended."""

    def __init__(self, name: str, rendering: Rendering) -> None:
        self._name = name
        self._rendering = rendering

    def append(self, block: Block) -> None:
        super().append(block if self else _Watched(self._name, block, self._rendering))


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
        pieces = _around(template, chain, values, rendering) if kept else _pieces(template, chain, values, rendering)[1]
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


def _pieces(
    template: "WatchedTemplate", chain: Chain, values: Mapping[str, Any], rendering: Rendering, *, whole: bool = True
) -> tuple[Context, list[str]]:
    """What the template gives, one after the other, and the context in which its blocks gave theirs. If not the
    `whole`, it ends with the first block, where all is there that blocks see."""
    context = template.new_context(dict(values))
    for name in chain.frame_blocks:
        stack = _Stack(name, rendering)
        for block in context.blocks.get(name, ()):
            stack.append(block)
        context.blocks[name] = stack
    pieces: list[str] = []
    for piece in template.root_render_func(context):
        pieces.append(piece)
        if not whole and type(piece) is Piece:
            break
    return context, pieces


# -- pages that differ in little ---------------------------------------------------------------------


class PageFrame:
    """What stood around the blocks of a page. It is the same in each other one of which it would have read the same,
    and so is what those blocks give that show nothing of their page alone."""

    def __init__(self, values: Mapping[str, Any], pieces: Sequence[str], rendering: Rendering) -> None:
        self._values = {name: value for name, value in values.items() if name != "page"}
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
                context = context or _pieces(template, chain, values, rendering, whole=False)[0]
                yield from context.blocks[part.block][0](context)


def _around(
    template: "WatchedTemplate", chain: Chain, values: Mapping[str, Any], rendering: Rendering
) -> Sequence[str]:
    frames = template.environment.frames
    name = str(template.name)
    if name in frames:
        frame = frames[name]
        if frame is not None and frame.fits(values):
            return list(frame.pieces(template, chain, values, rendering))
        return _pieces(template, chain, values, rendering)[1]
    environment = template.environment
    before, environment.asked = environment.asked, rendering.around.asked
    try:
        page = ReadPage(values["page"], rendering.note)
        pieces = _pieces(template, chain, {**values, "page": page}, rendering)[1]
    finally:
        environment.asked = before
        environment.asked |= rendering.around.asked
    # A text of a block that is not in its place was worked into something else: who knows how.
    is_told = rendering.pieces == sum(type(piece) is Piece for piece in pieces)
    frames[name] = PageFrame(values, pieces, rendering) if is_told else None
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
