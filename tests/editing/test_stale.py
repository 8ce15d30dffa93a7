"""translation-stale: of what is read, and of what was corrected lately."""

from pathlib import Path

from tests.editing.site import SLOW, findings, write

FRONT = "---\ntitle: Closed\nkind: notice\nends: 2026-01-05 10:00\ndate: 2026-01-01 09:00\n"


def test_a_stale_translation_of_something_old_is_found_when_it_was_corrected_lately(tmp_path: Path) -> None:
    edited = FRONT + "edited:\n  - date: {date}\n    reason: Wrong street.\n---\n\nClosed.\n"
    write(tmp_path, {SLOW: edited.format(date="2026-04-30 09:00"), "incidents/slow.cy.md": "Ar gau.\n"})
    (found,) = findings(tmp_path)
    assert (found.rule, found.place) == ("translation-stale", "incidents/slow.cy.md")
    assert "the reason was: Wrong street." in found.hint
    write(tmp_path, {SLOW: edited.format(date="2026-02-01 09:00")})
    assert findings(tmp_path) == []
