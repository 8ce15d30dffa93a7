"""translation-stale: a statement was corrected, and its translation still says the old thing."""

from collections.abc import Iterator
from datetime import timedelta

from site_builder.editing.desk import Desk
from site_builder.output.translation_coverage import corrected_since, is_older
from site_builder.problems import Problem


def stale_translations(desk: Desk) -> Iterator[Problem]:
    """Translations that list fewer corrections than their original, of what is read and what was corrected lately."""
    read = {update.source for _, update in desk.statements()}
    recent = desk.now - timedelta(days=desk.site.check.days)
    for incident in desk.incidents:
        for update in incident.updates:
            lately = desk.changes is None and any(edit.date > recent for edit in update.edited)
            if update.source in read or lately:
                yield from (
                    corrected_since(update, file, desk.site.timezone)
                    for file in update.translations
                    if is_older(update, file)
                )
