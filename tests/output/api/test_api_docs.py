"""docs/api.md documents every field of the schemas, and none that isn't there; the code writes just those."""

import re
from pathlib import Path
from typing import Any, get_type_hints, is_typeddict

import pytest

from site_builder.output.api import shapes
from tests import shop
from tests.output.api.field_types import type_words
from tests.output.api.schemas import FOLDER, schema, schema_of

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
OBJECTS: dict[str, dict[str, Any]] = {
    name: found["properties"] for name, found in schema("shared")["$defs"].items() if "properties" in found
}
HEADINGS = {"SingleComponent": "Component"}
BASES = {
    "ComponentGroup": "SingleComponent",
    "ScheduledMaintenance": "Incident",
    "MaintenanceUpdate": "IncidentUpdate",
    "MaintenanceExtras": "IncidentExtras",
}
"""Objects of which the page tells only what differs from another."""


def section(heading: str) -> str:
    """The text below a heading, up to the next one."""
    after = re.split(rf"^#+ {re.escape(heading)}$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(after) == 2, heading
    return re.split(r"^#", after[1], flags=re.MULTILINE)[0]


def rows(text: str) -> dict[str, list[str]]:
    """The cells of each row behind the first one, by that."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


@pytest.mark.parametrize("name", OBJECTS)
def test_every_field_is_documented_with_its_type_and_no_other(name: str) -> None:
    base = OBJECTS.get(BASES.get(name, ""), {})
    fields = {field: type_words(found) for field, found in OBJECTS[name].items() if found != base.get(field)}
    documented = rows(section(HEADINGS.get(name, name)))
    assert {field: cells[0] for field, cells in documented.items()} == fields
    assert all(cells[1] for cells in documented.values())


def test_every_document_is_documented_with_its_schema_and_no_other() -> None:
    table = section("The read API")
    documented = {name: re.sub(r"\[(.*)\]\(schemas/\1\)", r"\1", cells[0]) for name, cells in rows(table).items()}
    lists = {path.removeprefix("api/v2/"): f"{schema_of(path)}.json" for path in shop.documents() if path[:4] == "api/"}
    of_incidents = {name for name in lists if re.fullmatch(r"incidents/(?!unresolved).*", name)}
    expected = {name: found for name, found in lists.items() if name not in of_incidents}
    assert documented == expected | {"incidents/NAME.json": "incident.json"}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: str(file.stem))
def test_every_object_of_the_schemas_is_closed_and_told(file: Path) -> None:
    found = schema(file.stem)
    for each in [found, *found.get("$defs", {}).values()]:
        assert each["description"]
        if "properties" in each:
            assert each["additionalProperties"] is False
            assert each["required"] == list(each["properties"])


SHAPES = {
    "PageObject": ["Page"],
    "StatusObject": ["Status"],
    "ComponentObject": ["SingleComponent", "ComponentGroup"],
    "IncidentObject": ["Incident", "ScheduledMaintenance"],
    "IncidentExtras": ["IncidentExtras", "MaintenanceExtras"],
    "UpdateObject": ["IncidentUpdate", "MaintenanceUpdate"],
    "AffectedComponentObject": ["AffectedComponent"],
    "EditObject": ["Edit"],
    "SaidObject": ["Said"],
    "DataImpactObject": ["DataImpact"],
    "ExpectedObject": ["Expected"],
    "NoticeObject": ["Notice"],
}
DOCUMENTS = {
    "Summary": "summary",
    "Status": "status",
    "Components": "components",
    "Incidents": "incidents",
    "OneIncident": "incident",
    "ScheduledMaintenances": "scheduled-maintenances",
}
TYPES = {name: shape for name, shape in vars(shapes).items() if is_typeddict(shape)}


@pytest.mark.parametrize("name", TYPES)
def test_the_code_writes_the_fields_of_the_schema(name: str) -> None:
    if name in DOCUMENTS:
        fields = set(schema(DOCUMENTS[name])["properties"])
    else:
        fields = {field for of in SHAPES.get(name, [name]) for field in OBJECTS[of]}
    assert set(get_type_hints(TYPES[name])) == fields
