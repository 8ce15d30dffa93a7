"""The words that the theme's templates ask for, and which of them a language lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError
from jinja2.ext import extract_from_ast

from site_builder.output.theme_parts import FOLDER
from site_builder.output.words import catalogue_file, language_name, load_words
from site_builder.problems import Location, Problem, Severity, SiteProblems, Source, quoted

_ENDINGS = (".html", ".txt", ".svg", ".opml")
_NO_TEMPLATES = ("assets", "locale")


@dataclass(frozen=True, slots=True)
class Message:
    """A text of a template as it stands there, in English. `context` tells equal ones apart (`pgettext`)."""

    text: str
    context: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsCoverage:
    """How many of the theme's words a language has; `problems` name those that it lacks."""

    total: int
    missing: int
    problems: tuple[Problem, ...]


def words_coverage(folders: Sequence[Path], messages: Sequence[Message], language: str) -> WordsCoverage:
    """Looks the words of all templates up in the catalogue that a build uses. English ones need none.

    `folders` are those of the theme, the site's own before the packaged one, and `messages` its words. Raises
    SiteProblems where the catalogue can't be read.
    """
    if language.partition("-")[0] == "en":
        return WordsCoverage(total=len(messages), missing=0, problems=())
    file = catalogue_file(folders, language)
    if file is None:
        return WordsCoverage(total=len(messages), missing=len(messages), problems=(_no_catalogue(messages, language),))
    words = load_words(folders, language)
    missing = [message for message in messages if not words.says(message.text, message.context)]
    # The packaged catalogue can't be edited where it is; in a checkout of Site Builder it is the only one.
    is_own = file.is_relative_to(folders[0])
    source = Source(_name(language), file.read_text(encoding="utf-8") if is_own else "")
    problems = []
    for message in missing:
        line = words.line_of(message.text, message.context) if is_own else 0
        problem = source.problem(
            f"{quoted(message.text)} is not translated into {language_name(language)}",
            line=line,
            column=min(line, 1),
            hint=_where_to_add(language, is_own=is_own, line=line),
            severity=Severity.WARNING,
        )
        problems.append(problem)
    in_order = tuple(sorted(problems, key=lambda problem: problem.location))
    return WordsCoverage(total=len(messages), missing=len(missing), problems=in_order)


def _where_to_add(language: str, *, is_own: bool, line: int) -> str:
    if not is_own:
        return f"to add it, make the catalogue yours: site-builder theme copy locale/{language}.po"
    return "translate it below, in msgstr" if line else "add it to this file, as msgid and msgstr"


def theme_messages(folders: Sequence[Path]) -> tuple[Message, ...]:
    """Every text that a template asks to have translated, once. A template that a site overrides counts too: its
    blocks may still be in use. Raises SiteProblems where a template can't be read."""
    found: dict[Message, None] = {}
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(folder)
            if path.parts[0] in _NO_TEMPLATES or any(part.startswith((".", "_")) for part in path.parts):
                continue
            if file.suffix in _ENDINGS and file.is_file():
                found |= dict.fromkeys(_messages(environment, file, f"{FOLDER}/{path.as_posix()}"))
    return tuple(found)


def _messages(environment: Environment, file: Path, name: str) -> Iterator[Message]:
    text = file.read_text(encoding="utf-8", errors="replace")
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        problem = Source(name, text).problem(
            f"the template can't be read: {error.message}", line=error.lineno, column=1
        )
        raise SiteProblems([problem]) from error
    for _, function, said in extract_from_ast(tree, babel_style=False):
        # None stands for an argument that is no text but an expression.
        strings = [one for one in ((said,) if isinstance(said, str) else said or ()) if one is not None]
        if function in ("pgettext", "npgettext") and len(strings) > 1:
            yield Message(strings[1], strings[0])
        elif strings:
            yield Message(strings[0])


def _name(language: str) -> str:
    """The catalogue as the site's own, also where only the packaged one is there."""
    return f"{FOLDER}/locale/{language}.po"


def _no_catalogue(messages: Sequence[Message], language: str) -> Problem:
    return Problem(
        location=Location(_name(language)),
        message=f"the theme has no words in {language_name(language)}: {len(messages)} of them are shown in English",
        hint="write this file: docs/languages.md says how",
        severity=Severity.WARNING,
    )
