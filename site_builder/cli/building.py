"""Build, check, watch and serve a site; say how it stands."""

from pathlib import Path
from typing import Any

import click

from site_builder.cli.options import FORMAT, JSON, NOW, PREVIEW, REHEARSAL, SITE, build_options, check_options, in_json
from site_builder.cli.run import nothing_to_do, run, with_lookout


@click.command()
@PREVIEW
@click.option("--drafts", is_flag=True, help="With --preview: show drafts and held-back updates, too, marked.")
@REHEARSAL
@build_options
def build(preview: Path | None, drafts: bool, rehearsal: bool, **options: Any) -> int:
    """Build the site into the output folder."""
    from site_builder.cli.editions import edition_to_build

    edition = edition_to_build(options, preview=preview, drafts=drafts, rehearsal=rehearsal)
    if edition.is_public and not options["no_cache"] and nothing_to_do(options):
        return 0
    options = with_lookout(options) if edition.is_public else options
    from site_builder.commands import build as command

    return run(options, lambda session: command.build(session, edition=edition))


@click.command()
@click.option("--translations", is_flag=True, help="Also list what is not translated, or was corrected since.")
@click.option("--since", metavar="REV", help="Read what changed since this Git revision; find silent edits.")
@check_options
def check(translations: bool, since: str | None, **options: Any) -> int:
    """Find problems, and what an editor would mend; write nothing."""
    from site_builder.commands import check as command
    from site_builder.editing.versions import NoHistory

    try:
        return run(options, lambda session: command.check(session, translations=translations, since=since))
    except NoHistory as error:
        raise click.UsageError(f"--since {since}: {error}\n{error.hint}") from error


@click.command()
@click.option("--overdue", is_flag=True, help="Only promises that are late; exit 1 when there is one.")
@JSON
@SITE
@NOW
@FORMAT
def status(overdue: bool, as_json: bool, **options: Any) -> int:
    """Say what is open, what is due, what is held back."""
    from site_builder.commands import status as command

    return run(options | in_json(as_json), lambda session: command.status(session, only_overdue=overdue))


@click.command(name="next-change")
@JSON
@SITE
@NOW
@FORMAT
def next_change(as_json: bool, **options: Any) -> int:
    """Print when the site next changes by itself."""
    from site_builder.commands import status as command

    return run(options | in_json(as_json), command.next_change)


@click.command()
@build_options
def watch(**options: Any) -> int:
    """Build again whenever a file changes or a date arrives."""
    from site_builder.commands import watch as command

    return run(options, command.watch)


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--drafts", is_flag=True, help="Show drafts and held-back updates, marked, in a folder of their own.")
@REHEARSAL
@build_options
def serve(port: int, drafts: bool, rehearsal: bool, **options: Any) -> int:
    """Watch, and show the site in a browser on this machine; open pages reload by themselves."""
    from site_builder.cli.editions import edition_to_serve

    edition = edition_to_serve(options, drafts=drafts, rehearsal=rehearsal)
    from site_builder.commands import watch as command

    return run(options, lambda session: command.serve(session, port=port, edition=edition))
