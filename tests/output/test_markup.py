"""A writer's Markdown becomes HTML that is safe to publish."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.model import Phrase
from site_builder.output import cleaning, limits, markup
from site_builder.output.markup import MarkupRenderer
from site_builder.output.prose import Prose
from site_builder.output.shelf import Shelf
from site_builder.problems import Location

AT = Location("incidents/story.md", 5, 1)


def render(text: str) -> str:
    """The HTML of a text with which nothing is wrong."""
    renderer = MarkupRenderer(Shelf())
    html = renderer.render(Phrase("en", text, AT)).html
    assert renderer.problems == []
    return html


def complaints(text: str) -> list[str]:
    """What is wrong with a text, as `line:column: message`."""
    renderer = MarkupRenderer(Shelf())
    renderer.render(Phrase("en", text, AT))
    return [f"{each.location.line}:{each.location.column}: {each.message}" for each in renderer.problems]


# -- what is dropped -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>after", "<p>after</p>"),
        ("one <script>alert(1)</script>two", "<p>one two</p>"),
        ("<style>body{}</style>text", "<p>text</p>"),
        ('<b onclick="x()" style="y" id="z" class="w">bold</b>', "<p><b>bold</b></p>"),
        ("<iframe src=/x></iframe>", ""),
        ('<form action="https://evil.example"><input name=a>in</form>', "in"),
        ("<!-- a comment -->", ""),
        ("<h1>Title</h1>", "Title"),
        ("<svg><script>alert(1)</script></svg>", "<p></p>"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", None),
        ("`<script>`", "<p><code>&lt;script&gt;</code></p>"),
    ],
)
def test_what_a_page_must_not_hold_is_left_out(text: str, html: str | None) -> None:
    found = MarkupRenderer(Shelf()).render(Phrase("en", text)).html
    assert html is None or found == html
    assert not dangers(found)


# -- schemes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "ftp://files.example/x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "a+b:c"],
)
def test_a_link_with_a_scheme_that_is_not_allowed_is_a_problem_at_its_place(target: str) -> None:
    assert complaints(f"one\n\ntwo [link]({target}) three") == [f'7:12: "{target}" is no link that can be published']


def test_a_scheme_is_found_in_any_way_of_writing_a_link() -> None:
    text = '<a href="javascript:a()">x</a>\n\n[y][r]\n\n<A HREF=javascript:b()>z</A>\n\n[r]: javascript:c()'
    assert complaints(text) == [
        '5:10: "javascript:a()" is no link that can be published',
        '11:6: "javascript:c()" is no link that can be published',
        '9:9: "javascript:b()" is no link that can be published',
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<a href="java&#115;cript:alert(1)">x</a>',
        '<a href=" jAvAsCrIpT:alert(1)">x</a>',
        '<a href="java&#9;script:alert(1)">x</a>',
        '<a href="&#106;avascript&colon;alert(1)">x</a>',
        "[x](JaVaScRiPt:alert(1))",
        "[x](<javascript:alert(1)>)",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml;base64,AAAA)",
        "[x](//evil.example/x)",
        "[x](https:evil)",
        "[x](http://)",
        "[x](https://[half)",
        "[x](/absolute)",
        "[x]()",
    ],
)
def test_a_disguised_or_broken_link_is_a_problem_and_not_in_the_html(text: str) -> None:
    renderer = MarkupRenderer(Shelf())
    html = renderer.render(Phrase("en", text, AT)).html
    assert len(renderer.problems) == 1
    assert "href" not in html
    assert "src" not in html


def test_a_sound_link_beside_a_refused_one_is_not_complained_of() -> None:
    text = '<a href="https://a.example/?b=1&copy=2">x</a> href [y](ftp://z.example) ![z](https://[half)'
    assert [complaint.partition(" ")[2] for complaint in complaints(text)] == [
        '"ftp://z.example" is no link that can be published',
        "a picture from another site",
    ]


def test_code_that_shows_a_link_is_no_link() -> None:
    assert render('`<a href="javascript:x">`').startswith("<p><code>&lt;a href")


@pytest.mark.parametrize("target", ["https://a.example/?b=1&c=2#d", "http://a.example", "mailto:a@b.c", "tel:+441"])
def test_allowed_schemes_stay(target: str) -> None:
    assert render(f"[x]({target})") == f'<p><a href="{target.replace("&", "&amp;")}">x</a></p>'


def test_a_picture_from_elsewhere_is_a_problem() -> None:
    assert complaints("![x](https://cdn.example/a.png)\n![y](//cdn.example/b.png)") == [
        "5:6: a picture from another site",
        "6:6: a picture from another site",
    ]


@pytest.mark.parametrize("written", ["&#8;", "&#x1F;", "&#xFDD0;", "&#xfffe;", "&#129;", "&#11;"])
def test_a_control_character_that_is_written_as_a_number_is_a_problem(written: str) -> None:
    assert complaints(f"one {written} two") == [f'5:5: "{written}" is an invisible control character']


def test_other_characters_may_be_written_as_numbers() -> None:
    assert render("&#233;&#8364;&#x1F4A9;&#150; `&#8;`") == "<p>é€💩– <code>&amp;#8;</code></p>"


# -- limits --------------------------------------------------------------------------------------


def test_a_text_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_SECONDS", 0.3)
    started = time.process_time()
    assert complaints("![a](" * 2000) == ["5:1: this text takes too long to render"]
    assert time.process_time() - started < 2


def test_very_deep_lists_do_not_end_the_build() -> None:
    assert complaints("\n".join("  " * depth + "    " * depth + "- x" for depth in range(250))) in (
        [],
        ["5:1: this text takes too long to render"],
    )


def test_a_text_that_grows_too_long_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_HTML", 100)
    assert complaints("- a\n" * 30) == ["5:1: this text grows too long as HTML"]


def test_the_limit_holds_even_where_a_callback_swallows_the_exception() -> None:
    def swallowing() -> None:
        try:
            while True:
                pass
        except limits.CpuTimeExceeded:
            pass

    with pytest.raises(limits.CpuTimeExceeded), limits.cpu_limit(0.1):
        swallowing()


# -- one text and the next -----------------------------------------------------------------------


def test_nothing_leaks_from_one_text_into_the_next() -> None:
    renderer = MarkupRenderer(Shelf())
    renderer.render(Phrase("en", "[a]: https://a.example\n\n*[HTML]: x\n\n<b>raw</b> [a]"))
    assert renderer.render(Phrase("en", "[a] HTML")).html == "<p>[a] HTML</p>"


def test_the_same_words_in_two_languages_keep_their_languages() -> None:
    renderer = MarkupRenderer(Shelf())
    assert [renderer.render(Phrase(language, "OK")).language for language in ("en", "cy")] == ["en", "cy"]


def test_headings_stand_below_the_pages_own_and_have_no_ids() -> None:
    assert render("# A\n\n### B\n\n## C\n\n# A").split("\n") == ["<h4>A</h4>", "<h5>B</h5>", "<h5>C</h5>", "<h4>A</h4>"]


# -- addresses in the running text ---------------------------------------------------------------


def links(text: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', render(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https://a.example/b.", "https://a.example/b"),
        ("(see https://a.example/b)", "https://a.example/b"),
        ("(https://a.example/b).", "https://a.example/b"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("(https://a.example/b_(c)), and", "https://a.example/b_(c)"),
        ("https://a.example/?q=[1]", "https://a.example/?q=[1]"),
        ("https://a.example/b?c=d&e=f!", "https://a.example/b?c=d&amp;e=f"),
        ("https://a.example/b?c=d&amp;e=f", "https://a.example/b?c=d&amp;e=f"),
        ("*https://a.example*", "https://a.example"),
        ("**https://a.example/b_c_d**", "https://a.example/b_c_d"),
        ("“https://a.example”", "https://a.example"),
        ("http://a.example:8080/~b/;c", "http://a.example:8080/~b/;c"),
        ("<https://a.example/,>", "https://a.example/,"),
        ("| a |\n|---|\n| https://a.example |", "https://a.example"),
    ],
)
def test_an_address_in_the_text_becomes_a_link_without_the_sentence_around_it(text: str, address: str) -> None:
    assert links(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "`https://a.example`",
        "    https://a.example",
        "```\nhttps://a.example\n```",
        "https://",
        "https://.",
        "xhttps://a.example",
        "ftp://a.example",
    ],
)
def test_what_is_no_address_stays_text(text: str) -> None:
    assert links(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[https://b.example](https://a.example)",
        "[see https://b.example now](https://a.example)",
        '<a href="https://a.example">https://b.example</a>',
        '<a href="https://a.example"><b>https://b.example</b></a>',
    ],
)
def test_an_address_inside_a_link_is_no_second_link(text: str) -> None:
    assert links(text) == ["https://a.example"]


def test_after_the_writers_own_link_an_address_is_a_link_again() -> None:
    assert links('<a href="https://a.example">a</a> https://b.example') == ["https://a.example", "https://b.example"]


def test_columns_of_a_table_are_aligned_by_a_class_and_by_no_style() -> None:
    html = RENDERER.render(Phrase("en", "| Shop | Open | Days |\n|:--|:-:|--:|\n| Leeds | yes | 12 |\n")).html
    assert '<td class="start">Leeds</td>' in html
    assert '<td class="middle">yes</td>' in html
    assert '<th class="end">Days</th>' in html
    assert '<td class="end">12</td>' in html
    written = RENDERER.render(
        Phrase("en", '<table><tr><td class="end x">1</td><td align="right">2</td></tr></table>')
    ).html
    assert "class" not in written.replace('class="scroll"', "")
    assert "align" not in written


def test_a_table_scrolls_in_a_box_of_its_own() -> None:
    html = RENDERER.render(Phrase("en", "| a | b |\n|---|---|\n| c | d |")).html
    assert html.startswith('<div class="scroll" tabindex="0"><table>')
    assert html.endswith("</table>\n</div>")


def test_a_writer_makes_no_boxes_of_other_kinds() -> None:
    html = RENDERER.render(Phrase("en", '<div class="scroll x" id="y" style="color: red">text</div>')).html
    assert "<div>" in html


# -- whatever is written -------------------------------------------------------------------------

ALLOWED_TAGS = set(cleaning._TAGS.split())


class _Auditor(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if tag == "div" and (name, value) in {("class", "scroll"), ("tabindex", "0")}:
                continue  # the box of a wide table
            if name not in cleaning._ATTRIBUTES.get(tag, set()):
                self.found.append(f"{tag} {name}")
            if name in ("href", "src") and not re.match(r"(https?://|mailto:|tel:)", value or "", re.IGNORECASE):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")


def dangers(html: str) -> list[str]:
    """Tags, attributes and schemes that no page may hold."""
    auditor = _Auditor()
    auditor.feed(html)
    auditor.close()
    return auditor.found


PIECES = st.sampled_from(
    re.split(
        r"(?<=\S) +",
        """<script> </script> <a <img href= src= onerror=alert(1) javascript: data:text/html, java&#115;cript: &#106; \
&colon; " ' > < / = ( ) [ ] ![ ]( <svg> <math> <style> <!-- --> ` ``` - * _ # | &lt; &#0; &#x0; \\ : // http:// \
https:// mailto: <table> <noscript> <template> <iframe srcdoc= <base xlink:href= title= é \n \t \u00a0 \u0651""",
    )
)


RENDERER = MarkupRenderer(Shelf())


@given(st.lists(PIECES | st.text(max_size=6), max_size=25).map("".join))
@settings(max_examples=60, deadline=None)
@example('<a title="&quot;><script>x</script>" href=javascript:x>')
@example('<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml>')
@example('[a](<https://a.example/" onmouseover="x>)')
@example('![](https://a.example"onerror="x)')
def test_no_text_whatever_yields_a_dangerous_tag_attribute_or_scheme(text: str) -> None:
    html = RENDERER.render(Phrase("en", text)).html
    assert dangers(html) == []
    assert dangers(str(Prose(html, "en").place("incidents/x/index.html", "../../", ""))) == []
