"""What an incident gives to the site is kept as one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.cache import LostEntry
from site_builder.output.feeds.entries import Entry
from site_builder.output.work import IncidentWork, work_from_text, work_to_text
from tests.output.feeds.test_forms import ENTRIES


@given(ENTRIES, st.sampled_from(['{"id":"a"}', '{"name":"\\u001e"}']))
def test_a_work_that_was_kept_is_the_same_but_for_its_documents(entries: list[Entry], told: str) -> None:
    work = IncidentWork(documents=(), entries=tuple(entries), told_text=told)
    assert work_from_text(work_to_text(work)) == work


def test_one_that_somebody_wrote_into_is_none() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        work_from_text("{}\x1ean id\x1fa title")
    with pytest.raises(LostEntry):
        work_from_text("{").told  # noqa: B018 - it is read then
