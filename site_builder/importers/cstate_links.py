"""Links, pictures and stray HTML in the text of a cState site, made to work where the text is going.

Hugo resolves links against the old site; here they become whole addresses, and links from one incident to
another follow it to its new address. Pictures stay on the old site, so a picture becomes a link to it.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from slugify import slugify

_CODE = re.compile(
    r"(?ms)^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|<!--.*?(?:-->|\Z)"
    r"|(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)(?P=tick)(?!`)"
)
_INLINE = re.compile(
    r"(?P<picture>!?)\[(?P<label>[^\[\]]*)\]\((?P<open>\s*<?)(?P<address>[^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)"
    r"(?P<close>>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*)\)"
)
_TAIL = re.compile(r"(?P<before>\]\(\s*<?)(?P<address>[^()\s<>]+)(?P<after>>?(?:\s+\"[^\"]*\")?\s*\))")
_REFERENCE = re.compile(r"(?m)^(?P<before> {0,3}\[[^\]\n]+\]:\s*<?)(?P<address>[^\s<>]+)(?P<after>)")
_ATTRIBUTE = re.compile(r"(?i)(?P<before>\b(?:href|src)\s*=\s*[\"'])(?P<address>[^\"'\s]*)(?P<after>[\"'])")
_IMG = re.compile(r"(?i)<img\b[^<>]*>")
# `<repo.example.org>` was shown as it stands; an HTML parser takes it for an element and drops it.
_NO_TAG = re.compile(r"<(?=[A-Za-z][\w-]*\.[\w.-]*[^<>\s@:]*>)")
SHORTCODE = re.compile(r"\{\{[<%].{0,300}?[>%]\}\}", re.DOTALL)
_SCHEME = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9+.-]*):")
# What a published page may link to; everything else stays as text.
_SCHEMES = {"http", "https", "mailto", "tel"}
_OTHER = re.compile(r"(?i)<(?=(?!https?:|mailto:)[a-z][a-z0-9+.-]*://[^<>\s]*>)")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that had to be changed: the words of the text that it is about, and what became of them."""

    about: str
    message: str


@dataclass(frozen=True, slots=True)
class LinkMender:
    """Knows the old site: its address, and which of its issues became which incident."""

    url: str
    names: dict[str, str] = field(default_factory=dict)

    def mend(self, text: str, issue: str) -> tuple[str, list[Change]]:
        """The text with links that work, and what had to be changed beyond that. `issue` is the old name."""
        page = f"{self.url}/issues/{issue}/"
        notes: list[Change] = []
        parts, position = [], 0
        for code in _CODE.finditer(text):
            parts += [self._mend(text[position : code.start()], page, notes), code[0]]
            position = code.end()
        parts.append(self._mend(text[position:], page, notes))
        return "".join(parts), notes

    def _mend(self, text: str, page: str, notes: list[Change]) -> str:
        def swap(found: re.Match[str]) -> str:
            return f"{found['before']}{self._absolute(found['address'], page, notes)}{found['after']}"

        def inline(found: re.Match[str]) -> str:
            address = self._absolute(found["address"], page, notes)
            label = found["label"]
            if found["picture"]:
                message = f"the picture {address} was not copied: it became a link"
                notes.append(Change(found["address"], message))
                label = label or address.rsplit("/", 1)[-1]
            scheme = _SCHEME.match(address)
            if not address or (scheme and scheme["name"].lower() not in _SCHEMES):
                notes.append(Change(found[0], f'a link to "{address}" is not published: it became text'))
                return f"{label} ({address})" if address else label
            return f"[{label}]({found['open']}{address}{found['close']})"

        text = _IMG.sub(lambda found: _picture(found[0]), text)
        text = _INLINE.sub(inline, text)
        for pattern in (_TAIL, _REFERENCE, _ATTRIBUTE):
            text = pattern.sub(swap, text)
        return _OTHER.sub("&lt;", _NO_TAG.sub("&lt;", text))

    def _absolute(self, address: str, page: str, notes: list[Change]) -> str:
        if not address or address.startswith("#") or _SCHEME.match(address):
            return self._moved(address)
        if not address.startswith("/"):
            message = f"the relative link {address} was resolved against the old page"
            notes.append(Change(address, message))
        try:
            return self._moved(urljoin(page, address))
        except ValueError:
            return address

    def _moved(self, address: str) -> str:
        """The address, or that of the incident that an old issue has become."""
        prefix = f"{self.url}/issues/"
        if not address.startswith(prefix):
            return address
        parts = urlsplit(address[len(prefix) :])
        name = self.names.get(slug(parts.path.strip("/")))
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f"{self.url}/incidents/{name}/{fragment}" if name else address


def _picture(tag: str) -> str:
    """An HTML picture as a Markdown one."""
    found = {key.lower(): value for key, value in re.findall(r"""([\w-]+)\s*=\s*["']([^"']*)["']""", tag)}
    source = found.get("src", "").replace(" ", "%20")
    return f"![{found.get('alt', '')}]({source})" if source else tag


def slug(text: str) -> str:
    """A name for files and addresses; may be empty."""
    return slugify(text, max_length=80, word_boundary=True)


def unique(name: str, taken: set[str]) -> str:
    """`name`, with -2, -3, … when it is taken; remembers it."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name[: 79 - len(str(number))].rstrip('-')}-{number}"
    taken.add(candidate)
    return candidate
