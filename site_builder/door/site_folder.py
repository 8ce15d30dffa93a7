"""Where a site's settings are, and its logo."""

from pathlib import Path

FILE_NAME = "site.yml"


def logo_is_there(folder: Path, logo: str) -> tuple[bool, bool]:
    """Whether there is such a file, and whether it is in the site's folder."""
    try:
        file = (folder / logo).resolve()
        return file.is_file(), file.is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # RuntimeError: a link that leads to itself
        return False, True
