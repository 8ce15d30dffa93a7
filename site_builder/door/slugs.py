"""What ids and the names of files look like."""

import re

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_SLUG = 80
_MOST_LOOKED_AT = 250
"""Characters of a text that are looked at to propose an id."""


def slug_hint(text: str) -> str:
    """What ids look like, and how `text` could become one."""
    from slugify import slugify

    proposal = slugify(text[:_MOST_LOOKED_AT], max_length=MAX_SLUG)
    rule = f"use a-z, 0-9 and single hyphens, {MAX_SLUG} characters at most"
    return f'{rule}: for example "{proposal}"' if proposal and proposal != text else rule
