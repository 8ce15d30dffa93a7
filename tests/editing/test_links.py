"""link-not-https, image-without-alt."""

from pathlib import Path

import pytest

from tests.editing.site import SLOW, findings, write, written


@pytest.mark.parametrize(
    ("text", "column", "marked"),
    [
        ("See [it](http://a.example/b).", 10, "http://a.example/b"),
        ("See http://a.example/b.", 5, "http://a.example/b"),
        ("See <http://a.example>.", 6, "http://a.example"),
        ('See <a href="http://a.example">it</a>.', 14, "http://a.example"),
        ("See [it][x].\n\n[x]: http://a.example", 6, "http://a.example"),
        ("See HTTP://A.EXAMPLE", 5, "HTTP://A.EXAMPLE"),
    ],
)
def test_an_address_without_encryption_is_found_in_any_form(
    text: str, column: int, marked: str, tmp_path: Path
) -> None:
    (found,) = written(tmp_path, f"{text}\n")
    assert (found.rule, found.marked) == ("link-not-https", marked)
    assert found.place.endswith(f":{column}")
    assert f"https{marked[4:]}" in found.hint


@pytest.mark.parametrize(
    "text",
    [
        "See [it](https://a.example).",
        "Type `http://a.example`.",
        "See [it](http://localhost:8000), <http://127.0.0.1/>, http://abc.onion/.",
        "<!-- http://a.example -->Text",
    ],
)
def test_what_needs_no_encryption_is_left_alone(text: str, tmp_path: Path) -> None:
    assert written(tmp_path, f"{text}\n") == []


def test_addresses_in_site_yml_are_found_there(tmp_path: Path) -> None:
    settings = (
        "support: {label: Help, url: http://help.example}\n"
        "official_channels:\n  - {label: Us, url: https://a.example}\n  - label: Us\n    url: http://b.example\n"
    )
    write(tmp_path, {"site.yml": settings})
    text = (tmp_path / "site.yml").read_text(encoding="utf-8").replace("url: https://status", "url: http://status")
    (tmp_path / "site.yml").write_text(text, encoding="utf-8")
    found = findings(tmp_path)
    assert [(each.place, each.marked) for each in found] == [
        ("site.yml:2:6", "http://status.corner.example"),
        ("site.yml:10:29", "http://help.example"),
        ("site.yml:14:10", "http://b.example"),
    ]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Here: ![](slow/map.png)", "![]"),
        ("Here: ![ ][x]\n\n[x]: slow/map.png", "![ ]"),
        ('Here: <img src="slow/map.png">', '<img src="slow/map.png">'),
    ],
)
def test_a_picture_without_words_is_found(text: str, marked: str, tmp_path: Path) -> None:
    picture(tmp_path)
    (found,) = written(tmp_path, f"{text}\n")
    assert (found.rule, found.place, found.marked) == ("image-without-alt", f"{SLOW}:10:7", marked)


@pytest.mark.parametrize(
    "text",
    [
        "![Map](slow/map.png)",
        '<img alt="" src="slow/map.png">',
        '<img src="slow/map.png" ALT="Map">',
        "`![](slow/map.png)`",
    ],
)
def test_a_picture_with_words_or_without_meaning_on_purpose_is_left_alone(text: str, tmp_path: Path) -> None:
    picture(tmp_path)
    assert written(tmp_path, f"{text}\n") == []


def picture(site: Path) -> None:
    (site / "incidents/slow").mkdir(parents=True)
    (site / "incidents/slow/map.png").write_bytes(b"a picture")
