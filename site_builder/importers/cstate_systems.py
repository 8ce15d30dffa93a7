"""Systems and categories of a cState site as components and groups.

cState has no ids: incidents name systems. Hugo makes addresses from the names, and takes two names with the
same address for one system: case and "a b" or "a-b" make no difference, here as there. Systems that only
incidents name are kept as retired components, in a group of their own at the end.
"""

from dataclasses import dataclass

from site_builder.importers.cstate_links import slug, unique
from site_builder.model import Component, ComponentGroup, LocalText

FORMER_GROUP = "Former systems"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A system as the configuration has it."""

    name: str
    description: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category; an untitled one only keeps its systems together."""

    name: str
    description: str = ""
    untitled: bool = False


class Systems:
    """Gives every system name its component, and grows by those that only incidents know."""

    def __init__(self, language: str, categories: tuple[Category, ...], systems: tuple[System, ...]) -> None:
        self.language = language
        self.categories = categories
        self._ids: set[str] = set()
        self._by_key: dict[str, Component] = {}
        self._members: dict[str, list[Component]] = {category.name: [] for category in categories}
        self._loose: list[Component] = []
        self._former: list[Component] = []
        for system in systems:
            component = self._component(system.name, system.description)
            self._by_key.setdefault(_key(system.name), component)
            self._members.get(system.category, self._loose).append(component)

    def component_id(self, name: str) -> str:
        """The id of the component that an incident means by `name`."""
        component = self._by_key.get(_key(name))
        if component is None:
            component = self._component(name, "", retired=True)
            self._by_key[_key(name)] = component
            self._former.append(component)
        return component.id

    def groups(self) -> tuple[ComponentGroup, ...]:
        """The groups in the order of the configuration, without empty ones; unnamed neighbours are one."""
        groups: list[ComponentGroup] = []
        for category in self.categories:
            name = None if category.untitled else self._text(category.name)
            self._append(groups, name, self._text(category.description), self._members[category.name])
        self._append(groups, None, None, self._loose)
        self._append(groups, self._text(FORMER_GROUP) if groups else None, None, self._former)
        return tuple(groups)

    @staticmethod
    def _append(
        groups: list[ComponentGroup],
        name: LocalText | None,
        description: LocalText | None,
        components: list[Component],
    ) -> None:
        """Without a name nothing keeps two groups apart, neither in `site.yml` nor on the page."""
        if name is None and groups and groups[-1].name is None:
            components = [*groups.pop().components, *components]
        if components:
            described = description if name else None
            groups.append(ComponentGroup(name=name, description=described, components=tuple(components)))

    def _component(self, name: str, description: str, *, retired: bool = False) -> Component:
        return Component(
            id=unique(slug(name) or "system", self._ids),
            name=LocalText.of(self.language, name),
            description=self._text(description),
            retired=retired,
        )

    def _text(self, text: str) -> LocalText | None:
        return LocalText.of(self.language, text) if text else None


def _key(name: str) -> str:
    return "-".join(name.casefold().replace("-", " ").split())
