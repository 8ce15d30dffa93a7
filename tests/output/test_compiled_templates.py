"""Compiled templates are kept, and never used for a template that says something else."""

import tempfile
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from site_builder.output.compiled_templates import CompiledTemplates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def rendered(cache: CompiledTemplates, text: str) -> str:
    environment = Environment(loader=DictLoader({"a.txt": text}), bytecode_cache=cache, autoescape=True)
    return environment.get_template("a.txt").render(who="you")


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*"))


def test_the_next_process_finds_what_was_compiled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rendered(CompiledTemplates(__file__), "Hello {{ who }}") == "Hello you"
    assert len(kept(folder)) == 1
    monkeypatch.setattr(Environment, "compile", None)
    assert rendered(CompiledTemplates(__file__), "Hello {{ who }}") == "Hello you"


def test_an_edited_template_is_compiled_anew(folder: Path) -> None:
    cache = CompiledTemplates(__file__)
    assert rendered(cache, "Hello {{ who }}") == "Hello you"
    assert rendered(cache, "Bye {{ who }}") == "Bye you"
    assert rendered(CompiledTemplates(__file__), "Hello {{ who }}") == "Hello you"


def test_other_options_of_jinja_compile_all_anew(folder: Path, tmp_path: Path) -> None:
    options = tmp_path / "theme.py"
    options.write_text("", encoding="utf-8")
    for count in (1, 2):
        assert rendered(CompiledTemplates(str(options)), "Hello {{ who }}") == "Hello you"
        assert len(kept(folder)) == count
        options.touch()


def test_a_damaged_file_is_compiled_anew(folder: Path) -> None:
    rendered(CompiledTemplates(__file__), "Hello {{ who }}")
    kept(folder)[0].write_bytes(b"broken")
    assert rendered(CompiledTemplates(__file__), "Hello {{ who }}") == "Hello you"


def test_a_folder_that_others_may_write_to_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered(CompiledTemplates(__file__), "Hello {{ who }}")
    (used,) = {file.parent for file in kept(folder)}
    assert used.stat().st_mode & 0o077 == 0
    foreign = folder / "_jinja2-cache-12345"
    foreign.mkdir()
    foreign.chmod(0o777)
    monkeypatch.setattr("os.getuid", lambda: 12345)
    monkeypatch.setattr("os.chmod", lambda *_: None)
    assert rendered(CompiledTemplates(__file__), "Hello {{ who }}") == "Hello you"
    assert list(foreign.iterdir()) == []
