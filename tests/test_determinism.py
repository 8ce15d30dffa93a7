"""The same input and the same `now` give the same bytes, whatever the machine is like."""

import os
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from site_builder.pipeline import Request, plan
from tests import shop
from tests.program import PROGRAM, run_process, tree

SETTINGS: dict[str, dict[str, str]] = {
    "far east, plain C": {
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "1",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    },
    "far west, Turkish": {
        "TZ": "America/Adak",
        "PYTHONHASHSEED": "4242",
        "LC_ALL": "tr_TR.UTF-8",
        "LANGUAGE": "tr",
        "PYTHONOPTIMIZE": "1",
    },
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_environment_changes_no_byte(tmp_path: Path, name: str) -> None:
    site, output = tmp_path / f"site of {name}", tmp_path / "out"
    shutil.copytree(shop.SITE, site)
    done = run_process(
        PROGRAM, "build", "--site", site, "--output", output, "--now", shop.NOW_TEXT, environment=SETTINGS[name]
    )
    assert done.returncode == 0, done.stderr
    assert tree(output) == shop.documents()


def test_where_the_site_lies_and_who_may_read_it_changes_no_byte(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "er" / "ünï"
    site.parent.mkdir(parents=True)
    before = os.umask(0o077)
    try:
        shutil.copytree(shop.SITE, site, copy_function=shutil.copyfile)
        os.utime(site / "site.yml", (0, 0))
        # SOURCE_DATE_EPOCH is the other way to say when it is.
        epoch = str(int(shop.NOW.timestamp()))
        done = run_process(PROGRAM, "build", "--output", "out", cwd=site, environment={"SOURCE_DATE_EPOCH": epoch})
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    assert tree(site / "out") == shop.documents()


def test_the_zone_in_which_now_is_given_changes_no_byte() -> None:
    elsewhere = plan(Request(folder=shop.SITE, now=shop.NOW.astimezone(ZoneInfo("Asia/Tokyo"))))
    assert {document.path: document.content for document in elsewhere.documents} == shop.documents()
