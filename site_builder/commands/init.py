"""`init`: a new site with one incident. The theme stays in the package."""

from datetime import timedelta
from pathlib import Path

from site_builder.commands.session import Exit, Session
from site_builder.output.atomic import write_atomically
from site_builder.problems import Location, Problem, SiteProblems
from site_builder.settings import FILE_NAME

_SITE = """\
# The settings of your status site. Every text may also be a mapping language → text:
#   name: {en: Gift cards, cy: Cardiau rhodd}
name: Example Shop
url: https://status.example.com
timezone: UTC
languages: [en]
description: How our shop and our services are doing.

# What customers recognise, not servers. Groups are optional.
components:
  - group: Shopping online
    components:
      - id: website
        name: Website
      - id: online-orders
        name: Online orders
  - group: In our shops
    components:
      - id: card-payments
        name: Card payments
"""

_INCIDENT = """\
---
title: Card payments are slow
date: {date}
components:
  card-payments: degraded_performance
next_update: {next_update}
what_to_do: Please allow a moment longer at the till. You do not need to pay twice.
what_works: Cash and our website work as usual.
---

Card payments in our shops take up to two minutes at the moment. We are looking for the cause.
"""

_GITIGNORE = """\
/public/
/.site-builder/
"""


def init(session: Session, folder: Path) -> Exit:
    """Makes a new site in `folder`, which may exist already but may not hold a site."""
    if (folder / FILE_NAME).exists():
        hint = "choose another folder, or go on with the site that is there"
        raise SiteProblems(
            [Problem(location=Location(f"{folder}/{FILE_NAME}"), message="there is a site already", hint=hint)]
        )
    now = session.clock().replace(second=0)
    name = f"{now:%Y-%m-%d}-card-payments"
    incident = _INCIDENT.format(
        date=f"{now:%Y-%m-%d %H:%M}Z", next_update=f"{now + timedelta(hours=2):%Y-%m-%d %H:%M}Z"
    )
    files = {FILE_NAME: _SITE, f"incidents/{name}.md": incident, ".gitignore": _GITIGNORE}
    for path, text in files.items():
        file = folder / path
        if file.exists():
            session.report.note(f"kept {path}")
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
        session.report.note(f"wrote {path}")
    session.report.note(f"next: site-builder serve --site {folder}")
    return Exit.FINE
