"""Records are frozen dataclasses to mypy, and quick ones to Python."""

from dataclasses import dataclass, replace
from pathlib import Path

from mypy import api as mypy

from site_builder.record import record


@record(frozen=True, slots=True, kw_only=True)
class Point:
    left: int
    top: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    left: int
    top: int
    name: str = ""


def test_records_are_compared_and_hashed_by_their_values() -> None:
    assert Point(left=1, top=2) == replace(Point(left=1, top=3), top=2)
    assert {Point(left=1, top=2), Point(left=1, top=2)} == {Point(left=1, top=2)}
    assert hash(Point(left=1, top=2)) == hash(Frozen(left=1, top=2))
    assert repr(Point(left=1, top=2)) == "Point(left=1, top=2, name='')"


def test_a_record_has_only_its_fields() -> None:
    assert not hasattr(Point(left=1, top=2), "__dict__")


def test_mypy_refuses_to_change_one(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text(
        "from site_builder.record import record\n"
        "@record(frozen=True, slots=True)\n"
        "class Point:\n"
        "    left: int\n"
        "Point(1).left = 2\n"
    )
    said, _, _ = mypy.run(["--strict", "--follow-imports=silent", f"--cache-dir={tmp_path}", str(code)])
    assert 'Property "left" defined in "Point" is read-only' in said
