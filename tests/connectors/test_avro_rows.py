# The program that takes Avro files apart, by what it says of files fastavro writes.
from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import fastavro
import pytest

from connectors.avro_rows import run
from connectors.batch_frame import unpacked

PERSON = {
    "type": "record",
    "name": "Person",
    "namespace": "cn.test",
    "fields": [
        {"name": "name", "type": ["null", "string"], "doc": "姓名"},
        {"name": "born", "type": {"type": "int", "logicalType": "date"}},
        {"name": "pay", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
    ],
}  # fmt: skip
PEOPLE = [
    {"name": "张三", "born": dt.date(1990, 3, 7), "pay": Decimal("12.50")},
    {"name": None, "born": dt.date(1991, 1, 1), "pay": Decimal("0.00")},
]
ROWS = [
    {"name": "张三", "born": "1990-03-07", "pay": "12.50"},
    {"name": None, "born": "1991-01-01", "pay": "0.00"},
]


def written(schema: object, records: list[object], codec: str = "null") -> bytes:
    out = io.BytesIO()
    fastavro.writer(out, schema, records, codec=codec)
    return out.getvalue()


def rows(raw: bytes) -> list[dict[str, object]]:
    return [
        row
        for message in run(io.BytesIO(raw), "read")
        for row in unpacked(message[1], source="t").to_pylist()
    ]


@pytest.mark.parametrize("codec", ["null", "deflate", "snappy", "zstandard", "bzip2", "xz", "lz4"])
def test_records_are_rows_of_text(codec: str) -> None:
    raw = written(PERSON, PEOPLE, codec)
    assert list(run(io.BytesIO(raw), "look")) == [
        ("table", ["name", "born", "pay"], ["text"] * 3, ["姓名", "", ""], 2)
    ]
    assert rows(raw) == ROWS


def test_lists_and_maps_are_lines() -> None:
    schema = {
        "type": "record",
        "name": "R",
        "fields": [
            {"name": "n", "type": "int"},
            {"name": "tel", "type": {"type": "array", "items": "string"}},
            {"name": "m", "type": {"type": "map", "values": "string"}},
        ],
    }
    raw = written(schema, [{"n": 1, "tel": ["138", "139"], "m": {"张三": "x"}}])
    ((_, names, *_, count),) = run(io.BytesIO(raw), "look")
    assert (names, count) == (["n", "tel[]", "m{key}", "m{}"], None)
    assert rows(raw) == [
        {"n": "1", "tel[]": "138", "m{key}": None, "m{}": None},
        {"n": None, "tel[]": "139", "m{key}": None, "m{}": None},
        {"n": None, "tel[]": None, "m{key}": "张三", "m{}": "x"},
    ]


def test_a_record_that_holds_itself_is_read_to_its_end() -> None:
    schema = {"type": "record", "name": "T", "fields": [{"name": "v", "type": "string"}, {"name": "next", "type": ["null", "T"]}]}  # fmt: skip
    raw = written(schema, [{"v": "a", "next": {"v": "b", "next": None}}])
    assert rows(raw) == [{"v": "a", "(others)": "b"}]
