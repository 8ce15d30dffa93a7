"""The accent of a site: links keep its hue and can always be read, and a build says when they had to change."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from site_builder.output.accent import DARK, LIGHT, accent_warning, links
from site_builder.output.contrast import contrast
from site_builder.output.theme import packaged_templates
from site_builder.pipeline import build, plan
from site_builder.problems import Problem, Severity
from site_builder.survey import Request
from tests.factories import at
from tests.program import make_site, run

NOW = at("2026-05-01 12:00")
YELLOW = "#ffd100"


def with_accent(folder: Path, accent: str) -> Path:
    site = make_site(folder)
    with (site / "site.yml").open("a", encoding="utf-8") as file:
        file.write(f'accent: "{accent}"\n')
    return site


def warnings(site: Path) -> tuple[Problem, ...]:
    return plan(Request(folder=site, now=NOW)).warnings


def test_the_papers_are_those_of_the_style_sheet() -> None:
    css = (packaged_templates() / "assets/site.css").read_text(encoding="utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")[:2]
    for text, papers in ((light, LIGHT), (dark, DARK)):
        found = [re.findall(rf"--{name}: (#\w+);", text)[0] for name in ("paper", "raised")]
        assert tuple(
            f"#{value[1] * 2}{value[2] * 2}{value[3] * 2}" if len(value) == 4 else value for value in found
        ) == (papers)


def test_no_colour_can_be_read_on_both_papers_so_links_always_have_two() -> None:
    assert contrast(LIGHT[0], DARK[0]) < 4.5**2


def test_an_accent_that_can_be_read_is_what_links_are_drawn_in() -> None:
    assert links("#0b5c6b").light == "#0b5c6b"
    assert accent_warning("#0b5c6b") is None


def test_one_that_can_not_is_a_warning_with_its_ratio_and_the_nearest_that_can(tmp_path: Path) -> None:
    (warning,) = warnings(with_accent(tmp_path / "site", YELLOW))
    assert str(warning) == (
        'site.yml:9:9: warning: "#ffd100" is too light for links: its contrast is 1.34 to 1, 4.5 is needed\n'
        '  9 | accent: "#ffd100"\n'
        "    |         ^^^^^^^^^\n"
        '  links are drawn in "#876f00" (4.5 to 1), the nearest of the same hue; '
        "write that to have one colour everywhere"
    )
    assert warning.severity is Severity.WARNING


def test_the_warning_stops_only_a_strict_build(tmp_path: Path) -> None:
    site = with_accent(tmp_path / "site", YELLOW)
    done = run("check", "--site", site, "--now", "2026-05-01T12:00:00Z")
    assert (done.returncode, "is too light for links" in done.stderr + done.stdout) == (0, True)
    assert run("check", "--strict", "--site", site, "--now", "2026-05-01T12:00:00Z").returncode == 1


def test_the_colour_that_the_hint_names_is_fine(tmp_path: Path) -> None:
    assert warnings(with_accent(tmp_path / "site", links(YELLOW).light)) == ()


@pytest.mark.browser
@pytest.mark.parametrize("accent", [YELLOW, "#001f5b", "#ffffff", "#000000"])
def test_links_can_be_read_on_every_screen_and_on_paper(accent: str, tmp_path: Path, page: Page) -> None:
    build(Request(folder=with_accent(tmp_path / "site", accent), now=NOW), tmp_path / "public")
    page.goto((tmp_path / "public/index.html").as_uri())
    for scheme, papers in (("light", LIGHT), ("dark", DARK)):
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        colour = drawn(page, ".components a", "color")
        assert drawn(page, "body", "background-color") == papers[0]
        assert min(contrast(colour, paper) for paper in papers) >= 4.5
        assert drawn(page, "body", "border-top-color") == accent
    page.emulate_media(media="print", color_scheme="dark")
    assert drawn(page, ".components a", "color") == "#000000"


def drawn(page: Page, selector: str, what: str) -> str:
    """A colour as the browser draws it."""
    value = page.locator(selector).first.evaluate("(element, what) => getComputedStyle(element)[what]", what)
    red, green, blue = re.findall(r"\d+", value)[:3]
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
