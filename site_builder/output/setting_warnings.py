"""What `site.yml` says that can be built as it is, and better isn't left so."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from site_builder.model import Site
from site_builder.output.accent import accent_warning
from site_builder.output.security_txt import is_stale
from site_builder.problems import Problem


def setting_warnings(folder: Path, site: Site, now: datetime) -> Iterator[Problem]:
    """A warning for each setting of the site in `folder` that should be looked at."""
    found = list(_found(site, now))
    if found:
        # It finds the place of the setting: few builds have anything to warn of.
        from site_builder.site_file import setting_warning

        for path, message, hint in found:
            yield setting_warning(folder, path, message, hint)


def _found(site: Site, now: datetime) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if site.accent and (warning := accent_warning(site.accent)):
        message, hint = warning
        yield ("accent",), message, hint
    if site.security and is_stale(site.security, now):
        message = "this day has passed, so nobody may trust security.txt any more: it is left out"
        hint = "see that the contacts still hold, then set a date less than a year ahead"
        yield ("security", "expires"), message, hint
