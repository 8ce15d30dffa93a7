"""Located values against a pydantic model: all errors at once, each as a Problem at its place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from site_builder.door.context import DoorContext
from site_builder.door.fields import Refusal
from site_builder.door.yaml_text import KeyPath, Located, Value
from site_builder.problems import Problem, SiteProblems, did_you_mean, quoted

Model = TypeVar("Model", bound="Fields")


class Fields(BaseModel):
    """A mapping with known keys. `elsewhere` says of keys that people write here where they belong."""

    # With `defer_build` what checks the values is made when the first of them come: a run needs few of these models.
    # A default that is itself one of them is made by `model_construct`, which doesn't check.
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)
    elsewhere: ClassVar[Mapping[str, str]] = {}


def check(model: type[Model], located: Located, context: DoorContext) -> Model:
    """The values of `located` as `model`. Raises SiteProblems with everything that is wrong."""
    # A key without a value says nothing, as though it were not there.
    given = {key: value for key, value in located.data.items() if value is not None}
    try:
        return model.model_validate(given, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = [problem for detail in details for problem in _problems(model, located, dict(detail))]
        raise SiteProblems(sorted(problems, key=lambda problem: problem.location)) from error


def _problems(model: type[Fields], located: Located, detail: dict[str, Any]) -> Iterator[Problem]:
    loc: tuple[str | int, ...] = detail["loc"]
    path = _real_path(located.data, loc)
    kind = detail["type"]
    if kind == "refused":
        for refused in detail["ctx"]["refusals"]:
            yield _refused(located, path, refused, at_key=loc[-1:] == ("[key]",))
    elif kind == "extra_forbidden":
        name = str(loc[-1])
        owner = _model_at(model, loc[:-1])
        hint = owner.elsewhere.get(name) or did_you_mean(name, owner.model_fields)
        yield located.problem(path, f"unknown key {quoted(name)}", hint=hint, at_key=True)
    elif kind == "missing":
        yield _missing(located, path, str(loc[-1]))
    else:
        yield _wrong_shape(located, path, kind)


def _refused(located: Located, path: KeyPath, refused: Refusal, *, at_key: bool) -> Problem:
    inner = path if refused.key is None else (*path, refused.key)
    return located.problem(inner, refused.message, hint=refused.hint, at_key=at_key or refused.at_key)


def _missing(located: Located, path: KeyPath, name: str) -> Problem:
    mark = located.keys.get(path)
    written = located.source.line(mark.line) if mark else None
    example = "name: Harbour Stores" if path == ("name",) else _EXAMPLES.get(name)
    hint = f"for example: {example}" if example else "write it, with a value"
    if written and "#" in written:
        hint = "what follows # is a comment in YAML; put a text that begins with # in quotes"
    return located.problem(path, f'"{name}" is missing', hint=hint, at_key=True)


def _wrong_shape(located: Located, path: KeyPath, kind: str) -> Problem:
    wanted = {"dict_type": "a mapping", "list_type": "a list", "model_type": "a mapping"}.get(kind, "something else")
    name = next((part for part in reversed(path) if isinstance(part, str)), "this")
    each = "each of " if path and isinstance(path[-1], int) else ""
    return located.problem(path, f'{each}"{name}" must be {wanted}', hint=_SHAPE_HINTS.get(wanted))


_SHAPE_HINTS = {
    "a mapping": "write one “key: value” to a line, indented below it",
    "a list": "write one “- item” to a line, indented below it",
}

_EXAMPLES = {
    "title": "title: Online orders are unavailable",
    "date": "date: 2026-04-23 09:00",
    "status": "status: monitoring",
    "starts": "starts: 2026-05-10 23:00",
    "ends": "ends: 2026-05-11 04:00",
    "reason": "reason: The first version named the wrong shop.",
    "text": "text: We have no evidence that card details were taken.",
    "name": "name: Gift cards",
    "id": "id: gift-cards",
    "components": "components: and below it a list, each item with id: and name:",
    "label": "label: Customer service",
    "url": "url: https://status.example.com",
    "timezone": "timezone: Europe/London",
    "contacts": 'contacts: ["mailto:security@example.com"]',
    "expires": "expires: 2027-04-30 12:00",
}


def _real_path(data: Value, loc: Iterable[str | int]) -> KeyPath:
    """Pydantic's path without what is not in the file: union tags and the `[key]` of a mapping."""
    path: list[str | int] = []
    here: Value = data
    for part in loc:
        if isinstance(here, dict) and part in here:
            here = here[str(part)]
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        elif isinstance(part, str) and part[:1] in {"<", "["}:
            continue
        else:
            here = None
        path.append(part)
    return tuple(path)


def _model_at(model: type[Fields], loc: Iterable[str | int]) -> type[Fields]:
    """The model of the mapping at `loc`."""
    candidates = [model]
    for part in loc:
        if isinstance(part, str) and part.startswith("<"):
            candidates = [one for one in candidates if one.__name__ == part.strip("<>")] or candidates
        elif isinstance(part, str) and part in candidates[0].model_fields:
            candidates = _models_in(candidates[0].model_fields[part].annotation) or candidates
    return candidates[0]


def _models_in(annotation: Any) -> list[type[Fields]]:
    """All mappings with known keys that stand somewhere in a type such as `tuple[Edit, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Fields):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
