"""Contrast as WCAG defines it, and the nearest colour that has enough of it."""

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.output.contrast import ENOUGH, PLENTY, contrast, least_contrast, readable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the well-known greys on both sides of 4.5
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
        ("#ffff00", "#ffffff", 1.07),
        ("#595959", "#ffffff", 7.00),
    ],
)
def test_known_ratios(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS)
def test_whatever_the_colour_is_one_that_can_be_read_is_found(colour: str) -> None:
    for papers, wanted in ((("#ffffff", "#f4f6f7"), ENOUGH), (("#11171a", "#1a2226"), PLENTY)):
        found = readable(colour, papers, wanted)
        assert least_contrast(found, papers) >= wanted
        assert (found == colour) == (least_contrast(colour, papers) >= wanted)


def hue(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)[0]


@pytest.mark.parametrize("colour", ["#ffd100", "#00aa55", "#ff6600", "#9fd4ff"])
def test_it_is_the_nearest_one_of_the_same_hue(colour: str) -> None:
    found = readable(colour, ("#ffffff",))
    assert hue(found) == pytest.approx(hue(colour), abs=0.01)
    assert ENOUGH <= contrast(found, "#ffffff") < ENOUGH + 0.1
