"""What has changed since a revision of the Git repository that the site is kept in. Only here is Git asked.

It is asked by running `git`, which is what put the files there: with its own idea of worktrees, sparse checkouts and
line endings. Nothing is written: not even the index is refreshed.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_builder.content.library import FOLDER
from site_builder.door.text_file import decode, read_source
from site_builder.problems import SiteProblems, Source

PATIENCE = 30.0
"""Seconds that one run of `git` may take."""
_TEXT = ".md"


class NoHistory(Exception):
    """Git can't say what has changed; the sentence says why, `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The text files below `incidents/` that differ from `revision`, by their path from the site's folder.

    `paths` are there now, `before` holds what stood in those that were there then. A renamed file is in both, once
    under each of its names.
    """

    revision: str
    paths: frozenset[str]
    before: Mapping[str, Source]


def changes_since(folder: Path, revision: str) -> Changes:
    """What differs between `revision` and the files as they are now, committed or not. Raises NoHistory."""
    git = _Git(folder)
    commit = git.commit(revision)
    blobs = dict(git.differences(commit))
    contents = git.contents([blob for blob in blobs.values() if blob is not None])
    then = {path: _source(path, contents[blob]) for path, blob in blobs.items() if blob is not None}
    now = {path: _source_now(folder, path) for path in (*blobs, *git.untracked()) if os.path.lexists(folder / path)}
    # Git, which is not to touch its index here, also names files that were only written anew.
    same = {path for path, source in now.items() if then.get(path) == source}
    before = {path: source for path, source in then.items() if path not in same}
    return Changes(revision=revision, paths=frozenset(now.keys() - same), before=before)


def _source(path: str, raw: bytes) -> Source:
    try:
        return decode(raw, path)
    except SiteProblems:
        return Source(path, "")  # it could not have been published


def _source_now(folder: Path, path: str) -> Source:
    try:
        return read_source(folder / path, path)
    except SiteProblems:
        return Source(path, "")  # the build says what is wrong with it


class _Git:
    """Runs `git` in the site's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def commit(self, revision: str) -> str:
        """The commit that `revision` names."""
        inside = self.try_run("rev-parse", "--is-inside-work-tree")
        if inside.returncode:
            said = _last_line(inside.stderr)
            raise NoHistory(f"{self.folder} is not in a Git repository ({said})", "leave --since out, or use --site")
        found = self.try_run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found.returncode:
            hint = "name a commit, a branch or a tag that is here"
            if self.run("rev-parse", "--is-shallow-repository").strip() == b"true":
                hint = "this clone is shallow: fetch the whole history (actions/checkout: with fetch-depth: 0)"
            raise NoHistory(f'there is no revision "{revision}" here', hint)
        return found.stdout.decode().strip()

    def differences(self, commit: str) -> list[tuple[str, str | None]]:
        """Each changed text with the object that it was in `commit`; None where it was not there."""
        # https://git-scm.com/docs/git-diff#_raw_output_format: ":modes blob blob letter NUL path NUL"
        fields = self.run(
            *("diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv"),
            *("--ignore-submodules", "--relative", commit, "--", FOLDER),
        ).split(b"\0")
        found: list[tuple[str, str | None]] = []
        for about, path in zip(fields[::2], fields[1::2], strict=False):
            _, _, blob, _, _ = about.decode().split(" ")
            name = os.fsdecode(path)
            if name.endswith(_TEXT):
                found.append((name, blob if blob.strip("0") else None))
        return found

    def untracked(self) -> list[str]:
        """Texts that nobody has added yet."""
        listed = self.run("ls-files", "--others", "--exclude-standard", "-z", "--", FOLDER)
        return [os.fsdecode(path) for path in listed.split(b"\0") if path.endswith(_TEXT.encode())]

    def contents(self, blobs: Sequence[str]) -> dict[str, bytes]:
        """What objects hold."""
        out = self.run("cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode()) if blobs else b""
        found: dict[str, bytes] = {}
        at = 0
        for blob in blobs:
            end = out.index(b"\n", at)
            header = out[at:end].decode().split(" ")
            if len(header) != 3:  # "<object> missing": a partial clone that may not fetch
                raise NoHistory("Git can't show what the files were", "fetch the whole history of the repository")
            size = int(header[2])
            found[blob] = out[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return found

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        done = self.try_run(*arguments, given=given)
        if done.returncode:
            raise NoHistory(f"git {arguments[0]} failed: {_last_line(done.stderr)}", "does git status work here?")
        return done.stdout

    def try_run(self, *arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        try:
            return subprocess.run(  # noqa: S603 - a list, no shell; a revision can't be taken for an option
                ["git", "-c", "diff.autoRefreshIndex=false", *arguments],  # noqa: S607 - the user's own git
                cwd=self.folder,
                input=given,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
                env=_environment(),
            )
        except FileNotFoundError as error:
            if not self.folder.is_dir():
                raise NoHistory(f"there is no folder {self.folder}", "name the site's folder with --site") from error
            raise NoHistory("git is not installed here", "install git, or leave --since out") from error
        except subprocess.TimeoutExpired as error:
            message = f"git {arguments[0]} did not answer within {PATIENCE:.0f} seconds"
            raise NoHistory(message, "does git status work here?") from error
        except OSError as error:
            raise NoHistory(f"git can't be run: {error.strerror}", "does git status work here?") from error


# In a hook, Git says by these where its repository is: from another folder than the one we run it in.
_OF_A_HOOK = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"}


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _last_line(raw: bytes) -> str:
    lines = raw.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it did not say why"
