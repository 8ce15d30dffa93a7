"""The kinds of value that only keys of `site.yml` have."""

import re
from functools import cache
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import PlainValidator, WithJsonSchema

from site_builder.door.fields import one_line, refusal
from site_builder.door.for_editors import matching
from site_builder.problems import did_you_mean, quoted


def _zone(value: Any) -> ZoneInfo:
    name = one_line(value)
    if name not in _zone_names():
        hint = did_you_mean(name, sorted(_zone_names()), listing=False, synonyms=_ZONE_SYNONYMS)
        example = hint if hint.startswith("did") else "write a place, for example: Europe/London"
        raise refusal(f"unknown time zone {quoted(name)}", example)
    return ZoneInfo(name)


@cache
def _zone_names() -> frozenset[str]:
    """The zones of the package tzdata: the same on every machine, without its local ones ("localtime")."""
    try:
        return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
    except (ModuleNotFoundError, OSError):
        return frozenset(available_timezones())


_ZONE_SYNONYMS = {
    "bst": "Europe/London",
    "london": "Europe/London",
    "uk": "Europe/London",
    "utc+1": "Europe/Berlin",
}


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.IGNORECASE)
_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_URL_HINT = "for example: https://status.example.com, or with a path: https://example.com/status"


def _url(value: Any) -> str:
    text = one_line(value)
    try:
        parts = urlsplit(text.rstrip("/"))
        port = parts.port
    except ValueError:
        raise refusal(f"{quoted(text)} is not the address of a site", _URL_HINT) from None
    if parts.scheme not in ("http", "https") and not parts.scheme and _HOST.match(text):
        raise refusal(f"{quoted(text)} is not the address of a site", f"write https:// at the front: https://{text}")
    host = parts.hostname or ""
    plain = _HOST.fullmatch(host) and _PATH.fullmatch(parts.path) and not parts.username
    if parts.scheme not in ("http", "https") or not plain or set("?#@") & set(text):
        raise refusal(f"{quoted(text)} is not the address of a site", _URL_HINT)
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"


def _language(value: Any) -> str:
    from babel import Locale, UnknownLocaleError

    code = one_line(value)
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", code):
        raise refusal(f"unknown language {quoted(code)}", _LANGUAGE_HINT)
    if code != code.lower() or "_" in code:
        proposal = code.lower().replace("_", "-")
        raise refusal(f'"{code}" is part of addresses', f"write it in small letters, with a hyphen: {proposal}")
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        raise refusal(f"unknown language {quoted(code)}", _LANGUAGE_HINT) from None
    return code


_LANGUAGE_HINT = "write its code: en, cy, pt-br, …"
_COLOUR = "#[0-9a-fA-F]{6}"
_COLOUR_HINT = 'write it in quotes with six digits: "#0b5c6b"'


def _colour(value: Any) -> str:
    text = one_line(value)
    if not re.fullmatch(_COLOUR, text):
        raise refusal(f"{quoted(text)} is not a colour", _COLOUR_HINT)
    return text.lower()


_AUTHORITY = r"[a-z0-9.@_-]+(,[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?"
_AUTHORITY_HINT = "write a domain of yours: status.example.com"


def _authority(value: Any) -> str:
    # RFC 4151 §2.1: a domain or mail address, and a day on which it was ours.
    text = one_line(value)
    if not re.fullmatch(_AUTHORITY, text):
        raise refusal(f"{quoted(text)} can't be in feed ids", _AUTHORITY_HINT)
    return text


_PICTURE_HINT = "write the path of a file that ends in .svg, .png, .jpg or .webp"


def _picture(value: Any) -> str:
    text = one_line(value)
    if not re.search(r"\.(?:svg|png|jpe?g|webp|gif|avif)$", text, re.IGNORECASE):
        raise refusal(f"{quoted(text)} is not a picture", _PICTURE_HINT)
    if text.startswith("/") or any(part.startswith(".") for part in text.split("/")):
        raise refusal(f"{quoted(text)} is not inside of the site's folder", "the path starts at site.yml: logo.svg")
    return text


_WEB_ADDRESS = r"https://[^\s/?#@]+(?:[/?#]\S*)?"
_CONTACT = re.compile(rf"{_WEB_ADDRESS}|mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9()./-]+")
_KEY = re.compile(rf"{_WEB_ADDRESS}|dns:\S+|openpgp4fpr:[0-9A-Fa-f]+")
_HTTPS_HINT = "write it with https:// at the front"


def _https(value: Any) -> str:
    text = one_line(value)
    if not re.fullmatch(_WEB_ADDRESS, text):
        raise refusal(f"{quoted(text)} is not an address with https://", _HTTPS_HINT)
    return text


_CONTACT_HINT = "write it with mailto:, https:// or tel: at the front"


def _contact(value: Any) -> str:
    # RFC 9116 §2.5.3: a URI, and https where it is one of the web.
    text = one_line(value)
    if _CONTACT.fullmatch(text):
        return text
    hint = _CONTACT_HINT
    if re.fullmatch(r"[^\s@:]+@[^\s@]+", text):
        hint = f"write mailto: at the front: mailto:{text}"
    elif re.fullmatch(r"\+?[0-9][0-9()./-]+", text):
        hint = f"write tel: at the front: tel:{text}"
    raise refusal(f"{quoted(text)} is not the address of a contact", hint)


_KEY_HINT = "write where the key is found: https://…, openpgp4fpr:… or dns:…"


def _key(value: Any) -> str:
    # RFC 9116 §2.5.4: where a key is found, never the key itself.
    text = one_line(value)
    if not _KEY.fullmatch(text):
        raise refusal(f"{quoted(text)} is not the address of a key", _KEY_HINT)
    return text


TimeZone = Annotated[ZoneInfo, PlainValidator(_zone), WithJsonSchema({"type": "string"})]
SiteUrl = Annotated[str, PlainValidator(_url), WithJsonSchema(matching(r"https?://[^\s?#@]+", _URL_HINT))]
Language = Annotated[
    str, PlainValidator(_language), WithJsonSchema(matching("[a-z]{2,3}(?:-[a-z0-9]{2,8})*", _LANGUAGE_HINT))
]
Colour = Annotated[str, PlainValidator(_colour), WithJsonSchema(matching(_COLOUR, _COLOUR_HINT))]
Authority = Annotated[str, PlainValidator(_authority), WithJsonSchema(matching(_AUTHORITY, _AUTHORITY_HINT))]
Picture = Annotated[str, PlainValidator(_picture), WithJsonSchema(matching(r".+\.[A-Za-z]{3,4}", _PICTURE_HINT))]
HttpsAddress = Annotated[str, PlainValidator(_https), WithJsonSchema(matching(_WEB_ADDRESS, _HTTPS_HINT))]
Contact = Annotated[str, PlainValidator(_contact), WithJsonSchema(matching(_CONTACT.pattern, _CONTACT_HINT))]
KeyAddress = Annotated[str, PlainValidator(_key), WithJsonSchema(matching(_KEY.pattern, _KEY_HINT))]
