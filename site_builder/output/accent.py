"""The one colour of `site.yml`, and what becomes of it on the page.

No colour can be read as text both on our light paper and on our dark one, so links never simply have the accent:
on light paper it is darkened as far as it must be, on dark paper lightened. The bar on top of every page, which says
nothing, has the accent itself. A site that brings paper of its own (docs/theming.md) also sets `--link`.
"""

from dataclasses import dataclass

from site_builder.output.contrast import ENOUGH, PLENTY, least_contrast, readable

LIGHT = ("#ffffff", "#f4f6f7")
DARK = ("#11171a", "#1a2226")
"""`--paper` and `--raised` of site.css: what stands behind links and the words of buttons."""


@dataclass(frozen=True, slots=True)
class Links:
    """The colour of links on light and on dark paper."""

    light: str
    dark: str


def links(accent: str) -> Links:
    """What links are drawn in, always with the contrast that text needs."""
    return Links(readable(accent, LIGHT), readable(accent, DARK, PLENTY))


def accent_styles(accent: str) -> str:
    """The end of site.css: it says the same in every browser, also in those that can't calculate with colours."""
    colours = links(accent)
    return (
        f"\n:root {{ --accent: {accent}; --link: {colours.light}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ --link: {colours.dark}; }} }}\n"
        "@media print { :root { --link: #000; } }\n"
    )


def accent_warning(accent: str) -> tuple[str, str] | None:
    """The sentence and the hint for an accent that is not what links are drawn in; None where all is well.

    Only the light page counts: on the dark one every accent is lightened.
    """
    if least_contrast(accent, LIGHT) >= ENOUGH:
        return None
    better = links(accent).light
    message = f'"{accent}" is too light for links: its contrast is {_ratio(accent)}, {ENOUGH:g} is needed'
    hint = (
        f'links are drawn in "{better}" ({_ratio(better)}), the nearest of the same hue; '
        "write that to have one colour everywhere"
    )
    return message, hint


def _ratio(colour: str) -> str:
    """Rounded down: 4.49 must not read as enough."""
    return f"{int(least_contrast(colour, LIGHT) * 100) / 100:g} to 1"
