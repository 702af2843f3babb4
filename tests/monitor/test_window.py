# States of two parts of a log merge into that of the whole.
from monitor.window import MOST_EVIDENCE, Half, merged
from schema import Level


def half(n: int) -> Half:
    return Half(
        n, 1, n, n, n, n, Level.GENERAL_1 if n % 2 else Level.GENERAL_4, {f"d{n}"}, {"a": n},
        {f"ds{n}"}, [(n, f"ev{n}", f"line {n}")], {"user.name": {f"u{n}"}},
    )  # fmt: skip


def test_halves_add_up() -> None:
    one = half(1)
    one.add(half(2))
    assert (one.value, one.events, one.first, one.last, one.records) == (3, 2, 1, 2, 3)
    assert one.level is Level.GENERAL_4
    assert one.labels == {"a": 3}
    assert one.evidence[0] == (2, "ev2", "line 2")
    assert one.entities == {"user.name": {"u1", "u2"}}
    assert (one.measured(distinct=True), one.measured(distinct=False)) == (2, 3)


def test_merging_is_the_same_however_it_is_done() -> None:
    def state(*numbers: int):
        found = {}
        for n in numbers:
            merged(found, {("g",): {n // 3: half(n)}})
        return found

    whole = state(*range(1, 10))
    left = merged(merged(state(1, 2, 3), state(4, 5, 6)), state(7, 8, 9))
    right = merged(state(1, 2, 3), merged(state(4, 5, 6), state(7, 8, 9)))
    assert whole == left == right


def test_evidence_is_bounded() -> None:
    one = half(0)
    for n in range(50):
        one.add(half(n))
    assert len(one.evidence) == MOST_EVIDENCE
