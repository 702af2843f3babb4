# Columns told from declared types, Arrow's and Avro's.
from __future__ import annotations

import pyarrow as pa
import pytest

from connectors.declared_names import of_arrow, of_avro
from connectors.nested import OTHERS


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        pytest.param(pa.int64(), ["a"], id="a plain one"),
        pytest.param(pa.struct({"b": pa.string(), "c": pa.struct({"d": pa.date32()})}), ["a.b", "a.c.d"], id="structures"),
        pytest.param(pa.list_(pa.string()), ["a[]"], id="a list"),
        pytest.param(pa.large_list(pa.list_(pa.int8(), 2)), ["a[][]"], id="lists in a list"),
        pytest.param(pa.list_(pa.struct({"b": pa.string()})), ["a[].b"], id="structures in a list"),
        pytest.param(pa.map_(pa.string(), pa.struct({"b": pa.int8()})), ["a{key}", "a{}.b"], id="a map"),
        pytest.param(pa.dictionary(pa.int8(), pa.string()), ["a"], id="a dictionary"),
    ],
)  # fmt: skip
def test_the_columns_of_an_arrow_type(kind: pa.DataType, names: list[str]) -> None:
    assert of_arrow(pa.schema({"a": kind})) == names


TREE = {"type": "record", "name": "T", "fields": [{"name": "v", "type": "string"}, {"name": "next", "type": ["null", "T"]}]}  # fmt: skip
ADDRESS = {"type": "record", "name": "A", "fields": [{"name": "city", "type": "string"}]}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        pytest.param("string", ["a"], id="a plain one"),
        pytest.param({"type": "int", "logicalType": "date"}, ["a"], id="a logical one"),
        pytest.param(["null", "string"], ["a"], id="one that may be null"),
        pytest.param(ADDRESS, ["a.city"], id="a record"),
        pytest.param(["null", ADDRESS, "string"], ["a.city", "a"], id="one of several"),
        pytest.param({"type": "array", "items": ADDRESS}, ["a[].city"], id="records in a list"),
        pytest.param({"type": "map", "values": "long"}, ["a{key}", "a{}"], id="a map"),
        pytest.param({"type": "enum", "name": "E", "symbols": ["X"]}, ["a"], id="one of some words"),
        pytest.param({"type": "fixed", "name": "F", "size": 4}, ["a"], id="bytes"),
        pytest.param({"type": {"type": "array", "items": "int"}}, ["a[]"], id="a type in a type"),
        pytest.param(TREE, ["a.v", f"{OTHERS}"], id="one that holds itself"),
    ],
)  # fmt: skip
def test_the_columns_of_an_avro_type(kind: object, names: list[str]) -> None:
    schema = {"type": "record", "name": "R", "fields": [{"name": "a", "type": kind}]}
    assert of_avro(schema) == names


def test_a_type_named_before_is_known_by_its_name() -> None:
    fields = [{"name": "home", "type": ADDRESS}, {"name": "work", "type": ["null", "A"]}]
    assert of_avro({"type": "record", "name": "R", "fields": fields}) == ["home.city", "work.city"]


def test_types_that_multiply_have_an_end() -> None:
    inner: object = "string"
    for depth in range(40):
        fields = [{"name": name, "type": inner} for name in "xy"]
        inner = {"type": "record", "name": f"R{depth}", "fields": fields}
    names = of_avro(inner)
    assert len(names) <= 2_001
    assert names[-1] == OTHERS
    assert of_avro("string") == ["value"]
