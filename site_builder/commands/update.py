"""`update`: one more statement in a story. `resolve`: the one that closes it."""

import os
from dataclasses import dataclass

from site_builder.commands import questions
from site_builder.commands.asking import Manner, Person
from site_builder.commands.room import Room
from site_builder.commands.session import Exit, Session
from site_builder.commands.writing import Writer
from site_builder.desk.drafting import Template, given_name, update_name, update_text
from site_builder.desk.matching import Stage
from site_builder.desk.said import Said, Subject, read_status, statement
from site_builder.desk.wish import WrongWish
from site_builder.model import OPENER_ID, Incident, Update
from site_builder.vocabulary import Kind, Status


def update(session: Session, person: Person, incident: str | None, said: Said, manner: Manner) -> Exit:
    """Writes one with the status that usually follows, unless another is said.

    Raises SiteProblems, and WrongWish for usage.
    """
    making = _Making.begin(session, person, incident, said, manner)
    found, form = making.incident, making.form
    stated = form.value("status") if form else None
    usual = read_status(stated, found.kind) if stated else _usual_status(making.room, found)
    making.statement(said, usual)  # what options say wrong is refused before anybody answers a question
    asked = person.can_answer and said.message is None
    said = questions.status(person, said, found.kind, usual)
    status = read_status(said.status, found.kind) if said.status else usual
    if status not in found.lifecycle.closed:
        said = _still_open(making.room, person, said, found, form)
    return making.bring(said, status, edit=manner.edit, confirm=asked)


def resolve(session: Session, person: Person, incident: str | None, said: Said, manner: Manner) -> Exit:
    """Writes the update that closes a story. Its components work again by that, without a word about them.

    Raises SiteProblems, and WrongWish for usage.
    """
    making = _Making.begin(session, person, incident, said, manner)
    status = _closing(making.room, making.incident)
    making.statement(said, status)
    return making.bring(said, status, edit=manner.edit, confirm=person.can_answer and said.message is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """An update in the making: it is settled where it will stand, and not yet what it says."""

    session: Session
    person: Person
    room: Room
    incident: Incident
    form: Template | None
    name: str

    @classmethod
    def begin(cls, session: Session, person: Person, incident: str | None, said: Said, manner: Manner) -> "_Making":
        room = Room.enter(session, manner.date)
        near = [each for each in room.incidents if room.stage(each) is not Stage.OVER]
        found = room.find(questions.incident(person, incident, sorted(near, key=room.stage)))
        form = room.template(manner.template)
        return cls(session=session, person=person, room=room, incident=found, form=form, name=_name(room, found, said))

    def statement(self, said: Said, status: Status) -> Update:
        state = self.room.state(self.incident)
        starts = state.starts if state else None
        about = Subject(site=self.room.site, kind=self.incident.kind, status=status, starts=starts)
        return statement(said, about, self.room.desk, update_id=said.id or self.name)

    def bring(self, said: Said, status: Status, *, edit: bool, confirm: bool) -> Exit:
        said, edit = questions.message(self.person, said, edit=edit, templated=self.form is not None)
        text = update_text(self.statement(said, status), self.room.site.timezone, self.form, stem=self.name)
        path = f"{self.incident.folder}/{self.name}.md"
        writer = Writer(session=self.session, person=self.person, room=self.room, path=path)
        return writer.bring(text, edit=edit, confirm=confirm)


def _still_open(room: Room, person: Person, said: Said, incident: Incident, form: Template | None) -> Said:
    """What changes while it goes on."""
    if form is None or form.leaves_open("components"):
        state = room.state(incident)
        now = dict(state.components) if state else {}
        question = "Does a service work better or worse now?"
        said = questions.components(person, said, room.site, incident.kind, question, now)
    return questions.next_update(person, said, room.desk) if incident.kind is Kind.INCIDENT else said


def _usual_status(room: Room, incident: Incident) -> Status:
    """It counts where the story really stands: a maintenance is in progress by the clock."""
    state = room.state(incident)
    before = state.status if state else incident.latest.status
    return incident.lifecycle.usual_successor(before)


def _closing(room: Room, incident: Incident) -> Status:
    state = room.state(incident)
    closed = state.status in incident.lifecycle.closed if state else False
    if state and closed and incident.latest.status in incident.lifecycle.closed:
        hint = f"to say more about it: site-builder update {incident.name}"
        raise WrongWish(f"{incident.name} is {state.status} already", hint)
    if state and state.is_upcoming:
        hint = f"to call it off: site-builder update {incident.name} --status {Status.CANCELLED}"
        raise WrongWish(f"{incident.name} has not begun yet", hint)
    return incident.lifecycle.closes


def _name(room: Room, incident: Incident, said: Said) -> str:
    ids = {OPENER_ID, *(update.id for update in incident.updates)}
    folder = room.folder / incident.folder

    def taken(name: str) -> bool:
        return name in ids or os.path.lexists(folder / f"{name}.md")

    if said.name:
        return given_name(said.name, taken, folders=False)
    return update_name(room.desk.now, room.site.timezone, taken)
