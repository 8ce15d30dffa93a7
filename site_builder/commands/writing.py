"""A new text comes into the site: it is judged before anybody can see it, agreed on, written in one step, and shown."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from site_builder.commands.afterwards import after_a_correction, after_an_update
from site_builder.commands.asking import Person
from site_builder.commands.room import Judged, Room, judge
from site_builder.commands.second_look import second_look
from site_builder.commands.session import Exit, Session
from site_builder.desk.wish import WrongWish
from site_builder.problems import Location, Problem, Severity, SiteProblems


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Brings a text into the site: judged, agreed on, written in one step, and shown.

    `replaces` is what the file held when it was read, if it is to be changed.
    """

    session: Session
    person: Person
    room: Room
    path: str
    replaces: bytes | None = None

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
        findings = second_look(self.room, judged)
        errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
        if errors and not judged.update.draft:
            return self._refuse(text, errors, confirm=confirm)
        if confirm and not self._agreed(text, findings):
            return self._give_back(text, "as you wish")
        try:
            self._write(text)
        except (WrongWish, SiteProblems):
            self._give_back(text, "the reason follows")
            raise
        return self._show(text, judged, () if confirm else findings, seen=confirm)

    def _agreed(self, text: str, findings: tuple[Problem, ...]) -> bool:
        self.person.say(f"\n{self.path}\n\n{_indented(text)}\n")
        self.person.say("".join(f"{finding}\n\n" for finding in findings))
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
        self.session.report.note(f"nothing was written ({why}); the text was:\n\n{_indented(text)}")
        return Exit.CONTENT

    def _write(self, text: str) -> None:
        """Raises WrongWish if somebody else was faster, SiteProblems if the disk refuses; then nothing has changed."""
        from site_builder.output.atomic import write_atomically

        file, content = self.room.folder / self.path, text.encode()
        try:
            if self.replaces is None:
                create(file, content)
            elif file.read_bytes() == self.replaces:
                write_atomically(file, content)
            else:
                raise WrongWish(f"{self.path} was changed in the meantime", "look at it, and run the command again")
        except FileExistsError:
            raise WrongWish(f"{self.path} is there already", "somebody was faster: run the command again") from None
        except OSError as error:
            hint = "may you write there, and is there room on the disk?"
            message = f"can't be written: {error.strerror}"
            raise SiteProblems([Problem(location=Location(self.path), message=message, hint=hint)]) from error

    def _show(self, text: str, judged: Judged, findings: tuple[Problem, ...], *, seen: bool) -> Exit:
        report = self.session.report
        report.problems(findings)
        said = f"{'wrote' if self.replaces is None else 'changed'} {self.path}\n"
        report.result(
            said if seen else f"{said}\n{_indented(text)}\n",
            path=self.path,
            content=text,
            incident=judged.incident.name,
            status=str(judged.update.status),
            date=judged.update.date.isoformat(),
            next_update=judged.update.next_update.isoformat() if judged.update.next_update else None,
        )
        after = after_an_update if self.replaces is None else after_a_correction
        for line in after(self.room, judged, self.path):
            report.note(line)
        return Exit.FINE


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().splitlines())


def create(file: Path, content: bytes) -> None:
    """Puts a new file in its place in one step, and never over one that is there: that raises FileExistsError.

    Whoever watches the folder sees all of it or nothing: its name begins with a dot until it is whole.
    """
    made = [folder for folder in (file.parent, *file.parent.parents) if not folder.exists()]
    file.parent.mkdir(parents=True, exist_ok=True)
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
        with suppress(OSError):  # a folder that was made for nothing goes, too; one with something in it doesn't
            for folder in made:
                folder.rmdir()
