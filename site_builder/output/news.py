"""What differs between two builds of a program that goes on running: what is the same is the very same object."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def came_and_went(before: Sequence[T], now: Sequence[T]) -> tuple[list[T], list[T]]:
    """Which objects are new, and which are gone. Of thousands that stay, none is compared."""
    ids_before, ids_now = set(map(id, before)), set(map(id, now))
    return [one for one in now if id(one) not in ids_before], [one for one in before if id(one) not in ids_now]
