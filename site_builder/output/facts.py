"""What documents may depend on besides what they are made from, each as a digest by its name."""

from collections.abc import Callable, Iterator, Mapping

_OF = "//"
"""Between a template and its block; no template has it in its name."""


def name_of_block(template: str, block: str) -> str:
    """The name of all that a block of a template is made from."""
    return f"{template}{_OF}{block}"


def is_of_block(name: str) -> bool:
    """Whether it is the name of what a block is made from."""
    return _OF in name


class Facts(Mapping[str, str]):
    """The state of the whole site and the theme, in one language: names of CHANGING, templates, and their blocks,
    which `of_block` tells by the names of a template and a block."""

    def __init__(
        self, state: Mapping[str, str], theme: Mapping[str, str], of_block: Callable[[str, str], str | None]
    ) -> None:
        self._known = {**state, **theme}
        self._of_block = of_block

    def __getitem__(self, name: str) -> str:
        if name not in self._known and is_of_block(name):
            template, _, block = name.partition(_OF)
            digest = self._of_block(template, block)
            if digest is not None:
                self._known[name] = digest
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
