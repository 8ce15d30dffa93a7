"""embargo-in-public: what is held back, where everybody can read it."""

from pathlib import Path

from tests.editing.site import HEAD, SLOW, findings, write


def test_a_held_back_file_in_a_public_repository_is_found_at_its_date_and_a_draft_at_its_draft(tmp_path: Path) -> None:
    public = "repository: {public: true}\n"
    later = "---\ndate: 2026-05-02 09:00\nstatus: resolved\n---\n\nText.\n"
    draft = "---\ndate: 2026-05-01 10:00\nstatus: resolved\ndraft: true\n---\n\nText.\n"
    files = {SLOW: HEAD + "Text.\n", "incidents/slow/a.md": later, "incidents/slow/b.md": draft}
    write(tmp_path, files | {"site.yml": public})
    found = findings(tmp_path)
    assert [(each.place, each.marked) for each in found] == [
        ("incidents/slow/a.md:2:7", "2026-05-02 09:00"),
        ("incidents/slow/b.md:4:8", "true"),
    ]
    assert found[0].message.startswith("held back until 2026-05-02 09:00 BST, and yet")
    assert findings(write(tmp_path, files | {"site.yml": ""})) == []
