"""What the values of texts depend on. Nothing here judges any: who only compares need not import what does."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from site_builder.model import Site
from site_builder.vocabulary import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorContext:
    """What values depend on: the zone of times without an offset, and the languages and components there are."""

    zone: ZoneInfo
    languages: tuple[str, ...]
    components: tuple[str, ...] = ()
    kind: Kind | None = None


def context_for(site: Site) -> DoorContext:
    """What the values of a site's texts depend on."""
    components = tuple(component.id for component in site.components)
    return DoorContext(zone=site.timezone, languages=site.languages, components=components)
