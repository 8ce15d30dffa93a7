"""What Jinja compiles a template to, and what can only be seen in its source."""

from collections.abc import Iterable
from typing import Any, cast

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE

from site_builder.output.block_facts import block_facts


class LeanCode(CodeGenerator):
    """Says in the compiled template what can only be seen in its source, and leaves out what nobody here asks for."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self._read: set[str] = set()
        self._shown: nodes.Expr | None = None
        facts = block_facts(node)
        super().visit_Template(node, frame)
        only_macros = _only_defines_macros(node)
        self.writeline(f"facts = {facts!r}")
        self.writeline(f"macros_read = {sorted(self._read) if only_macros else None}")
        self.writeline(f"says_the_same = {only_macros and _says_the_same(node, self._read)}")

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        self._read |= {name for action, name in frame.symbols.loads.values() if action == VAR_LOAD_RESOLVE and name}

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if node is self._shown:
            self.write("context.say(")
            self.visit(node.node, frame)
            for argument in node.args:
                self.write(", ")
                self.visit(argument, frame)
            self.write(")")
            return
        # Elsewhere each call brings along the variables of its loop and its block, for functions that look at the
        # context. Of ours, none looks at those.
        bare = frame.copy()
        bare.loop_frame = bare.block_frame = False
        super().visit_Call(node, bare, forward_caller=forward_caller)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        # What a macro says is not marked as safe only to be found so.
        is_plain = isinstance(node, nodes.Call) and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        escapes = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        self._shown = node if is_plain and escapes and finalize.src is None else None
        if self._shown is None:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if node is not self._shown:
            super()._output_child_post(node, frame, finalize)


def _only_defines_macros(template: nodes.Template) -> bool:
    """Whether nothing that happens at its top level could tell one import of it from another."""
    imports = template.find_all((nodes.Import, nodes.FromImport))
    return (
        all(_is_macro_or_nothing(node) for node in template.body)
        and not any(template.find_all((nodes.Include, nodes.Block)))
        and not any(cast(nodes.Import | nodes.FromImport, each).with_context for each in imports)
    )


def _says_the_same(template: nodes.Template, names: Iterable[str]) -> bool:
    """Whether macros say the same whenever they are asked, as long as nobody gives them a context: they may load
    nothing, and leave nothing to chance."""
    filters = (each.name for each in template.find_all(nodes.Filter))
    return (
        not any(template.find_all((nodes.Import, nodes.FromImport)))
        and "random" not in filters
        and "lipsum" not in names
    )


def _is_macro_or_nothing(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Output):
        return all(isinstance(part, nodes.TemplateData) for part in node.nodes)
    return isinstance(node, nodes.Macro | nodes.Import | nodes.FromImport)
