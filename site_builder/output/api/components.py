"""Components and groups as the API shows them, in one language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from site_builder.model import Component, ComponentGroup, LocalText, Site
from site_builder.output.api.shapes import ComponentObject
from site_builder.output.api.wire import component_key, group_key, moment, page_key
from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import SiteMap, address
from site_builder.vocabulary import ComponentStatus


class ComponentCatalogue:
    """Every component, made once and shared by all documents of a language.

    `since` is when the page began: a component doesn't say when it was added. `turned` is when each last changed,
    which is not before that.
    """

    def __init__(
        self,
        site: Site,
        site_map: SiteMap,
        statuses: Mapping[str, ComponentStatus],
        *,
        since: datetime,
        turned: Mapping[str, datetime],
    ) -> None:
        self._site = site
        self._map = site_map
        self._statuses = statuses
        self._since = since
        self._turned = turned
        self._objects: dict[str, ComponentObject] = {}
        self._names: dict[str, str] = {}
        self.listed = list(self._listed())

    def __getitem__(self, component_id: str) -> ComponentObject:
        return self._objects[component_id]

    def as_said(self, component_id: str, status: ComponentStatus, changed: datetime | None) -> ComponentObject:
        """A component as one incident speaks of it, whatever others say; `changed` None: it never changed because of
        that incident."""
        updated_at = moment(changed or self._since)
        return {**self._objects[component_id], "status": status.value, "updated_at": updated_at}

    def full_name(self, component_id: str) -> str:
        """With its group, as hosted pages name what an update affects: "Payments - Gift cards"."""
        return self._names[component_id]

    def _listed(self) -> Iterator[ComponentObject]:
        """The components of the page in its order, each group before its own.

        Positions count from 1, at the top and in each group. What isn't shown counts, too: nothing moves when
        a component retires.
        """
        top = 0
        for group in self._site.groups:
            if group.name is None:
                for component in group.components:
                    top += 1
                    made = self._add(component, None, top)
                    if self._is_shown(component):
                        yield made
            else:
                top += 1
                of_group = group.name.pick(self._map.language).text
                members = [self._add(one, group, index, of_group) for index, one in enumerate(group.components, 1)]
                shown = [one for one in group.components if self._is_shown(one)]
                if shown:
                    yield self._group(group, of_group, shown, top)
                yield from (made for one, made in zip(group.components, members, strict=True) if one in shown)

    def _is_shown(self, component: Component) -> bool:
        """As on the page: a retired one only while it isn't operational."""
        return not component.retired or self._statuses[component.id] is not ComponentStatus.OPERATIONAL

    def _add(
        self, component: Component, group: ComponentGroup | None, position: int, of_group: str | None = None
    ) -> ComponentObject:
        site = self._site
        name = component.name.pick(self._map.language).text
        made: ComponentObject = {
            "id": component_key(site, component.id),
            "name": name,
            "status": self._statuses[component.id].value,
            "created_at": moment(self._since),
            "updated_at": moment(self._changed(component)),
            "position": position,
            "description": self._pick(component.description),
            "showcase": site.uptime_shown,
            "start_date": None,
            "group_id": group_key(site, group.components[0].id) if group else None,
            "page_id": page_key(site),
            "group": False,
            "only_show_if_degraded": component.retired,
            "site_builder": {
                "id": component.id,
                "url": address(site, self._map.component(component.id)),
                "retired": component.retired,
            },
        }
        self._objects[component.id] = made
        self._names[component.id] = f"{of_group} - {name}" if of_group else name
        return made

    def _group(self, group: ComponentGroup, name: str, shown: Sequence[Component], position: int) -> ComponentObject:
        """A group is as its worst component is."""
        statuses = [self._statuses[one.id] for one in shown]
        return {
            "id": group_key(self._site, group.components[0].id),
            "name": name,
            "status": max(statuses, key=lambda status: status.rank).value,
            "created_at": moment(self._since),
            "updated_at": moment(max(self._changed(one) for one in shown)),
            "position": position,
            "description": self._pick(group.description),
            "showcase": False,
            "start_date": None,
            "group_id": None,
            "page_id": page_key(self._site),
            "group": True,
            "only_show_if_degraded": False,
            "components": [component_key(self._site, one.id) for one in shown],
        }

    def _changed(self, component: Component) -> datetime:
        return self._turned.get(component.id, self._since)

    def _pick(self, text: LocalText | None) -> str | None:
        return text.pick(self._map.language).text if text else None


@lru_cache(maxsize=16)
def component_catalogue(pages: LanguagePages) -> ComponentCatalogue:
    """The components of a language as they are now; made once for all incidents."""
    statuses = {state.component.id: state.status for state in pages.overview.components}
    chronicle = pages.chronicle
    return ComponentCatalogue(pages.site, pages.map, statuses, since=chronicle.began_at, turned=chronicle.turned)
