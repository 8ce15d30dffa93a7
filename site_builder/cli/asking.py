"""Questions on a terminal. They go to standard error: what a command says can still be piped into a file."""

import sys
from collections.abc import Sequence

import click

from site_builder.commands.asking import Check, Choice, picked
from site_builder.desk.wish import WrongWish


class Terminal:
    """The person at the terminal, if there is one; `silent` asks nothing there, either."""

    def __init__(self, *, silent: bool = False) -> None:
        self.can_answer = not silent and sys.stdin.isatty() and sys.stderr.isatty()

    def line(self, question: str, *, default: str = "", check: Check = str, optional: bool = False) -> str:
        """Asks until the answer can be used."""
        fallback = default if default or optional else None
        while True:
            answer: str = click.prompt(question, default=fallback, show_default=bool(default), err=True).strip()
            if not answer and optional:
                return ""
            try:
                check(answer)
            except WrongWish as error:
                self.say(f"  {error}")
            else:
                return answer

    def choose(
        self, question: str, choices: Sequence[Choice], *, default: str | None = None, listed: bool = True
    ) -> str:
        """Lists them with numbers, and takes a number, a value or its meaning."""
        width = max(len(choice.value) for choice in choices)
        for number, choice in enumerate(choices, 1) if listed else ():
            known = f"{choice.meaning} ({choice.note})" if choice.note else choice.meaning
            self.say(f"  {number:2}  {choice.value:{width}}  {known}".rstrip())
        while True:
            answer: str = click.prompt(question, default=default, show_default=bool(default), err=True).strip()
            if not answer and default == "":
                return ""
            try:
                return picked(choices, answer)
            except WrongWish as error:
                self.say(f"  {error}")

    def text(self, question: str) -> str:
        """Line after line, until one with only a dot, or nothing at once."""
        self.say(f"{question}\n  A line with only a dot ends the text. Enter alone opens your editor.")
        lines: list[str] = []
        while True:
            line: str = click.prompt("", prompt_suffix="> ", default="", show_default=False, err=True)
            if line.strip() == "." or (not lines and not line.strip()):
                return "\n".join(lines).strip()
            lines.append(line)

    def agrees(self, question: str) -> bool:
        """Enter is yes."""
        return click.confirm(question, default=True, err=True)

    def edit(self, text: str) -> str | None:
        """In $VISUAL, $EDITOR, or whatever editor there is."""
        # As bytes: of a text click changes the line ends. What isn't UTF-8 is refused later, with its place.
        try:
            edited = click.edit(text.encode(errors="surrogateescape"), extension=".md", require_save=True)
        except click.ClickException as error:  # there is no such editor, or it failed
            self.say(error.format_message())
            return None
        return None if edited is None else edited.decode(errors="surrogateescape")

    def standard_input(self) -> str:
        """All of it, with the line ends of a file of ours. What isn't UTF-8 is refused at the door, like in a file."""
        text = sys.stdin.buffer.read().decode(errors="surrogateescape")
        return text.replace("\r\n", "\n")

    def say(self, text: str) -> None:
        """For eyes, and so beside what the command says."""
        click.echo(text, err=True)
