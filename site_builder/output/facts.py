"""What documents may depend on besides what they are made from, each as a digest by its name."""

from collections.abc import Iterator, Mapping

from site_builder.output.theme import Templates

_OF = "//"
"""Between a template and its block; no template has it in its name."""


def name_of_block(template: str, block: str) -> str:
    """The name of all that a block of a template is made from."""
    return f"{template}{_OF}{block}"


class Facts(Mapping[str, str]):
    """The state of the whole site and the theme, in one language: names of CHANGING, templates, and their blocks."""

    def __init__(self, state: Mapping[str, str], theme: Mapping[str, str], templates: Templates) -> None:
        self._known = {**state, **theme}
        self._templates = templates

    def __getitem__(self, name: str) -> str:
        if name not in self._known and _OF in name:
            digest = self._templates.block(*name.split(_OF, 1))
            if digest is not None:
                self._known[name] = digest
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
