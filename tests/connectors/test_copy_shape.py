# Parents come before their children wherever there is an order, and nothing is lost in a ring.
import pytest

from connectors import Link, TableShape, parents_first


def table(name: str, *parents: str) -> TableShape:
    links = tuple(Link(("x",), parent, ("id",)) for parent in parents)
    return TableShape(name, (name,), (), links=links)


@pytest.mark.parametrize(
    ("tables", "order"),
    [
        ([table("c", "b"), table("b", "a"), table("a")], ["a", "b", "c"]),
        ([table("self", "self"), table("a", "self")], ["self", "a"]),
        ([table("b"), table("a")], ["a", "b"]),
        ([table("x", "y"), table("y", "x"), table("z", "x")], ["x", "y", "z"]),
        ([table("a", "gone")], ["a"]),
        ([], []),
    ],
    ids=["a chain", "itself", "none", "a ring", "a parent elsewhere", "nothing"],
)
def test_the_order(tables: list[TableShape], order: list[str]) -> None:
    assert [shape.name for shape in parents_first(tables)] == order
