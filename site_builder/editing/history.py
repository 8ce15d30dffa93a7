"""silent-edit: what was published can be corrected, and says so; it is never taken back in silence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from site_builder.content.front_matter import FrontMatter, read_parts
from site_builder.content.library import QUESTIONS
from site_builder.door.times import parse_instant
from site_builder.door.yaml_text import Value
from site_builder.editing.desk import Desk
from site_builder.problems import Problem, SiteProblems, Source

_BODY = "the text"
# They say nothing that customers read: a correction is no change of its own, and an id or a pin changes no word. What
# becomes a draft is looked for on its own.
_SILENT_KEYS = {"draft", "edited", "id", "pinned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """A statement as one version of its file has it."""

    path: str
    front: FrontMatter

    @property
    def is_opener(self) -> bool:
        return "title" in self.front.located.data

    @property
    def story(self) -> str:
        """The name of its incident."""
        path = PurePosixPath(self.path)
        return path.stem if self.is_opener else path.parent.name

    @property
    def id(self) -> str:
        """What feeds know it by, within its incident."""
        given = self.front.located.data.get("id")
        return given if isinstance(given, str) else PurePosixPath(self.path).stem

    def is_public(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether it is out at `now`, as far as its own file says."""
        data = self.front.located.data
        date = data.get("date")
        if not isinstance(date, str) or str(data.get("draft")).casefold() == "true":
            return False
        try:
            return parse_instant(date, zone) <= now
        except PydanticCustomError:
            return False

    def words(self, zone: ZoneInfo) -> dict[str, object]:
        """What customers read of it. Where lines are broken makes no difference, nor how a time is written."""
        said = {key: value for key, value in self.front.located.data.items() if key not in _SILENT_KEYS}
        return {_BODY: _flat(self.front.body)} | {key: _meant(value, zone) for key, value in said.items()}

    def corrections(self) -> int:
        edited = self.front.located.data.get("edited")
        return len(edited) if isinstance(edited, list) else 0


def silent_edits(desk: Desk) -> Iterator[Problem]:
    """Published statements that changed without a new entry in `edited`, or are gone. Found with `--since` only.

    What counts as published is what `now` finds public in the earlier revision.
    """
    if desk.changes is None:
        return
    was_public = list(_public_then(desk))
    story_ids = {each.story: each.id for each in was_public if each.is_opener}
    story_ids = {incident.name: incident.id for incident in desk.incidents} | story_ids
    stories = {incident.id for incident in desk.incidents}
    statements = {(incident.id, update.id) for incident in desk.incidents for update in incident.updates}
    lost = {each.story for each in was_public if each.is_opener and each.id not in stories}
    for then in was_public:
        if then.is_opener:
            is_there = then.id in stories
        else:
            is_there = then.story in lost or (story_ids.get(then.story), then.id) in statements
        if not is_there:
            yield _taken_away(desk, then)
        elif then.path in desk.changes.paths:
            yield from _changed(desk, then)


def _public_then(desk: Desk) -> Iterator[_Version]:
    """The statements of the earlier revision that are public at `now`, by path; no translations, which add no facts."""
    assert desk.changes is not None  # noqa: S101 - `silent_edits` has asked
    versions = [version for source in desk.changes.before.values() if (version := _version(source))]
    zone, now = desk.site.timezone, desk.now
    out = {each.story: each.is_public(now, zone) for each in versions if each.is_opener}
    openers = {incident.name: incident.opener for incident in desk.incidents}
    unchanged = {story: not opener.draft and opener.date <= now for story, opener in openers.items()}
    for each in sorted(versions, key=lambda version: version.path):
        if each.is_public(now, zone) and (unchanged | out).get(each.story, True):
            yield each


def _version(source: Source) -> _Version | None:
    """The statement in a file; None where it holds none, or could not have been published."""
    path = PurePosixPath(source.path)
    unread = any(part.startswith(("_", ".")) for part in path.parts)
    if unread or "." in path.stem or path.stem == QUESTIONS:
        return None
    try:
        return _Version(path=source.path, front=read_parts(source))
    except SiteProblems:
        return None


def _changed(desk: Desk, then: _Version) -> Iterator[Problem]:
    now = _version(desk.files.source(then.path))
    if now is None:
        return
    if not now.is_public(desk.now, desk.site.timezone):
        message = "this was published, and is held back now: its readers are left without a word"
        hint = "publish it again, and say in a new update what was wrong"
        yield desk.files.at_key(then.path, ("draft", "date"), message, hint)
        return
    before, after = then.words(desk.site.timezone), now.words(desk.site.timezone)
    different = [key for key in after | before if before.get(key) != after.get(key)]
    if not different or now.corrections() > then.corrections():
        return
    listed = ", ".join(key if key == _BODY else f'"{key}"' for key in different)
    message = f"this was published, and changed without a word: {listed}"
    today = f"{desk.now.astimezone(desk.site.timezone):%Y-%m-%d %H:%M}"
    hint = f"tell its readers; add to edited: {{date: {today}, reason: …}}"
    if different == [_BODY]:
        line = _first_difference(then.front.body, now.front.body)
        body_line = now.front.body.split("\n")[line : line + 1] or [""]
        number = now.front.body_line + line
        yield now.front.source.problem(message, line=number, column=1, length=max(len(body_line[0]), 1), hint=hint)
    else:
        yield desk.files.at_key(then.path, tuple(key for key in different if key != _BODY), message, hint)


def _first_difference(before: str, after: str) -> int:
    """The first line that is another, counted from 0; at most the last one that is there."""
    lines = after.split("\n")
    pairs = zip_longest(before.split("\n"), lines)
    first = next((index for index, (one, other) in enumerate(pairs) if one != other), 0)
    return min(first, len(lines) - 1)


def _taken_away(desk: Desk, then: _Version) -> Problem:
    assert desk.changes is not None  # noqa: S101 - `silent_edits` has asked
    what = "incident" if then.is_opener else "update"
    moved_to = _same_words(desk, then, desk.changes.paths - desk.changes.before.keys())
    if moved_to is not None:
        message = f"this {what} was published as {then.path}: feeds take it for a new one"
        return desk.files.at_key(moved_to, ("id",), message, f"keep what feeds know it by: id: {then.id}")
    message = f"this {what} was published, and is gone"
    hint = (
        f"put it back with: git checkout {desk.changes.revision} -- {then.path}\n"
        "a mistake is corrected with edited:, or in a new update"
    )
    return desk.files.of_file(then.path, message, hint)


def _same_words(desk: Desk, then: _Version, paths: Iterable[str]) -> str | None:
    """The new file that has the same text."""
    for path in sorted(paths):
        version = _version(desk.files.source(path))
        if version is not None and _flat(version.front.body) == _flat(then.front.body):
            return path
    return None


def _meant(value: Value, zone: ZoneInfo) -> object:
    """A value of the front matter, such that two ways to write the same are equal."""
    if isinstance(value, list):
        return [_meant(each, zone) for each in value]
    if isinstance(value, dict):
        return {key: _meant(each, zone) for key, each in value.items()}
    if value is None:
        return None
    try:
        return parse_instant(value, zone)
    except PydanticCustomError:
        return _flat(value)


def _flat(text: str) -> str:
    return " ".join(text.split())
