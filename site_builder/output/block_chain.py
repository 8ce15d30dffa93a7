"""What a block of a page depends on: its source in all templates that the page inherits from, and what those load."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateError, TemplateNotFound

from site_builder.cache import digest
from site_builder.output.block_facts import BlockFacts, TemplateFacts
from site_builder.problems import SiteProblems

if TYPE_CHECKING:
    from site_builder.output.template_engine import WatchedEnvironment, WatchedTemplate


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
