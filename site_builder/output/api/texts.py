"""Writers' Markdown as the plain text that bots print: the same words, with absolute links."""

from dataclasses import dataclass

from site_builder.model import Site
from site_builder.output.plain_text import plain_text
from site_builder.output.prose import Prose
from site_builder.output.site_map import SiteMap


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language, read far from the site."""

    site: Site
    map: SiteMap

    def plain(self, prose: Prose) -> str:
        return plain_text(prose.place(self.map.api("summary"), f"{self.site.url}/", self.map.root))
