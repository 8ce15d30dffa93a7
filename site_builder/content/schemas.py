"""JSON Schemas of front matter and `site.yml` for editors, made from the models that check at the door.

An editor sees a file before it is saved, and sees only that file. So a schema refuses what no file may say (a key that
is not known, a word that is none of those allowed, a date that is none), and leaves to `check` what depends on other
files, on the time zone or on the order of times.
"""

from collections.abc import Mapping
from typing import Any

from site_builder.content.front_matter import OpenerFields, TranslationFields, UpdateFields
from site_builder.door.checking import Fields
from site_builder.door.site_fields import SiteFields
from site_builder.vocabulary import LIFECYCLES, Kind

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def front_matter_schema(components: Mapping[str, str] | None = None) -> Schema:
    """What the front matter of an opening file or of an update may say.

    With `components`, the names of the site's components by their ids, no other ids are allowed.
    """
    opener, update = _of_model(OpenerFields), _of_model(UpdateFields)
    opener["properties"]["status"]["enum"] = [*(str(lifecycle.opens) for lifecycle in LIFECYCLES.values()), None]
    opener["allOf"] = [
        _when_kind(Kind.MAINTENANCE, {"required": ["starts", "ends"]}),
        _when_kind(Kind.NOTICE, {"properties": {"components": {"maxProperties": 0}}}),
    ]
    only_in_opener = [key for key in OpenerFields.model_fields if key not in UpdateFields.model_fields]
    schema: Schema = {
        "$schema": DIALECT,
        "title": "Front matter of an incident's file",
        "type": "object",
        # Offered in an empty file, too; the value is looked at below.
        "properties": {key: {"description": opener["properties"][key]["description"]} for key in only_in_opener},
        "if": {"anyOf": [{"required": [key]} for key in only_in_opener]},
        "then": {"$ref": "#/$defs/Opener"},
        "else": {"$ref": "#/$defs/Update"},
        "$defs": opener.pop("$defs") | update.pop("$defs") | {"Opener": opener, "Update": update},
    }
    if components is not None:
        for model in (opener, update):
            _allow_only(model["properties"], components)
    return schema


def translation_schema() -> Schema:
    """What the front matter of a translation may say. It may repeat facts, which `check` compares with the original."""
    schema: Schema = {"$schema": DIALECT, "title": "Front matter of a translation"} | _of_model(TranslationFields)
    facts = OpenerFields.model_fields.keys() - TranslationFields.model_fields.keys()
    schema["properties"] |= dict.fromkeys(sorted(facts), _FACT)
    schema["$defs"]["DataImpactWording"]["properties"] |= {"status": _FACT, "as_of": _FACT}
    schema["$defs"]["DataImpactWording"].pop("required", None)
    schema["$defs"]["EditWording"]["properties"] |= {"date": _FACT}
    return schema


_FACT: Schema = {"description": "A fact: it stands in the original, once, and may be left out here"}


def site_schema() -> Schema:
    """What `site.yml` may say."""
    return {"$schema": DIALECT, "title": "Settings of a status site"} | _of_model(SiteFields)


def _when_kind(kind: Kind, then: Schema) -> Schema:
    return {"if": {"properties": {"kind": {"const": str(kind)}}, "required": ["kind"]}, "then": then}


# -- from pydantic's words to an editor's --------------------------------------------------------


def _of_model(model: type[Fields]) -> Schema:
    schema = model.model_json_schema()
    definitions: Schema = schema.setdefault("$defs", {})
    words = {name: definitions.pop(name)["enum"] for name in list(definitions) if "enum" in definitions[name]}
    for definition in (schema, *definitions.values()):
        # The names and docstrings of our classes say nothing to a writer; each key has its own description.
        for key in ("title", "description"):
            definition.pop(key, None)
        definition["properties"] = {
            name: _readable(one, words) for name, one in definition.get("properties", {}).items()
        }
    for name, one in schema["properties"].items():
        # A key without a value says nothing, as though it were not there (door/checking.py).
        if name not in schema.get("required", ()):
            schema["properties"][name] = _or_empty(one)
    return schema


def _readable(schema: Schema, words: Mapping[str, list[str]]) -> Schema:
    """The same with as few alternatives as can be: an editor can say what is wrong only where there are none."""
    schema = {key: value for key, value in schema.items() if key != "title"}
    if schema.get("default") is None or isinstance(schema["default"], (dict, list)):
        schema.pop("default", None)
    reference = str(schema.get("$ref", "")).rpartition("/")[2]
    if reference in words:
        schema = _without(schema, "$ref") | {"enum": list(words[reference])}
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(key), dict):
            schema[key] = _readable(schema[key], words)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            choices = [_readable(one, words) for one in schema.pop(key)]
            real = [one for one in choices if one != _EMPTY]
            one = real[0] if len(real) == 1 else {"anyOf": real}
            schema |= _or_empty(one) if _EMPTY in choices else one
    return schema


_EMPTY: Schema = {"type": "null"}


def _or_empty(schema: Schema) -> Schema:
    """The same, or no value."""
    if "enum" in schema:
        return schema | {"enum": list(dict.fromkeys([*schema["enum"], None]))}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema | {"type": list(dict.fromkeys([*types, "null"]))}
    if "$ref" in schema:
        return _without(schema, "$ref") | {"anyOf": [{"$ref": schema["$ref"]}, _EMPTY]}
    choices = [one for one in schema["anyOf"] if one != _EMPTY]
    return schema | {"anyOf": [*choices, _EMPTY]}


def _without(schema: Schema, key: str) -> Schema:
    return {name: value for name, value in schema.items() if name != key}


def _allow_only(properties: Schema, components: Mapping[str, str]) -> None:
    """Names the components in `components` and `expected`, so that an editor can offer them."""
    for key in ("components", "expected"):
        for choice in (properties[key], *properties[key].get("anyOf", ())):
            value = choice.get("additionalProperties")
            if isinstance(value, dict):
                choice["additionalProperties"] = False
                choice["properties"] = {name: value | {"description": shown} for name, shown in components.items()}
