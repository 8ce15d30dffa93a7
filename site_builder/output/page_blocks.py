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

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jinja2.runtime import Context

from site_builder.output.block_chain import Chain

if TYPE_CHECKING:
    from site_builder.output.template_engine import WatchedEnvironment, WatchedTemplate

Block = Callable[[Context], Iterator[str]]


OF_PAGE = frozenset(
    {
        *("incident", "parts_of_timeline", "structured_data"),
        *("component", "incidents", "chart", "years", "year", "month", "newer", "older", "poster"),
    }
)
"""What templates see that only one page has: what shows none of it is the same in others, but for their links."""

ELSEWHERE = object()
"""Stands for what only a page has that is put together from what its blocks gave."""


class NotAtHandError(Exception):
    """Something was asked for that only the whole page has."""


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
    in their places, and `around` what was read and asked for outside of them. While it `is_beginning`, blocks give
    nothing: only what stands before them is asked for."""

    environment: "WatchedEnvironment"
    kept: Mapping[str, str]
    own: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    given: dict[str, Given] = field(default_factory=dict)
    around: Given = field(default_factory=Given)
    pieces: int = 0
    is_beginning: bool = False
    _at: Given = field(init=False)
    _made: dict[str, tuple[Given, bool]] = field(default_factory=dict)
    """What blocks gave, and whether it shows what only their page has: asked again, they give the same."""

    def __post_init__(self) -> None:
        self._at = self.around

    def note(self, kind: str, name: str, value: object) -> None:
        """Takes down what was read of the page."""
        self._at.reads[kind, name] = value

    def piece(self, name: str, block: Block, context: Context) -> Piece:
        """What a block gives."""
        if self.is_beginning:
            return Piece.of(name, "", is_own=False)
        outside = self._at
        self.pieces += outside is self.around
        kept = self.kept.get(name)
        if kept is not None:
            outside.has_own = True
            self.own.add(name)
            return Piece.of(name, kept, is_own=True)
        made = self._made.get(name)
        if made is not None:
            return self._piece(name, *made)
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
        self._made[name] = given, bool(of_page)
        return self._piece(name, *self._made[name])

    def _piece(self, name: str, given: Given, is_own: bool) -> Piece:
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


def pieces_of(template: "WatchedTemplate", chain: Chain, values: Mapping[str, Any], rendering: Rendering) -> list[str]:
    """What the template gives, one after the other."""
    return list(template.root_render_func(_context(template, chain, values, rendering)))


def context_of(template: "WatchedTemplate", chain: Chain, values: Mapping[str, Any], rendering: Rendering) -> Context:
    """The context in which the blocks of the template give theirs: before the first of them, all is there that they
    see."""
    context = _context(template, chain, values, rendering)
    rendering.is_beginning = True
    for piece in template.root_render_func(context):
        if type(piece) is Piece:
            break
    rendering.is_beginning = False
    return context


def _context(template: "WatchedTemplate", chain: Chain, values: Mapping[str, Any], rendering: Rendering) -> Context:
    context = template.new_context(dict(values))
    for name in chain.frame_blocks:
        stack = _Stack(name, rendering)
        for block in context.blocks.get(name, ()):
            stack.append(block)
        context.blocks[name] = stack
    return context
