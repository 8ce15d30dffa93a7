"""A program that watches is ready before somebody saves a file.

Much is imported only by whoever needs it, and pydantic makes its validators when they are first asked. A first build
that finds everything kept has needed none of that, and the first edit, which may be the one that counts, would wait for
it. So a site that nobody sees is planned once.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from site_builder.pipeline import plan
from site_builder.survey import Request

_FILES = {
    "site.yml": "name: Nobody's\nurl: https://status.example\ntimezone: UTC\ncomponents: [{id: one, name: One}]\n",
    "incidents/down.md": "---\ntitle: Down\ndate: 2026-04-22 09:00\ncomponents: {one: major_outage}\n---\n\n`Hm`.\n",
    "incidents/down/more.md": "---\ndate: 2026-04-22 10:00\nstatus: identified\n---\n\nWe know *more*.\n",
    "incidents/works.md": "---\ntitle: Works\ndate: 2026-04-22 09:00\nkind: maintenance\nstarts: 2026-04-23 09:00\n"
    "ends: 2026-04-23 10:00\ncomponents: {one: under_maintenance}\n---\n\nSoon.\n",
}


def rehearse(now: datetime) -> None:
    """Plans that site as of `now`."""
    # Where there is no room for it, the first edit takes a little longer.
    with suppress(OSError), TemporaryDirectory() as folder:
        for name, text in _FILES.items():
            file = Path(folder) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        plan(Request(folder=Path(folder), now=now))
