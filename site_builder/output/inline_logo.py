"""A small drawn logo as a part of the page itself: a reader on a slow connection waits for one request less.

Only plain shapes are taken over, and only from a file in which nothing else is. Any other logo stays a file of its own:
what styles, scripts, links or refers to something could do more in a page than in an `<img>`.
"""

import re

from lxml import etree
from markupsafe import Markup

LARGEST = 2048
"""Bytes. It stands in every page, so a larger one costs more than the request that it saves."""

HEIGHT = 40
"""CSS pixels, like that of the `<img>` of any other logo."""

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_GEOMETRY = {
    *("d", "points", "transform", "viewBox", "preserveAspectRatio", "pathLength"),
    *("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2"),
}
_PAINT = {
    *("fill", "fill-rule", "fill-opacity", "clip-rule", "opacity"),
    *("stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin"),
    *("stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset"),
}
_OF_NO_USE = {"version"}


def inline_logo(content: bytes) -> Markup | None:
    """The drawing as an element for HTML; None for what has to stay a file."""
    if len(content) > LARGEST or b"<!DOCTYPE" in content:
        return None
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    size = _size(root)
    if size is None or not all(_is_plain(each) for each in root.iter()):
        return None
    width, height = size
    view = root.get("viewBox") or f"0 0 {width:g} {height:g}"
    attributes = {
        "class": "logo",
        "viewBox": view,
        "width": f"{HEIGHT * width / height:.4g}",
        "height": str(HEIGHT),
        "aria-hidden": "true",
    }
    drawing = _copy(root)
    for name, value in attributes.items():
        drawing.set(name, value)
    etree.indent(drawing, space="")
    text = etree.tostring(drawing, encoding="unicode").replace("\n", "")
    return Markup(text)  # noqa: S704 - only shapes and their paint are in it


def _is_plain(element: etree._Element) -> bool:
    tag = element.tag
    if not tag.startswith(_SVG) or tag.removeprefix(_SVG) not in _SHAPES:
        return False
    if f"{element.text or ''}{element.tail or ''}".strip():
        return False
    known = _GEOMETRY | _PAINT | _OF_NO_USE
    return all(name in known and _is_value(str(value)) for name, value in element.attrib.items())


def _is_value(value: str) -> bool:
    """Numbers, names, colours and `rotate(45)`, but nothing that is loaded: no address, no escape that hides one."""
    return re.fullmatch(r"[\w\s#.,%()+-]*", value) is not None and "url(" not in value.lower()


def _copy(element: etree._Element) -> etree._Element:
    """The same shapes in no namespace: HTML knows them by their names."""
    copy = etree.Element(element.tag.removeprefix(_SVG))
    for name, value in element.attrib.items():
        if name not in _OF_NO_USE:
            copy.set(name, value)
    copy.extend([_copy(child) for child in element])
    return copy


def _size(root: etree._Element) -> tuple[float, float] | None:
    """Width and height in any unit, for their relation; None where the file doesn't say."""
    numbers = root.get("viewBox", "").replace(",", " ").split()[2:] or [root.get("width", ""), root.get("height", "")]
    try:
        width, height = (float(number.removesuffix("px")) for number in numbers)
    except ValueError:
        return None
    return (width, height) if 0 < width <= 20 * height and height > 0 else None
