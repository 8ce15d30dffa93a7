"""The kinds of value that a key can have, as pydantic types over the strings that were written.

Some need to know the site (its time zone, its languages): that comes as the validation context, `DoorContext`.
Every error has a sentence and a hint; `door/checking.py` adds the place.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from site_builder.model import LocalText, Phrase
from site_builder.problems import did_you_mean

MAX_LINE = 250
"""Characters of a one-line text (a title, a name)."""
MAX_TEXT = 32 * 1024
"""Characters of a longer Markdown text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorContext:
    """What values depend on: the zone of times without an offset, and the languages and components there are."""

    zone: ZoneInfo
    languages: tuple[str, ...]
    components: tuple[str, ...] = ()


def refusal(message: str, hint: str | None = None) -> PydanticCustomError:
    """An error for `raise`, with what to do about it."""
    # Braces would be read as a format by pydantic; the message is passed as a value instead.
    return PydanticCustomError("refused", "{message}", {"message": message, "hint": hint})


def context_of(info: ValidationInfo) -> DoorContext:
    context = info.context
    if not isinstance(context, DoorContext):
        raise TypeError("values are validated with a DoorContext")
    return context


# -- texts ---------------------------------------------------------------------------------------


def _one_line(value: Any) -> str:
    text = _text(value)
    if "\n" in text:
        raise refusal("this must be one line of text", "say the rest in the body")
    if len(text) > MAX_LINE:
        raise refusal(f"{len(text)} characters are too long, {MAX_LINE} are the most", "say the rest in the body")
    return text


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        hint = "write a text after the colon, or leave the key out"
        raise refusal("a text is missing" if value is None or value == "" else "this must be a text", hint)
    if len(value) > MAX_TEXT:
        raise refusal(f"{len(value)} characters are too long, {MAX_TEXT} are the most", "put it into the body")
    return value.strip()


OneLine = Annotated[str, PlainValidator(_one_line), WithJsonSchema({"type": "string", "maxLength": MAX_LINE})]
Markdown = Annotated[str, PlainValidator(_text), WithJsonSchema({"type": "string", "maxLength": MAX_TEXT})]


def _local_text(value: Any, info: ValidationInfo) -> LocalText:
    languages = context_of(info).languages
    if not isinstance(value, dict):
        return LocalText.of(languages[0], _one_line(value))
    for language in value:
        if language not in languages:
            raise refusal(f'unknown language "{language}"', did_you_mean(language, languages))
    if languages[0] not in value:
        raise refusal(f'the text in the default language "{languages[0]}" is missing')
    return LocalText(tuple(Phrase(language, _one_line(value[language])) for language in languages if language in value))


Words = Annotated[
    LocalText,
    PlainValidator(_local_text),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}),
]
"""A text that a person reads: one string, or a mapping language → string."""


# -- names and flags -----------------------------------------------------------------------------

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_SLUG = 80


def _slug(value: Any) -> str:
    text = _one_line(value)
    if not SLUG.fullmatch(text) or len(text) > MAX_SLUG:
        raise refusal(f'"{text}" can\'t be an id', slug_hint(text))
    return text


def slug_hint(text: str) -> str:
    """What ids look like, and how `text` could become one."""
    from slugify import slugify  # noqa: PLC0415 - only needed where something is wrong

    proposal = slugify(text, max_length=MAX_SLUG)
    rule = f"use a-z, 0-9 and single hyphens, {MAX_SLUG} characters at most"
    return f'{rule}: "{proposal}"' if proposal and proposal != text else rule


Slug = Annotated[
    str, PlainValidator(_slug), WithJsonSchema({"type": "string", "pattern": f"^{SLUG.pattern}$", "maxLength": MAX_SLUG})
]


def _flag(value: Any) -> bool:
    word = str(value).casefold()
    if word not in {"true", "false"}:
        raise refusal(f'"{value}" is neither true nor false', "write true or false, without quotes")
    return word == "true"


Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]


def whole_number(least: int, most: int) -> BeforeValidator:
    """A whole number within bounds, from the digits that were written."""

    def check(value: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,9}", value):
            raise refusal(f'"{value}" is not a whole number', f"write a number from {least} to {most}")
        if not least <= int(value) <= most:
            raise refusal(f"{value} is out of range", f"write a number from {least} to {most}")
        return int(value)

    return BeforeValidator(check)


def _address(value: Any) -> str:
    text = _one_line(value)
    if not re.fullmatch(r"(?:https?://[^\s/?#@]+(?:[/?#]\S*)?|mailto:\S+@\S+|tel:\+?[0-9()./-]+)", text):
        raise refusal(f'"{text}" is not a full address', "write it with https:// (or mailto:, tel:) at the front")
    return text


Address = Annotated[str, PlainValidator(_address), WithJsonSchema({"type": "string", "format": "uri"})]


# -- times ---------------------------------------------------------------------------------------

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt]|[ \t]+)(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?[ \t]*"
    r"([Zz]|[+-]\d\d(?::?\d\d)?)?"
)
_ALMOST_A_TIME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]+\d{1,2}[:.h]?\d{0,2}\S*)?")
_EXAMPLE = 'write it as 2026-04-23 09:00 (the site\'s time), or with an offset: 2026-04-23 09:00 +01:00'


def parse_instant(text: str, zone: ZoneInfo) -> datetime:
    """A point in time, in UTC. Without an offset it is in `zone`; raises a refusal for times that aren't."""
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        if _DATE.fullmatch(text.strip()):
            raise refusal("the time is missing", f"write the time too: {text.strip()} 09:00")
        raise refusal(f'"{text}" is not a date with a time', _EXAMPLE)
    parts = [int(part or 0) for part in match.groups()[:6]]
    try:
        naive = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - the zone follows
        offset = match.group(7)
        if offset is None:
            return _in_zone(naive, zone)
        written = datetime.fromisoformat(naive.isoformat() + _colon_offset(offset))
        return written.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise refusal(f'"{text}" does not exist ({_reason(error)})', _EXAMPLE) from error


def _colon_offset(offset: str) -> str:
    if offset in "Zz":
        return "+00:00"
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return f"{offset[0]}{digits[:2]}:{digits[2:]}"


def _reason(error: Exception) -> str:
    """Python's words for an impossible date, shortened to the part that helps."""
    return str(error).split(":")[0].replace(" in 0..23", "").replace("must be in range", "is out of range")


def _in_zone(naive: datetime, zone: ZoneInfo) -> datetime:
    """A local time as an instant; refused when a clock change makes it happen twice or not at all."""
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    times = "happens twice" if first.utcoffset() > second.utcoffset() else "does not exist"  # type: ignore[operator]
    # For a skipped time the two readings are the clock before and after the change.
    readings = sorted((reading.isoformat(sep=" ", timespec="minutes") for reading in (first, second)))
    raise refusal(
        f"{naive:%Y-%m-%d %H:%M} {times} in {zone.key}: the clock changes",
        f'say which is meant: "{readings[0]}" or "{readings[1]}"',
    )


def _instant(value: Any, info: ValidationInfo) -> datetime:
    return parse_instant(_one_line(value), context_of(info).zone)


Instant = Annotated[
    datetime,
    PlainValidator(_instant),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[Tt ]\s*\d\d:\d\d"}),
]


def _when(value: Any, info: ValidationInfo) -> date | datetime | str:
    """A day, an instant, or one line of text; what only looks like a date is refused, not printed as text."""
    text = _one_line(value)
    if match := _DATE.fullmatch(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError as error:
            raise refusal(f'"{text}" does not exist ({_reason(error)})') from error
    if _DATE_TIME.fullmatch(text) or _ALMOST_A_TIME.fullmatch(text):
        return parse_instant(text, context_of(info).zone)
    return text


When = Annotated[date | datetime | str, PlainValidator(_when), WithJsonSchema({"type": "string"})]


# -- known words ---------------------------------------------------------------------------------


def _component(value: Any, info: ValidationInfo) -> str:
    known = context_of(info).components
    if value not in known:
        raise refusal(f'unknown component "{value}"', did_you_mean(str(value), known))
    return str(value)


ComponentId = Annotated[str, PlainValidator(_component), WithJsonSchema({"type": "string"})]


def one_of(values: type[StrEnum], what: str) -> PlainValidator:
    """A member of the enumeration `values`, which the sentence calls `what`."""

    def check(value: Any) -> Any:
        try:
            return values(value)
        except ValueError:
            raise refusal(f'unknown {what} "{value}"', did_you_mean(str(value), list(values))) from None

    return PlainValidator(check, json_schema_input_type=str)
