"""Our own frozen types as JSON can hold them, and back: for what a build keeps for the next one.

What stands in the cache was checked before it came there, and is only ever taken up by the same version of the code. So
this checks types and no more, and takes a hundredth of the time that pydantic takes to be imported and made ready; it
reads an incident in about the same time. An object is the list of its fields' values, in their order.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import repeat
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

T = TypeVar("T")
Convert = Callable[[Any], Any]


def to_text(value: object) -> str:
    """A value of these types as JSON."""
    return _encode(value)


def from_text(kind: type[T], text: str) -> T:
    """The value of type `kind` that became this text. Raises ValueError where it is none."""
    any_kind: Any = kind  # which mypy takes for hashable
    try:
        made: T = _decoder(any_kind)(json.loads(text))
    except (TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ValueError(f"no {kind.__name__}") from error
    return made


# -- there ---------------------------------------------------------------------------------------


def _as_json(value: Any) -> Any:
    """Of what JSON doesn't know itself. Enums of ours are texts, and tuples become lists."""
    if isinstance(value, date):  # or a datetime
        return value.isoformat()
    if isinstance(value, ZoneInfo):
        return value.key
    kind: Any = type(value)
    return [getattr(value, name) for name in _names(kind)]


@cache
def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


_encode = json.JSONEncoder(default=_as_json, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


# -- and back ------------------------------------------------------------------------------------


def _plain(*kinds: Any) -> Convert:
    """Of what JSON has itself."""
    allowed = frozenset(kinds)

    def decode(value: Any) -> Any:
        if type(value) not in allowed:
            raise TypeError(f"{value!r} is none of them")
        return value

    return decode


_PLAIN = frozenset({str, int, bool, float})


@cache
def _decoder(kind: Any) -> Convert:
    if get_origin(kind) in (Union, UnionType):
        return _decoder_of_one(get_args(kind))
    if get_origin(kind) is tuple:
        return _decoder_of_tuple(get_args(kind))
    if is_dataclass(kind):
        return _decoder_of_fields(kind)
    if issubclass(kind, Enum):
        return {each.value: each for each in kind}.__getitem__
    if kind in (date, datetime):
        read: Convert = kind.fromisoformat
        return read
    return ZoneInfo if kind is ZoneInfo else _plain(kind)


def _decoder_of_fields(kind: Any) -> Convert:
    # Each into its slot, which is what __init__ does, only slower.
    kinds: list[tuple[str, Any]] = [(field.name, field.type) for field in fields(kind)]
    slots = [(getattr(kind, name).__set__, _decoder(each)) for name, each in kinds]
    count = len(slots)
    make = object.__new__

    def decode(tree: Any) -> Any:
        if type(tree) is not list or len(tree) != count:
            raise ValueError(f"no {kind.__name__}")
        made = make(kind)
        for (put, decoder), value in zip(slots, tree):  # noqa: B905 - as many, and strictness takes its time
            put(made, decoder(value))
        return made

    return decode


def _decoder_of_tuple(kinds: tuple[Any, ...]) -> Convert:
    decoders = repeat(_decoder(kinds[0])) if len(kinds) == 2 and kinds[1] is Ellipsis else [*map(_decoder, kinds)]

    def decode(tree: Any) -> Any:
        if type(tree) is not list or (isinstance(decoders, list) and len(tree) != len(decoders)):
            raise ValueError("no tuple")
        return tuple([decoder(each) for decoder, each in zip(decoders, tree, strict=False)])

    return decode


def _decoder_of_one(kinds: tuple[Any, ...]) -> Convert:
    others = [each for each in kinds if each is not NoneType]
    if _PLAIN.issuperset(others):
        return _plain(*kinds)
    decoder = _moment if set(others) == {date, datetime} else _decoder(*others)
    return lambda tree: None if tree is None else decoder(tree)


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
