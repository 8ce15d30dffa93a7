"""What an editor is told of a value, in the words of JSON Schema. See content/schemas.py."""

from typing import Any

from pydantic import WithJsonSchema

Schema = dict[str, Any]

SCALARS = ("number", "boolean")
"""What an editor's YAML parser may take a text for: `title: 404` is a number to it."""


def matching(pattern: str, hint: str, *others: str, most: int | None = None) -> Schema:
    """A text that looks like `pattern` and has at most so many characters, or a value of one of the `others` types."""
    return {
        "type": ["string", *others] if others else "string",
        "pattern": rf"^\s*(?:{pattern})\s*$",
        # An editor would show the pattern. https://code.visualstudio.com/docs/languages/json
        "patternErrorMessage": hint[:1].upper() + hint[1:],
    } | ({"maxLength": most} if most else {})


def number(least: int, most: int) -> WithJsonSchema:
    """A whole number, which may stand in quotes."""
    digits = matching("[0-9]{1,9}", f"Write a number from {least} to {most}", "integer")
    return WithJsonSchema(digits | {"minimum": least, "maximum": most})
