"""The Nu Html Checker, the W3C's own, finds nothing wrong with any page in any language.

It is the npm package vnu-jar, and needs Java: https://validator.github.io/validator/
"""

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from site_builder.pipeline import plan
from site_builder.survey import Request
from tests import bilingual, shop

DEMO = Path(__file__).parents[2]
DEMO_NOW = datetime.fromisoformat("2026-05-06T10:00:00+01:00")

pytestmark = pytest.mark.timeout(600)

# A page's policy allows what comes from its own host, and a file has none. tests/output/test_accessibility.py asks a
# real browser instead.
NOT_IN_FILES = ".*violates Content Security Policy.*"


@pytest.fixture(scope="module")
def checker() -> Path:
    """The checker's vnu.jar, which `$VNU_JAR` names."""
    found = os.environ.get("VNU_JAR")
    assert found, "VNU_JAR is not set: it has to be the path of vnu.jar, from the npm package vnu-jar"
    assert Path(found).is_file(), f"VNU_JAR={found} is not there"
    return Path(found)


def complaints(checker: Path, folder: Path) -> list[str]:
    """What the checker says of all pages and drawings below a folder, each with its place."""
    done = subprocess.run(
        ["java", "-jar", checker, "--format", "json", "--also-check-svg", "--filterpattern", NOT_IN_FILES, folder],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=500,
        check=False,
    )
    assert done.stderr.startswith("{"), f"the checker didn't run: {done.stderr}"
    return [
        f"{one['url'].partition(folder.name)[2]}:{one.get('lastLine')}: {one['type']}: {one['message']}"
        for one in json.loads(done.stderr)["messages"]
    ]


def test_every_page_of_every_site_here_is_valid(checker: Path, tmp_path: Path) -> None:
    sites = {
        "bilingual": bilingual.documents(),
        "shop": shop.documents(),
        "demo": {one.path: one.content for one in plan(Request(folder=DEMO, now=DEMO_NOW)).documents},
    }
    for name, documents in sites.items():
        for path, content in documents.items():
            if path.endswith((".html", ".svg")):
                file = tmp_path / name / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
    assert len(list(tmp_path.rglob("*.html"))) > 100
    assert complaints(checker, tmp_path) == []


def test_the_checker_would_complain(checker: Path, tmp_path: Path) -> None:
    """So that a checker that skips all files is not taken for one that finds nothing."""
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title><p><div></p>", encoding="utf-8")
    assert any("No “p” element in scope" in one for one in complaints(checker, tmp_path))
