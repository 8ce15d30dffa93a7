"""What a reader on a slow connection loads for the home page: 12 components, 3 open incidents.

Exits 1 when a limit is exceeded.
"""

import gzip
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from textwrap import indent
from urllib.parse import urlsplit

from site_builder.output.headers import CONTENT_POLICY
from site_builder.pipeline import build
from site_builder.survey import Request

NOW = datetime.fromisoformat("2026-05-06T10:00:00+01:00")
COMPONENTS = 12
INCIDENTS = 3
KB = 1024

HTML_LIMIT, CSS_LIMIT, JS_LIMIT, REQUEST_LIMIT = 14 * KB, 8 * KB, 4 * KB, 4

SITE = """\
name: Harbour & Vale
description: What works at Harbour & Vale, what to do, and when you will hear more.
url: https://status.example
timezone: Europe/London
logo: logo.svg
support: {label: Contact customer help, url: "https://help.example/contact"}
official_channels:
  - {label: Our website, url: "https://www.example"}
  - {label: Help pages, url: "https://help.example"}
components:
"""

LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 40">
<path fill="#0b5c6b" d="M4 4h32v32H4zM8 30l8-14 6 9 4-6 6 11zM48 30V10h4v8h9v-8h4v20h-4v-8h-9v8z"/>
<path fill="#946200" d="M72 30l8-20h4l8 20h-4l-2-5h-8l-2 5zm7-9h6l-3-8zM98 30l-7-20h4l5 15 5-15h4l-7 20z"/>
</svg>
"""

INCIDENT = """\
---
title: {name} is not available to most of our customers
date: 2026-05-01 09:00
components:
  {id}: major_outage
next_update: 2026-05-06 17:00
expected: Not before the weekend.
what_works: |
{works}
what_to_do: |
{todo}
data_impact:
  status: no_evidence
  text: |
{data}
---

{body}
"""

UPDATE = """\
---
date: 2026-05-05 12:00
status: identified
---

{body}
"""

PROSE = Path(__file__).parent.parent / "incidents"
"""Where the demo site tells its story: made-up filler would compress better than what people write."""


@dataclass
class Page(HTMLParser):
    """What a browser would load for a page, and what its policy would forbid."""

    loads: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    policy: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values.get("content", "")
        # A block of data is no script: no browser runs it, and no policy forbids it.
        is_script = tag == "script" and values.get("type") != "application/ld+json"
        if tag == "style" or "style" in values or (is_script and "src" not in values):
            self.inline.append(tag)
        self.inline += [name for name in values if name.startswith("on")]
        if tag == "link" and {"stylesheet", "icon", "preload"} & set(values.get("rel", "").split()):
            self.loads.append(values["href"])
        elif tag in ("script", "img", "iframe", "source", "video", "audio", "embed") and "src" in values:
            self.loads.append(values["src"])


def paragraphs() -> Iterator[str]:
    """What was written in a real crisis, more or less; no paragraph twice."""
    for file in sorted(PROSE.rglob("*.md")):
        if file.suffixes == [".md"]:
            body = file.read_text(encoding="utf-8").split("\n---\n", 1)[1]
            yield from (part.strip() for part in body.split("\n\n") if len(part) > 80 and "](" not in part)


def write_site(folder: Path) -> None:
    """A site as it looks in the middle of an attack."""
    components = [f"  - {{id: service-{one}, name: Service number {one}}}\n" for one in range(1, COMPONENTS + 1)]
    (folder / "site.yml").write_text(SITE + "".join(components), encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    texts = paragraphs()

    def block(count: int, margin: str = "  ") -> str:
        return indent("\n\n".join(next(texts) for _ in range(count)), margin)

    for number in range(1, INCIDENTS + 1):
        opener = folder / "incidents" / f"story-{number}.md"
        update = folder / "incidents" / f"story-{number}" / "2026-05-05-1200.md"
        update.parent.mkdir(parents=True)
        text = INCIDENT.format(
            id=f"service-{number}",
            name=f"Service number {number}",
            works=block(1),
            todo=block(2),
            data=block(1, "    "),
            body=block(2, ""),
        )
        opener.write_text(text, encoding="utf-8")
        update.write_text(UPDATE.format(body=block(3, "")), encoding="utf-8")


def gzipped(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), compresslevel=9, mtime=0))


def main() -> int:
    """Builds, measures, prints; the exit code."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_site(folder)
        public = folder / "public"
        build(Request(folder=folder, now=NOW), public)
        page = Page()
        page.feed((public / "index.html").read_text(encoding="utf-8"))
        loads = sorted(set(page.loads))
        elsewhere = [address for address in loads if urlsplit(address).netloc]
        own = [public / address for address in loads if address not in elsewhere]
        css = sum(gzipped(file) for file in own if file.suffix == ".css")
        js = sum(gzipped(file) for file in own if file.suffix == ".js")
        rows = [
            ("home HTML, gzipped", gzipped(public / "index.html"), HTML_LIMIT),
            ("CSS, gzipped", css, CSS_LIMIT),
            ("JavaScript, gzipped", js, JS_LIMIT),
            ("requests", 1 + len(loads), REQUEST_LIMIT),
            ("requests to third parties", len(elsewhere), 0),
            ("inline styles and scripts", len(page.inline), 0),
            ("pages without the policy", int(page.policy != CONTENT_POLICY), 0),
        ]
    print(f"{COMPONENTS} components, {INCIDENTS} open incidents")
    for name, found, limit in rows:
        print(f"  {name:<28}{found:>7,} of at most {limit:>6,}{'   TOO MUCH' if found > limit else ''}")
    return int(any(found > limit for _, found, limit in rows))


if __name__ == "__main__":
    sys.exit(main())
