"""What a text may hold as HTML. nh3 leaves out all else, and knows what browsers make of tags that don't match.

What came of a simple text (simple_markdown.py) holds nothing that nh3 would change but links to where nobody should go.
So it is asked of each such link only once, and of such a text not at all: tests/output/test_cleaning.py makes up texts
and compares.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from urllib.parse import SplitResult, urlsplit

import nh3

from site_builder.output.prose import ALIGNMENTS, WIDE_TABLE

_TAGS = (
    "a abbr b blockquote br code dd del div dl dt em h4 h5 h6 hr i img ins kbd li mark ol p pre q s small strong sub "
    "sup table tbody td tfoot th thead tr u ul"
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
}
_ALIGNED = {"class": set(ALIGNMENTS.values())}
_SCHEMES = {"http", "https", "mailto", "tel"}

_HREF = re.compile(r'href="([^"]*)"')
_WRITTEN_ANOTHER_WAY = ("\xa0", "\ufeff")
"""Characters that nh3 writes as an entity, or may leave out."""


def cleaner(attribute_filter: Callable[[str, str, str], str | None] | None = None) -> nh3.Cleaner:
    """Keeps what a text may hold. `attribute_filter` may change an attribute, or drop it: by tag, name and value."""
    return nh3.Cleaner(
        tags=set(_TAGS.split()),
        attributes=_ATTRIBUTES,
        tag_attribute_values={"div": WIDE_TABLE, "td": _ALIGNED, "th": _ALIGNED},
        attribute_filter=attribute_filter,
        clean_content_tags={"script", "style"},
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def is_full_address(parts: SplitResult) -> bool:
    """Whether a link leads to another site, or to a program that writes or calls."""
    return parts.scheme in _SCHEMES and bool(parts.netloc or parts.scheme not in ("http", "https"))


def is_clean(simple: str) -> bool:
    """Whether what came of a simple text is known to come out of the cleaner as it is."""
    if any(sign in simple for sign in _WRITTEN_ANOTHER_WAY):
        return False
    return "href" not in simple or all(map(_is_left_alone, _HREF.findall(simple)))


@lru_cache(maxsize=4096)
def _is_left_alone(target: str) -> bool:
    """Whether the cleaner leaves a link to this address as it is, and nobody has to look where it leads."""
    link = f'<a href="{target}">a</a>'
    try:
        return is_full_address(urlsplit(target)) and _any_cleaner().clean(link) == link
    except ValueError:
        return False


@cache
def _any_cleaner() -> nh3.Cleaner:
    return cleaner()
