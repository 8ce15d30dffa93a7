"""Small builders, so that a test says only what matters to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from site_builder.model import (
    OPENER_ID,
    Component,
    ComponentGroup,
    DataImpact,
    Edit,
    Expectation,
    Incident,
    Link,
    LocalText,
    Question,
    SecurityContact,
    Site,
    Update,
)
from site_builder.vocabulary import ComponentStatus, Impact, Kind, Status

OPENED = "2026-04-22 09:00"
"""When stories open if a test doesn't say."""


def at(when: str) -> datetime:
    """An instant in UTC: `at("2026-04-22 09:00")`."""
    return datetime.fromisoformat(when).replace(tzinfo=UTC)


def text(words: str, language: str = "en", **translations: str) -> LocalText:
    """A text, and its translations by language: `text("Open", cy="Ar agor")`."""
    of_all = {language: words} | translations
    return LocalText(tuple(phrase for each in of_all.items() for phrase in LocalText.of(*each).phrases))


class UpdateFields(TypedDict, total=False):
    """What an update may say besides its status and components."""

    impact: Impact | None
    starts: datetime | None
    ends: datetime | None
    next_update: datetime | None
    expected: tuple[Expectation, ...]
    what_to_do: LocalText | None
    what_works: LocalText | None
    data_impact: DataImpact | None
    edited: tuple[Edit, ...]
    draft: bool


def an_update(
    when: str | datetime = OPENED,
    status: Status = Status.INVESTIGATING,
    *,
    id: str | None = None,
    body: str | LocalText = "We are looking into it.",
    components: Mapping[str, ComponentStatus] | None = None,
    source: str | None = None,
    **fields: Unpack[UpdateFields],
) -> Update:
    """One statement; its id and its source follow from its date, as those of a file would."""
    date = at(when) if isinstance(when, str) else when
    name = id or f"{date:%Y-%m-%d-%H%M}"
    return Update(
        id=name,
        date=date,
        status=status,
        body=text(body) if isinstance(body, str) else body,
        components=tuple((components or {}).items()),
        source=f"incidents/{name}.md" if source is None else source,
        **fields,
    )


class IncidentFields(TypedDict, total=False):
    """What an incident may hold besides its timeline."""

    pinned: bool
    questions: tuple[Question, ...]
    attachments: tuple[str, ...]


def an_incident(
    *updates: Update,
    name: str = "online-orders",
    title: str | LocalText = "Online orders are down",
    id: str | None = None,
    kind: Kind = Kind.INCIDENT,
    **fields: Unpack[IncidentFields],
) -> Incident:
    """A story from its updates, the first of which opens it; with none given, one that has just opened."""
    opener, *others = updates or (an_update(),)
    return Incident(
        name=name,
        id=id or name,
        kind=kind,
        title=text(title) if isinstance(title, str) else title,
        updates=(replace(opener, id=OPENER_ID), *others),
        folder=f"incidents/{name}",
        **fields,
    )


def a_maintenance(
    *updates: Update,
    name: str = "new-tills",
    title: str | LocalText = "New tills",
    starts: str = "2026-04-25 22:00",
    ends: str = "2026-04-26 02:00",
    components: Mapping[str, ComponentStatus] | None = None,
    opener: Update | None = None,
    **fields: Unpack[IncidentFields],
) -> Incident:
    """Announced work, with what followed; unless `opener` is given it is announced at `OPENED`."""
    announced = opener or an_update(status=Status.SCHEDULED, starts=at(starts), ends=at(ends), components=components)
    return an_incident(announced, *updates, name=name, title=title, kind=Kind.MAINTENANCE, **fields)


def a_notice(
    *updates: Update,
    name: str = "phishing",
    title: str | LocalText = "Beware of e-mails in our name",
    ends: str | None = None,
    **fields: Unpack[IncidentFields],
) -> Incident:
    """Information that changes no component, with what followed; it is given at `OPENED`."""
    opener = an_update(status=Status.ACTIVE, ends=at(ends) if ends else None)
    return an_incident(opener, *updates, name=name, title=title, kind=Kind.NOTICE, **fields)


def a_component(id: str, name: str | None = None, *, retired: bool = False) -> Component:
    """A component; its name follows from its id."""
    return Component(id=id, name=text(name or id.replace("-", " ").capitalize()), retired=retired)


def components(*ids: str) -> tuple[Component, ...]:
    """One component for each id."""
    return tuple(a_component(id) for id in ids)


class SiteFields(TypedDict, total=False):
    """What a site may say besides its name, address and components."""

    description: LocalText | None
    logo: str | None
    accent: str | None
    support: Link | None
    official_channels: tuple[Link, ...]
    feed_entries: int
    uptime_shown: bool
    uptime_days: int
    history_days: int
    powered_by: bool
    hub: str | None
    security: SecurityContact | None


def a_site(
    *component_ids: str,
    name: str | LocalText = "Harbour Stores",
    url: str = "https://status.example.com",
    authority: str = "status.example.com",
    timezone: str = "Europe/London",
    languages: tuple[str, ...] = ("en",),
    groups: tuple[ComponentGroup, ...] | None = None,
    **fields: Unpack[SiteFields],
) -> Site:
    """A site with one unnamed group of components, or with `groups`."""
    of_ids = (ComponentGroup(components=components(*component_ids)),) if component_ids else ()
    return Site(
        name=text(name) if isinstance(name, str) else name,
        url=url,
        authority=authority,
        timezone=ZoneInfo(timezone),
        languages=languages,
        groups=of_ids if groups is None else groups,
        **fields,
    )
