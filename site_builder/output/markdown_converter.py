"""Python-Markdown with all that belongs to it here. To import it takes longer than many a build renders texts."""

from markdown import Markdown

# Not by their names: for those, Python-Markdown looks through all packages that are installed.
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from site_builder.output.markdown_needs import NeededOnly
from site_builder.output.markdown_rules import HouseRules


def converter() -> Markdown:
    """What makes HTML of texts, one after the other; `reset` before each."""
    extensions = [TableExtension(), FencedCodeExtension(), SaneListExtension(), HouseRules(), NeededOnly()]
    return Markdown(extensions=extensions, output_format="html")
