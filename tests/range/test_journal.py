# The hash is of everything that was noted, and of nothing else.
from range.journal import Frame, Journal


def journal(payload: bytes = b"a", **values: str) -> str:
    made = Journal()
    made.note(1.0, "x", **values)
    made.carry(Frame(2.0, "request", "10.77.1.1", "10.77.1.2", 502, 1, payload))
    return made.replay_hash


def test_the_same_is_the_same_and_any_change_is_another() -> None:
    assert journal(b"a", k="v") == journal(b"a", k="v")
    assert len({journal(), journal(b"b"), journal(k="v"), journal(k="w")}) == 4


def test_events_are_found_by_kind_in_their_order() -> None:
    made = Journal()
    for time, kind in ((1, "a"), (2, "b"), (3, "a")):
        made.note(time, kind)
    assert [each.time for each in made.of("a")] == [1, 3]
