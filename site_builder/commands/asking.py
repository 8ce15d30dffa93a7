"""What a command may ask of the person in front of it. `cli/asking.py` does it on a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from site_builder.desk.wish import WrongWish
from site_builder.problems import did_you_mean, quoted

Check = Callable[[str], object]
"""Raises WrongWish for an answer that can't be used; then the question is asked again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers, what it means if that isn't plain, and what else there is to know of it."""

    value: str
    meaning: str = ""
    note: str = ""


def picked(choices: Sequence[Choice], said: str) -> str:
    """The value that is meant by a number, by the value itself or by its meaning. Raises WrongWish."""
    if said.strip().isdecimal() and 0 < int(said) <= len(choices):
        return choices[int(said) - 1].value
    wanted = _folded(said)
    for choice in choices:
        if wanted and wanted in {_folded(choice.value), _folded(choice.meaning)}:
            return choice.value
    raise WrongWish(f"{quoted(said)} is none of them", did_you_mean(said, [choice.value for choice in choices]))


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


class Person(Protocol):
    """Somebody who writes. Without a terminal nobody `can_answer`, and then nothing is asked."""

    can_answer: bool

    def line(self, question: str, *, default: str = "", check: Check = str, optional: bool = False) -> str:
        """One line; Enter takes the default. Without one it is asked for again, unless it is `optional`."""

    def choose(
        self, question: str, choices: Sequence[Choice], *, default: str | None = None, listed: bool = True
    ) -> str:
        """The value of one of the choices, which are `listed` above the question; "" if that is the default."""

    def text(self, question: str) -> str:
        """Several lines; empty for none."""

    def agrees(self, question: str) -> bool:
        """Yes, unless the answer is no."""

    def edit(self, text: str) -> str | None:
        """The text as it comes back from $VISUAL or $EDITOR; None if it wasn't saved."""

    def standard_input(self) -> str:
        """All that comes in by a pipe."""

    def say(self, text: str) -> None:
        """Something to read between the questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a file is written: dated when (None: now), from which template, and whether in the editor."""

    date: str | None = None
    template: str | None = None
    edit: bool = False


def needed(what: str, option: str) -> WrongWish:
    """The refusal where nobody can be asked for what is missing."""
    return WrongWish(f"{what} is missing", f"give it with {option}")
