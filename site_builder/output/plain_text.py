"""Rendered HTML → plain text that says the same, for places without markup: chat, call centres, a poster.

Nothing is left out without a trace: a link keeps its address, a list its marks, a struck-out word says so.
It reads what `markup.py` lets through and what our own templates write, so it needs no repair of broken HTML.
"""

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

from markupsafe import Markup

from site_builder.output.flat_text import address_to_say, flat_text

_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table"}
"""Elements with an empty line around them."""
_LINES = {"div", "li", "dt", "dd", "tr", "section", "article"}
_BLOCKS = _APART | _LINES
_AROUND = {"del": "~~", "s": "~~", "q": '"', "sup": "^"}
_CLOSED = {"del": "~~", "s": "~~", "q": '"'}
_UNSAID = {"script", "style", "svg"}
_QUOTE = "> "


def plain_text(html: str) -> str:
    """The text of `html`: paragraphs with an empty line between them, no space at the ends of lines."""
    return _plain_text(str(html))  # a plain str: each piece cut out of a Markup would be made a Markup again


@lru_cache(maxsize=256)
def _plain_text(html: str) -> str:
    # The same statement stands in the summary, in the API, in the description and in the data of its page.
    flat = flat_text(html)
    if flat is not None:
        return flat
    text = _Text()
    if not _read_simple(html, text):
        reader = _Reader(text)
        reader.feed(html)
        reader.close()
    return text.whole()


def shorten(text: str, limit: int) -> str:
    """`text` as one line of at most `limit` characters: cut after a word, with … where something is missing."""
    beginning = " ".join(text[: 2 * limit].split())
    # Mostly that is long enough to be cut, and nobody has to read the rest.
    text = beginning if len(beginning) > limit + 1 else " ".join(text.split())
    if len(text) <= limit:
        return text
    start = text[: max(limit - 1, 0)]
    if text[len(start) : len(start) + 1] not in ("", " ") and " " in start:
        start = start.rpartition(" ")[0]
    return f"{start.rstrip(' ,;:–-')}…" if limit > 0 else ""


def tidy_text(rendered: str) -> str:
    """The text that a template of plain text means: templates escape for HTML, and their tags leave empty lines."""
    text = Markup(rendered).unescape()  # noqa: S704 - it is unescaped, not trusted
    lines: list[str] = []
    for line in map(str.rstrip, text.strip().split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)


# -- reading -------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Reads any HTML."""

    def __init__(self, text: "_Text") -> None:
        super().__init__()
        self._text = text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._text.start(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self._text.end(tag)

    def handle_data(self, data: str) -> None:
        self._text.say(data)


# As the cleaner writes a tag (markup.py).
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z]+="(?:[^"<>&]|&(?:amp|lt|gt|quot);)*")*)>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_MEANINGLESS = frozenset(
    (
        *("b", "bdi", "code", "em", "i", "ins", "kbd", "mark", "small", "span", "strong", "sub"),
        *("tbody", "tfoot", "thead", "time", "u"),
    )
)
"""Elements that a text says nothing of."""
_SIMPLE = _MEANINGLESS | _BLOCKS | {"a", "abbr", "br", "del", "hr", "img", "q", "s", "sup", "td", "th"}


def _read_simple(html: str, text: "_Text") -> bool:
    """Reads what consists of nothing but such tags, and words; False, and nothing is read, where there is more to it.

    It reads as `_Reader` does (tests/output/test_plain_text.py), five times faster.
    """
    pieces = _TAG.split(html)
    if any("<" in words for words in pieces[::4]) or not _SIMPLE.issuperset(pieces[2::4]):
        return False
    said = unescape(pieces[0])
    for index in range(1, len(pieces), 4):
        slash, tag, attributes, words = pieces[index : index + 4]
        if tag not in _MEANINGLESS:
            if said:
                text.say(said)
                said = ""
            if slash:
                text.end(tag)
            else:
                text.start(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})
        said += unescape(words)
    text.say(said)
    return True


# -- writing -------------------------------------------------------------------------------------


class _Text:
    """A text that grows by what is read."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._indents: list[str] = []  # before the lines of each open list item and quotation
        self._quoted = 0  # in how many quotations the last line stands
        self._bullet: str | None = None  # before the next line only, in place of the last indent
        self._lists: list[int | None] = []  # the next number of each open list; None where it has none
        self._links: list[tuple[str, int]] = []
        self._titles: list[str] = []
        self._apart = False
        self._verbatim = 0
        self._unsaid = 0
        self._cells = 0

    def whole(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def start(self, tag: str, values: dict[str, str]) -> None:
        """An element begins, with its attributes."""
        self._unsaid += tag in _UNSAID
        if tag in _BLOCKS:
            self._start_block(tag)
        if tag == "br":
            self._end_line()
        elif tag == "hr":
            self._rule()
        elif tag == "img":
            self._picture(values)
        elif tag == "a":
            self._links.append((values.get("href", ""), len(self._line)))
        elif tag == "abbr":
            self._titles.append(values.get("title", ""))
        elif tag in ("ul", "ol"):
            start = values.get("start", "1")
            self._lists.append((int(start) if start.isdigit() else 1) if tag == "ol" else None)
        elif tag in ("td", "th"):
            self._line += " | " if self._cells else ""
            self._cells += 1
        self._line += _AROUND.get(tag, "")

    def end(self, tag: str) -> None:
        """An element ends."""
        self._line += _CLOSED.get(tag, "")
        if tag == "a" and self._links:
            self._end_link(*self._links.pop())
        elif tag == "abbr" and self._titles:
            title = self._titles.pop()
            self._line += f" ({title})" if title else ""
        if tag in _BLOCKS:
            self._end_block(tag)
        self._unsaid -= tag in _UNSAID

    def say(self, data: str) -> None:
        """What stands between tags."""
        if self._unsaid or not data:
            return
        if self._verbatim:
            first, *others = data.split("\n")
            self._line += first
            for line in others:
                self._end_line()
                self._line = line
            return
        if data[0].isspace() and self._line and not self._line.endswith(" "):
            self._line += " "
        words = " ".join(data.split())
        if words:
            self._line += f"{words} " if data[-1].isspace() else words

    # -- blocks ----------------------------------------------------------------------------------

    def _start_block(self, tag: str) -> None:
        self._end_line()
        if tag in _APART and not self._lists:
            self._apart = True
        if tag == "li":
            self._start_item()
        elif tag == "blockquote":
            self._indents.append(_QUOTE)
        elif tag == "dd":
            self._indents.append("  ")
        elif tag == "tr":
            self._cells = 0
        self._verbatim += tag == "pre"

    def _end_block(self, tag: str) -> None:
        self._end_line()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag in ("li", "blockquote", "dd") and self._indents:
            self._indents.pop()
            self._bullet = None
        if tag in _APART and not self._lists:
            self._apart = True
        self._verbatim -= tag == "pre"

    def _start_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        mark = "- " if number is None else f"{number}. "
        if self._lists and number is not None:
            self._lists[-1] = number + 1
        self._indents.append(" " * len(mark))
        self._bullet = mark

    def _end_line(self) -> None:
        line = self._line.rstrip() if self._verbatim else self._line.strip()
        self._line = ""
        if self._links:  # what an open one said on the lines before stays there
            self._links = [(target, 0) for target, _ in self._links]
        if not line:
            return
        quoted = self._indents.count(_QUOTE)
        if self._apart and self._lines:
            self._lines.append((_QUOTE * min(quoted, self._quoted)).rstrip())
        self._apart, self._quoted = False, quoted
        *outer, last = self._indents or [""]
        before = "".join(outer) + (last if self._bullet is None else self._bullet)
        self._bullet = None
        self._lines.append(before + line)

    def _rule(self) -> None:
        self._end_line()
        self._apart = True
        self._line = "* * *"
        self._end_line()
        self._apart = True

    # -- what has an address ---------------------------------------------------------------------

    def _picture(self, values: dict[str, str]) -> None:
        """Its words, and where it is to be seen."""
        source = values.get("src", "")
        address = f"({source})" if source and not source.startswith("#") else ""
        self._line += f"[{' '.join(part for part in (values.get('alt'), address) if part)}]"

    def _end_link(self, target: str, start: int) -> None:
        address = address_to_say(target, self._line[start:].strip())
        if address:
            space = " " * self._line.endswith(" ")
            self._line = f"{self._line.rstrip()} ({address}){space}"
