"""The kinds of value that a key can have, as pydantic types over the strings that were written.

Some need to know the site (its time zone, its languages): that comes as the validation context, `DoorContext`.
Every error has a sentence and a hint; `door/checking.py` adds the place.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from site_builder.door.context import DoorContext
from site_builder.door.for_editors import SCALARS, matching, number
from site_builder.door.markdown_text import MAX_MARKDOWN, markdown_fault
from site_builder.door.slugs import MAX_SLUG, SLUG, slug_hint
from site_builder.model import LocalText, Phrase
from site_builder.problems import did_you_mean, quoted
from site_builder.vocabulary import LIFECYCLES, Status

MAX_LINE = 250
"""Characters of a one-line text (a title, a name)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason to refuse a value; `key` names the part of a mapping that is meant, its name if `at_key`."""

    message: str
    hint: str | None = None
    key: str | None = None
    at_key: bool = False


def refusal(message: str, hint: str | None = None) -> PydanticCustomError:
    """An error for `raise`, with what to do about it."""
    return refuse_all([Refusal(message, hint)])


def refuse_all(refusals: list[Refusal]) -> PydanticCustomError:
    """An error for `raise`, with several reasons."""
    # Braces would be read as a format by pydantic; the message is passed as a value instead.
    return PydanticCustomError("refused", "{message}", {"message": refusals[0].message, "refusals": refusals})


def context_of(info: ValidationInfo) -> DoorContext:
    context = info.context
    if not isinstance(context, DoorContext):
        raise TypeError("values are validated with a DoorContext")
    return context


# -- texts ---------------------------------------------------------------------------------------


def one_line(value: Any) -> str:
    """A text without a line break, trimmed."""
    text = _text(value)
    if "\n" in text:
        raise refusal("this must be one line of text", "say the rest in the body")
    if len(text) > MAX_LINE:
        raise refusal(f"{len(text)} characters are too long, {MAX_LINE} are the most", "say the rest in the body")
    return text


def _text(value: Any) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise refusal("a text is missing", "write a text after the colon, or leave the key out")
    if not isinstance(value, str):
        raise refusal("this must be a text, not a list or a mapping", _TEXT_HINT)
    return value.strip()


_TEXT_HINT = 'put a text that begins with [ or { or "- " in quotes'


def _markdown(value: Any) -> str:
    text = _text(value)
    fault = markdown_fault(text)
    if fault is not None:
        raise refusal(fault.message, fault.hint)
    return text


LINE_FOR_EDITORS = matching(r"\S[^\n]*", "Write one line of text", *SCALARS, most=MAX_LINE)
_TEXT_FOR_EDITORS = matching(r"\S[\s\S]*", "Write a text", *SCALARS, most=MAX_MARKDOWN)

OneLine = Annotated[str, PlainValidator(one_line), WithJsonSchema(LINE_FOR_EDITORS)]
Markdown = Annotated[str, PlainValidator(_markdown), WithJsonSchema(_TEXT_FOR_EDITORS)]


def _local_text(value: Any, info: ValidationInfo) -> LocalText:
    languages = context_of(info).languages
    if not isinstance(value, dict):
        return LocalText.of(languages[0], one_line(value))
    refusals = [
        Refusal(f"unknown language {quoted(language)}", did_you_mean(language, languages), language, at_key=True)
        for language in value
        if language not in languages
    ]
    if languages[0] not in value and not refusals:
        refusals.append(
            Refusal(
                f'the text in the default language "{languages[0]}" is missing',
                f"add a line {languages[0]}: and the text",
            )
        )
    phrases = []
    for language in languages:
        try:
            phrases += [Phrase(language, one_line(value[language]))] if language in value else []
        except PydanticCustomError as error:
            said = (error.context or {})["refusals"][0]
            refusals.append(Refusal(said.message, said.hint, language))
    if refusals:
        raise refuse_all(refusals)
    return LocalText(tuple(phrases))


Words = Annotated[
    LocalText,
    PlainValidator(_local_text),
    WithJsonSchema({"anyOf": [LINE_FOR_EDITORS, {"type": "object", "additionalProperties": LINE_FOR_EDITORS}]}),
]
"""A text that a person reads: one string, or a mapping language → string."""


# -- names and flags -----------------------------------------------------------------------------


def _slug(value: Any) -> str:
    text = one_line(value)
    if not SLUG.fullmatch(text) or len(text) > MAX_SLUG:
        raise refusal(f"{quoted(text)} can't be an id", slug_hint(text))
    return text


Slug = Annotated[
    str,
    PlainValidator(_slug),
    WithJsonSchema(matching(SLUG.pattern, "use a-z, 0-9 and single hyphens", "number", most=MAX_SLUG)),
]


def _shown(value: Any) -> str:
    """A value of any shape as the beginning of a sentence."""
    if value is None:
        return "an empty value"
    return quoted(value) if isinstance(value, str) else "a list or mapping"


def _flag(value: Any) -> bool:
    word = str(value).casefold()
    if word not in {"true", "false"}:
        raise refusal(f"{_shown(value)} is neither true nor false", "write true or false")
    return word == "true"


_ANY_TRUE_OR_FALSE = "[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]"
Flag = Annotated[
    bool, PlainValidator(_flag), WithJsonSchema(matching(_ANY_TRUE_OR_FALSE, "write true or false", "boolean"))
]


def whole_number(least: int, most: int) -> BeforeValidator:
    """A whole number within bounds, from the digits that were written."""

    def check(value: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,9}", value):
            raise refusal(f"{_shown(value)} is not a whole number", f"write a number from {least} to {most}")
        if not least <= int(value) <= most:
            raise refusal(f"{value} is out of range", f"write a number from {least} to {most}")
        return int(value)

    return BeforeValidator(check, json_schema_input_type=Annotated[str, number(least, most)])


_ADDRESS = r"(?:https?://[^\s/?#@]+(?:[/?#]\S*)?|mailto:\S+@\S+|tel:\+?[0-9()./-]+)"
_ADDRESS_HINT = "write it with https:// (or mailto:, tel:) at the front"


def _address(value: Any) -> str:
    text = one_line(value)
    if not re.fullmatch(_ADDRESS, text):
        raise refusal(f"{quoted(text)} is not a full address", _ADDRESS_HINT)
    return text


Address = Annotated[str, PlainValidator(_address), WithJsonSchema(matching(_ADDRESS, _ADDRESS_HINT))]


# -- known words ---------------------------------------------------------------------------------


def _component(value: Any, info: ValidationInfo) -> str:
    known = context_of(info).components
    if value not in known:
        hint = did_you_mean(str(value), known) if known else "site.yml lists no components yet"
        raise refusal(f"unknown component {quoted(value)}", hint)
    return str(value)


ComponentId = Annotated[str, PlainValidator(_component), WithJsonSchema({"type": "string"})]


def one_of(values: type[StrEnum], what: str, synonyms: Mapping[str, str] | None = None) -> PlainValidator:
    """A member of the enumeration `values`, which the sentence calls `what`. `synonyms` only help the hint."""

    def check(value: Any) -> Any:
        return _member(values, what, value, values, synonyms or {})

    return PlainValidator(check, json_schema_input_type=values)


def _member(values: type[StrEnum], what: str, value: Any, offered: Iterable[str], synonyms: Mapping[str, str]) -> Any:
    """The member that is written as `value`; the hint names the nearest of those that are `offered` here."""
    if value is None:
        raise refusal(f"the {what} is missing", f"write one of: {', '.join(values)}")
    if not isinstance(value, str):
        raise refusal(f"the {what} must be one word", f"write one of: {', '.join(values)}")
    try:
        return values(value)
    except ValueError:
        hint = did_you_mean(value, offered, synonyms=synonyms)
        raise refusal(f"unknown {what} {quoted(value)}", hint) from None


_STATUS_SYNONYMS = {
    "acknowledged": "investigating",
    "closed": "resolved",
    "done": "completed",
    "finished": "completed",
    "fixed": "resolved",
    "found": "identified",
    "ok": "resolved",
    "open": "investigating",
    "over": "ended",
    "planned": "scheduled",
    "restored": "resolved",
    "solved": "resolved",
    "started": "in_progress",
    "watching": "monitoring",
}


def _status(value: Any, info: ValidationInfo) -> Any:
    """The hint lists only what the incident's kind may say; whether it fits the kind is a rule of its own."""
    kind = context_of(info).kind
    known = LIFECYCLES[kind].statuses if kind else tuple(Status)
    return _member(Status, "status", value, known, _STATUS_SYNONYMS)


AnyStatus = Annotated[Status, PlainValidator(_status, json_schema_input_type=Status)]
