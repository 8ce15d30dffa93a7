"""What a writer can't have: a word that isn't known, a time that isn't one. It is a matter of usage, not of content."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from pydantic_core import PydanticCustomError

from site_builder.problems import did_you_mean, quoted

Word = TypeVar("Word", bound=StrEnum)


class WrongWish(Exception):
    """What was asked for can't be done as it was said. `hint` says how to say it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}: {hint}" if hint else message)

    @classmethod
    def refused(cls, error: PydanticCustomError) -> "WrongWish":
        """The same words as the door has for it, where it stands in a file."""
        said = (error.context or {})["refusals"][0]
        return cls(said.message, said.hint)


def known_word(words: Iterable[Word], what: str, said: str) -> Word:
    """The one of `words` that was said; hyphens and capitals don't matter, anything else does."""
    offered = list(words)
    for word in offered:
        if word.value == said.strip().casefold().replace("-", "_").replace(" ", "_"):
            return word
    raise WrongWish(f"unknown {what} {quoted(said)}", did_you_mean(said, offered))
