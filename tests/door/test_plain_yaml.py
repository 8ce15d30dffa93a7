"""What is read without a YAML parser is read as PyYAML reads it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.door import yaml_text
from site_builder.door.plain_yaml import read_plain
from site_builder.door.yaml_text import read_mapping
from site_builder.problems import Source
from tests.door.test_yaml_parsers import PIECES

PLAIN = (
    *("key: word\n", "other: two words\n", "date: 2026-04-22 09:00 +01:00\n", "note: 'a: b'\n", 'said: "it\'s # 1"\n'),
    *("components:\n", "  gift-cards: operational\n", "  tills: down\n", "  deep:\n", "    deeper: a\n", " odd: a\n"),
    *(
        "key:  word\n",
        "key:word\n",
        "null: a\n",
        "a: null\n",
        "'key': a\n",
        "1: a\n",
        "k_1: ~\n",
        "m: a: b\n",
        "n: a #b\n",
    ),
    *(
        "o: a:b, c; (d)\n",
        "p: don't\n",
        "q: 'don''t'\n",
        "r: é “x” – …\n",
        "s: a \n",
        "t: \n",
        "u: a:\n",
        "\n",
        "- a\n",
    ),
    *(
        "key: ",
        "word",
        " ",
        "\n",
        ":",
        "'",
        '"',
        ",",
        "-",
        "?",
        "&",
        "%",
        "!",
        " !x",
        "(",
        ";",
        "/",
        "😀",
        "\u00a0",
        "\u0660",
    ),
)


def assert_same(text: str) -> None:
    source = Source("a.md", text)
    plain = read_plain(source, text, 2)
    if plain is not None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_text, "read_plain", lambda *_: None)
            assert read_mapping(source, text, first_line=2) == plain


@given(st.sampled_from([PLAIN, PIECES]).flatmap(lambda all: st.lists(st.sampled_from(all), max_size=10)).map("".join))
@settings(max_examples=1000, deadline=None)
@example("")
@example("components:\n")
@example("components:\n  a: b\nother:\nkey: word\n")
def test_it_is_read_as_pyyaml_reads_it(text: str) -> None:
    assert_same(text)
    assert_same(text + "\n")


@given(st.text(max_size=12), st.text(max_size=12))
@settings(max_examples=500, deadline=None)
def test_so_is_any_value(one: str, other: str) -> None:
    for text in (f"key: {one}\n", f"key: a{one}z\n", f"key: '{one}'\n", f'key: "{one}"\nin:\n  a: {other}\n'):
        assert_same(text)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("date: 2026-04-22 09:00\nstatus: monitoring\n", {"date": "2026-04-22 09:00", "status": "monitoring"}),
        (
            "title: 'Gift cards: down'\ncomponents:\n  gift-cards: major_outage\ndate: 2026-04-22T10:00:00+00:00\n",
            {
                "title": "Gift cards: down",
                "components": {"gift-cards": "major_outage"},
                "date": "2026-04-22T10:00:00+00:00",
            },
        ),
    ],
)
def test_most_front_matters_need_no_parser(text: str, data: object) -> None:
    plain = read_plain(Source("a.md", text), text, 2)
    assert plain is not None
    assert plain.data == data


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a: |\n  b\n",
            "a: b\n  c\n",
            "a: [b]\n",
            "a: # b\n",
            "a: b # c\n",
            "a: *b\n",
            "a: !b\n",
            "a: null\n",
            "a:\n",
        ),
        *("a: b\na: c\n", "a:\n  b: c\n  b: d\n", "a:\n- b\n", "a:\n  b:\n    c: d\n", "# a\nb: c\n", "a: b\n\nc: d\n"),
    ],
)
def test_anything_else_is_left_to_it(text: str) -> None:
    assert read_plain(Source("a.md", text), text, 2) is None
