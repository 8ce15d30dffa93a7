from pathlib import Path

from tests.program import run, tree

CONFIG = """\
title: Corner Shop Status
baseURL: https://status.corner.example/
params:
  categories:
    - name: Online
  systems:
    - name: Shop
      category: Online
    - name: Cards
"""

ISSUE = """\
---
title: Shop is down
date: 2026-03-01T10:00:00Z
resolved: true
resolvedWhen: 2026-03-01T12:00:00Z
severity: down
affected:
  - Shop
section: issue
---
*Resolved* - All is back. {{< track "2026-03-01 12:00:00" >}}

*Investigating* - The shop can't be reached. {{< track "2026-03-01 10:00:00" >}}
"""


def a_cstate_site(folder: Path, **issues: str) -> Path:
    (folder / "content/issues").mkdir(parents=True)
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    for name, text in issues.items():
        (folder / f"content/issues/{name}.md").write_text(text, encoding="utf-8")
    return folder


def test_a_cstate_site_becomes_a_site_that_builds(tmp_path: Path) -> None:
    done = run("import", "cstate", a_cstate_site(tmp_path / "old", outage=ISSUE), "--into", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 incidents, 2 updates → ")
    built = run("build", "--site", tmp_path / "new", "--strict")
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "new/public/incidents/outage/index.html").read_text(encoding="utf-8")
    assert "All is back." in page
    assert "The shop can&#39;t be reached." in page or "The shop can't be reached." in page


def test_a_broken_issue_is_named_and_the_others_are_imported(tmp_path: Path) -> None:
    broken = ISSUE.replace("date: 2026-03-01T10:00:00Z", "date: 2026-03-01T010:00:00Z")
    old = a_cstate_site(tmp_path / "old", fine=ISSUE, broken=broken)
    done = run("import", "cstate", old, "--into", tmp_path / "new")
    assert done.returncode == 1
    assert "content/issues/broken.md:3:7: " in done.stderr
    assert (tmp_path / "new/incidents/fine.md").is_file()
    assert not (tmp_path / "new/incidents/broken.md").exists()


def test_an_import_never_mixes_with_a_site_that_is_there(tmp_path: Path) -> None:
    run("init", tmp_path / "new")
    before = tree(tmp_path / "new")
    done = run("import", "cstate", a_cstate_site(tmp_path / "old", outage=ISSUE), "--into", tmp_path / "new")
    assert done.returncode == 1
    assert "there is a site already" in done.stderr
    assert tree(tmp_path / "new") == before
