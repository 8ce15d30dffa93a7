"""The texts of an incident as they lie in its files: read, and not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from site_builder.problems import Source
from site_builder.record import record


@record(frozen=True, slots=True, kw_only=True)
class StatementFiles:
    """The files of one statement: the original and its translations by language.

    `stem` is the original's file name without `.md`.
    """

    stem: str
    original: Source
    translations: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFiles:
    """All files of one incident. `folder` is relative to the site, attachments to the folder."""

    opener: StatementFiles
    folder: str
    updates: tuple[StatementFiles, ...] = ()
    questions: Mapping[str, Source] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
