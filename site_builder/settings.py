"""The settings of a site: read from `site.yml`, or from what an earlier build made of the same text."""

from pathlib import Path

from site_builder.cache import EVERYBODYS, Cache, digest
from site_builder.codec import from_text, to_text
from site_builder.door.site_folder import FILE_NAME, logo_is_there
from site_builder.door.text_file import read_source
from site_builder.model import Site
from site_builder.problems import SiteProblems, Source

__all__ = ["FILE_NAME", "load_site"]

_SLOT = "site"

_last: dict[str, Site] = {}
"""By its text, the site that was loaded last: one build after the other of a program that goes on running asks for the
same."""


def load_site(folder: Path, cache: Cache | None = None) -> Site:
    """The settings of the site in `folder`. Raises SiteProblems. The `cache` may hold them."""
    file = folder / FILE_NAME
    if not file.exists():
        hint = "is this the folder of a site? “site-builder init DIR” makes a new one"
        raise SiteProblems([Source(FILE_NAME, "").problem(f"there is no {FILE_NAME}", hint=hint)])
    text = read_source(file, FILE_NAME).text
    site = _last.get(text) or (_kept(text, cache) if cache else None)
    if site is None or (site.logo and logo_is_there(folder, site.logo) != (True, True)):
        site = _read(text, folder)
        if cache is not None:
            cache.put_text(EVERYBODYS, _SLOT, digest(text), to_text(site))
    _last.clear()
    _last[text] = site
    return site


def _kept(text: str, cache: Cache) -> Site | None:
    kept = cache.get_text(EVERYBODYS, _SLOT, digest(text))
    try:
        return from_text(Site, kept) if kept is not None else None
    except ValueError:
        return None  # somebody wrote into it


def _read(text: str, folder: Path) -> Site:
    # What reads YAML and judges it takes longer to import than the settings to be taken from the cache.
    from site_builder.site_file import logo_problems, read_settings

    settings = read_settings(text)
    problems = [*settings.problems, *logo_problems(settings, folder)]
    if settings.site is None or problems:
        raise SiteProblems(sorted(problems, key=lambda problem: problem.location))
    return settings.site
