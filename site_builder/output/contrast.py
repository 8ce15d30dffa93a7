"""How well one colour can be read on another, and the nearest one of the same hue that can.

The arithmetic is that of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. A colour is written `#rrggbb`.
"""

import colorsys
from collections.abc import Iterable

ENOUGH = 4.5
"""What text needs: success criterion 1.4.3, level AA."""

PLENTY = 7.0
"""What is asked of text where nothing stands against it: success criterion 1.4.6, level AAA."""


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white); it makes no difference which of the two is the text."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, backgrounds: Iterable[str]) -> float:
    """The contrast on the background on which a colour is read worst."""
    return min(contrast(colour, background) for background in backgrounds)


def readable(colour: str, backgrounds: tuple[str, ...], wanted: float = ENOUGH) -> str:
    """The colour itself if it has the wanted contrast on all backgrounds, or else the nearest of its hue that has.

    Nearest in lightness: darker where the backgrounds are light, lighter where they are dark. Backgrounds are so
    light or so dark that black or white has the contrast.
    """
    red, green, blue = _channels(colour)
    hue, lightness, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    steps = round(lightness * 1000)
    towards_black = contrast("#000000", backgrounds[0]) > contrast("#ffffff", backgrounds[0])
    for step in range(steps, -1, -1) if towards_black else range(steps, 1001):
        candidate = colour if step == steps else _hex(colorsys.hls_to_rgb(hue, step / 1000, saturation))
        if least_contrast(candidate, backgrounds) >= wanted:
            return candidate
    return "#000000" if towards_black else "#ffffff"


def _luminance(colour: str) -> float:
    """Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
