"""The demo is what people learn from: an editor has nothing to mend in what it shows."""

from pathlib import Path

from tests.editing.site import findings
from tests.program import run

DEMO = Path(__file__).parents[2]
# As the Makefile shows it, and as the story has it later.
MOMENTS = ["2026-05-06T10:00:00+01:00", "2026-05-18T12:00:00+01:00", "2026-06-20T12:00:00+01:00"]


def test_in_the_demo_nothing_is_to_be_mended() -> None:
    for now in MOMENTS:
        assert findings(DEMO, now=now) == [], now
    done = run("check", "--strict", "--site", DEMO, "--now", MOMENTS[0])
    assert (done.returncode, done.stderr) == (0, "")
