"""embargo-in-public: what is held back on the site can be read in a public repository."""

from collections.abc import Iterator

from site_builder.editing.desk import Desk
from site_builder.problems import Problem


def embargoes_in_public(desk: Desk) -> Iterator[Problem]:
    """Drafts and held-back statements of a site whose repository is public, by its settings."""
    if not desk.site.repository_is_public:
        return
    drafts = {update.source: update.draft for incident in desk.incidents for update in incident.updates}
    for held in desk.overview.held_back:
        if held.until is None:
            message = "a draft in a public repository: everybody can read it there"
        else:
            when = f"{held.until.astimezone(desk.site.timezone):%Y-%m-%d %H:%M %Z}"
            message = f"held back until {when}, and yet everybody can read it in the repository"
        hint = "keep it elsewhere until then; what was pushed once can be found, also after it is deleted"
        keys = ("draft", "date") if drafts.get(held.source) else ("date",)
        yield desk.files.at_key(held.source, keys, message, hint)
