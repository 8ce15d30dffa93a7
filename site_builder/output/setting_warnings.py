"""What `site.yml` says that can be built as it is, and better isn't left so."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from site_builder.model import Site
from site_builder.output.accent import accent_warning
from site_builder.output.security_txt import is_stale
from site_builder.problems import Problem
from site_builder.settings import setting_warning


def setting_warnings(folder: Path, site: Site, now: datetime) -> Iterator[Problem]:
    """A warning for each setting of the site in `folder` that should be looked at."""
    if site.accent and (warning := accent_warning(site.accent)):
        yield setting_warning(folder, ("accent",), *warning)
    if site.security and is_stale(site.security, now):
        message = "this day has passed, so nobody may trust security.txt any more: it is left out"
        hint = "see that the contacts still hold, then set a date less than a year ahead"
        yield setting_warning(folder, ("security", "expires"), message, hint)
