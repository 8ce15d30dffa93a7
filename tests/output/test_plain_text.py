"""HTML to plain text: nothing is lost without a trace."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model import Phrase
from site_builder.output.flat_text import flat_text
from site_builder.output.markup import MarkupRenderer
from site_builder.output.plain_text import _read_simple, _Reader, _Text, plain_text, shorten
from site_builder.output.shelf import Shelf


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p>\n<p>Two\nlines.</p>", "One.\n\nTwo lines."),
        ("<p>One<br>\nTwo</p>", "One\nTwo"),
        ("<p>a <b>b</b> <em>c</em>d</p>", "a b cd"),
        ("<p>&lt;b&gt; &amp; caf&eacute;</p>", "<b> & café"),
        ("<h4>Head</h4>\n<p>Text</p>", "Head\n\nText"),
        ("", ""),
    ],
)
def test_paragraphs_stand_apart(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>Read <a href="https://a.example/x">the advice</a>.</p>', "Read the advice (https://a.example/x)."),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "https://a.example/"),
        ('<p>Write to <a href="mailto:us@a.example">us@a.example</a></p>', "Write to us@a.example"),
        ('<p><a href="tel:+441234">Call us</a></p>', "Call us (+441234)"),
        ('<p>See <a href="#update-1">above</a>.</p>', "See above."),
        ('<p><img src="map.png" alt="The map"></p>', "[The map (map.png)]"),
        ('<p><a href="https://a.example"><b>bold</b> words</a> after</p>', "bold words (https://a.example) after"),
    ],
)
def test_a_link_keeps_its_address_unless_it_says_it_itself(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Now:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>End</p>", "Now:\n\n- one\n- two\n\nEnd"),
        ('<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>', "3. c\n4. d"),
        ("<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>", "- a\n  - b\n- c"),
        ("<ul>\n<li>\n<p>a</p>\n<p>more of a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>", "- a\n  more of a\n- b"),
        ("<ol><li>a<br>b</li></ol>", "1. a\n   b"),
    ],
)
def test_lists_have_marks(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>It is <del>not</del> safe</p>", "It is ~~not~~ safe"),
        ("<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n<p>c</p>", "> a\n>\n> b\n\nc"),
        ("<table><tr><th>Shop</th><th>Open</th></tr><tr><td>Bath</td><td>yes</td></tr></table>",
         "Shop | Open\nBath | yes"),
        ("<pre><code>a  b\n  c\n</code></pre>", "a  b\n  c"),
        ("<p>10<sup>2</sup></p>", "10^2"),
        ('<p><abbr title="Point of sale">POS</abbr></p>', "POS (Point of sale)"),
        ("<p>a</p>\n<hr>\n<p>b</p>", "a\n\n* * *\n\nb"),
        ("<p>a</p><svg><title>x</title></svg>", "a"),
        ("<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>", "Term\n  Meaning"),
    ],
)  # fmt: skip
def test_what_markup_means_is_still_told(html: str, text: str) -> None:
    assert plain_text(html) == text


NAMES = (
    "a abbr b blockquote br code dd del div dl dt em h4 hr i img ins kbd li mark ol p pre q s section small strong sub "
    "sup table tbody td tfoot th thead tr u ul script style svg title"
)
PIECES = (
    *(f"<{slash}{name}>" for slash in ("", "/") for name in NAMES.split()),
    *('<a href="https://a.example/?b=1&amp;c">', '<a href="#here" title="&lt;x&gt;">', '<ol start="3">', "<br/>"),
    *(
        '<img src="a.png" alt="A &quot;map&quot;">',
        '<a title=">">',
        "<a href='b'>",
        "<b class>",
        "<P>",
        "<!-- x -->",
        '<time datetime="2026-04-22">',
    ),
    *('<abbr title="in words">', "word", " ", "\n", "two words", " a", "b ", "&amp;", "&lt;", "&eacute;", "&", "&amp"),
    *("<", ">", "</", "a<b", "]]>", '"', "é", "\u00a0", "  \n  "),
)


def read_as_any(html: str) -> str:
    text = _Text()
    reader = _Reader(text)
    reader.feed(html)
    reader.close()
    return text.whole()


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
@settings(max_examples=500, deadline=None)
def test_simple_html_is_read_like_any(html: str) -> None:
    simple = _Text()
    if _read_simple(html, simple):
        assert simple.whole() == read_as_any(html)
    else:
        assert simple.whole() == ""


WORDS = (
    *("word", "two words", " ", "\n", "é", "\u00a0", "&nbsp;", "&amp;", "&lt;p&gt;", "&", "&am", ";", ">", " a", "b "),
    *("<em>c</em>", "<strong>d e</strong>", "<em>", "</em>", "<br>", "<p>", "</li>", "<code>f</code>"),
    *('<a href="https://a.example/">g</a>', '<a href="https://a.example/">https://a.example</a>', '<a href="#h">i</a>'),
    *('<a href="mailto:a@b.example">a@b.example</a>', '<a href="j"> k\nl </a>', '<a href="m?a&amp;b">n</a>'),
    *('<a href="o">', "</a>", '<a href="p"><em>q</em></a>', '<a href="">r</a>', '<a href="s" title="t">u</a>'),
)
FLAT = st.lists(st.sampled_from(WORDS), max_size=5).map("".join)
FLAT_BLOCKS = FLAT.map("<p>{}</p>".format) | st.lists(FLAT.map("<li>{}</li>\n".format), max_size=3).map(
    lambda items: f"<ul>\n{''.join(items)}</ul>"
)


@given(st.sampled_from(["\n", ""]), st.lists(FLAT_BLOCKS | FLAT, max_size=4))
@settings(max_examples=1000, deadline=None)
def test_flat_html_is_read_like_any(between: str, blocks: list[str]) -> None:
    html = between.join(blocks)
    assert flat_text(html) in (None, read_as_any(html))


def test_what_most_statements_say_is_flat() -> None:
    text = "One *two* & **three**.\n\n- [a](https://a.example/?b=1)\n- **b**\n\nMore at 3."
    html = MarkupRenderer(Shelf()).render(Phrase("en", text)).html
    assert flat_text(html) == "One two & three.\n\n- a (https://a.example/?b=1)\n- b\n\nMore at 3."


def test_what_a_writer_says_is_simple_html() -> None:
    text = """One *two* & **three**, `four` <b>five</b> ~~six~~ "seven" (https://a.example/?b=1&c=2)

- [a](https://a.example "Title")
- b

> quoted

1. one
2. two

| a | b |
|---|---|
| c | d |

```
if a < b && c:
    d
```

#### Heading
"""
    assert _read_simple(MarkupRenderer(Shelf()).render(Phrase("en", text)).html, _Text())


def test_a_text_that_fits_is_not_shortened() -> None:
    assert shorten("  Orders are\n down ", 15) == "Orders are down"


def test_a_text_is_cut_after_a_word_and_says_so() -> None:
    assert shorten("Orders are down, in Bath", 17) == "Orders are down…"
    assert shorten("Orders are down in Bath", 16) == "Orders are down…"
    assert shorten("Unbreakable", 5) == "Unbr…"


@given(st.text(), st.integers(min_value=-3, max_value=200))
def test_a_shortened_text_is_one_line_and_never_too_long(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= max(limit, 0)
    assert len(short.splitlines()) <= 1


@given(st.lists(st.sampled_from(["a", "word", ",", " ", "  ", "\n", " " * 40])).map("".join), st.integers(0, 30))
def test_blanks_do_not_change_where_a_text_is_cut(text: str, limit: int) -> None:
    assert shorten(text, limit) == shorten(" ".join(text.split()), limit)
