"""The schemas of docs/schemas/, ready to validate with."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).parents[3] / "docs" / "schemas"


def schema(name: str) -> dict[str, Any]:
    """A schema by its file's name without the ending."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def validator(name: str) -> Validator:
    shared: Resource[Any] = Resource.from_contents(schema("shared"))
    registry: Registry[Any] = Registry().with_resource("shared.json", shared)
    return Draft202012Validator(schema(name), registry=registry)


def schema_of(path: str) -> str:
    """Which schema a document of the API follows."""
    name = path.partition("api/v2/")[2].removesuffix(".json")
    if name == "incidents/unresolved":
        return "incidents"
    if name.startswith("scheduled-maintenances/"):
        return "scheduled-maintenances"
    return re.sub(r"^incidents/.+", "incident", name)


def assert_valid(documents: dict[str, Any]) -> None:
    """Every one of the documents follows its schema; the message names the field that doesn't."""
    for path, document in documents.items():
        errors = [f"{error.json_path}: {error.message}" for error in validator(schema_of(path)).iter_errors(document)]
        assert errors == [], path
