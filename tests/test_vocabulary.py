"""What may follow what, if nobody says otherwise."""

import pytest

from site_builder.vocabulary import LIFECYCLES, Kind, Status

ALL = [(kind, status) for kind in Kind for status in LIFECYCLES[kind].statuses]


@pytest.mark.parametrize(("kind", "status"), ALL)
def test_what_usually_follows_is_a_status_of_the_same_kind_and_never_closes_what_is_open(
    kind: Kind, status: Status
) -> None:
    lifecycle = LIFECYCLES[kind]
    following = lifecycle.usual_successor(status)
    assert following in lifecycle.statuses
    assert (following in lifecycle.closed) == (status in lifecycle.closed)


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_closed_by_one_of_its_closing_statuses(kind: Kind) -> None:
    assert LIFECYCLES[kind].closes in LIFECYCLES[kind].closed


def test_a_maintenance_is_not_begun_by_an_update() -> None:
    assert LIFECYCLES[Kind.MAINTENANCE].usual_successor(Status.SCHEDULED) is Status.SCHEDULED
