"""`site.yml` → `Site`, and back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from pydantic import TypeAdapter, ValidationError

from site_builder.door.check_fields import check_settings, check_tree
from site_builder.door.checking import check
from site_builder.door.context import DoorContext
from site_builder.door.site_fields import ComponentFields, GroupFields, LinkFields, SecurityFields, SiteFields
from site_builder.door.site_folder import FILE_NAME, logo_is_there
from site_builder.door.site_values import TimeZone
from site_builder.door.text_file import read_source
from site_builder.door.yaml_text import KeyPath, Located, Mark, Value, read_mapping
from site_builder.model import Component, ComponentGroup, Link, LocalText, SecurityContact, Site
from site_builder.problems import Location, Problem, Severity, SiteProblems, Source, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a text says. There is a site if its keys and values are right."""

    located: Located
    site: Site | None
    problems: tuple[Problem, ...]


@lru_cache(maxsize=1)
def read_settings(text: str) -> Settings:
    """The settings in the text of a `site.yml`. A build may ask more than once."""
    source = Source(FILE_NAME, text)
    # What is missing as a whole stands in no line.
    located = replace(read_mapping(source, text), start=Mark(0, 0))
    problems = [*_comment_problems(located), *_id_problems(located)]
    site = None
    try:
        site = _site(check(SiteFields, located, _context(located)), located)
    except SiteProblems as error:
        problems += error.problems
    return Settings(located=located, site=site, problems=tuple(problems))


def setting_warning(folder: Path, path: KeyPath, message: str, hint: str) -> Problem:
    """A warning at the value of a setting, for what is only seen later: how it looks, or that its day has passed."""
    source = read_source(folder / FILE_NAME, FILE_NAME)
    problem = read_mapping(source, source.text).problem(path, message, hint=hint)
    return replace(problem, severity=Severity.WARNING)


def _context(located: Located) -> DoorContext:
    """The languages and the zone are needed to read other values: they are looked up first, their faults show later."""
    try:
        zone: ZoneInfo = TypeAdapter(TimeZone).validate_python(located.data.get("timezone"))
    except ValidationError:
        zone = ZoneInfo("UTC")
    given = located.data.get("languages")
    languages = tuple(code for code in given if isinstance(code, str)) if isinstance(given, list) else ()
    return DoorContext(zone=zone, languages=languages or ("en",))


def _comment_problems(located: Located) -> Iterable[Problem]:
    """`accent: #0b5c6b` has no value: the colour is a comment."""
    if "accent" in located.data and located.data["accent"] is None:
        line = located.source.line(located.keys[("accent",)].line) or ""
        colour = line.partition("#")[2].split()
        if colour:
            hint = f'what follows # is a comment; put the colour in quotes: "#{colour[0]}"'
            yield located.problem(("accent",), "the colour is missing", hint=hint, at_key=True)


def logo_problems(settings: Settings, folder: Path) -> Iterable[Problem]:
    """What is wrong with the logo of the site in `folder`."""
    logo = settings.site.logo if settings.site else None
    if logo is None:
        return
    located = settings.located
    there, inside = logo_is_there(folder, logo)
    if not there:
        yield located.problem(("logo",), f'there is no file "{logo}"', hint="the path starts at site.yml")
    elif not inside:
        yield located.problem(("logo",), "this link leads out of the site's folder", hint="put a copy of the file here")


def _id_problems(located: Located) -> Iterable[Problem]:
    """What is given twice. It is looked for in what was written, so that other faults don't hide it."""
    languages = located.data.get("languages")
    if languages == []:
        yield located.problem(("languages",), "a site needs a language", hint="for example: languages: [en]")
    for index, language in enumerate(languages if isinstance(languages, list) else ()):
        if isinstance(languages, list) and language in languages[:index]:
            message = f"the language {quoted(language)} is listed twice"
            yield located.problem(("languages", index), message, hint="leave one of the two out")
    seen: dict[str, int] = {}
    for path, component in _component_ids(located.data.get("components"), ("components",)):
        line = located.values[path].line
        if component in seen:
            message = f"the component id {quoted(component)} is used twice"
            yield located.problem(path, message, hint=f"line {seen[component]} has it: give one of the two another")
        seen.setdefault(component, line)


def _component_ids(entries: Value, above: KeyPath) -> Iterable[tuple[KeyPath, str]]:
    """The ids of components, also of those in groups, with their paths."""
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict):
            continue
        if isinstance(component := entry.get("id"), str):
            yield (*above, index, "id"), component
        if len(above) == 1:
            yield from _component_ids(entry.get("components"), (*above, index, "components"))


def _site(fields: SiteFields, located: Located) -> Site:
    return Site(
        name=_placed(located, fields.name, "name"),
        url=fields.url,
        authority=fields.authority or urlsplit(fields.url).hostname or "",
        timezone=fields.timezone,
        languages=tuple(fields.languages),
        groups=tuple(_groups(fields.components, located)),
        description=_placed(located, fields.description, "description") if fields.description else None,
        logo=fields.logo,
        accent=fields.accent,
        support=_link(fields.support, located, "support") if fields.support else None,
        official_channels=tuple(
            _link(link, located, "official_channels", index) for index, link in enumerate(fields.official_channels)
        ),
        feed_entries=fields.feeds.entries,
        uptime_shown=fields.uptime.show,
        uptime_days=fields.uptime.days,
        history_days=fields.history.days,
        powered_by=fields.powered_by,
        hub=fields.hub,
        security=_security(fields.security) if fields.security else None,
        repository_is_public=fields.repository.public,
        check=check_settings(fields.check),
    )


def _placed(located: Located, text: LocalText, *path: str | int) -> LocalText:
    """The text, each of its phrases with the place where it was written."""

    def at(language: str) -> Location:
        mark = located.values.get((*path, language)) or located.values[path]
        return Location(located.source.path, mark.line, mark.column, mark.length)

    return LocalText(tuple(replace(phrase, at=at(phrase.language)) for phrase in text.phrases))


def _groups(entries: Iterable[ComponentFields | GroupFields], located: Located) -> Iterable[ComponentGroup]:
    """Groups in their order; components that stand side by side without a group share one without a name."""
    loose: list[Component] = []
    for index, entry in enumerate(entries):
        path = ("components", index)
        if isinstance(entry, ComponentFields):
            loose.append(_component(entry, located, *path))
            continue
        if loose:
            yield ComponentGroup(components=tuple(loose))
            loose = []
        yield ComponentGroup(
            name=_placed(located, entry.group, *path, "group"),
            description=_placed(located, entry.description, *path, "description") if entry.description else None,
            components=tuple(
                _component(component, located, *path, "components", place)
                for place, component in enumerate(entry.components)
            ),
        )
    if loose:
        yield ComponentGroup(components=tuple(loose))


def _component(fields: ComponentFields, located: Located, *path: str | int) -> Component:
    return Component(
        id=fields.id,
        name=_placed(located, fields.name, *path, "name"),
        description=_placed(located, fields.description, *path, "description") if fields.description else None,
        retired=fields.retired,
    )


def _link(fields: LinkFields, located: Located, *path: str | int) -> Link:
    return Link(label=_placed(located, fields.label, *path, "label"), url=fields.url)


def _security(fields: SecurityFields) -> SecurityContact:
    return SecurityContact(
        contacts=tuple(fields.contacts),
        expires=fields.expires,
        policy=fields.policy,
        encryption=fields.encryption,
        acknowledgments=fields.acknowledgments,
    )


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
        "powered_by": None if site.powered_by else False,
        "hub": site.hub,
        "security": _security_tree(site.security) if site.security else None,
        "repository": {"public": True} if site.repository_is_public else None,
        "check": check_tree(site.check),
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


def _security_tree(security: SecurityContact) -> dict[str, Any]:
    tree = {
        "contacts": list(security.contacts),
        "expires": f"{security.expires:%Y-%m-%d %H:%M:%S} +00:00",
        "policy": security.policy,
        "encryption": security.encryption,
        "acknowledgments": security.acknowledgments,
    }
    return {key: value for key, value in tree.items() if value is not None}


def _group_tree(group: ComponentGroup) -> list[dict[str, Any]]:
    members = []
    for component in group.components:
        tree: dict[str, Any] = {
            "id": component.id,
            "name": _words(component.name),
            "description": _words(component.description),
        }
        tree["retired"] = True if component.retired else None
        members.append({key: value for key, value in tree.items() if value is not None})
    if group.name is None:
        return members
    named = {"group": _words(group.name), "description": _words(group.description), "components": members}
    return [{key: value for key, value in named.items() if value is not None}]
