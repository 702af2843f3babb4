# A table found in a copy is found again in another.
from __future__ import annotations

import pickle

import pytest

from connectors.wrapped import unwrapped, wrapped
from schema import Column, Table


@pytest.mark.parametrize(
    ("found", "name"),
    [
        pytest.param("0.csv", "a.zip#b.csv", id="one that is called as its file"),
        pytest.param("0.csv#一", "a.zip#b.csv#一", id="a sheet"),
        pytest.param("人员", "a.zip#b.csv#人员", id="a database's own"),
    ],
)
def test_names_are_those_of_the_source(found: str, name: str) -> None:
    table = Table("/tmp/x/0.csv", found, (Column("a", "text"),), "delimited", rows=3, options={"path": "/tmp/x/0.csv", "b": "c"})  # fmt: skip
    outer = wrapped(table, "/tmp/x/0.csv", source="/srv/a.zip", name="a.zip#b.csv", kind="archive", place="7")  # fmt: skip
    assert (outer.source, outer.name, outer.kind, outer.rows) == ("/srv/a.zip", name, "archive", 3)
    assert outer.options["place"] == "7"
    assert "/tmp/x" not in repr(outer)
    again = unwrapped(pickle.loads(pickle.dumps(outer)), "/tmp/y/0.csv")
    assert (again.source, again.name, again.kind) == ("/tmp/y/0.csv", found, "delimited")
    assert again.options == {"path": "/tmp/y/0.csv", "b": "c"}
