"""Permanent ids (tag URIs, RFC 4151). Feed readers alert on them and keep them for years.

So an id depends on nothing that a writer edits: not on a title, a folder, a date or a translation, and only on
`authority` of all that site.yml says.
"""

from site_builder.model import Incident, Site, Update

# A tag URI names a day on which the authority was the site's (RFC 4151 §2.1). It must never change
# afterwards, so it is not taken from the content; `authority` in site.yml can carry a day of its own.
_DEFAULT_TAG_DATE = "2026"


def tag_uri(site: Site, *parts: str) -> str:
    """The id of something of the site's, named by `parts`."""
    authority = site.authority if "," in site.authority else f"{site.authority},{_DEFAULT_TAG_DATE}"
    return f"tag:{authority}:{'/'.join(parts)}"


def incident_id(site: Site, incident: Incident) -> str:
    """The entry of an incident, in feeds with one entry for each."""
    return tag_uri(site, "incidents", incident.id)


def update_id(site: Site, incident: Incident, update: Update) -> str:
    """The entry of an update: the same in every feed, format and language."""
    return tag_uri(site, "incidents", incident.id, update.id)


def updates_feed_id(site: Site, language: str, *narrowed: str) -> str:
    """A feed of updates: of all, or narrowed, as by `component` and its id. Its archives are the same feed."""
    return tag_uri(site, "updates", language, *narrowed)


def history_feed_id(site: Site, language: str) -> str:
    """The feed with one entry for each incident."""
    return tag_uri(site, "history", language)
