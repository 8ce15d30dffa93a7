"""The same input and the same `now` give the same bytes, whatever the machine is like."""

import os
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

from site_builder.pipeline import plan
from site_builder.survey import Request
from tests import shop
from tests.program import PROGRAM, run_process, tree

FAR_EAST_IN_PLAIN_C = {
    "TZ": "Pacific/Kiritimati",
    "PYTHONHASHSEED": "1",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
}
FAR_WEST_IN_TURKISH = {
    "TZ": "America/Adak",
    "PYTHONHASHSEED": "4242",
    "LC_ALL": "tr_TR.UTF-8",
    "LANGUAGE": "tr",
    "PYTHONOPTIMIZE": "1",
}


def test_the_environment_changes_no_byte(tmp_path: Path) -> None:
    site, output = tmp_path / "site in the far east", tmp_path / "out"
    shutil.copytree(shop.SITE, site)
    now = ("--now", shop.NOW_TEXT)
    done = run_process(PROGRAM, "build", "--site", site, "--output", output, *now, environment=FAR_EAST_IN_PLAIN_C)
    assert done.returncode == 0, done.stderr
    assert tree(output) == shop.documents()


def test_nor_does_another_one_nor_where_the_site_lies_and_who_may_read_it(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "er" / "ünï"
    site.parent.mkdir(parents=True)
    before = os.umask(0o077)
    try:
        shutil.copytree(shop.SITE, site, copy_function=shutil.copyfile)
        os.utime(site / "site.yml", (0, 0))
        # SOURCE_DATE_EPOCH is the other way to say when it is.
        environment = FAR_WEST_IN_TURKISH | {"SOURCE_DATE_EPOCH": str(int(shop.NOW.timestamp()))}
        done = run_process(PROGRAM, "build", "--output", "out", cwd=site, environment=environment)
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    assert tree(site / "out") == shop.documents()


def test_the_zone_in_which_now_is_given_changes_no_byte() -> None:
    elsewhere = plan(Request(folder=shop.SITE, now=shop.NOW.astimezone(ZoneInfo("Asia/Tokyo"))))
    assert {document.path: document.content for document in elsewhere.documents} == shop.documents()
