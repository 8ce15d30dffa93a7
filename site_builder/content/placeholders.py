"""What a template leaves for the writer to say: `«? …»`. A file in which one is left can't be published.

Quotation marks alone would not do: many languages quote «like this». None begins a quotation with a question mark.
"""

import re
from collections.abc import Iterator

from site_builder.content.front_matter import FrontMatter
from site_builder.problems import Problem, Source

PLACEHOLDER = re.compile(r"«\?[^«»\n]*»?")
_COMMENT = re.compile(r"\s*#")


def placeholder_problems(source: Source, front_matter_until: int = 0) -> Iterator[Problem]:
    """One problem for each placeholder. Above line `front_matter_until`, comments may name them."""
    if "«?" not in source.text:
        return
    for number, line in enumerate(source.text.split("\n"), 1):
        if number < front_matter_until and _COMMENT.match(line):
            continue
        for found in PLACEHOLDER.finditer(line):
            yield source.problem(
                "this is still to be written",
                line=number,
                column=found.start() + 1,
                length=len(found[0]),
                hint="write what it asks for in its place, or delete the line",
            )


def without_placeholders(
    problems: list[Problem], front: FrontMatter, original: FrontMatter | None = None
) -> list[Problem]:
    """What is wrong with the statement: a placeholder that is left hides what else its line would be blamed for.

    A draft may have placeholders, and so may the translation of an `original` that is one: nobody else reads them.
    """
    if str((original or front).located.data.get("draft")).casefold() == "true":
        return problems
    left = list(placeholder_problems(front.source, front.body_line))
    lines = {problem.location.line for problem in left}
    others = [problem for problem in problems if problem.location.line not in lines]
    return sorted([*others, *left], key=lambda problem: problem.location)
