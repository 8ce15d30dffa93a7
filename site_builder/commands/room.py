"""The site as a writer finds it, and what it would be with one more file: nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from site_builder.commands.session import Session
from site_builder.content.library import FOLDER, Library, load_library
from site_builder.desk.drafting import Template
from site_builder.desk.matching import Stage, find_incident
from site_builder.desk.times import Desk, parse_moment
from site_builder.desk.wish import WrongWish
from site_builder.door.context import context_for
from site_builder.door.text_file import decode, read_source
from site_builder.model import Incident, Phrase, Site, Update
from site_builder.overview import IncidentState
from site_builder.problems import Problem, SiteProblems, Source, did_you_mean, quoted
from site_builder.published import published
from site_builder.settings import load_site
from site_builder.status import incident_state

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

    def stage(self, incident: Incident) -> Stage:
        """Whether it is open, to come, or over."""
        state = self.state(incident)
        if state is None or state.is_upcoming:
            return Stage.TO_COME
        return Stage.OPEN if state.is_open else Stage.OVER

    def find(self, said: str) -> Incident:
        """The incident that is meant. Raises WrongWish."""
        return find_incident(self.incidents, self.stage, said)

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
    root = folder.resolve()
    files = (folder / FOLDER / TEMPLATES).glob("*.md")
    # Nothing outside of the site is read, whatever links there are.
    return sorted(file.stem for file in files if file.resolve().is_relative_to(root))


def _library(folder: Path, site: Site, proposed: Source | None) -> Library:
    return load_library(folder, context_for(site), proposed=proposed)


# -- judging -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A proposed file that is good: the statement as it would travel, its incident, and all incidents beside it."""

    source: Source
    incident: Incident
    update: Update
    incidents: tuple[Incident, ...]


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
    return Judged(source=proposed, incident=incident, update=update, incidents=library.incidents)


def _text_problems(room: Room, incidents: Iterable[Incident], update: Update, proposed: Source) -> Iterable[Problem]:
    """What is wrong with its Markdown: links that lead nowhere, pictures that aren't there."""
    from site_builder.output.markup import MarkupRenderer
    from site_builder.output.places import files_of
    from site_builder.output.shelf import Shelf

    read = files_of(room.folder)
    public = published(incidents, max(room.now, update.date))
    shelf = Shelf(public, room.site.languages)
    renderer = MarkupRenderer(shelf, lambda path: proposed.text if path == proposed.path else read(path))
    for phrase in _original_phrases(update):
        renderer.render(phrase)
    return renderer.problems


def _original_phrases(update: Update) -> Iterable[Phrase]:
    return (text.original for text in update.texts())
