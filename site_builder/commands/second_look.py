"""What a good editor would say of a text that is about to come into the site: the rules of `check`, for that file."""

from site_builder.commands.room import Judged, Room
from site_builder.editing.desk import Desk
from site_builder.editing.files import SiteFiles
from site_builder.editing.registry import findings
from site_builder.problems import Problem
from site_builder.status import site_overview


def second_look(room: Room, judged: Judged) -> tuple[Problem, ...]:
    """The findings in the proposed file; those of rules that are raised to `error` are errors."""
    site, path = room.site, judged.source.path
    overview = site_overview(site.components, judged.incidents, room.now, site.timezone)
    files = SiteFiles(room.folder, {path: judged.source})
    desk = Desk(site=site, incidents=judged.incidents, overview=overview, files=files)
    return tuple(finding for finding in findings(desk) if finding.location.path == path)
