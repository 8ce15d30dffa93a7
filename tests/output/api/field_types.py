"""How docs/api.md names the type of a field, from its schema."""

import json
from typing import Any

_SHARED = {
    "Id": "id",
    "Time": "time",
    "Day": "day",
    "Address": "address",
    "Language": "language",
    "Tag": "tag",
    "SingleComponent": "Component",
}
_PLAIN = {"string": "text", "integer": "number", "boolean": "true or false", "null": "null"}


def type_words(field: dict[str, Any]) -> str:
    """Such as "text or null", "list of Component", or the values themselves."""
    if "$ref" in field:
        name = str(field["$ref"]).rpartition("/")[2]
        return _SHARED.get(name, name)
    if "enum" in field:
        return " ".join(f"`{value}`" for value in field["enum"])
    if "const" in field:
        return f"`{field['const'] if isinstance(field['const'], str) else json.dumps(field['const'])}`"
    if "anyOf" in field:
        return " or ".join(type_words(each) for each in field["anyOf"])
    if field["type"] == "array":
        return f"list of {type_words(field['items'])}"
    names = field["type"] if isinstance(field["type"], list) else [field["type"]]
    return " or ".join(_PLAIN[name] for name in names)
