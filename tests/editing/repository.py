"""A real Git repository, for what `check --since` compares."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.editing.site import write

_WHO = {
    "GIT_AUTHOR_NAME": "Writer",
    "GIT_AUTHOR_EMAIL": "writer@corner.example",
    "GIT_COMMITTER_NAME": "Writer",
    "GIT_COMMITTER_EMAIL": "writer@corner.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(folder: Path, *arguments: str) -> str:
    """What `git` says; it must work."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | _WHO, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path, files: Mapping[str, str]) -> Path:
    """A site with these files, committed."""
    write(folder, files)
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "What was published")
    return folder
