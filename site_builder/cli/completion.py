"""What a shell offers when somebody presses Tab. A site that can't be read offers nothing, and says nothing, either.

https://click.palletsprojects.com/en/stable/shell-completion/
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

if TYPE_CHECKING:
    from site_builder.model import Incident

Pair = tuple[str, str]
"""What is offered, and what it means."""


Offer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]


def offer(words: Callable[[click.Context], Iterable[Pair]]) -> Offer:
    """For `shell_complete`: the words that begin with what is there already; if none does, those that hold it."""

    def complete(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":
        pairs = list(words(ctx))
        wanted = incomplete.casefold()
        begins = [pair for pair in pairs if pair[0].startswith(wanted)]
        found = begins or [pair for pair in pairs if wanted in " ".join(pair).casefold()]
        return [CompletionItem(value, help=meaning or None) for value, meaning in found]

    return complete


def _quietly(read: Callable[[], list[Pair]]) -> list[Pair]:
    from site_builder.problems import SiteProblems

    try:
        return read()
    except (SiteProblems, OSError):
        return []


def _folder(ctx: click.Context) -> Path:
    folder = ctx.params.get("site")
    return folder if isinstance(folder, Path) else Path()


def incidents(ctx: click.Context) -> list[Pair]:
    """Those that are open; if none is, all of them. The newest come first."""

    def read() -> list[Pair]:
        known = _incidents(_folder(ctx))
        found = [each for each in known if _is_open(each)] or known
        found.sort(key=lambda each: each.opener.date, reverse=True)
        return [(each.name, each.title.original.text) for each in found]

    return _quietly(read)


def _incidents(folder: Path) -> "list[Incident]":
    from site_builder.content.library import load_library
    from site_builder.door.context import context_for
    from site_builder.settings import load_site

    return list(load_library(folder, context_for(load_site(folder))).incidents)


def _is_open(incident: "Incident") -> bool:
    return incident.latest.status not in incident.lifecycle.closed


def components(ctx: click.Context) -> list[Pair]:
    """`ID=STATUS`, for each component and each status."""
    from site_builder.vocabulary import ComponentStatus

    return [(f"{component}={status}", name) for component, name in _components(ctx) for status in ComponentStatus]


def expectations(ctx: click.Context) -> list[Pair]:
    """`ID=`, for what is expected of one component."""
    return [(f"{component}=", name) for component, name in _components(ctx)]


def _components(ctx: click.Context) -> list[Pair]:
    from site_builder.settings import load_site

    def read() -> list[Pair]:
        site = load_site(_folder(ctx))
        return [(each.id, each.name.pick(site.language).text) for each in site.components if not each.retired]

    return _quietly(read)


def statuses(ctx: click.Context) -> list[Pair]:
    """Those of the incident that is named before; if it isn't known, all."""
    from site_builder.vocabulary import LIFECYCLES, Status

    # While an option still waits for its value, click has not given the other words to the arguments yet.
    named = str(ctx.params.get("incident") or next(iter(ctx.args), ""))

    def read() -> list[Pair]:
        from site_builder.desk.matching import Stage, find_incident

        known = _incidents(_folder(ctx))
        found = find_incident(known, lambda each: Stage.OPEN if _is_open(each) else Stage.OVER, named)
        return [(status.value, "") for status in LIFECYCLES[found.kind].statuses]

    return (_known(read) if named else []) or [(status.value, "") for status in Status]


def _known(read: Callable[[], list[Pair]]) -> list[Pair]:
    from site_builder.desk.wish import WrongWish

    try:
        return _quietly(read)
    except WrongWish:
        return []


def templates(ctx: click.Context) -> list[Pair]:
    """The names in `incidents/_templates/`."""
    folder = _folder(ctx) / "incidents" / "_templates"
    return _quietly(lambda: [(file.stem, "") for file in sorted(folder.glob("*.md"))])


def kinds(_ctx: click.Context) -> list[Pair]:
    """What a file can tell of."""
    from site_builder.vocabulary import Kind

    return [(kind.value, "") for kind in Kind]


def impacts(_ctx: click.Context) -> list[Pair]:
    """How much something can matter."""
    from site_builder.vocabulary import Impact

    return [(impact.value, "") for impact in Impact]


def data_impacts(_ctx: click.Context) -> list[Pair]:
    """What can be known of customers' data."""
    from site_builder.vocabulary import DataImpactStatus

    return [(status.value, "") for status in DataImpactStatus]


class BashWithEquals(BashComplete):
    """Bash cuts words at `=` (COMP_WORDBREAKS), and so `orders=major` arrives as three: here it is one again."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being written, and that one."""
        args, incomplete = super().get_completion_args()
        words = _joined([*args, incomplete])
        return words[:-1], words[-1]

    def format_completion(self, item: "CompletionItem[Any]") -> str:
        """Bash puts it behind the last `=`, if it has cut there."""
        _, incomplete = self.get_completion_args()
        if "=" in incomplete and item.value.startswith(incomplete.rpartition("=")[0]):
            return f"{item.type},{item.value.partition('=')[2]}"
        return super().format_completion(item)


def _joined(words: list[str]) -> list[str]:
    """`ID`, `=`, `STATUS` as one word; the sign between an option and its value goes."""
    joined: list[str] = []
    glue = False
    for word in words:
        belongs = glue or word == "="
        if belongs and joined and not joined[-1].startswith("-"):
            joined[-1] += word
        elif word != "=":
            joined.append(word)
        glue = word == "=" and not joined[-1].startswith("-")
    return joined


add_completion_class(BashWithEquals)
