"""Frozen dataclasses of which a build makes hundreds for each incident.

Python makes an object of a frozen class three times as slowly, because each field goes by `object.__setattr__`. So here
mypy alone refuses to change one; to Python it is a dataclass like any other that can be hashed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen, **options):
        """`dataclass(frozen=True, ...)`, as mypy sees it."""
        return dataclass(unsafe_hash=frozen, **options)


__all__ = ["record"]
