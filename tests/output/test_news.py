"""What differs between two builds, told by the objects themselves."""

from site_builder.output.news import came_and_went


class Thing:
    """Equal to any other: only which one it is counts."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        raise AssertionError("nobody compares")


def test_another_object_in_the_place_of_an_equal_one_is_new() -> None:
    stays, old, new = Thing(), Thing(), Thing()
    came, went = came_and_went([stays, old], [new, stays])
    assert came[0] is new
    assert went[0] is old
    assert (len(came), len(went)) == (1, 1)


def test_at_first_everything_is_new() -> None:
    assert came_and_went((), ["a", "b"]) == (["a", "b"], [])
