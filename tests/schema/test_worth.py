# What is worth a slow beginning, counted.
from schema import Worth, has_numba


def test_it_is_worth_it_after_so_much_and_from_then_on() -> None:
    worth = Worth(3)
    assert [worth.add(1) for _ in range(5)] == [False, False, True, True, True]
    assert isinstance(has_numba(), bool)
