"""Words and phrases to look for in a text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase in all its forms, and what to say instead."""

    forms: tuple[str, ...]
    instead: str


class Glossary:
    """Finds terms in prose: whole words only, broken into lines or not.

    A form without small letters ("ETA") is found only as it is written; any other one in small and capital letters.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: dict[str, Term] = {}
        for term in terms:
            for form in term.forms:
                self._terms.setdefault(_key(form), term)
        # The longest first: "root cause analysis" is not "root cause".
        keys = sorted(self._terms, key=lambda key: (-len(key), key))
        exact = [key for key in keys if _is_exact(key)]
        loose = [key for key in keys if not _is_exact(key)]
        self._exact = _pattern(exact, 0)
        self._loose = _pattern(loose, re.IGNORECASE)

    def find(self, prose: str) -> Iterator[tuple[int, int, Term]]:
        """Where a term begins and ends, in the order of the text."""
        found = [(*match.span(), self._terms[_one_spaced(match[0])]) for match in _all(self._exact, prose)]
        found += [(*match.span(), self._terms[_one_spaced(match[0]).casefold()]) for match in _all(self._loose, prose)]
        yield from sorted(found, key=lambda each: each[:2])


def _all(pattern: re.Pattern[str] | None, prose: str) -> Iterator[re.Match[str]]:
    return pattern.finditer(prose) if pattern else iter(())


def _is_exact(form: str) -> bool:
    return not any(character.islower() for character in form)


def _key(form: str) -> str:
    words = _one_spaced(form)
    return words if _is_exact(words) else words.casefold()


def _one_spaced(form: str) -> str:
    return " ".join(form.replace("’", "'").split())


def _pattern(keys: list[str], flags: int) -> re.Pattern[str] | None:
    if not keys:
        return None
    forms = [r"\s+".join(re.escape(word).replace("'", "['’]") for word in key.split(" ")) for key in keys]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])", flags)
