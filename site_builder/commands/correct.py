"""`correct`: a published statement says that it was changed, when and why."""

import os
from pathlib import Path

from site_builder.commands.asking import Manner, Person, needed
from site_builder.commands.room import Room
from site_builder.commands.session import Exit, Session
from site_builder.commands.writing import Writer
from site_builder.desk.front_text import with_body, with_edit
from site_builder.desk.said import read_line
from site_builder.desk.wish import WrongWish
from site_builder.model import Update
from site_builder.problems import SiteProblems, Source, quoted


def correct(
    session: Session, person: Person, file: Path, reason: str | None, message: str | None, manner: Manner
) -> Exit:
    """Adds the reason, and with `message` or the editor changes the text in the same step.

    Every other byte of the file stays. Raises SiteProblems, and WrongWish for usage.
    """
    room = Room.enter(session, manner.date)
    update = _published(room, file)
    asked = person.can_answer and not (reason and (message or manner.edit))
    why = _reason(person, reason)
    body = person.standard_input() if message == "-" else message
    if body is not None and not body.strip():
        raise needed("the new text", "--message TEXT")
    before = _as_it_is(room.folder / update.source, update.source)
    text = with_edit(before, update.source, room.desk.written(room.desk.now), why)
    if body is not None:
        text = with_body(text, update.source, body)
    edit = manner.edit or (body is None and person.can_answer and person.agrees("Change the text now, in your editor?"))
    writer = Writer(session=session, person=person, room=room, path=update.source, replaces=before.encode())
    done = writer.bring(text, edit=edit, confirm=asked)
    if done is Exit.FINE and body is None and not edit:
        session.report.note(f"now change the text in {update.source}, if you have not done so already")
    return done


def _reason(person: Person, given: str | None) -> str:
    if given is not None:
        return read_line(given, "--reason")
    if not person.can_answer:
        raise needed("the reason", '--reason "…"')
    answer = person.line("What was wrong? (readers see this)", check=lambda said: read_line(said, "the reason"))
    return read_line(answer, "the reason")


def _published(room: Room, file: Path) -> Update:
    """The statement that a file holds, by its path from here or from the site's folder. Raises WrongWish."""
    meant = {os.path.realpath(file), os.path.realpath(room.folder / file)}
    for incident in room.incidents:
        for update in incident.updates:
            if os.path.realpath(room.folder / update.source) in meant:
                return _checked(room, update)
            for translation in update.translations:
                if os.path.realpath(room.folder / translation.source) in meant:
                    hint = f"correct its original, {update.source}, and then translate the reason"
                    raise WrongWish(f"{translation.source} is a translation", hint)
    raise WrongWish(f"{quoted(file)} is not an update of this site", "name a file in incidents/")


def _checked(room: Room, update: Update) -> Update:
    if update.draft or update.date > room.now:
        hint = "nobody has read it yet: change it as you like"
        raise WrongWish(f"{update.source} is not public, so there is nothing to correct", hint)
    return update


def _as_it_is(file: Path, path: str) -> str:
    """The text with its own line endings and byte order mark."""
    try:
        return file.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise SiteProblems([Source(path, "").problem(f"can't be read: {error}")]) from error
