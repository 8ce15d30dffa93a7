"""What the tests of the files-out side share."""

from pathlib import Path

import pytest

from tests.output.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "site")
