"""What the theme really offers to those who write templates, read from the code and from what templates are given."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args, get_type_hints
from unittest.mock import patch

from jinja2 import Environment

from site_builder.model import Incident, Phrase
from site_builder.output.site_map import SiteMap
from site_builder.output.theme import Templates, Theme, packaged_templates
from site_builder.pipeline import plan
from site_builder.survey import Request
from site_builder.vocabulary import ComponentStatus
from tests import shop
from tests.factories import an_incident, an_update
from tests.output.building import pages

DEMO = Path(__file__).parent.parent
OF_THE_PACKAGE = "site_builder.output."


def template_files() -> set[str]:
    """Every packaged template by its name, parts of pages too."""
    folder = packaged_templates()
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {file.as_posix() for file in files if file.parts[0] not in ("assets", "locale")}


def blocks(template: str) -> list[str]:
    """The blocks that a template defines, in their order."""
    text = (packaged_templates() / template).read_text(encoding="utf-8")
    return re.findall(r"\{%-? block (\w+)", text)


@cache
def given() -> Mapping[str, Mapping[str, list[Any]]]:
    """What each template was given while the shop and the demo were built: all values by their names."""
    seen: dict[str, dict[str, list[Any]]] = {}

    def recording(render: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(self: Templates, template: str, **context: Any) -> Any:
            for name, value in context.items():
                seen.setdefault(template, {}).setdefault(name, []).append(value)
            return render(self, template, **context)

        return recorded

    render, page = recording(Templates.render), recording(Templates.page)
    with patch.object(Templates, "render", render), patch.object(Templates, "page", page):
        for site in (shop.SITE, DEMO):
            plan(Request(folder=site, now=shop.NOW))
        pages(*long_ago())
    return seen


def long_ago() -> Iterator[Incident]:
    """So much that a component's page has no room for two years."""
    down = {"orders": ComponentStatus.MAJOR_OUTAGE}
    for year, count in ((2026, 1), (2025, 51), (2024, 1)):
        for number in range(count):
            update = an_update(f"{year}-{number % 12 + 1:02}-{number // 12 + 1:02} 09:00", components=down)
            yield an_incident(update, name=f"story-{year}-{number}")


def shared_names() -> set[str]:
    """What every template sees."""
    return set.intersection(*(set(context) for context in given().values()))


def class_names(value: Any) -> set[str]:
    """The names of the classes of a value, or of what a collection holds; None has none."""
    if isinstance(value, Mapping):
        return set().union(*(class_names(one) for one in [*value.keys(), *value.values()]))
    if isinstance(value, (list, tuple)):
        return set().union(*map(class_names, value))
    return set() if value is None else {type(value).__name__}


@dataclass
class Types:
    """All classes that templates can reach. Of a class of values only its values are of interest."""

    views: dict[str, type] = field(default_factory=dict)
    values: dict[str, type[Enum]] = field(default_factory=dict)

    def add(self, found: Any) -> None:
        for inner in get_args(found):
            self.add(inner)
        if not isinstance(found, type) or found.__name__ in self.views:
            return
        if issubclass(found, Enum):
            self.values[found.__name__] = found
        elif found is Phrase or (is_dataclass(found) and found.__module__.startswith(OF_THE_PACKAGE)):
            self.views[found.__name__] = found
            if found is not SiteMap:  # templates ask it for addresses, not for what it is made of
                for hint in [*get_type_hints(found).values(), *lazy_hints(found)]:
                    self.add(hint)


def lazy_hints(view: type) -> Iterator[Any]:
    """The types of what a view works out when it is asked."""
    for member in vars(view).values():
        if isinstance(member, cached_property):
            yield get_type_hints(member.func)["return"]


@cache
def types() -> Types:
    """Every class that a template can reach from what it is given."""
    found = Types()

    def add(value: Any) -> None:
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, (list, tuple)):
            for one in value:
                add(one)
        else:
            found.add(type(value))

    for context in given().values():
        for values in context.values():
            add(values)
    return found


def members(view: type) -> dict[str, str]:
    """The public fields, properties and methods of a class, each with its type as the page shows it."""
    found: dict[str, str] = {}
    if view is not SiteMap:
        hints = get_type_hints(view)
        found |= {one.name: shown(hints[one.name]) for one in fields(view) if not one.name.startswith("_")}
    for name, member in vars(view).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            found[name] = shown(get_type_hints(member.fget)["return"])
        elif isinstance(member, cached_property):
            found[name] = shown(get_type_hints(member.func)["return"])
        elif inspect.isfunction(member):
            found[name] = shown(get_type_hints(member)["return"])
    return found


def shown(hint: Any) -> str:
    """A type as the page writes it."""
    text = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    return re.sub(r"(?:\w+\.)+(?=\w)", "", text).replace(" | ", " or ")


def environment() -> Environment:
    return Theme(shop.planned().site, (packaged_templates(),)).environment("en")._environment


def filters() -> set[str]:
    return set(environment().filters) - set(Environment().filters)  # noqa: S701 - nothing is rendered


def functions() -> set[str]:
    plain = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - nothing is rendered
    return set(environment().globals) - set(plain.globals)


def custom_properties() -> set[str]:
    """The custom properties that the style sheets define."""
    sheets = sorted((packaged_templates() / "assets").glob("*.css"))
    return set(
        re.findall(r"(?<![\w-])(--[\w-]+)\s*:", "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))
    )


def script_settings() -> set[str]:
    """The data-* attributes that the frame of all pages gives to the script."""
    frame, home = (packaged_templates() / name for name in ("base.html", "index.html"))
    scripts = re.findall(r"<script.*?</script>", frame.read_text(encoding="utf-8"), re.DOTALL)
    told = [*scripts, *re.findall(r"\{% block built_at %\}.*", home.read_text(encoding="utf-8"))]
    return {f"data-{name}" for text in told for name in re.findall(r"\bdata-(\w+)=", text)}


def macros(template: str) -> Iterator[str]:
    """The macros that a part offers to pages."""
    text = (packaged_templates() / template).read_text(encoding="utf-8")
    yield from re.findall(r"\{%-? macro (\w+)", text)
