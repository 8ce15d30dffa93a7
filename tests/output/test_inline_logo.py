"""A small drawn logo stands in the page itself, if it holds nothing but shapes."""

from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html
from playwright.sync_api import Page
from playwright.sync_api import Request as Asked

from site_builder.output.inline_logo import LARGEST, inline_logo
from site_builder.pipeline import build
from site_builder.survey import Request
from tests.factories import at
from tests.output.building import select
from tests.program import make_site

NS = 'xmlns="http://www.w3.org/2000/svg"'
SHAPES = f'<svg {NS} viewBox="0 0 200 50" version="1.1"><!-- x --><g fill="#0b5c6b"><path d="M0 0h200v50z"/></g></svg>'


def drawn(text: str) -> str | None:
    found = inline_logo(text.encode())
    return None if found is None else str(found)


def site_with_logo(folder: Path, name: str, content: bytes) -> Path:
    site = make_site(folder)
    (site / name).write_bytes(content)
    with (site / "site.yml").open("a", encoding="utf-8") as file:
        file.write(f"logo: {name}\n")
    return site


def test_shapes_become_an_element_as_high_as_any_logo() -> None:
    assert drawn(SHAPES) == (
        '<svg viewBox="0 0 200 50" class="logo" width="160" height="40" aria-hidden="true">'
        '<g fill="#0b5c6b"><path d="M0 0h200v50z"/></g></svg>'
    )


def test_a_drawing_without_a_view_box_gets_one_from_its_size() -> None:
    text = drawn(f'<svg {NS} width="80px" height="20"><rect width="80" height="20"/></svg>')
    assert text is not None
    assert {str(name): value for name, value in etree.fromstring(text).attrib.items()} == {
        "viewBox": "0 0 80 20", "width": "160", "height": "40", "class": "logo", "aria-hidden": "true",
    }  # fmt: skip


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{fill:red}</style>",
        '<path d="M0 0" style="fill:red"/>',
        '<path d="M0 0" onclick="alert(1)"/>',
        '<path d="M0 0" class="a"/>',
        '<path id="content" d="M0 0"/>',
        '<path d="M0 0" fill="url(#a)"/>',
        '<path d="M0 0" fill=" URL(https://e.example/#a)"/>',
        r'<path d="M0 0" fill="u\72l(#a)"/>',
        '<image href="https://e.example/x.png"/>',
        '<use href="#a"/>',
        '<a href="https://e.example"><path d="M0 0"/></a>',
        "<foreignObject/>",
        "<text>Words</text>",
        "<g>Words</g>",
        '<x:path xmlns:x="https://e.example" d="M0 0"/>',
        '<path xmlns:x="https://e.example" x:d="M0 0"/>',
        "<path",
    ],
)
def test_what_holds_anything_else_stays_a_file(inside: str) -> None:
    assert drawn(f'<svg {NS} viewBox="0 0 1 1">{inside}</svg>') is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html/>",
        '<svg viewBox="0 0 1 1"/>',
        f"<svg {NS}/>",
        f'<svg {NS} viewBox="0 0 0 1"/>',
        f'<svg {NS} viewBox="0 0 nan nan"/>',
        f'<svg {NS} width="100%" height="100%"/>',
        f'<!DOCTYPE svg [<!ENTITY e "x">]><svg {NS} viewBox="0 0 1 1"><path d="&e;"/></svg>',
        SHAPES + " " * LARGEST,
    ],
)
def test_what_is_no_small_drawing_stays_a_file(text: str) -> None:
    assert drawn(text) is None


def test_it_takes_the_place_of_the_picture_in_every_page(tmp_path: Path) -> None:
    for name, content, is_drawn in (("a.svg", SHAPES.encode(), True), ("a.png", b"\x89PNG", False)):
        site = site_with_logo(tmp_path / name, name, content)
        build(Request(folder=site, now=at("2026-05-01 12:00")), site / "public")
        for path in ("index.html", "404.html", "incidents/slow-orders/index.html"):
            root = lxml_html.fromstring((site / "public" / path).read_bytes())
            assert (len(select(root, ".site-name svg")), len(select(root, ".site-name img"))) == (
                is_drawn,
                not is_drawn,
            )


@pytest.mark.browser
def test_the_home_page_with_it_still_asks_for_four_files(tmp_path: Path, page: Page) -> None:
    site = site_with_logo(tmp_path / "site", "logo.svg", SHAPES.encode())
    build(Request(folder=site, now=at("2026-05-01 12:00")), tmp_path / "public")
    asked: list[str] = []
    said: list[str] = []

    def note(request: Asked) -> None:
        asked.append(request.url.rpartition("/")[2])

    page.on("request", note)
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "public/index.html").as_uri())
    box = page.locator("svg.logo").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (160, 40)
    assert said == []
    # The icon of the tab is asked for too, though Playwright does not tell.
    assert len({*asked, "favicon.svg"}) <= 4
