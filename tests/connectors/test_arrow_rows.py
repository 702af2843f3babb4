# The program that takes Arrow files apart, by what it says of files pyarrow writes.
from __future__ import annotations

import io

import pyarrow as pa
import pytest
from pyarrow import feather

from connectors.arrow_rows import run
from connectors.batch_frame import unpacked
from connectors.guard_frame import Fault

FLAT = pa.table(
    {"姓名": ["张三", None], "数": pa.array([1, 2], pa.int16()), "类": pa.array(["x", "x"]).dictionary_encode()}
)  # fmt: skip
NESTED = pa.table(
    {
        "n": [1, 2],
        "p": [{"电话": ["138", "139"]}, None],
        "m": pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int8())),
    }
)


def written(table: pa.Table, form: str) -> bytes:
    sink = pa.BufferOutputStream()
    if form == "feather":
        feather.write_feather(table, sink, compression="zstd")
    else:
        make = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
        with make(sink, table.schema) as out:
            out.write_table(table, max_chunksize=1)
    return sink.getvalue().to_pybytes()


def rows(raw: bytes) -> list[dict[str, object]]:
    return [
        row
        for message in run(io.BytesIO(raw), "read")
        for row in unpacked(message[1], source="t").to_pylist()
    ]


@pytest.mark.parametrize("form", ["file", "stream", "feather"])
def test_flat_columns_keep_their_types(form: str) -> None:
    raw = written(FLAT, form)
    types = [str(kind) for kind in FLAT.schema.types]
    assert list(run(io.BytesIO(raw), "look")) == [
        ("table", ["姓名", "数", "类"], types, ["", "", ""], 2)
    ]
    assert rows(raw) == FLAT.to_pylist()


@pytest.mark.parametrize("form", ["file", "stream"])
def test_nested_columns_are_lines(form: str) -> None:
    raw = written(NESTED, form)
    ((_, names, types, _, count),) = run(io.BytesIO(raw), "look")
    assert names == ["n", "p.电话[]", "m{key}", "m{}"]
    assert (set(types), count) == ({"text"}, None)
    assert rows(raw) == [
        {"n": "1", "p.电话[]": "138", "m{key}": None, "m{}": None},
        {"n": None, "p.电话[]": "139", "m{key}": None, "m{}": None},
        {"n": None, "p.电话[]": None, "m{key}": "k", "m{}": "1"},
        {"n": "2", "p.电话[]": None, "m{key}": None, "m{}": None},
    ]


def test_comments_are_told_and_names_made_distinct() -> None:
    field = pa.field("a", pa.string(), metadata={"comment": "姓名"})
    table = pa.Table.from_arrays([pa.array(["x"]), pa.array([1])], schema=pa.schema([field, pa.field("a", pa.int64())]))  # fmt: skip
    raw = written(table, "file")
    ((_, names, _, comments, _),) = run(io.BytesIO(raw), "look")
    assert (names, comments) == (["a", "a_2"], ["姓名", ""])
    assert rows(raw) == [{"a": "x", "a_2": 1}]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"FEA1" + bytes(99), "old", id="Feather's first format"),
        pytest.param(b"ARROW1\0\0rubbish", "damaged", id="rubbish"),
        pytest.param(written(FLAT, "file")[:-30], "damaged", id="a file cut off"),
        pytest.param(b"\xff\xff\xff\xff\x10", "damaged", id="a stream cut off"),
    ],
)
@pytest.mark.parametrize("act", ["look", "read"])
def test_what_is_refused(raw: bytes, code: str, act: str) -> None:
    with pytest.raises(Fault) as caught:
        list(run(io.BytesIO(raw), act))
    assert caught.value.code == code
