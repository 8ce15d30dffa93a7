"""How the API is written: its ids, its times, its bytes."""

import json
from base64 import b32encode
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256

from site_builder.model import Incident, Site, Update
from site_builder.output.api.shapes import AnyDocument, IncidentObject, NoticeObject, PageObject
from site_builder.output.feeds.ids import incident_id, tag_uri, update_id

_ID_LENGTH = 12
"""As long as the ids of hosted pages; 60 bits, so two of a site are never alike by chance."""


def page_key(site: Site) -> str:
    """The id of the page, the same in all languages."""
    return _key(tag_uri(site, "page"))


def component_key(site: Site, component_id: str) -> str:
    return _key(tag_uri(site, "components", component_id))


def group_key(site: Site, first_component: str) -> str:
    """The id of a group. A group has no id in site.yml, and its name may change: its first component stands for it."""
    return _key(tag_uri(site, "groups", first_component))


def incident_key(site: Site, incident: Incident) -> str:
    """The id of an incident: from the same tag URI that feeds know it by."""
    return _key(incident_id(site, incident))


def update_key(site: Site, incident: Incident, update: Update) -> str:
    return _key(update_id(site, incident, update))


@lru_cache(maxsize=256)
def _key(tag: str) -> str:
    """Clients keep ids for years, so one depends on nothing that a writer edits: only on the permanent tag URI."""
    beginning = sha256(tag.encode()).digest()[:10]  # of which 16 characters are made
    return b32encode(beginning).decode()[:_ID_LENGTH].lower()


def moment(instant: datetime) -> str:
    """2026-04-22T08:00:00.000Z"""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_or_day(when: date | datetime) -> str:
    """A day stays a day: nobody said a time."""
    return moment(when) if isinstance(when, datetime) else when.isoformat()


def encode(document: AnyDocument) -> bytes:
    """The document as compact JSON in UTF-8 (RFC 8259 §8.1), its keys in the order in which they were given."""
    return in_json(document).encode() + b"\n"


def in_json(value: AnyDocument | PageObject | IncidentObject | NoticeObject) -> str:
    """What stands for it in a document."""
    return _encode(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False).encode
