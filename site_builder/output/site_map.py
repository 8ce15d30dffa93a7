"""Which document lives where. All paths are relative to the output folder, with `/`.

These addresses are a promise: customers bookmark them and feed readers keep them for years.
"""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from site_builder.model import Site


class Document:
    """One file of the site, planned but not written.

    What an earlier build made is known by its `digest` alone: its content is made when somebody asks for it. So is
    that of one which nobody made before.
    """

    __slots__ = ("_content", "_digest", "_make", "path")

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self._content: bytes | None = content
        self._digest: str | None = None
        self._make: Callable[[], bytes] | None = None

    @classmethod
    def known(cls, path: str, digest: str, make: Callable[[], bytes]) -> "Document":
        """One whose content an earlier build has made, and `make` can make again."""
        document = cls(path, b"")
        document._content, document._digest, document._make = None, digest, make
        return document

    @classmethod
    def to_make(cls, path: str, make: Callable[[], bytes]) -> "Document":
        """One that nobody has made before."""
        document = cls(path, b"")
        document._content, document._make = None, make
        return document

    @property
    def is_to_make(self) -> bool:
        return self._content is None and self._digest is None

    def made(self) -> "Document":
        """Another one with its content: this one stays without, and takes no memory for it."""
        assert self._make is not None  # noqa: S101 - somebody asked whether it is to be made
        return Document(self.path, self._make())

    @property
    def content(self) -> bytes:
        if self._content is None:
            assert self._make is not None  # noqa: S101 - one of the two is there
            self._content = self._make()
        return self._content

    @property
    def digest(self) -> str:
        """Two documents with the same one have the same content."""
        if self._digest is None:
            self._digest = blake2b(self.content, digest_size=16).hexdigest()
        return self._digest


@dataclass(frozen=True, slots=True)
class SiteMap:
    """The addresses of one language: the default one lives at the root, any other below its code."""

    site: Site
    language: str

    @property
    def root(self) -> str:
        """The folder of this language: empty, or its code with a slash."""
        return "" if self.language == self.site.language else f"{self.language}/"

    @property
    def home(self) -> str:
        return f"{self.root}index.html"

    @property
    def history(self) -> str:
        return f"{self.root}history/index.html"

    @property
    def subscribe(self) -> str:
        return f"{self.root}subscribe/index.html"

    @property
    def poster(self) -> str:
        return f"{self.root}poster/index.html"

    def month(self, month: str) -> str:
        """`month` as YYYY-MM."""
        return f"{self.root}history/{month}/index.html"

    def incident(self, name: str) -> str:
        return f"{self.root}incidents/{name}/index.html"

    def summary(self, name: str) -> str:
        """An incident as plain text."""
        return f"{self.root}incidents/{name}/summary.txt"

    def component(self, component_id: str) -> str:
        return f"{self.root}components/{component_id}/index.html"

    def component_year(self, component_id: str, year: str) -> str:
        """The incidents of a component in a year, given as YYYY, that its own page doesn't list any more."""
        return f"{self.root}components/{component_id}/{year}/index.html"

    @property
    def favicon(self) -> str:
        """The one picture of the state, the same for all languages."""
        return FAVICON

    @property
    def embed(self) -> str:
        """The script that shows the state in pages of other sites, the same for all languages."""
        return EMBED

    def feed(self, ending: str) -> str:
        """The feed of updates; `ending` is atom, rss or json."""
        return f"{self.root}feed.{ending}"

    def history_feed(self, ending: str) -> str:
        """The feed with one entry for each incident, revised in place; `ending` is atom or rss."""
        return f"{self.root}history.{ending}"

    @property
    def incidents_feed(self) -> str:
        """The updates without planned maintenance."""
        return f"{self.root}incidents.atom"

    @property
    def maintenance_feed(self) -> str:
        """The updates of planned maintenance alone."""
        return f"{self.root}maintenance.atom"

    def component_feed(self, component_id: str, ending: str) -> str:
        return f"{self.root}components/{component_id}/feed.{ending}"

    def incident_feed(self, name: str) -> str:
        return f"{self.root}incidents/{name}/feed.atom"

    def archive(self, month: str) -> str:
        """Every update of one month, given as YYYY-MM (RFC 5005 §4)."""
        return f"{self.root}feed/{month}.atom"

    @property
    def feed_list(self) -> str:
        return f"{self.root}feeds.opml"

    @property
    def calendar(self) -> str:
        return f"{self.root}maintenance.ics"

    def component_calendar(self, component_id: str) -> str:
        return f"{self.root}components/{component_id}/maintenance.ics"

    @property
    def badge(self) -> str:
        return f"{self.root}badge.svg"

    def component_badge(self, component_id: str) -> str:
        return f"{self.root}components/{component_id}/badge.svg"

    def api(self, name: str) -> str:
        """A document of the read API (v2), for example `summary` or `incidents/unresolved`."""
        return f"{self.root}api/v2/{name}.json"


NOT_FOUND = "404.html"
HEADERS = "_headers"
FAVICON = "favicon.svg"
EMBED = "embed.js"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
SECURITY = ".well-known/security.txt"


def sitemap_part(number: int) -> str:
    """One of several sitemaps, counted from 1; `SITEMAP` lists them."""
    return f"sitemap-{number}.xml"


def top_level(path: str) -> str:
    """The first folder of a path, with a slash, or the file that it is."""
    return path[: path.find("/") + 1] or path


def update_anchor(update_id: str) -> str:
    """Where an update stands on its incident's page."""
    return f"update-{update_id}"


def attachment(name: str, file: str) -> str:
    """A file beside an incident's page. It is the same one for all languages."""
    return f"incidents/{name}/{file}"


def asset(file: str) -> str:
    return f"assets/{file}"


def href(page: str, target: str) -> str:
    """`target` as a relative link in `page`.

    It names `index.html`, so that it also works where no server adds it: from a USB stick, or a bucket.
    """
    if page.partition("/")[0] != target.partition("/")[0] and _is_usual(target):
        return prefix(page) + target  # as most of them: they have nothing of their way in common
    folder, slash, _ = page.rpartition("/")
    if slash and target.startswith(f"{folder}/") and _is_usual(target):
        return target[len(folder) + 1 :]
    return _relative(folder, target)


@lru_cache(maxsize=512)
def _is_usual(target: str) -> bool:
    return _STEPS.isdisjoint(target.split("/"))


@lru_cache(maxsize=512)
def _relative(folder: str, target: str) -> str:
    # What `posixpath.relpath` does, but for asking where we are; what no page of ours is called is left to it.
    up, down = folder.split("/") if folder else [], target.split("/")
    shared = len(posixpath.commonprefix([up, down]))
    if shared == len(down) or not _is_usual(target):
        return posixpath.relpath(target, folder or ".")
    return "../" * (len(up) - shared) + "/".join(down[shared:])


_STEPS = frozenset({"", ".", ".."})


def prefix(page: str) -> str:
    """What leads from `page` to the root of the site: empty or some `../`."""
    return "../" * page.count("/")


def base_path(site: Site) -> str:
    """The path at which the site is mounted, with a slash at both ends."""
    return f"{urlsplit(site.url).path}/"


def address(site: Site, path: str) -> str:
    """The public address of a document, or of a `#` place in it, without `index.html`."""
    file, mark, fragment = path.partition("#")
    folder, slash, name = file.rpartition("/")
    return f"{site.url}/{folder}{slash}{'' if name == 'index.html' else name}{mark}{fragment}"


def month_of(moment: datetime, zone: tzinfo) -> str:
    """The month of a moment in a time zone, as YYYY-MM."""
    if not (moment.tzinfo is UTC and 1 < moment.day < 28):  # else no zone is so far away that it is another one
        moment = moment.astimezone(zone)
    return f"{moment.year:04}-{moment.month:02}"


@lru_cache(maxsize=512)
def instant(moment: datetime) -> str:
    """A moment as machines read it (RFC 3339): in UTC, to the second."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
