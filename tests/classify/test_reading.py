# What was not looked into is said, and only that.
from __future__ import annotations

import pyarrow as pa
import pytest

from classify import compile_recognisers, decide, summarise, with_reading
from classify.sentence import in_words
from policies import load_policies
from schema import Column, Table

OPAQUE = "not looked into: its values are nested or binary"
ROUNDED = "long numbers in it are stored as rounded numbers: the last digits are lost"


@pytest.fixture(scope="module")
def recognisers():
    return compile_recognisers(load_policies())


def said(array: pa.Array, column: Column, recognisers) -> list[str]:
    batch = pa.record_batch([array], names=[column.name])
    table = Table("x", "t", (column,), "parquet")
    summary = summarise(batch, recognisers)
    (found,) = with_reading(decide(summary, table, recognisers), summary, table)
    return [reason.detail for reason in found.reasons if reason.kind == "reading"]


@pytest.mark.parametrize(
    ("array", "declared", "reasons"),
    [
        pytest.param(pa.array([{"a": 1}]), "struct<a: int64>", [OPAQUE], id="a structure"),
        pytest.param(pa.array([["a"]]), "list<item: string>", [OPAQUE], id="a list"),
        pytest.param(
            pa.array([[("k", "v")]], pa.map_(pa.string(), pa.string())), "map", [OPAQUE], id="a map"
        ),
        pytest.param(pa.array([b"\x89PNG"]), "binary", [OPAQUE], id="bytes"),
        pytest.param(pa.array(["\\x89PNG"]), "bytea", [OPAQUE], id="bytes that came as text"),
        pytest.param(
            pa.array([f"138001380{n:02}" for n in range(50)]), "bytea", [], id="text kept as bytes"
        ),
        pytest.param(pa.array([b"x", None]), "binary", [OPAQUE], id="bytes and a null"),
        pytest.param(pa.array([None], pa.binary()), "binary", [], id="no bytes at all"),
        pytest.param(pa.array(["x"]), "text", [], id="text"),
        pytest.param(pa.array([1.5]), "double", [], id="numbers"),
    ],
)
def test_a_column_says(array, declared, reasons, recognisers) -> None:
    assert said(array, Column("f1", declared), recognisers) == reasons


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [(["110105194912310016"] * 3, [ROUNDED]), ([None, ""], [])],
    ids=["filled", "empty"],
)
def test_rounded_numbers_are_said_where_there_are_any(cells, reasons, recognisers) -> None:
    column = Column("身份证号", "text", rounded=True)
    assert said(pa.array(cells, pa.string()), column, recognisers) == reasons


@pytest.mark.parametrize("sentence", [OPAQUE, ROUNDED])
def test_it_is_said_in_chinese_too(sentence: str) -> None:
    chinese = in_words(sentence, {}, chinese=True)
    assert chinese
    assert chinese.isascii() is False
