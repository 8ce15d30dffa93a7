"""A file is there whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_atomically(file: Path, content: bytes) -> None:
    """Puts a file in its place in one step: who reads it sees the old one or the new one, whole."""
    handle, name = tempfile.mkstemp(prefix=".site-builder-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        # mkstemp lets only the owner read; a published page is for everybody.
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The process's umask. It can only be read by setting it."""
    current = os.umask(0o022)
    os.umask(current)
    return current
