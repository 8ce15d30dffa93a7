"""`_headers`: what hosts such as Netlify and Cloudflare Pages are to send with each file.

Where two rules give the same header for one path, those hosts send both values, joined with a comma. So the
paths of rules that share a header never overlap: what may be kept how long is said for each top-level name.
Paths start at the output folder, which such a host serves as its root, also where a proxy adds a path before it.
A site's own rules, in `templates/_headers`, are merged into these: header_rules.py.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from site_builder.door.text_file import read_source
from site_builder.output import site_map
from site_builder.output.header_rules import Rule, merged, parse_rules, rule, sent_twice
from site_builder.output.site_map import Document
from site_builder.output.theme_parts import FOLDER
from site_builder.problems import SiteProblems
from site_builder.vocabulary import Edition

OWN_RULES = f"{FOLDER}/{site_map.HEADERS}"
"""Where a site keeps rules of its own."""

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
    "/*.atom": "application/atom+xml; charset=utf-8",
    "/*.rss": "application/rss+xml; charset=utf-8",
    "/*.ics": "text/calendar; charset=utf-8",
    "/*.opml": "text/x-opml; charset=utf-8",
    "/*.txt": "text/plain; charset=utf-8",
    # Every host knows .json as application/json, so only a JSON Feed is named: a rule for all would meet these.
    "/feed.json": "application/feed+json; charset=utf-8",
    "/*/feed.json": "application/feed+json; charset=utf-8",
}
"""Hosts know few of these endings by themselves."""

_FOR_OTHER_SITES = ("/*.atom", "/*.rss", "/*.json", "/*.ics", "/*.opml")
"""What programs in pages of other sites may read."""


_NOT_TO_BE_FOUND = rule("/*", X_Robots_Tag="noindex")
"""For texts and pictures, too, which have no head to say so in. They must stay readable for that: a `robots.txt` that
forbids them would also hide this (https://developers.google.com/search/docs/crawling-indexing/block-indexing)."""


def headers_document(
    planned: Iterable[str], own: tuple[Rule, ...] = (), edition: Edition = Edition.PUBLISHED
) -> Document:
    """The rules for the documents at these paths, with a site's own ones."""
    rules = merged(_rules(planned), own)
    if not edition.is_public:
        rules = merged(rules, [_NOT_TO_BE_FOUND])
    return Document(site_map.HEADERS, "\n".join(map(str, rules)).encode())


def own_rules(site_folder: Path, planned: Collection[str]) -> tuple[Rule, ...]:
    """What a site itself says, if it does. Raises SiteProblems for what no host would understand, or send twice."""
    file = site_folder / OWN_RULES
    if not file.is_file():
        return ()
    source = read_source(file, OWN_RULES)
    own = parse_rules(source)
    problems = list(sent_twice(source, merged(_rules(planned), own), [f"/{path}" for path in planned]))
    if problems:
        raise SiteProblems(problems)
    return own


def _rules(planned: Iterable[str]) -> Iterator[Rule]:
    yield rule(
        "/*",
        Content_Security_Policy=CONTENT_POLICY,
        X_Content_Type_Options="nosniff",
        Referrer_Policy="no-referrer",
    )
    # The home page is asked for by its folder, too.
    for name in ["", *sorted(_top_levels(planned))]:
        yield rule(f"/{name}", Cache_Control=FOR_EVER if name == site_map.asset("*") else SHORT)
    for path in sorted({*_TYPES, *_FOR_OTHER_SITES}):
        headers = {"Content_Type": _TYPES[path]} if path in _TYPES else {}
        yield rule(path, **headers, **({"Access_Control_Allow_Origin": "*"} if path in _FOR_OTHER_SITES else {}))


def _top_levels(paths: Iterable[str]) -> Iterator[str]:
    """The parts of paths that rules name: the first folder with all that is in it, or the file."""
    for first in set(map(site_map.top_level, paths)):
        yield f"{first}*" if first.endswith("/") else first
