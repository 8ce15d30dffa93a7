"""What the source of a template says of its blocks: enough to know whether a text that a block once gave is still what
it would give. Found when a template is compiled, and kept with what was compiled.

Where this says nothing, nothing is kept: page_blocks.py has the rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from jinja2 import nodes

from site_builder.cache import digest
from site_builder.output.theme_parts import names_assets

_Import = (nodes.Import, nodes.FromImport)
_Loading = (nodes.Extends, nodes.Include, *_Import)

_QUIET = (nodes.Output, nodes.If, nodes.For, nodes.With, nodes.FilterBlock, nodes.Include)
"""Statements that leave no name behind for a block that comes after them. An import is another that may stand outside
of blocks, at the beginning; `set`, a macro and `autoescape` may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFacts:
    """One block: what stands for its source, whether that speaks of assets, the templates that it loads (None: they
    can't be told from it), the blocks in it, and whether it may ask for any other."""

    source: str
    names_assets: bool
    loads: tuple[str, ...] | None
    inner: tuple[str, ...]
    asks_for_blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFacts:
    """One template. `is_quiet`: what stands around its blocks leaves nothing behind that they see but `imports`, empty
    if there are none, which load `imported`. `frame_blocks` are the blocks that aren't in another one. `loads` are all
    templates that it loads, and `shared` those of which it takes macros that all pages have in common; None if they
    can't be told."""

    is_quiet: bool
    extends: str | None
    imports: str
    imported: tuple[str, ...]
    frame_blocks: tuple[str, ...]
    blocks: Mapping[str, BlockFacts]
    loads: tuple[str, ...] | None
    shared: tuple[str, ...] | None


def block_facts(template: nodes.Template) -> dict[str, Any]:
    """The facts of a template, as its compiled code can hold them: `told` makes them facts again."""
    imports = [node for node in template.body if isinstance(node, _Import)]
    imported = _names(imports)
    extends = _names(node for node in template.body if isinstance(node, nodes.Extends))
    blocks = list(template.find_all(nodes.Block))
    taken = [node for node in template.find_all(_Import) if not cast(nodes.Import, node).with_context]
    facts = TemplateFacts(
        is_quiet=(
            imported is not None
            and extends is not None
            and len(list(template.find_all(nodes.Extends))) == len(extends) <= 1
            and not any(block.scoped or block.required for block in blocks)
            and _is_quiet(template)
        ),
        extends=extends[0] if extends else None,
        imports=digest(repr(imports)) if imports else "",
        imported=imported or (),
        frame_blocks=tuple(_frame_blocks(template)),
        blocks={block.name: _facts(block) for block in blocks},
        loads=_names(template.find_all(_Loading)),
        shared=_names(taken),
    )
    return asdict(facts)


def told(facts: Mapping[str, Any]) -> TemplateFacts:
    """What `block_facts` found."""
    blocks = {name: BlockFacts(**block) for name, block in facts["blocks"].items()}
    return TemplateFacts(**{**facts, "blocks": blocks})


def _facts(block: nodes.Block) -> BlockFacts:
    source = repr(block)  # all of the tree but its line numbers
    return BlockFacts(
        source=digest(source),
        names_assets=names_assets(source),
        loads=_names(block.find_all(_Loading)),
        inner=tuple(each.name for each in block.find_all(nodes.Block)),
        asks_for_blocks=any(name.name == "self" for name in block.find_all(nodes.Name)),
    )


def _is_quiet(template: nodes.Template) -> bool:
    """Whether nothing but imports, which come before anything that could show a block, leaves anything behind."""
    at_beginning = True
    for node in template.body:
        if isinstance(node, (nodes.Extends, *_Import)):
            if not at_beginning:
                return False
        elif not _leaves_nothing(node):
            return False
        else:
            at_beginning = at_beginning and _is_text(node)
    return True


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(isinstance(part, nodes.TemplateData) for part in node.nodes)


def _leaves_nothing(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Block):
        return True
    if isinstance(node, nodes.Stmt) and not isinstance(node, _QUIET):
        return False
    return all(_leaves_nothing(child) for child in node.iter_child_nodes())


def _frame_blocks(node: nodes.Node) -> Iterator[str]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child.name
        else:
            yield from _frame_blocks(child)


def _names(loading: Iterable[nodes.Node]) -> tuple[str, ...] | None:
    """The templates that are loaded; None if one of them is worked out when the page is made."""
    names: list[str] = []
    for node in loading:
        name = cast(nodes.Include, node).template
        given = name.items if isinstance(name, nodes.List | nodes.Tuple) else [name]
        for each in given:
            value = each.value if isinstance(each, nodes.Const) else None
            if not isinstance(value, str):
                return None
            names.append(value)
    return tuple(names)
