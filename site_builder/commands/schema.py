"""`schema`: what files may say, for editors."""

import json
from enum import StrEnum

from site_builder.commands.session import Exit, Session
from site_builder.content.schemas import Schema, front_matter_schema, site_schema, translation_schema
from site_builder.settings import load_site


class Subject(StrEnum):
    """What a schema is of."""

    FRONT_MATTER = "front-matter"
    TRANSLATION = "translation"
    SITE = "site"


def schema(session: Session, subject: Subject, *, of_this_site: bool) -> Exit:
    """Prints the schema of `subject`; `of_this_site` lets front matter name only the site's own components."""
    session.report.result(schema_text(_schema(session, subject, of_this_site=of_this_site)).rstrip())
    return Exit.FINE


def _schema(session: Session, subject: Subject, *, of_this_site: bool) -> Schema:
    if subject is Subject.SITE:
        return site_schema()
    if subject is Subject.TRANSLATION:
        return translation_schema()
    if not of_this_site:
        return front_matter_schema()
    site = load_site(session.folder)
    return front_matter_schema({component.id: component.name.pick(site.language).text for component in site.components})


def schema_text(schema: Schema) -> str:
    """A schema as a file, the same bytes each time."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
