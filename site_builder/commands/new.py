"""`new`: the file that opens an incident, a maintenance or a notice."""

import os
from dataclasses import dataclass, replace

from site_builder.commands import questions
from site_builder.commands.asking import Manner, Person
from site_builder.commands.room import Room
from site_builder.commands.session import Exit, Session
from site_builder.commands.writing import Writer
from site_builder.content.library import FOLDER
from site_builder.desk.drafting import Template, given_name, opener_name, opener_text
from site_builder.desk.said import Said, Subject, statement
from site_builder.model import Incident, LocalText
from site_builder.vocabulary import LIFECYCLES, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What only an opening file says."""

    title: str | None = None
    kind: str | None = None
    pinned: bool = False


def new(session: Session, person: Person, opening: Opening, said: Said, manner: Manner) -> Exit:
    """Writes it. On a terminal it asks for what wasn't said. Raises SiteProblems, and WrongWish for usage."""
    room = Room.enter(session, manner.date)
    form = room.template(manner.template)
    heading = questions.title(person, opening.title, form.value("title") if form else None)
    of = questions.kind(person, opening.kind or _kind_of(form))
    name = _name(room, said, heading)
    stem = name.rpartition("/")[2]
    about = Subject(site=room.site, kind=of, status=LIFECYCLES[of].opens)
    said = _from_template(said, form)
    statement(said, about, room.desk)  # what options say wrong is refused before anybody answers a question
    asked = person.can_answer and said.message is None
    said = _asked(room, person, said, of, form)
    said, edit = questions.message(person, said, edit=manner.edit, templated=form is not None)
    incident = Incident(
        name=stem,
        id=said.id or stem,
        kind=of,
        title=LocalText.of(room.site.language, heading),
        updates=(statement(said, about, room.desk),),
        pinned=opening.pinned,
    )
    writer = Writer(session=session, person=person, room=room, path=f"{FOLDER}/{name}.md")
    return writer.bring(opener_text(incident, room.site.timezone, form), edit=edit, confirm=asked)


def _kind_of(form: Template | None) -> str | None:
    """A template is always of one kind: it isn't asked for."""
    return None if form is None else form.value("kind") or Kind.INCIDENT.value


def _from_template(said: Said, form: Template | None) -> Said:
    """Times in a template may be told as `+2h`: they count from when it is used."""
    if form is None:
        return said
    return replace(
        said,
        starts=said.starts or form.value("starts"),
        ends=said.ends or form.value("ends"),
        next_update=said.next_update or form.value("next_update"),
    )


def _asked(room: Room, person: Person, said: Said, of: Kind, form: Template | None) -> Said:
    """What was said and answered. What a template says already isn't asked for."""
    if of is Kind.MAINTENANCE:
        said = questions.window(person, said, room.desk)
    if form is None or form.leaves_open("components"):
        said = questions.components(person, said, room.site, of, "Which service is affected?", {})
    if form is None:
        said = questions.impact(person, said, of)
    if of is Kind.INCIDENT:
        said = questions.next_update(person, said, room.desk)
    return questions.answers(person, said) if form is None and of is Kind.INCIDENT else said


def _name(room: Room, said: Said, title: str) -> str:
    """Names are addresses: none may be given twice, in whatever folder the other one lies."""
    names = {incident.name for incident in room.incidents}

    def taken(name: str) -> bool:
        beside = room.folder / FOLDER / name
        # A folder may wait there with pictures; with texts it holds other incidents.
        return name.rpartition("/")[2] in names or os.path.lexists(f"{beside}.md") or any(beside.glob("*.md"))

    if said.name:
        return given_name(said.name, taken, folders=True)
    return opener_name(title, room.desk.now, room.site.timezone, taken)
