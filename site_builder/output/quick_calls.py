"""What templates call most, with less done on the way: macros, and words."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from jinja2.runtime import Macro, Undefined
from markupsafe import Markup, escape

_escaped = lru_cache(maxsize=4096)(escape)
"""Of strings alone: addresses, and the words of a model."""


def shown(value: object) -> str:
    """A value as it stands in a page: like `escape`, for what is joined right away and needs no mark of being safe."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is str or isinstance(value, StrEnum):
        return _escaped(value)
    # What `{{ 'this' if that }}` is when it isn't.
    return "" if kind is Undefined else escape(value)


def is_word(value: object) -> bool:
    """Whether it is a word of the model, or any other text that is to be escaped."""
    return isinstance(value, StrEnum) or type(value) is str


class LeanMacro(Macro):
    """A macro that knows whether it takes nothing but its arguments."""

    def __init__(self, *of: Any) -> None:
        super().__init__(*of)
        self.is_plain = not (self.caller or self.catch_kwargs or self.catch_varargs)


class KeptMacro(LeanMacro):
    """A macro of nothing but its arguments, as those are that put values into words: asked again with the same word
    of the model, or with none, it says the same."""

    said: dict[tuple[object, ...], Markup]

    def saying(self, *words: str) -> Markup:
        key = (*map(type, words), *words)  # two kinds of values may have a word in common
        said = self.said.get(key)
        if said is None:
            said = Markup(self._func(*words))  # noqa: S704 - what a macro returns is escaped
            if len(self.said) < _WORDS:
                self.said[key] = said
        return said


_WORDS = 256
"""So many words of the model are kept for each macro; there are some forty."""


_SIMPLE = re.compile(r"(?:[^%]|%%|%\(\w+\)s)*", re.DOTALL)


def quick_words(gettext: Callable[[str], str]) -> Callable[..., Markup]:
    """The theme's words with these values, as Jinja's own `gettext` gives them in a template that escapes."""

    @lru_cache(maxsize=4096)
    def known(message: str) -> tuple[Markup, bool]:
        words = gettext(message)
        return Markup(words), _SIMPLE.fullmatch(words) is not None  # noqa: S704 - the theme's own words

    @lru_cache(maxsize=4096)
    def alone(message: str) -> Markup:
        return known(message)[0] % {}

    def say(message: str, /, **values: Any) -> Markup:
        if not values:
            return alone(message)
        words, is_simple = known(message)
        if is_simple and all(isinstance(value, str) for value in values.values()):
            # Nothing but texts in their places.
            return str.__new__(Markup, str.__mod__(words, {name: shown(value) for name, value in values.items()}))
        return words % values

    return say
