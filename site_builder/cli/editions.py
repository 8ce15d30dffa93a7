"""Which edition of the site a command builds, and where it goes: only the published one goes into `public/`."""

from pathlib import Path
from typing import Any

import click

from site_builder.cli.options import PUBLIC
from site_builder.vocabulary import Edition


def edition_to_build(options: dict[str, Any], *, preview: Path | None, drafts: bool, rehearsal: bool) -> Edition:
    """What `build` is asked for; `output` among the options becomes where that goes. Raises click.UsageError."""
    if preview is None:
        if drafts:
            raise click.UsageError("--drafts needs --preview DIR: what is not public never goes into public/")
        return _rehearsal(options) if rehearsal else Edition.PUBLISHED
    if rehearsal:
        raise click.UsageError("--preview and --rehearsal don't go together; --output names a rehearsal's folder")
    if options["output"] is not None:
        raise click.UsageError("--preview names the folder to write to; leave --output out")
    options["output"] = preview
    return Edition.DRAFTS if drafts else Edition.PREVIEW


def edition_to_serve(options: dict[str, Any], *, drafts: bool, rehearsal: bool) -> Edition:
    """What `serve` is asked for; `output` among the options becomes where that goes. Raises click.UsageError."""
    if not drafts:
        return _rehearsal(options) if rehearsal else Edition.PUBLISHED
    if rehearsal:
        raise click.UsageError("--rehearsal shows what customers would see; leave --drafts out")
    if options["output"] is not None:
        raise click.UsageError("--drafts builds into a folder of its own; leave --output out")
    options["output"] = _own_folder(options["site"], Edition.DRAFTS)
    return Edition.DRAFTS


def _rehearsal(options: dict[str, Any]) -> Edition:
    output, site = options["output"], options["site"]
    if output is None:
        options["output"] = _own_folder(site, Edition.REHEARSAL)
    elif output.resolve().is_relative_to((site / PUBLIC).resolve()):
        raise click.UsageError(f"a rehearsal never goes into {PUBLIC}/; name another folder, or leave --output out")
    return Edition.REHEARSAL


def _own_folder(site: Path, edition: Edition) -> Path:
    """Where an edition goes that nobody is to publish."""
    from site_builder.output.manifest import STATE_FOLDER

    return site / STATE_FOLDER / edition
