"""The files of one incident → `Incident`, and back. Nothing here touches the disk.

`NAME.md` opens, each file in `NAME/` follows, `NAME.cy.md` says the same in another language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from site_builder.content.front_matter import OpenerFields, UpdateFields
from site_builder.content.questions import parse_questions
from site_builder.content.rules import incident_problems
from site_builder.content.statement import parse_statement
from site_builder.content.texts import IncidentFiles
from site_builder.door.context import DoorContext
from site_builder.door.times import format_instant
from site_builder.model import OPENER_ID, Expectation, Incident, LocalText, Update
from site_builder.problems import Problem, SiteProblems
from site_builder.vocabulary import LIFECYCLES, Kind


def parse_incident(files: IncidentFiles, context: DoorContext) -> Incident:
    """The incident. Raises SiteProblems with everything that is wrong with its files."""
    problems: list[Problem] = []
    opener = parse_statement(files.opener, OpenerFields, context, problems)
    context = replace(context, kind=opener.fields.kind if opener else None)
    updates = [
        update
        for update_files in files.updates
        if (update := parse_statement(update_files, UpdateFields, context, problems))
    ]
    try:
        questions = parse_questions(files.questions, context.languages)
    except SiteProblems as error:
        problems += error.problems
    if opener is not None:
        # The order is total: two updates of the same minute stand by their file names.
        updates.sort(key=lambda update: (update.fields.date, update.stem))
        complete = len(updates) == len(files.updates)
        problems += incident_problems(opener, updates, context.zone, complete=complete)
    if opener is None or problems:
        raise SiteProblems(problems)
    kind = opener.fields.kind
    title = opener.local_text("title", opener.fields.title, lambda words: words.title)
    return Incident(
        name=files.opener.stem,
        id=opener.fields.id or files.opener.stem,
        kind=kind,
        title=title or LocalText.of(context.languages[0], opener.fields.title),
        updates=(
            opener.update(OPENER_ID, opener.fields.status or LIFECYCLES[kind].opens),
            *(update.update(update.fields.id or update.stem, update.fields.status) for update in updates),
        ),
        pinned=opener.fields.pinned,
        questions=questions,
        attachments=files.attachments,
        folder=files.folder,
    )


# -- and back ------------------------------------------------------------------------------------


def format_incident(incident: Incident, folder: str = "incidents") -> tuple[tuple[str, str], ...]:
    """The text files of an incident as (path, text), below `folder`. Reading them back gives an equal incident.

    Attachments are not text and stay where they are.
    """
    language = incident.title.original.language
    base = f"{folder}/{incident.name}"
    files = list(_statement_files(base, _head(incident), incident.opener, incident.title))
    for update in incident.updates[1:]:
        files += _statement_files(f"{base}/{update.id}", {}, update, None)
    for other in _languages(question.heading for question in incident.questions):
        text = "\n\n".join(
            f"## {question.heading.pick(other).text}\n\n{question.answer.pick(other).text}"
            for question in incident.questions
        )
        files.append((f"{base}/questions{_suffix(other, language)}.md", text + "\n"))
    return tuple(files)


def format_opener(incident: Incident, zone: ZoneInfo) -> str:
    """The opening file of an incident in its original language, with times as people in `zone` write them."""
    return _original_file(_head(incident), incident.opener, zone)


def format_update(update: Update, zone: ZoneInfo, *, stem: str) -> str:
    """The file of a further update, in the same way; `stem` is the name that it is given, without `.md`."""
    return _original_file({} if update.id == stem else {"id": update.id}, update, zone)


def _original_file(head: dict[str, Any], update: Update, zone: ZoneInfo) -> str:
    keys = _original_keys(head, update)
    return _file({key: _in_zone(value, zone) for key, value in keys.items()}, update.body.original.text)


def _in_zone(value: Any, zone: ZoneInfo) -> Any:
    """A value of the front matter, with instants as they are written in `zone`."""
    if isinstance(value, datetime):
        return format_instant(value, zone)
    if isinstance(value, dict):
        return {key: _in_zone(inner, zone) for key, inner in value.items()}
    return [_in_zone(inner, zone) for inner in value] if isinstance(value, list) else value


def _head(incident: Incident) -> dict[str, Any]:
    """The keys that only an opening file has."""
    head: dict[str, Any] = {"title": incident.title.original.text}
    if incident.kind is not Kind.INCIDENT:
        head["kind"] = str(incident.kind)
    if incident.pinned:
        head["pinned"] = True
    if incident.id != incident.name:
        head["id"] = incident.id
    return head


def _original_keys(head: dict[str, Any], update: Update) -> dict[str, Any]:
    status = {} if update.id == OPENER_ID else {"status": str(update.status)}
    return head | {"date": update.date} | status | _facts(update) | _wording(update, update.body.original.language)


def _statement_files(
    base: str, head: dict[str, Any], update: Update, title: LocalText | None
) -> Iterable[tuple[str, str]]:
    language = update.body.original.language
    yield f"{base}.md", _file(_original_keys(head, update), update.body.original.text)
    texts = [update.body, *([title] if title else []), *_texts(update)]
    for other in _languages(texts):
        if other == language:
            continue
        words = _wording(update, other)
        said = title.pick(other) if title else None
        if said is not None and said.language == other:
            words = {"title": said.text} | words
        body = update.body.pick(other)
        yield f"{base}{_suffix(other, language)}.md", _file(words, body.text if body.language == other else "")


def _suffix(language: str, default: str) -> str:
    return "" if language == default else f".{language}"


def _languages(texts: Iterable[LocalText]) -> list[str]:
    return list(dict.fromkeys(phrase.language for text in texts for phrase in text.phrases))


def _texts(update: Update) -> Iterable[LocalText]:
    impact = update.data_impact.text if update.data_impact else None
    for text in (update.what_to_do, update.what_works, impact, *(one.text for one in update.expected)):
        if text is not None:
            yield text
    yield from (edit.reason for edit in update.edited)


def _facts(update: Update) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "components": {component: str(status) for component, status in update.components},
        "impact": str(update.impact) if update.impact else None,
        "starts": update.starts,
        "ends": update.ends,
        "next_update": update.next_update,
        "draft": update.draft or None,
    }
    return {key: value for key, value in facts.items() if value not in (None, {})}


def _wording(update: Update, language: str) -> dict[str, Any]:
    """The keys that hold words. In the original's language they also hold the facts among them."""
    original = language == update.body.original.language
    words: dict[str, Any] = {
        "expected": _expected(update.expected, language, original=original),
        "what_to_do": _phrase(update.what_to_do, language),
        "what_works": _phrase(update.what_works, language),
    }
    impact = update.data_impact
    if impact is not None:
        facts = {"status": str(impact.status), "as_of": impact.as_of} if original else {}
        words["data_impact"] = _without_none(facts | {"text": _phrase(impact.text, language)})
    if original or any(_phrase(edit.reason, language) for edit in update.edited):
        words["edited"] = [
            ({"date": edit.date} if original else {}) | _without_none({"reason": _phrase(edit.reason, language)})
            for edit in update.edited
        ]
    return {key: value for key, value in words.items() if value not in (None, {}, [])}


def _phrase(text: LocalText | None, language: str) -> str | None:
    if text is None:
        return None
    phrase = text.pick(language)
    return phrase.text if phrase.language == language else None


def _expected(expected: Iterable[Expectation], language: str, *, original: bool) -> Any:
    values: dict[str | None, date | datetime | str | None] = {
        one.component: one.when if original and one.when else _phrase(one.text, language) for one in expected
    }
    stated = _without_none(values)
    return stated.get(None, stated)


def _without_none(mapping: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in mapping.items() if value is not None}


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, so that a person can go on writing in them; equal values written out each time."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the door refuses aliases, whatever the value
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if "\n" not in text:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text)
    # With a last line end the sign of the block is a plain "|"; the door trims it.
    return dumper.represent_scalar("tag:yaml.org,2002:str", f"{text}\n", style="|")


_Dumper.add_representer(str, _represent_text)


def _file(keys: dict[str, Any], body: str) -> str:
    # Those could be taken for a front matter, or for a byte order mark.
    if not keys and not body.startswith(("-", "–", "—", "+", "\ufeff")):
        return f"{body}\n"
    if not keys:
        return f"---\n---\n\n{body}\n"
    front = yaml.dump(keys, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{front}---\n\n{body}\n" if body else f"---\n{front}---\n"
