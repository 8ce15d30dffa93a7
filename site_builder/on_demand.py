"""Frozen objects of which a part is worked out when somebody asks for it, and can be let go of again."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar


class OnDemand:
    """To stand before a frozen dataclass with slots, whose fields in `ON_DEMAND` are left empty at first."""

    __slots__ = ()
    ON_DEMAND: ClassVar[tuple[str, ...]]
    OTHERS: ClassVar[Iterable[str]] = ()
    """What its heirs work out in other ways."""

    def worked_out(self) -> object:
        """An object that has all of `ON_DEMAND`."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        """Called for what isn't there."""
        if name not in self.ON_DEMAND:
            raise AttributeError(name)
        whole = self.worked_out()
        for each in self.ON_DEMAND:
            object.__setattr__(self, each, getattr(whole, each))
        return object.__getattribute__(self, name)

    def let_go(self) -> None:
        """Frees it. It is worked out again for whoever asks."""
        for together in (self.ON_DEMAND, self.OTHERS):
            with suppress(AttributeError):  # nobody asked for any of them
                for each in together:
                    object.__delattr__(self, each)
