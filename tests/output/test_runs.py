"""Months and years of long lists."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from site_builder.output.runs import runs

MONTHS = st.lists(st.sampled_from(["2025-11", "2025-12", "2026-01", "2026-03"])).map(lambda all: sorted(all)[::-1])


@given(MONTHS)
def test_runs_are_the_groups_of_a_list_in_order(months: list[str]) -> None:
    members = list(enumerate(months))
    found = [(name, list(run)) for name, run in runs(members, lambda member: member[1])]
    assert found == [(name, list(group)) for name, group in groupby(members, key=lambda member: member[1])]


def test_of_a_long_list_only_a_few_members_are_asked() -> None:
    asked: list[int] = []

    def year(member: int) -> str:
        asked.append(member)
        return "2026" if member < 600 else "2025"

    assert [(name, len(run)) for name, run in runs(range(1000), year)] == [("2026", 600), ("2025", 400)]
    assert len(asked) < 30
