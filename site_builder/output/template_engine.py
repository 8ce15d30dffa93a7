"""Jinja for a theme whose pages make hundreds of small calls: the same words, with less done on the way.

Jinja asks of every callable what it wants to be given, marks as safe what is only joined to a page, and makes the
macros of a file anew for each template that imports it with its context. That was most of what a page cost, whatever
stood in it. `tests/output/test_template_engine.py` compares what comes out with what Jinja alone makes of it.
"""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from types import CodeType, FunctionType, MethodType
from typing import Any, cast

from jinja2 import Environment, StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup

from site_builder.output.block_chain import Chain, chain_of
from site_builder.output.block_facts import TemplateFacts, told
from site_builder.output.page_blocks import ELSEWHERE, OF_PAGE, NotAtHandError
from site_builder.output.page_frame import Page, PageFrame, rendered
from site_builder.output.quick_calls import KeptMacro, LeanMacro, is_word, quick_words, shown
from site_builder.output.template_code import LeanCode

CHANGING = frozenset({"now", "headline", "indicator", "affected", "component_count"})
"""What templates see of the state of the whole site. Who asks for it has to be made anew whenever it changes."""

_NOTED = CHANGING | OF_PAGE

READ_BY_FILTERS = ("page",)
"""What our filters read of the context themselves: see theme_filters.py."""

OPTIONS: Mapping[str, Any] = {
    "autoescape": True,
    # Each build makes an environment of its own: nothing changes below it.
    "auto_reload": False,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.i18n"],
}
"""How Jinja reads a theme."""

_MODULES = 4
"""So many sets of a file's macros are kept: pages come one after the other, feeds and texts in between."""

_FUNCTIONS = frozenset({FunctionType, MethodType})


class WatchedContext(Context):
    """Notes which names of CHANGING a template asks for, and calls macros and words without detours."""

    environment: "WatchedEnvironment"

    def resolve_or_missing(self, key: str) -> Any:
        if key in _NOTED:
            self._note(key)
        if key in self.vars:
            return self.vars[key]
        return self.parent.get(key, missing)

    def _note(self, key: str) -> None:
        if key in CHANGING:
            self.environment.asked.add(key)
        else:
            self.environment.asked_of_page.add(key)
            if self.vars.get(key, self.parent.get(key)) is ELSEWHERE:
                raise NotAtHandError

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        kind = type(__obj)
        if kind is LeanMacro or kind is KeptMacro:
            if not __self.eval_ctx.autoescape or kwargs:
                return __obj(__self.eval_ctx, *args, **kwargs)
            return str.__new__(Markup, __self.say(__obj, *args))
        if kind in _FUNCTIONS and __self.eval_ctx.autoescape:
            quick = __self.environment.quick.get(__obj)
            if quick is not None:
                return quick(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)

    def say(__self, __obj: Any, *args: Any) -> str:
        """The same as it stands in a page."""
        kind = type(__obj)
        if (kind is LeanMacro or kind is KeptMacro) and __self.eval_ctx.autoescape:
            macro: LeanMacro = __obj  # `cast` would be one more call for each
            missed = macro._argument_count - len(args)
            if missed >= 0 and macro.is_plain:
                if missed:
                    return macro._func(*args, *(missing,) * missed)
                if kind is KeptMacro and (not args or (len(args) == 1 and is_word(args[0]))):
                    kept: KeptMacro = __obj
                    return kept.saying(*args)
                return macro._func(*args)
            return macro(__self.eval_ctx, *args)
        return shown(__self.call(__obj, *args))


class WatchedTemplate(Template):
    """A template that is imported with the context of a page, and has nothing but macros in it, is made once for all
    imports with which it would read the same."""

    environment: "WatchedEnvironment"
    facts: TemplateFacts
    _macros_read: tuple[str, ...] | None
    _says_the_same: bool
    _modules: "dict[tuple[int, ...], _Macros]"

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> "WatchedTemplate":
        template = cast(WatchedTemplate, super().from_code(environment, code, globals, uptodate))
        compiled = template.root_render_func.__globals__
        compiled["escape"], compiled["Macro"] = shown, LeanMacro
        names = compiled["macros_read"]
        template.facts = told(compiled["facts"])
        template._macros_read = None if names is None else (*names, *READ_BY_FILTERS)
        template._says_the_same = compiled["says_the_same"]
        template._modules = {}
        return template

    @property
    def only_defines_macros(self) -> bool:
        """Whether nothing that happens at its top level could tell one import of it from another."""
        return self._macros_read is not None

    def page(self, values: Mapping[str, Any], kept: Mapping[str, str]) -> Page:
        """The page that `render` gives, with the texts of `kept` for the blocks of these names. Raises NotAtHandError
        where those are not enough."""
        try:
            return rendered(self, self.environment.chain(str(self.name)), values, kept)
        except NotAtHandError:
            raise
        except Exception:
            self.environment.handle_exception()

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        if vars is None:
            module = super().make_module()
            for macro in module.__dict__.values() if self._says_the_same else ():
                if isinstance(macro, Macro):
                    macro.__class__ = KeptMacro
                    cast(KeptMacro, macro).said = {}
            return module
        if self._macros_read is None:
            return super().make_module(vars, shared, locals)
        values = [_read(name, vars, locals or {}) for name in self._macros_read]
        key = tuple(map(id, values))
        macros = self._modules.get(key)
        if macros is None:
            context = self.new_context(vars, shared, locals)
            macros = self._spare() or _Macros(TemplateModule(self, context), context)
            # The values are kept with them: as long as they are there, nothing else has their identities.
            macros.context.parent, macros.values = context.parent, values
            self._modules[key] = macros
        macros.used = self.environment.rendering
        return macros.module

    def _spare(self) -> "_Macros | None":
        """Macros of which nobody has a use any more, to read other values from now on."""
        if len(self._modules) < _MODULES:
            return None
        key = min(self._modules, key=lambda each: self._modules[each].used)
        if self._modules[key].used < self.environment.rendering:
            return self._modules.pop(key)
        self._modules.clear()
        return None


@dataclass(slots=True)
class _Macros:
    """The macros of a file, which look into `context` whenever they are called. `used` is in which rendering somebody
    asked for them last."""

    module: TemplateModule
    context: Context
    values: list[Any] = field(default_factory=list)
    used: int = 0


def _read(name: str, vars: Mapping[str, Any], locals: Mapping[str, Any]) -> Any:
    value = locals.get(name, missing)
    return vars.get(name, missing) if value is missing else value


class WatchedEnvironment(Environment):
    """`asked` are the names of CHANGING that templates asked for so far, `asked_of_page` those of OF_PAGE. `rendering`
    counts the documents that were begun, and `under_way` those of them that are not made yet. `quick` are functions
    without a context that stand in for those with one, wherever a template escapes what they return."""

    code_generator_class = LeanCode
    context_class = WatchedContext
    template_class = WatchedTemplate

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.asked: set[str] = set()
        self.asked_of_page: set[str] = set()
        self.rendering = 0
        self.under_way = 0
        self.frames: dict[str, PageFrame | None] = {}
        self._chains: dict[str, Chain | None] = {}
        self.quick: dict[Any, Callable[..., Any]] = {}
        self._loaded: dict[str, Template] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """Nothing changes below an environment: what was loaded once is not looked for again."""
        found = self._loaded.get(name) if globals is None and isinstance(name, str) else None
        if found is None:
            found = super().get_template(name, parent, globals)
            if globals is None and isinstance(name, str):
                self._loaded[name] = found
        return found

    def template(self, name: str) -> WatchedTemplate:
        """A template by its name. Raises TemplateError."""
        return cast(WatchedTemplate, self.get_template(name))

    def text(self, name: str, values: dict[str, Any]) -> str:
        """What a template makes of these values."""
        template = self.template(name)
        try:
            return "".join(template.root_render_func(template.new_context(values)))
        except Exception:
            self.handle_exception()

    def chain(self, name: str) -> Chain | None:
        """A template with those that it extends, if it can be said what their blocks depend on."""
        if name not in self._chains:
            self._chains[name] = chain_of(self, name)
        return self._chains[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A plain mapping: nothing is added to an environment once it has loaded templates, and Jinja asks often."""
        return {**self.globals, **(d or {})}

    def know_words(self, gettext: Callable[[str], str]) -> None:
        """The words of the theme. `gettext` never changes its mind."""
        say = quick_words(gettext)
        self.quick |= {self.globals["_"]: say, self.globals["gettext"]: say}
