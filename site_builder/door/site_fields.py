"""The keys of `site.yml`, and the kinds of value that only they have."""

import re
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from site_builder.door.check_fields import CheckFields, RepositoryFields
from site_builder.door.checking import Fields
from site_builder.door.fields import Address, Flag, Slug, Words, one_line, refusal, whole_number
from site_builder.door.times import Instant
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


def _url(value: Any) -> str:
    text = one_line(value)
    hint = "for example: https://status.example.com, or with a path: https://example.com/status"
    try:
        parts = urlsplit(text.rstrip("/"))
        port = parts.port
    except ValueError:
        raise refusal(f"{quoted(text)} is not the address of a site", hint) from None
    if parts.scheme not in ("http", "https") and not parts.scheme and _HOST.match(text):
        raise refusal(f"{quoted(text)} is not the address of a site", f"write https:// at the front: https://{text}")
    host = parts.hostname or ""
    plain = _HOST.fullmatch(host) and _PATH.fullmatch(parts.path) and not parts.username
    if parts.scheme not in ("http", "https") or not plain or set("?#@") & set(text):
        raise refusal(f"{quoted(text)} is not the address of a site", hint)
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


def _colour(value: Any) -> str:
    text = one_line(value)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise refusal(f"{quoted(text)} is not a colour", 'write it in quotes with six digits: "#0b5c6b"')
    return text.lower()


def _authority(value: Any) -> str:
    # RFC 4151 §2.1: a domain or mail address, and a day on which it was ours.
    text = one_line(value)
    if not re.fullmatch(r"[a-z0-9.@_-]+(,[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?", text):
        raise refusal(f"{quoted(text)} can't be in feed ids", "write a domain of yours: status.example.com")
    return text


def _picture(value: Any) -> str:
    text = one_line(value)
    if not re.search(r"\.(?:svg|png|jpe?g|webp|gif|avif)$", text, re.IGNORECASE):
        raise refusal(
            f"{quoted(text)} is not a picture", "write the path of a file that ends in .svg, .png, .jpg or .webp"
        )
    if text.startswith("/") or any(part.startswith(".") for part in text.split("/")):
        raise refusal(f"{quoted(text)} is not inside of the site's folder", "the path starts at site.yml: logo.svg")
    return text


_WEB_ADDRESS = r"https://[^\s/?#@]+(?:[/?#]\S*)?"
_CONTACT = re.compile(rf"{_WEB_ADDRESS}|mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9()./-]+")
_KEY = re.compile(rf"{_WEB_ADDRESS}|dns:\S+|openpgp4fpr:[0-9A-Fa-f]+")


def _https(value: Any) -> str:
    text = one_line(value)
    if not re.fullmatch(_WEB_ADDRESS, text):
        raise refusal(f"{quoted(text)} is not an address with https://", "write it with https:// at the front")
    return text


def _contact(value: Any) -> str:
    # RFC 9116 §2.5.3: a URI, and https where it is one of the web.
    text = one_line(value)
    if _CONTACT.fullmatch(text):
        return text
    hint = "write it with mailto:, https:// or tel: at the front"
    if re.fullmatch(r"[^\s@:]+@[^\s@]+", text):
        hint = f"write mailto: at the front: mailto:{text}"
    elif re.fullmatch(r"\+?[0-9][0-9()./-]+", text):
        hint = f"write tel: at the front: tel:{text}"
    raise refusal(f"{quoted(text)} is not the address of a contact", hint)


def _at_least_one(contacts: list[str]) -> list[str]:
    if not contacts:
        raise refusal("at least one contact is needed", 'for example: contacts: ["mailto:security@example.com"]')
    return contacts


def _key(value: Any) -> str:
    # RFC 9116 §2.5.4: where a key is found, never the key itself.
    text = one_line(value)
    if not _KEY.fullmatch(text):
        hint = "write where the key is found: https://…, openpgp4fpr:… or dns:…"
        raise refusal(f"{quoted(text)} is not the address of a key", hint)
    return text


TimeZone = Annotated[ZoneInfo, PlainValidator(_zone), WithJsonSchema({"type": "string"})]
SiteUrl = Annotated[str, PlainValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
Language = Annotated[str, PlainValidator(_language), WithJsonSchema({"type": "string"})]
Colour = Annotated[str, PlainValidator(_colour), WithJsonSchema({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"})]
Authority = Annotated[str, PlainValidator(_authority), WithJsonSchema({"type": "string"})]
Picture = Annotated[str, PlainValidator(_picture), WithJsonSchema({"type": "string"})]
HttpsAddress = Annotated[str, PlainValidator(_https), WithJsonSchema({"type": "string", "format": "uri"})]
Contact = Annotated[str, PlainValidator(_contact), WithJsonSchema({"type": "string", "format": "uri"})]
KeyAddress = Annotated[str, PlainValidator(_key), WithJsonSchema({"type": "string", "format": "uri"})]


class LinkFields(Fields):
    """`support` and each of `official_channels`."""

    label: Words
    url: Address


class ComponentFields(Fields):
    """One component."""

    elsewhere: ClassVar[dict[str, str]] = {
        "components": "only a group has components; it begins with group: and its name",
        "status": "a component's status is said by incidents, never here",
    }
    id: Slug
    name: Words
    description: Words | None = None
    retired: Flag = False


class GroupFields(Fields):
    """Components under a common name."""

    elsewhere: ClassVar[dict[str, str]] = {"name": "the name of a group is what stands behind group:"}
    group: Words
    description: Words | None = None
    components: list[ComponentFields]


class FeedFields(Fields):
    """`feeds`"""

    entries: Annotated[int, whole_number(1, 500)] = 50


class UptimeFields(Fields):
    """`uptime`: the history of days of each component."""

    show: Flag = True
    days: Annotated[int, whole_number(7, 366)] = 90


class HistoryFields(Fields):
    """`history`: how many days back the home page tells."""

    days: Annotated[int, whole_number(0, 90)] = 14


class SecurityFields(Fields):
    """`security`: what `/.well-known/security.txt` says (RFC 9116)."""

    elsewhere: ClassVar[dict[str, str]] = {
        "contact": 'did you mean "contacts"? It is a list: contacts: ["mailto:security@example.com"]',
        "acknowledgements": 'did you mean "acknowledgments"? RFC 9116 spells it so',
        "canonical": "it follows from url:",
    }
    contacts: Annotated[list[Contact], AfterValidator(_at_least_one)]
    expires: Instant
    policy: HttpsAddress | None = None
    encryption: KeyAddress | None = None
    acknowledgments: HttpsAddress | None = None


def _component_or_group(value: Any) -> str:
    return "<GroupFields>" if isinstance(value, dict) and "group" in value else "<ComponentFields>"


Entry = Annotated[
    Annotated[ComponentFields, Tag("<ComponentFields>")] | Annotated[GroupFields, Tag("<GroupFields>")],
    Discriminator(_component_or_group),
]


class SiteFields(Fields):
    """All keys of `site.yml`."""

    elsewhere: ClassVar[dict[str, str]] = {
        "title": 'did you mean "name"?',
        "language": 'did you mean "languages"? It is a list: languages: [en]',
        "groups": "groups are items of components:, each begins with group: and its name",
    }
    name: Words
    url: SiteUrl
    timezone: TimeZone
    languages: list[Language] = Field(default_factory=lambda: ["en"])
    description: Words | None = None
    logo: Picture | None = None
    accent: Colour | None = None
    support: LinkFields | None = None
    official_channels: list[LinkFields] = Field(default_factory=list)
    components: list[Entry] = Field(default_factory=list)
    feeds: FeedFields = FeedFields()
    uptime: UptimeFields = UptimeFields()
    history: HistoryFields = HistoryFields()
    authority: Authority | None = None
    powered_by: Flag = True
    hub: HttpsAddress | None = None
    security: SecurityFields | None = None
    repository: RepositoryFields = RepositoryFields()
    check: CheckFields = CheckFields()
