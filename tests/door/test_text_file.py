"""A file becomes its text."""

from pathlib import Path

import pytest

from site_builder.door import text_file
from site_builder.door.text_file import MAX_BYTES, read_source
from site_builder.problems import SiteProblems

USUAL = text_file._USUAL


@pytest.mark.parametrize("size", [0, 1, USUAL - 1, USUAL, USUAL + 1, MAX_BYTES - 1, MAX_BYTES])
def test_a_text_of_any_length_is_read_to_its_end(tmp_path: Path, size: int) -> None:
    text = "".join(str(number % 10) for number in range(size))
    (tmp_path / "a.md").write_text(text)
    assert read_source(tmp_path / "a.md", "a.md").text == text


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 2 * MAX_BYTES])
def test_what_is_too_long_is_refused(tmp_path: Path, size: int) -> None:
    (tmp_path / "a.md").write_bytes(b"a" * size)
    with pytest.raises(SiteProblems, match=f"{MAX_BYTES // 1024} KB are the most"):
        read_source(tmp_path / "a.md", "a.md")
