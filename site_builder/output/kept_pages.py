"""Pages of an earlier build as what their blocks gave: see page_blocks.py. The texts of blocks stand in the published
page, so all that is kept is where."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.output.facts import is_of_block, name_of_block
from site_builder.output.prose import Notes
from site_builder.output.site_map import Document

if TYPE_CHECKING:  # what is kept is also read where nothing is rendered
    from site_builder.output.page_frame import Page, Span

Published = Callable[[str], bytes | None]
"""The file at a path of the output folder, if there is one."""

Around = Callable[[Mapping[str, str]], "Page | None"]
"""Makes a page from what its blocks gave, by their names; None if that doesn't suffice."""


def nothing(_path: str) -> None:
    """For a build into a folder where nothing is yet."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """What can be taken again of a page: where the texts of its blocks stand in it, and what those asked for."""

    spans: Sequence["Span"]
    asked: Set[str]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page whose blocks would still give the same. `digest` is that of the page in which they stand, and `notes`
    what came up while it was made."""

    digest: str
    blocks: Blocks
    notes: Notes

    def made_anew(self, path: str, published: Published, around: Around) -> "Page | None":
        """What the page at `path` is now, if it still stands where it was put."""
        content = published(path)
        if content is None or Document(path, content).digest != self.digest:
            return None
        text = content.decode()
        try:
            texts = {block: text[begin:end] for block, begin, end in self.blocks.spans}
        except (TypeError, ValueError):
            return None  # somebody wrote into what was kept
        page = around(texts)
        return page and page._replace(asked=frozenset(name for name in self.blocks.asked if not is_of_block(name)))


def blocks_of(template: str, page: "Page") -> Blocks | None:
    """What can be taken again of a page that was just made."""
    asked: Iterable[str] = (name_of_block(template, block) for block, _, _ in page.spans)
    return Blocks(page.spans, page.asked.union(asked)) if page.spans else None
