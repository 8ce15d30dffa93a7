"""What all commands at the writer's desk do: look at the site, judge a text before it is there, write it, show it."""

import os
import secrets
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from site_builder.commands.asking import Person
from site_builder.commands.session import Exit, Session
from site_builder.content.library import FOLDER, Library, load_library
from site_builder.desk.drafting import Template
from site_builder.desk.matching import find_incident
from site_builder.desk.times import Desk, parse_moment
from site_builder.desk.wish import WrongWish
from site_builder.door.fields import context_for
from site_builder.door.text_file import decode, read_source
from site_builder.model import Incident, Phrase, Site, Update
from site_builder.overview import IncidentState
from site_builder.problems import Location, Problem, SiteProblems, Source, did_you_mean, quoted
from site_builder.settings import load_site
from site_builder.status import incident_state, published

TEMPLATES = "_templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The site as it is, and the time as of which somebody writes. `now` is the present."""

    folder: Path
    site: Site
    incidents: tuple[Incident, ...]
    desk: Desk
    now: datetime

    @classmethod
    def enter(cls, session: Session, said_date: str | None) -> "Room":
        """Raises SiteProblems for a site that is broken already, before anybody was asked to write a word."""
        site = load_site(session.folder)
        library = _library(session.folder, site, None)
        if library.problems:
            raise SiteProblems(library.problems)
        now = session.clock().astimezone(UTC)
        # To the minute and never ahead: what is said now must not be held back for the rest of it.
        desk = Desk(zone=site.timezone, now=now.replace(second=0, microsecond=0))
        if said_date:
            try:
                desk = replace(desk, now=parse_moment(said_date, desk, lone_clock=False))
            except WrongWish as error:
                raise WrongWish(f"--date: {error.message}", error.hint) from None
        return cls(folder=session.folder, site=site, incidents=library.incidents, desk=desk, now=now)

    def state(self, incident: Incident) -> IncidentState | None:
        """Where an incident stands at the time that is written of; None before it is public."""
        public = published([incident], self.desk.now)
        return incident_state(public[0], self.desk.now) if public else None

    def is_open(self, incident: Incident) -> bool:
        """Whether somebody may still write about it at any time: also one that is yet to come out."""
        state = self.state(incident)
        return state is None or state.is_open or state.is_upcoming

    def find(self, said: str) -> Incident:
        """The incident that is meant. Raises WrongWish."""
        return find_incident(self.incidents, self.is_open, said)

    def template(self, said: str | None) -> Template | None:
        """A template by its name, if one is asked for. Raises WrongWish, or SiteProblems if it can't be read."""
        if said is None:
            return None
        names = template_names(self.folder)
        name = said.removesuffix(".md")
        if name not in names:
            hint = did_you_mean(name, names) if names else f"put one into {FOLDER}/{TEMPLATES}/"
            raise WrongWish(f"there is no template {quoted(said)}", hint)
        path = f"{FOLDER}/{TEMPLATES}/{name}.md"
        return Template(path=path, text=read_source(self.folder / path, path).text)


def template_names(folder: Path) -> list[str]:
    """The templates of the site in `folder`."""
    return sorted(file.stem for file in (folder / FOLDER / TEMPLATES).glob("*.md"))


def _library(folder: Path, site: Site, proposed: Source | None) -> Library:
    return load_library(folder, context_for(site), proposed)


# -- judging -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A proposed file that is good: the statement as it would travel, and its incident."""

    incident: Incident
    update: Update


def judge(room: Room, path: str, text: str) -> Judged:
    """Reads the whole site as though a file with this text stood there, and renders what it says.

    Raises SiteProblems.
    """
    proposed = decode(text.encode(errors="surrogateescape"), path)
    library = _library(room.folder, room.site, proposed)
    if library.problems:
        raise SiteProblems(library.problems)
    incident, update = next(
        (incident, update)
        for incident in library.incidents
        for update in incident.updates
        if update.source == proposed.path
    )
    problems = () if update.draft else tuple(_text_problems(room, library.incidents, update, proposed))
    if problems:
        raise SiteProblems(problems)
    return Judged(incident=incident, update=update)


def _text_problems(room: Room, incidents: Iterable[Incident], update: Update, proposed: Source) -> Iterable[Problem]:
    """What is wrong with its Markdown: links that lead nowhere, pictures that aren't there."""
    from site_builder.output.markup import MarkupRenderer
    from site_builder.output.places import files_of
    from site_builder.output.shelf import shelf_of

    read = files_of(room.folder)
    public = published(incidents, max(room.now, update.date))
    shelf = shelf_of(public, room.site.languages)
    renderer = MarkupRenderer(shelf, lambda path: proposed.text if path == proposed.path else read(path))
    for phrase in _original_phrases(update):
        renderer.render(phrase)
    return renderer.problems


def _original_phrases(update: Update) -> Iterable[Phrase]:
    return (text.original for text in update.texts())


# -- writing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Brings a text into the site: judged, agreed on, written in one step, and shown."""

    session: Session
    person: Person
    room: Room
    path: str
    replaces: bool = False

    def bring(self, text: str, *, edit: bool, confirm: bool) -> Exit:
        """Opens the editor first with `edit`; asks before it writes with `confirm`."""
        if edit:
            edited = self.person.edit(text)
            if edited is None:
                return self._give_back(text, "the editor was closed without saving")
            text = edited
        try:
            judged = judge(self.room, self.path, text)
        except SiteProblems as error:
            return self._refuse(text, error.problems, confirm=confirm)
        if confirm and not self._agreed(text):
            return self._give_back(text, "as you wish")
        self._write(text)
        return self._show(text, judged)

    def _agreed(self, text: str) -> bool:
        self.person.say(f"\n{self.path}\n\n{_indented(text)}\n")
        return self.person.agrees("Write this file?")

    def _refuse(self, text: str, problems: tuple[Problem, ...], *, confirm: bool) -> Exit:
        if self.person.can_answer:
            self.person.say("".join(f"\n{problem}\n" for problem in problems))
            if self.person.agrees("Mend it in your editor?"):
                return self.bring(text, edit=True, confirm=confirm)
        else:
            self.session.report.problems(problems)
        return self._give_back(text, "with this text the site would not be built")

    def _give_back(self, text: str, why: str) -> Exit:
        """Nobody shall have to type it again."""
        self.session.report.note(f"nothing was written, {why}; the text was:\n\n{_indented(text)}")
        return Exit.CONTENT

    def _write(self, text: str) -> None:
        from site_builder.output.writer import write_atomically

        file = self.room.folder / self.path
        try:
            if self.replaces:
                write_atomically(file, text.encode())
                return
            file.parent.mkdir(parents=True, exist_ok=True)
            create(file, text.encode())
        except FileExistsError:
            raise WrongWish(f"{self.path} is there already", "somebody was faster: run the command again") from None
        except OSError as error:
            hint = "may you write there, and is there room on the disk?"
            message = f"can't be written: {error.strerror}"
            raise SiteProblems([Problem(location=Location(self.path), message=message, hint=hint)]) from error

    def _show(self, text: str, judged: Judged) -> Exit:
        report = self.session.report
        report.result(
            f"{'changed' if self.replaces else 'wrote'} {self.path}\n\n{_indented(text)}\n",
            path=self.path,
            content=text,
            incident=judged.incident.name,
            status=str(judged.update.status),
            date=judged.update.date.isoformat(),
            next_update=judged.update.next_update.isoformat() if judged.update.next_update else None,
        )
        for line in self._what_comes_next(judged.incident, judged.update):
            report.note(line)
        return Exit.FINE

    def _what_comes_next(self, incident: Incident, update: Update) -> Iterable[str]:
        if update.draft:
            yield "a draft: it is not published until you delete the line “draft: true”"
        elif update.date > self.room.now:
            yield f"held back until {self._at(update.date)}"
        elif not self.replaces:
            yield f"status: {update.status}"
        if update.next_update is not None:
            yield f"the next update is promised by {self._at(update.next_update)}"
        others = [language for language in self.room.site.languages[1:] if not self._is_translated(language)]
        for language in others if not self.replaces else ():
            yield f"its translation ({language}) would be {self.path.removesuffix('.md')}.{language}.md"
        if any(
            (folder / ".git").exists() for folder in (self.room.folder.resolve(), *self.room.folder.resolve().parents)
        ):
            git = "git" if self.room.folder == Path() else f"git -C {shlex.quote(str(self.room.folder))}"
            message = shlex.quote(f"{incident.name}: {update.status}")
            yield f"to publish it: {git} add {shlex.quote(self.path)} && {git} commit -m {message}"

    def _is_translated(self, language: str) -> bool:
        return (self.room.folder / f"{self.path.removesuffix('.md')}.{language}.md").exists()

    def _at(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.room.site.timezone):%Y-%m-%d %H:%M %Z}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().splitlines())


def create(file: Path, content: bytes) -> None:
    """Puts a new file in its place in one step, and never over one that is there: that raises FileExistsError.

    Whoever watches the folder sees all of it or nothing: its name begins with a dot until it is whole.
    """
    whole = file.with_name(f".site-builder-{secrets.token_hex(8)}")
    try:
        with whole.open("xb") as stream:
            stream.write(content)
        try:
            os.link(whole, file)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            with file.open("xb") as stream:
                stream.write(content)
    finally:
        whole.unlink(missing_ok=True)
