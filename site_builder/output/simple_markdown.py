"""Markdown of the simplest kind → the HTML that Python-Markdown makes of it, without asking Python-Markdown.

Most statements are paragraphs and short lists, with some words in bold or italics, links and addresses. They become the
same (tests/output/test_simple_markdown.py), ten times faster. A text with anything else in it, or that might mean
anything else, is left to Python-Markdown whole: this knows no rule of Markdown but these few.
"""

import re

# What may not stand before a mark is looked at behind its beginning, which can be looked for much faster.
_STRONG = r"\*(?<!\*\*)\*(?![\s*])([^*\[\]]+)(?<!\s)\*\*(?!\*)"
_EMPHASIS = r"\*(?<!\*\*)(?![\s*])([^*\[\]]+)(?<!\s)\*(?!\*)"
_LINK = r"\[(?<!!\[)([^*\[\]]+)\]\(([\w/.:?=#%+,;~@-]+)\)"
# Without what belongs to the sentence around it; see markdown_rules.py.
_ADDRESS = r"h(?<![^\s(]h)(ttps?://[^\W_](?:[\w/.:?=#%+,;~@-]*(?:[^\W_]|[/=]))?)(?=[.,;:!?)]*(?:\s|$))"
_MARKED = re.compile(f"{_STRONG}|{_EMPHASIS}|{_LINK}|{_ADDRESS}")

# Code, escapes, HTML, tables, line breaks, and what Python-Markdown doesn't take as it is.
_FOREIGN = ("`", "\\", "<", "|", " \n", "\t", "\r", "\x02", "\x03")
_ENTITY = re.compile(r"&(?!\s)")
_UNREAD = ("*", "_", "[", "]", "http")
"""What would mean something in words, where it is not a mark that was understood."""

# A word, a mark or a quotation begins each line. A number with a full stop would begin a list.
_BEGINNING = r"(?!\d+\.)[\w*\[\"'(“‘„«]"
_PARAGRAPH = re.compile(rf"(?:{_BEGINNING}.*\n)*{_BEGINNING}.*")
_ITEM = re.compile(rf"[*+-] +({_BEGINNING}.*)")


def simple_html(text: str) -> str | None:
    """The HTML of a text, or None where there may be more to it."""
    if any(sign in text for sign in _FOREIGN) or ("&" in text and _ENTITY.search(text)):
        return None
    blocks: list[str] = []
    said: list[str] = []
    after_list = False
    for block in text.replace("&", "&amp;").replace(">", "&gt;").split("\n\n"):
        is_list = block.startswith(("- ", "* ", "+ "))
        made = _list(block, said) if is_list else _paragraph(block, said)
        if made is None or (is_list and after_list):  # two lists with an empty line between them are one
            return None
        blocks.append(made)
        after_list = is_list
    unmarked = "\n".join(said)
    return None if any(sign in unmarked for sign in _UNREAD) else "\n".join(blocks)


def _paragraph(block: str, said: list[str]) -> str | None:
    return f"<p>{_words(block, said)}</p>" if _PARAGRAPH.fullmatch(block) else None


def _list(block: str, said: list[str]) -> str | None:
    items = [_ITEM.fullmatch(line) for line in block.split("\n")]
    listed = [f"<li>{_words(item[1], said)}</li>\n" for item in items if item]
    return f"<ul>\n{''.join(listed)}</ul>" if len(listed) == len(items) else None


def _words(text: str, said: list[str]) -> str:
    """What stands in a paragraph or an item. All of its words are added to what is `said`, without their marks."""
    html, *marked = _MARKED.split(text)
    said.append(html)
    for index in range(0, len(marked), 6):
        strong, emphasized, label, target, address, after = marked[index : index + 6]
        if strong:
            html += f"<strong>{strong}</strong>{after}"
        elif emphasized:
            html += f"<em>{emphasized}</em>{after}"
        elif label:
            html += f'<a href="{target}">{label}</a>{after}'
        else:
            html += f'<a href="h{address}">h{address}</a>{after}'
        said += (strong or emphasized or label or "", after)
    return html
