"""Templates that were compiled before: to compile the whole theme takes longer than to build a small site.

Compiled templates are code, so they are kept where only this user can write, never in the site's folder: that one may
come from a repository or from the cache of a build server.
"""

from contextlib import suppress
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket

from site_builder import __version__


class CompiledTemplates(BytecodeCache):
    """All languages share them, `watch` compiles only what was edited, and the next process finds them on the disk."""

    def __init__(self, *options_from: str) -> None:
        """`options_from` are the files of code that set Jinja's options: when one changes, all is compiled anew."""
        self._known: dict[str, tuple[str, CodeType | None]] = {}
        self._disk = _users_own_folder()
        changed = " ".join(str(Path(file).stat().st_mtime_ns) for file in options_from)
        self._made_with = f"{__version__} {jinja_version} {changed}"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{self._made_with} {name}", filename)

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
        elif self._disk is not None:
            self._disk.load_bytecode(bucket)
            self._known[bucket.key] = (bucket.checksum, bucket.code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = (bucket.checksum, bucket.code)
        if self._disk is not None:
            with suppress(OSError):  # no room there: the next process compiles it again
                self._disk.dump_bytecode(bucket)


def _users_own_folder() -> FileSystemBytecodeCache | None:
    """Jinja's folder in the temporary one, which it refuses when somebody else owns it or may write there."""
    try:
        return FileSystemBytecodeCache(pattern="__site_builder_%s.cache")
    except (RuntimeError, OSError):
        return None
