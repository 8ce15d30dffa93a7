"""The keys of `site.yml`."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Discriminator, Field, Tag

from site_builder.door.check_fields import CheckFields, RepositoryFields
from site_builder.door.checking import Fields
from site_builder.door.fields import Address, Flag, Slug, Words, refusal, whole_number
from site_builder.door.site_values import (
    Authority,
    Colour,
    Contact,
    HttpsAddress,
    KeyAddress,
    Language,
    Picture,
    SiteUrl,
    TimeZone,
)
from site_builder.door.times import Instant


class LinkFields(Fields):
    """`support` and each of `official_channels`."""

    label: Words = Field(description="The words of the link")
    url: Address = Field(description="Where it leads")


class ComponentFields(Fields):
    """One component."""

    elsewhere: ClassVar[dict[str, str]] = {
        "components": "only a group has components; it begins with group: and its name",
        "status": "a component's status is said by incidents, never here",
    }
    id: Slug = Field(description="What incidents call it. Never change it")
    name: Words = Field(description="What customers call it")
    description: Words | None = Field(default=None, description="What belongs to it")
    retired: Flag = Field(default=False, description="It is gone, and only lives on in the history")


class GroupFields(Fields):
    """Components under a common name."""

    elsewhere: ClassVar[dict[str, str]] = {"name": "the name of a group is what stands behind group:"}
    group: Words = Field(description="The name of the group")
    description: Words | None = Field(default=None, description="What belongs to it")
    components: list[ComponentFields] = Field(description="The components in it")


class FeedFields(Fields):
    """`feeds`"""

    entries: Annotated[int, whole_number(1, 500)] = Field(default=50, description="How many entries a feed holds")


class UptimeFields(Fields):
    """`uptime`: the history of days of each component."""

    show: Flag = Field(default=True, description="Whether the days are shown at all")
    days: Annotated[int, whole_number(7, 366)] = Field(default=90, description="How many")


class HistoryFields(Fields):
    """`history`: how many days back the home page tells."""

    days: Annotated[int, whole_number(0, 90)] = Field(default=14, description="How many days back the home page tells")


def _at_least_one(contacts: list[str]) -> list[str]:
    if not contacts:
        raise refusal("at least one contact is needed", 'for example: contacts: ["mailto:security@example.com"]')
    return contacts


class SecurityFields(Fields):
    """`security`: what `/.well-known/security.txt` says (RFC 9116)."""

    elsewhere: ClassVar[dict[str, str]] = {
        "contact": 'did you mean "contacts"? It is a list: contacts: ["mailto:security@example.com"]',
        "acknowledgements": 'did you mean "acknowledgments"? RFC 9116 spells it so',
        "canonical": "it follows from url:",
    }
    contacts: Annotated[list[Contact], AfterValidator(_at_least_one)] = Field(
        description="Where to write, the best place first"
    )
    expires: Instant = Field(description="Until when this holds. A year ahead at most is good practice")
    policy: HttpsAddress | None = Field(
        default=None, description="What you ask of researchers, and what you promise them"
    )
    encryption: KeyAddress | None = Field(default=None, description="Where your public key is found")
    acknowledgments: HttpsAddress | None = Field(
        default=None, description="Where you thank those who reported something"
    )


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
    name: Words = Field(description="What the site is called")
    url: SiteUrl = Field(description="Where the site will be found. It may end in a path")
    timezone: TimeZone = Field(description="Dates without an offset are read in it, and all dates are shown in it")
    languages: list[Language] = Field(
        default_factory=lambda: ["en"],
        description="The first one is the default and stands at /; the others have a folder of their own",
    )
    description: Words | None = Field(
        default=None, description="One sentence about the site, for search engines and feed readers"
    )
    logo: Picture | None = Field(default=None, description="A picture, from site.yml on")
    accent: Colour | None = Field(default=None, description="The colour of links, buttons and the bar on top")
    support: LinkFields | None = Field(default=None, description="Where a customer gets help from a person")
    official_channels: list[LinkFields] = Field(
        default_factory=list, description="The only other places where you speak"
    )
    components: list[Entry] = Field(
        default_factory=list, description="What customers recognise, in the order of the page"
    )
    feeds: FeedFields = Field(default=FeedFields.model_construct(), description="How long the feeds are")
    uptime: UptimeFields = Field(
        default=UptimeFields.model_construct(), description="The history of days of each component"
    )
    history: HistoryFields = Field(
        default=HistoryFields.model_construct(), description="How far back the home page tells"
    )
    authority: Authority | None = Field(
        default=None,
        description="What the ids in feeds begin with, and those in calendars end with. "
        "It must stay the same when the url moves",
    )
    powered_by: Flag = Field(default=True, description="Whether the pages say that they were made with Site Builder")
    hub: HttpsAddress | None = Field(
        default=None, description="A WebSub hub, which the feeds name: subscribers hear of an update at once"
    )
    security: SecurityFields | None = Field(
        default=None, description="Where researchers report a weakness: becomes /.well-known/security.txt"
    )
    repository: RepositoryFields = Field(
        default=RepositoryFields.model_construct(),
        description="What there is to know of the place where these files are kept",
    )
    check: CheckFields = Field(
        default=CheckFields.model_construct(), description="How site-builder check reads, as an editor would"
    )
