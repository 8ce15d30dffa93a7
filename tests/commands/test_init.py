from pathlib import Path

from tests.program import run, tree


def test_init_makes_a_site_that_builds(tmp_path: Path) -> None:
    made = run("init", tmp_path / "new", "--now", "2026-05-01T12:00:00+00:00")
    assert made.returncode == 0, made.stderr
    assert set(tree(tmp_path / "new")) == {"site.yml", ".gitignore", "incidents/2026-05-01-card-payments.md"}
    built = run("build", "--site", tmp_path / "new", "--now", "2026-05-01T12:00:00+00:00")
    assert built.returncode == 0, built.stderr
    assert "Card payments are slow" in (tmp_path / "new/public/index.html").read_text(encoding="utf-8")


def test_init_never_writes_over_a_site(tmp_path: Path) -> None:
    run("init", tmp_path)
    before = tree(tmp_path)
    again = run("init", tmp_path)
    assert again.returncode == 1
    assert "there is a site already" in again.stderr
    assert tree(tmp_path) == before


def test_init_keeps_the_files_that_are_there(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert run("init", tmp_path).returncode == 0
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
