"""An update, said in the words of options: the other direction of `site_builder/desk/said.py`."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from zoneinfo import ZoneInfo

from site_builder.desk.said import Said
from site_builder.door.times import format_instant
from site_builder.model import Expectation, LocalText, Update


def said(update: Update, zone: ZoneInfo) -> Said:
    """What has to be said for the original language of this update, without its id, name and corrections."""
    impact = update.data_impact
    return Said(
        message=update.body.original.text,
        status=update.status.value,
        components=tuple(f"{component}={status}" for component, status in update.components),
        impact=update.impact,
        starts=_time(update.starts, zone),
        ends=_time(update.ends, zone),
        next_update=_time(update.next_update, zone),
        expected=tuple(_expectation(each, zone) for each in update.expected),
        what_works=_text(update.what_works),
        what_to_do=_text(update.what_to_do),
        data_impact=impact.status if impact else None,
        data_impact_text=_text(impact.text) if impact else None,
        data_impact_as_of=_time(impact.as_of, zone) if impact else None,
        draft=update.draft,
    )


def options(words: Said) -> Iterator[str]:
    """The same as arguments of a command."""
    for each in fields(words):
        value = getattr(words, each.name)
        name = "component" if each.name == "components" else each.name.replace("_", "-")
        if value is True:
            yield f"--{name}"
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                yield f"--{name}={one}"


def _time(instant: datetime | None, zone: ZoneInfo) -> str | None:
    return None if instant is None else format_instant(instant, zone)


def _text(text: LocalText | None) -> str | None:
    return None if text is None else text.original.text


def _expectation(expected: Expectation, zone: ZoneInfo) -> str:
    when = expected.when
    value = _time(when, zone) if isinstance(when, datetime) else str(when) if when else _text(expected.text)
    return f"{expected.component}={value}" if expected.component else str(value)
