"""link-not-https, image-without-alt: what links and pictures need."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from site_builder.editing.desk import Desk
from site_builder.editing.prose import without_code
from site_builder.problems import Problem, quoted

_PLAIN_HTTP = re.compile(r"\bhttp://[^\s<>()\[\]\"']+[^\s<>()\[\]\"'.,;:!?]", re.IGNORECASE)
# Machines of one's own, and Tor, which encrypts by itself.
_NEED_NO_HTTPS = re.compile(r"localhost|.*\.localhost|127\..*|::1|.*\.onion")
_PICTURE = re.compile(r"!\[\s*\](?=[(\[])|<img\b(?![^<>]*\balt\s*=)[^<>]*>", re.IGNORECASE)


def links_without_https(desk: Desk) -> Iterator[Problem]:
    """Addresses that anybody on the way can read and change: in an attack, of all times."""
    for passage in desk.passages():
        if passage.is_title:
            continue
        for match in _PLAIN_HTTP.finditer(without_code(passage.phrase.text)):
            if _is_plain(match[0]):
                yield desk.files.in_text(passage.phrase, *match.span(), _message(match[0]), _hint(match[0]))
    for path, url in _settings(desk):
        if _is_plain(url):
            yield desk.files.at_setting(path, _message(url), _hint(url))


def _settings(desk: Desk) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("url",), desk.site.url
    if desk.site.support is not None:
        yield ("support", "url"), desk.site.support.url
    for index, channel in enumerate(desk.site.official_channels):
        yield ("official_channels", index, "url"), channel.url


def _is_plain(url: str) -> bool:
    if not url.lower().startswith("http://"):
        return False
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False  # another problem, which the build reports
    return not _NEED_NO_HTTPS.fullmatch(host)


def _message(url: str) -> str:
    return f"{quoted(url)} is not encrypted: on the way it can be read and changed"


def _hint(url: str) -> str:
    return f"see that it works with https, and write: https{url[4:]}"


def pictures_without_words(desk: Desk) -> Iterator[Problem]:
    """Pictures that say nothing to those who can't see them, nor in feeds, texts and e-mails."""
    for passage in desk.passages():
        for match in _PICTURE.finditer(without_code(passage.phrase.text)):
            message = "this picture has no words for those who can't see it"
            hint = "say what it shows: ![Map of the three collection points](map.png)"
            yield desk.files.in_text(passage.phrase, *match.span(), message, hint)
