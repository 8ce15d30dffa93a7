"""PyYAML's complaints in the words of people who never heard of YAML, at the place where the slip was made."""

from dataclasses import dataclass

import yaml

from site_builder.problems import Problem, Source


@dataclass(frozen=True, slots=True)
class _Saying:
    """What to say for a complaint in which `context` and `problem` occur.

    With `at_context` the place is where the construct began, rather than where the parser gave up.
    """

    context: str
    problem: str
    message: str
    hint: str
    at_context: bool = False


_IN_QUOTES = "put the whole text in quotes"

# In this order: the first one that fits is said.
_SAYINGS = (
    _Saying(
        "",
        "mapping values are not allowed here",
        "a second colon in one line",
        "a colon followed by a space starts a value; put a text that holds one in quotes:\n"
        '  title: "Card payments: an update"\n'
        "if this line is a key of its own, begin it in the same column as the line above",
    ),
    _Saying(
        "",
        "found character '\\t'",
        "a tab where YAML allows only spaces",
        "indent with spaces, two for each level",
    ),
    _Saying("", "that cannot start any token", "a text can't begin with this character", _IN_QUOTES),
    _Saying(
        "quoted scalar",
        "found unknown escape character",
        "a backslash has a meaning of its own between double quotes",
        "use single quotes, or write the backslash twice",
    ),
    _Saying(
        "double-quoted scalar",
        "expected escape sequence",
        "a backslash has a meaning of its own between double quotes",
        "use single quotes, or write the backslash twice",
    ),
    _Saying(
        "quoted scalar", "", "this quotation mark is not closed", "put the same mark behind the text", at_context=True
    ),
    _Saying(
        "simple key",
        "could not find expected ':'",
        "this line is not a “key: value”",
        "write a space after the colon; text for readers goes below the second line ---",
        at_context=True,
    ),
    _Saying(
        "",
        "sequence entries are not allowed here",
        "a list can't begin behind its key",
        "put each “- item” on a line of its own below the key",
    ),
    _Saying("scanning an a", "", "a text can't begin with * or &", _IN_QUOTES, at_context=True),
    _Saying("scanning a tag", "", "a text can't begin with !", _IN_QUOTES, at_context=True),
    _Saying("parsing a node", "found undefined tag handle", "a text can't begin with !", _IN_QUOTES, at_context=True),
    _Saying("scanning a block scalar", "", "a text can't begin with > or |", _IN_QUOTES, at_context=True),
    _Saying("directive", "", "a line can't begin with %", _IN_QUOTES, at_context=True),
    _Saying("flow", "expected", "this bracket is not closed", "close it, or put the text in quotes", at_context=True),
    _Saying(
        "block mapping",
        "but found '<scalar>'",
        "something stands behind the closing quotation mark",
        "put the whole value in quotes, and one that holds ' in double ones: \"It's back\"",
    ),
    _Saying(
        "block",
        "expected <block end>",
        "the indentation of this line does not fit the lines above",
        "put keys that belong together in the same column",
    ),
    _Saying("", "expected the node content", "a value is missing here", "write it, or put the text in quotes"),
    _Saying(
        "",
        "expected '<document start>'",
        "this does not belong to what stands above",
        "write one “key: value” to a line",
    ),
)


def syntax_problem(source: Source, error: yaml.MarkedYAMLError, first_line: int) -> Problem:
    """What PyYAML said about a text that begins at `first_line` of `source`."""
    context, said = error.context or "", error.problem or ""
    saying = next((one for one in _SAYINGS if one.context in context and one.problem in said), None)
    mark = error.problem_mark or error.context_mark
    if saying is not None and saying.at_context:
        mark = error.context_mark or mark
    line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
    text = source.line(line) or ""
    if saying is None:
        return source.problem(f"YAML can't be read here: {said}", line=line, column=min(column, len(text) + 1))
    length = len(text.rstrip()) - column + 1 if "a “key: value”" in saying.message else 1
    return source.problem(
        saying.message, line=line, column=min(column, len(text) + 1), length=max(length, 1), hint=saying.hint
    )
