"""Located values against a pydantic model: all errors at once, each as a Problem at its place."""

from collections.abc import Iterable
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from site_builder.door.fields import DoorContext
from site_builder.door.yaml_text import KeyPath, Located
from site_builder.problems import Problem, SiteProblems, did_you_mean

Model = TypeVar("Model", bound="Fields")


class Fields(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def check(model: type[Model], located: Located, context: DoorContext) -> Model:
    """The values of `located` as `model`. Raises SiteProblems with everything that is wrong."""
    # A key without a value says nothing, as though it were not there.
    given = {key: value for key, value in located.data.items() if value is not None}
    try:
        return model.model_validate(given, context=context)
    except ValidationError as error:
        problems = [_problem(model, located, dict(detail)) for detail in error.errors(include_url=False)]
        raise SiteProblems(sorted(problems, key=lambda problem: problem.location)) from error


def _problem(model: type[Fields], located: Located, detail: dict[str, Any]) -> Problem:
    path = _real_path(located, detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = known_keys(model, detail["loc"][:-1])
        hint = did_you_mean(str(path[-1]), known)
        return located.problem(path, f'unknown key "{path[-1]}"', hint=hint, at_key=True)
    if kind == "missing":
        name = detail["loc"][-1]
        return located.problem(path, f'"{name}" is missing', hint=_example(str(name)), at_key=True)
    if kind == "refused":
        ctx = detail["ctx"]
        return located.problem(path, ctx["message"], hint=ctx["hint"], at_key=detail["loc"][-1] == "[key]")
    shapes = {"dict_type": "a mapping", "list_type": "a list", "model_type": "a mapping", "tuple_type": "a list"}
    wanted = shapes.get(kind, "something else")
    name = next((part for part in reversed(path) if isinstance(part, str)), "this")
    return located.problem(path, f'"{name}" must be {wanted}', hint=_SHAPE_HINTS.get(wanted))


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
    "name": "name: Gift cards",
    "id": "id: gift-cards",
    "url": "url: https://status.example.com",
    "timezone": "timezone: Europe/London",
}


def _example(key: str) -> str | None:
    return f"for example: {_EXAMPLES[key]}" if key in _EXAMPLES else None


def _real_path(located: Located, loc: Iterable[str | int]) -> KeyPath:
    """Pydantic's path without what is not in the file: union tags and the `[key]` of a mapping."""
    return tuple(part for part in loc if not (isinstance(part, str) and part[:1] in "<["))


def known_keys(model: type[Fields], loc: Iterable[str | int]) -> list[str]:
    """The keys that the mapping at `loc` may have."""
    candidates = [model]
    for part in loc:
        if isinstance(part, str) and part.startswith("<"):
            candidates = [one for one in candidates if one.__name__ == part.strip("<>")]
        elif isinstance(part, str) and part in candidates[0].model_fields:
            candidates = _models_in(candidates[0].model_fields[part].annotation) or candidates
    return list(candidates[0].model_fields)


def _models_in(annotation: Any) -> list[type[Fields]]:
    """All mappings with known keys that stand somewhere in a type such as `tuple[Edit, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Fields):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
