"""Which file of a folder answers a URL, as what type, and with what added: nothing here knows HTTP."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

# An own table, because the one of `mimetypes` depends on the machine. XML says its encoding itself.
_TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mp4": "video/mp4",
    ".opml": "text/x-opml; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}

_END_OF_HEAD = re.compile(rb"</head\s*>", re.IGNORECASE)


def content_type(path: Path) -> str:
    """The Content-Type of a file, from the end of its name."""
    return _TYPES.get(path.suffix.lower(), "application/octet-stream")


def locate(folder: Path, url_path: str) -> Path | None:
    """The file or folder, links resolved, behind a percent-encoded `/path`; None if there is none to show.

    Nothing outside `folder` is ever shown, through links either, and no name that starts with a dot, except
    what is in `/.well-known/`. Empty segments, `.` and `..` name nothing.
    """
    try:
        parts = [unquote(part, errors="strict") for part in url_path.removeprefix("/").split("/")]
        if not all(_is_name(part) for part in parts):
            return None
        root = Path(os.path.realpath(folder, strict=True))
        found = Path(os.path.realpath(root.joinpath(*parts), strict=True))
    except (OSError, ValueError):
        # Not there, not ours to read, a circle of links; or bytes that are no text.
        return None
    inside = found.relative_to(root).parts if found.is_relative_to(root) else None
    # The second check is for links: a harmless name may lead to a hidden file of the same folder.
    return found if inside is not None and _is_public(parts) and _is_public(inside) else None


def read(path: Path | None) -> bytes | None:
    """All bytes of a regular file; None when there is no such file or it cannot be read."""
    try:
        # Asked first, because opening a named pipe would wait for its other end.
        return path.read_bytes() if path is not None and path.is_file() else None
    except OSError:
        return None


def with_client(page: bytes, query: str) -> bytes:
    """An HTML page that also loads the live client, told `query` in its address.

    Links and no inline code, so that a page whose Content-Security-Policy is `'self'` keeps working.
    """
    client = (
        '<link rel="stylesheet" href="/.site-builder/live.css">'
        f'<script src="/.site-builder/live.js?{query}" defer></script>'
    ).encode()
    end = _END_OF_HEAD.search(page)
    at = end.start() if end else len(page)
    return page[:at] + client + page[at:]


def _is_name(part: str) -> bool:
    """Whether this is one name. An encoded slash would smuggle in a path; so does a backslash on Windows."""
    return part not in ("", ".", "..") and not any(bad in part for bad in "/\\\0")


def _is_public(parts: tuple[str, ...] | list[str]) -> bool:
    below = parts[1:] if parts[:1] in ([".well-known"], (".well-known",)) else parts
    return not any(part.startswith(".") for part in below)
