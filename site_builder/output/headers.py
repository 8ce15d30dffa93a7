"""`_headers`: what hosts such as Netlify and Cloudflare Pages are to send with each file.

Where two rules give the same header for one path, those hosts send both values, joined with a comma. So the
paths of rules that share a header never overlap: what may be kept how long is said for each top-level name.
Paths start at the output folder, which such a host serves as its root, also where a proxy adds a path before it.
"""

from collections.abc import Iterable, Iterator

from site_builder.output import site_map
from site_builder.output.site_map import Document

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy, also in each page (base.html), for hosts that take no `_headers`."""

SHORT = "public, max-age=60, must-revalidate"
"""A page may be a minute old, not more, not even where the server can't be reached."""

FOR_EVER = "public, max-age=31536000, immutable"
"""For names that change with their content."""

_TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}
"""What programs of other sites may read; hosts know few of these endings by themselves."""


def headers_document(documents: Iterable[Document]) -> Document:
    """The rules for these documents."""
    names = sorted({_top_level(document.path) for document in documents})
    blocks = [
        "/*\n"
        f"  Content-Security-Policy: {CONTENT_POLICY}\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: no-referrer\n",
        *_caching(names),
        *(
            f"/*.{ending}\n  Content-Type: {content_type}\n  Access-Control-Allow-Origin: *\n"
            for ending, content_type in _TYPES.items()
        ),
    ]
    return Document(site_map.HEADERS, "\n".join(blocks).encode())


def _top_level(path: str) -> str:
    """The part of a path that a rule names: its first folder with all that is in it, or the file."""
    folder, slash, _ = path.partition("/")
    return f"{folder}/*" if slash else path


def _caching(names: list[str]) -> Iterator[str]:
    # The home page is asked for by its folder, too.
    for path in ["", *names]:
        kept = FOR_EVER if path == site_map.asset("*") else SHORT
        yield f"/{path}\n  Cache-Control: {kept}\n"
