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
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import TemplateError, TemplateNotFound
from jinja2.runtime import Context

from site_builder.cache import digest
from site_builder.output.block_facts import BlockFacts, TemplateFacts
from site_builder.problems import SiteProblems

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


class _Piece(str):
    """What a block gave that shows what only its page has."""

    __slots__ = ("block",)
    block: str


@dataclass(slots=True)
class Rendering:
    """One page that is being rendered. `kept` are texts that stand for blocks."""

    environment: "WatchedEnvironment"
    kept: Mapping[str, str]
    own: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def text(self, name: str, block: Block, context: Context) -> str:
        """What a block gives."""
        kept = self.kept.get(name)
        if kept is not None:
            return self._piece(name, kept)
        environment = self.environment
        outside = environment.asked, environment.asked_of_page
        environment.asked, environment.asked_of_page = set(), set()
        try:
            text = "".join(block(context))
        finally:
            (asked, of_page) = environment.asked, environment.asked_of_page
            environment.asked, environment.asked_of_page = outside
            environment.asked |= asked
        if not of_page:
            return text
        self.asked |= asked
        return self._piece(name, text)

    def _piece(self, name: str, text: str) -> str:
        self.own.add(name)
        piece = _Piece(text)
        piece.block = name
        return piece


class _Watched:
    """A block in its place. It counts as that block: `super()` looks for it among those of its name."""

    __slots__ = ("_block", "_name", "_rendering")

    def __init__(self, name: str, block: Block, rendering: Rendering) -> None:
        self._name = name
        self._block = block
        self._rendering = rendering

    def __call__(self, context: Context) -> Iterator[str]:
        yield self._rendering.text(self._name, self._block, context)

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
    template: "WatchedTemplate", chain: "Chain | None", values: Mapping[str, Any], kept: Mapping[str, str]
) -> Page:
    """The page, with the texts of `kept` for the blocks of these names. Raises NotAtHandError where more is needed."""
    environment = template.environment
    context = template.new_context(dict(values))
    if chain is None:
        return Page("".join(template.root_render_func(context)), (), frozenset())
    rendering = Rendering(environment, kept)
    for name in chain.frame_blocks:
        stack = _Stack(name, rendering)
        for block in context.blocks.get(name, ()):
            stack.append(block)
        context.blocks[name] = stack
    before, environment.asked_of_page = environment.asked_of_page, set()
    try:
        pieces = list(template.root_render_func(context))
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
        if type(piece) is _Piece and piece.block not in spans:
            spans[piece.block] = piece.block, at, end
        at = end
    return spans


class BlockSource(NamedTuple):
    """What stands for the source of a block with all that shows in it, and the templates that it loads besides; None:
    these can't be told."""

    digest: str
    loads: set[str] | None
    names_assets: bool


class Chain:
    """A template, and those that it extends, one after the other."""

    def __init__(self, facts: Sequence[TemplateFacts]) -> None:
        self._facts = facts
        self.frame_blocks = facts[-1].frame_blocks
        """The blocks that the last one of them, which is what stands around all, gives a place to."""

    def source(self, name: str) -> "BlockSource":
        """What a block is made from in these templates."""
        shown = sorted(self._shown_with(name))
        blocks = {each: [facts.blocks[each] for facts in self._facts if each in facts.blocks] for each in shown}
        loads: set[str] | None = {each for facts in self._facts for each in facts.imported}
        for block in (block for found in blocks.values() for block in found):
            loads = None if loads is None or block.loads is None else loads | set(block.loads)
        imports = [facts.imports for facts in self._facts if facts.imports]
        return BlockSource(
            digest=digest(imports, [(each, [block.source for block in found]) for each, found in blocks.items()]),
            loads=loads,
            names_assets=any(block.names_assets for found in blocks.values() for block in found),
        )

    def _shown_with(self, name: str) -> set[str]:
        """The blocks that may show in a block."""
        found: set[str] = set()
        waiting = {name}
        while waiting:
            found |= waiting
            blocks = [facts.blocks[each] for facts in self._facts for each in waiting if each in facts.blocks]
            waiting = {each for block in blocks for each in self._shown_in(block)} - found
        return found

    def _shown_in(self, block: BlockFacts) -> Iterable[str]:
        return {each for facts in self._facts for each in facts.blocks} if block.asks_for_blocks else block.inner


def chain_of(environment: "WatchedEnvironment", name: str) -> Chain | None:
    """The template `name` with those that it extends; None where it can't be said what their blocks depend on."""
    try:
        return _chain_of(environment, name)
    except (TemplateError, SiteProblems):
        return None  # whoever renders what can't be loaded, if anybody does, is told


def _chain_of(environment: "WatchedEnvironment", name: str) -> Chain | None:
    chain = [environment.template(name)]
    while (parent := chain[-1].facts.extends) is not None and len(chain) < _DEEP:
        chain.append(environment.template(parent))
    facts = [each.facts for each in chain]
    imported = {name for each in facts for name in each.imported}
    is_known = (
        chain[-1].facts.extends is None
        and all(each.is_quiet for each in facts)
        and all(environment.template(name).only_defines_macros for name in imported)
        and _share_only_macros(environment, chain)
    )
    return Chain(facts) if is_known else None


_DEEP = 16
"""Templates that extend one another; more than that do so in a circle."""


def _share_only_macros(environment: "WatchedEnvironment", chain: Iterable["WatchedTemplate"]) -> bool:
    """Whether whatever is imported without context, in whatever may come into the page, has nothing but macros."""
    seen: set[str | None] = set()
    waiting = list(chain)
    while waiting:
        facts = (one := waiting.pop()).facts
        if facts.loads is None or facts.shared is None:
            return False
        if not all(environment.template(name).only_defines_macros for name in facts.shared):
            return False
        seen.add(one.name)
        for name in set(facts.loads) - seen:
            with suppress(TemplateNotFound):  # as `ignore missing` allows; elsewhere the page fails by itself
                waiting.append(environment.template(name))
    return True
