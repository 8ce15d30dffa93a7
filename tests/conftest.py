"""What all tests share."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import FLAGS, find_chromium, find_node

# A page may be slow on a busy machine; it must only get there.
expect.set_options(timeout=20_000)

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in there
_ENOUGH_BYTES = 4 * 1024**3


def _has_room_in_memory() -> bool:
    """Whether there is a folder for all that the tests make, programs that they start among it."""
    if not (_IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK)):
        return False
    return shutil.disk_usage(_IN_MEMORY).free > _ENOUGH_BYTES and not os.statvfs(_IN_MEMORY).f_flag & os.ST_NOEXEC


# Hundreds of sites are built and thrown away: that is quicker in memory.
if "TMPDIR" not in os.environ and _has_room_in_memory():
    os.environ["TMPDIR"] = str(_IN_MEMORY)
    # pytest catches output in temporary files before it comes here: this process has looked at TMPDIR already.
    tempfile.tempdir = str(_IN_MEMORY)

# Whatever this machine says: pytest keeps what it made of the tests, and the programs that they start what Python did.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if node := find_node():
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium of this machine: Playwright's own download of a browser is not used."""
    return {**browser_type_launch_args, "executable_path": str(find_chromium()), "args": list(FLAGS)}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Take what comes out now as what is expected.")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written instead of compared."""
    return bool(request.config.getoption("--update-golden"))
