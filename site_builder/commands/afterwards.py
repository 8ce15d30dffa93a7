"""What a writer is told once a file is there: what it does, and what comes next."""

import shlex
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from site_builder.commands.room import Judged, Room
from site_builder.model import Incident
from site_builder.published import published
from site_builder.status import incident_state
from site_builder.vocabulary import ComponentStatus, Kind


def after_an_update(room: Room, judged: Judged, path: str) -> Iterator[str]:
    """Of a new file."""
    update, incident = judged.update, judged.incident
    if update.draft:
        yield "a draft: it is not published until you delete the line “draft: true”"
    elif update.date > room.now:
        yield f"held back until {_at(room, update.date)}"
    else:
        yield f"status: {update.status}"
    back = _working_again(room, incident) if update.status in incident.lifecycle.closed else []
    if back:
        yield f"operational again by that: {', '.join(back)}"
    yield from _promise(room, judged)
    for language in room.site.languages[1:]:
        yield f"its translation ({language}) would be {path.removesuffix('.md')}.{language}.md"
    yield from _publishing(room, path, f"{incident.name}: {update.status}")


def after_a_correction(room: Room, judged: Judged, path: str) -> Iterator[str]:
    """Of a file that was corrected."""
    for translation in judged.update.translations:
        yield f"its translation ({translation.language}) needs the correction too: {translation.source}"
    yield from _publishing(room, path, f"{judged.incident.name}: corrected")


def _promise(room: Room, judged: Judged) -> Iterator[str]:
    """When customers will hear more: said now, or before and still to come."""
    incident, update = judged.incident, judged.update
    public = published([incident], update.date)
    due = incident_state(public[0], update.date).next_update if public else update.next_update
    if due is not None:
        yield f"the next update is promised by {_at(room, due)}"
    elif incident.kind is Kind.INCIDENT and update.status not in incident.lifecycle.closed:
        yield "no next update is promised (--next-update says when customers will hear more)"


def _working_again(room: Room, incident: Incident) -> list[str]:
    """The names of components that did not work until now."""
    before = next((each for each in room.incidents if each.name == incident.name), None)
    state = room.state(before) if before else None
    broken = (
        {each for each, status in state.components if status is not ComponentStatus.OPERATIONAL} if state else set()
    )
    return [each.name.pick(room.site.language).text for each in room.site.components if each.id in broken]


def _publishing(room: Room, path: str, message: str) -> Iterator[str]:
    """Only told: a commit is for a person to make."""
    folder = room.folder.resolve()
    if not any((each / ".git").exists() for each in (folder, *folder.parents)):
        where = "" if room.folder == Path() else f" --site {shlex.quote(str(room.folder))}"
        yield f"to publish it: site-builder build{where}"
        return
    git = "git" if room.folder == Path() else f"git -C {shlex.quote(str(room.folder))}"
    yield f"to commit it: {git} add {shlex.quote(path)} && {git} commit -m {shlex.quote(message)}"


def _at(room: Room, moment: datetime) -> str:
    return f"{moment.astimezone(room.site.timezone):%Y-%m-%d %H:%M %Z}"
