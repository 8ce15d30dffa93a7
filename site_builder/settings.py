"""`site.yml` → `Site`, and back."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from site_builder.door.checking import Fields, check
from site_builder.door.fields import (
    Address,
    DoorContext,
    Flag,
    OneLine,
    Slug,
    Words,
    refusal,
    whole_number,
)
from site_builder.door.text_file import read_source
from site_builder.door.yaml_text import Located, read_mapping
from site_builder.model import Component, ComponentGroup, Link, LocalText, Site
from site_builder.problems import Problem, SiteProblems, Source, did_you_mean

FILE_NAME = "site.yml"


def _zone(value: Any) -> ZoneInfo:
    # KeyError is ZoneInfoNotFoundError; ValueError is a name that tries to leave the database;
    # OSError is a folder of it ("Europe").
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        from zoneinfo import available_timezones  # noqa: PLC0415 - reads 600 files, only for the hint

        hint = did_you_mean(str(value), sorted(available_timezones()), listing=False)
        example = hint if hint.startswith("did") else "for example Europe/London; the list: tz database"
        raise refusal(f'unknown time zone "{value}"', example) from None


def _url(value: Any) -> str:
    text = str(value).strip().rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise refusal(f'"{value}" is not the address of a site', "for example: https://status.example.com")
    return text


def _language(value: Any) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy

    try:
        Locale.parse(str(value), sep="-")
    except (UnknownLocaleError, ValueError):
        raise refusal(f'unknown language "{value}"', "write its code: en, cy, pt-br, …") from None
    if str(value) != str(value).lower():
        raise refusal(f'"{value}" must be in small letters', f"write {str(value).lower()}: it is part of addresses")
    return str(value)


def _colour(value: Any) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(value)):
        raise refusal(f'"{value}" is not a colour', 'write it in quotes with six digits: "#0b5c6b"')
    return str(value).lower()


def _authority(value: Any) -> str:
    # RFC 4151 §2.1: a domain or mail address, and a day on which it was ours.
    if not re.fullmatch(r"[a-z0-9.@_-]+(,\d{4}(-\d\d(-\d\d)?)?)?", str(value)):
        raise refusal(f'"{value}" can\'t be in feed ids', "write a domain of yours: status.example.com")
    return str(value)


TimeZone = Annotated[ZoneInfo, PlainValidator(_zone), WithJsonSchema({"type": "string"})]
SiteUrl = Annotated[str, PlainValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
Language = Annotated[str, PlainValidator(_language), WithJsonSchema({"type": "string"})]
Colour = Annotated[str, PlainValidator(_colour), WithJsonSchema({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"})]
Authority = Annotated[str, PlainValidator(_authority), WithJsonSchema({"type": "string"})]


class LinkFields(Fields):
    """`support` and each of `official_channels`."""

    label: Words
    url: Address


class ComponentFields(Fields):
    """One component."""

    id: Slug
    name: Words
    description: Words | None = None
    retired: Flag = False


class GroupFields(Fields):
    """Components under a common name."""

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


def _component_or_group(value: Any) -> str:
    return "<GroupFields>" if isinstance(value, dict) and "group" in value else "<ComponentFields>"


Entry = Annotated[
    Annotated[ComponentFields, Tag("<ComponentFields>")] | Annotated[GroupFields, Tag("<GroupFields>")],
    Discriminator(_component_or_group),
]


class SiteFields(Fields):
    """All keys of `site.yml`."""

    name: Words
    url: SiteUrl
    timezone: TimeZone
    languages: list[Language] = Field(default_factory=lambda: ["en"])
    description: Words | None = None
    logo: OneLine | None = None
    accent: Colour | None = None
    support: LinkFields | None = None
    official_channels: list[LinkFields] = Field(default_factory=list)
    components: list[Entry] = Field(default_factory=list)
    feeds: FeedFields = FeedFields()
    uptime: UptimeFields = UptimeFields()
    history: HistoryFields = HistoryFields()
    authority: Authority | None = None


def load_site(folder: Path) -> Site:
    """The settings of the site in `folder`. Raises SiteProblems."""
    file = folder / FILE_NAME
    if not file.is_file():
        hint = "is this the folder of a site? “site-builder init DIR” makes a new one"
        raise SiteProblems([Source(FILE_NAME, "").problem(f"there is no {FILE_NAME}", hint=hint)])
    source = read_source(file, FILE_NAME)
    located = read_mapping(source, source.text)
    fields = check(SiteFields, located, _context(located))
    problems = [*_logo_problems(located, fields, folder), *_id_problems(located, fields)]
    if problems:
        raise SiteProblems(problems)
    return _site(fields)


def _context(located: Located) -> DoorContext:
    """The languages are needed to read all other texts, so they are looked up first; faults in them show later."""
    given = located.data.get("languages")
    languages = tuple(str(code) for code in given) if isinstance(given, list) and given else ("en",)
    return DoorContext(zone=ZoneInfo("UTC"), languages=languages)


def _logo_problems(located: Located, fields: SiteFields, folder: Path) -> Iterable[Problem]:
    if fields.logo is None:
        return
    file = (folder / fields.logo).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        yield located.problem(("logo",), f'there is no file "{fields.logo}"', hint="the path starts at site.yml")


def _id_problems(located: Located, fields: SiteFields) -> Iterable[Problem]:
    if not fields.languages:
        yield located.problem(("languages",), "a site needs a language", hint="for example: languages: [en]")
    for index, language in enumerate(fields.languages):
        if language in fields.languages[:index]:
            yield located.problem(("languages", index), f'the language "{language}" is listed twice')
    seen: dict[str, int] = {}
    for path, component in _component_paths(fields):
        line = located.values[path].line
        if component.id in seen:
            message = f'the component id "{component.id}" is used twice'
            yield located.problem(path, message, hint=f"it stands already in line {seen[component.id]}")
        seen.setdefault(component.id, line)


def _component_paths(fields: SiteFields) -> Iterable[tuple[tuple[str | int, ...], ComponentFields]]:
    for index, entry in enumerate(fields.components):
        if isinstance(entry, ComponentFields):
            yield ("components", index, "id"), entry
        else:
            for inner, component in enumerate(entry.components):
                yield ("components", index, "components", inner, "id"), component


def _site(fields: SiteFields) -> Site:
    return Site(
        name=fields.name,
        url=fields.url,
        authority=fields.authority or urlsplit(fields.url).hostname or "",
        timezone=fields.timezone,
        languages=tuple(fields.languages),
        groups=tuple(_groups(fields.components)),
        description=fields.description,
        logo=fields.logo,
        accent=fields.accent,
        support=_link(fields.support) if fields.support else None,
        official_channels=tuple(_link(link) for link in fields.official_channels),
        feed_entries=fields.feeds.entries,
        uptime_shown=fields.uptime.show,
        uptime_days=fields.uptime.days,
        history_days=fields.history.days,
    )


def _groups(entries: Iterable[ComponentFields | GroupFields]) -> Iterable[ComponentGroup]:
    """Groups in their order; components that stand side by side without a group share one without a name."""
    loose: list[Component] = []
    for entry in entries:
        if isinstance(entry, ComponentFields):
            loose.append(_component(entry))
            continue
        if loose:
            yield ComponentGroup(components=tuple(loose))
            loose = []
        members = tuple(_component(component) for component in entry.components)
        yield ComponentGroup(name=entry.group, description=entry.description, components=members)
    if loose:
        yield ComponentGroup(components=tuple(loose))


def _component(fields: ComponentFields) -> Component:
    return Component(id=fields.id, name=fields.name, description=fields.description, retired=fields.retired)


def _link(fields: LinkFields) -> Link:
    return Link(label=fields.label, url=fields.url)


# -- and back ------------------------------------------------------------------------------------


def format_site(site: Site) -> str:
    """`site.yml` for a site; reading it back gives an equal one. Values that are the default are left out."""
    defaults = Site(name=site.name, url=site.url, authority="", timezone=site.timezone, languages=("en",))
    tree: dict[str, Any] = {
        "name": _words(site.name),
        "url": site.url,
        "timezone": site.timezone.key,
        "languages": list(site.languages),
        "description": _words(site.description),
        "logo": site.logo,
        "accent": site.accent,
        "support": _link_tree(site.support) if site.support else None,
        "official_channels": [_link_tree(link) for link in site.official_channels],
        "authority": site.authority if site.authority != urlsplit(site.url).hostname else None,
        "feeds": _changed({"entries": (site.feed_entries, defaults.feed_entries)}),
        "uptime": _changed(
            {"show": (site.uptime_shown, defaults.uptime_shown), "days": (site.uptime_days, defaults.uptime_days)}
        ),
        "history": _changed({"days": (site.history_days, defaults.history_days)}),
        "components": [entry for group in site.groups for entry in _group_tree(group)],
    }
    return yaml.safe_dump(
        {key: value for key, value in tree.items() if value not in (None, [], {})},
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )


def _words(text: LocalText | None) -> str | dict[str, str] | None:
    if text is None:
        return None
    if len(text.phrases) == 1:
        return text.original.text
    return {phrase.language: phrase.text for phrase in text.phrases}


def _changed(values: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    return {key: value for key, (value, default) in values.items() if value != default}


def _link_tree(link: Link) -> dict[str, Any]:
    return {"label": _words(link.label), "url": link.url}


def _group_tree(group: ComponentGroup) -> list[dict[str, Any]]:
    members = []
    for component in group.components:
        tree: dict[str, Any] = {"id": component.id, "name": _words(component.name), "description": _words(component.description)}
        tree["retired"] = True if component.retired else None
        members.append({key: value for key, value in tree.items() if value is not None})
    if group.name is None:
        return members
    named = {"group": _words(group.name), "description": _words(group.description), "components": members}
    return [{key: value for key, value in named.items() if value is not None}]
