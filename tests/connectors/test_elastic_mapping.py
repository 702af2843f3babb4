# Mappings as columns: nesting, what is no column, and what can be read without documents.
from __future__ import annotations

import pytest

from connectors.elastic_mapping import fields_of
from schema import Column


@pytest.mark.parametrize(
    ("properties", "columns"),
    [
        pytest.param({"a": {"type": "keyword"}}, ["a"], id="a field"),
        pytest.param({"a": {"properties": {"b": {"properties": {"c": {"type": "ip"}}}}}}, ["a.b.c"],
                     id="objects"),
        pytest.param({"a": {"type": "nested", "properties": {"b": {"type": "nested",
                     "properties": {"c": {"type": "ip"}}}}}}, ["a[].b[].c"], id="nested objects"),
        pytest.param({"a": {"type": "text", "fields": {"raw": {"type": "keyword"}}}}, ["a"],
                     id="a field indexed twice"),
        pytest.param({"a": {"type": "alias", "path": "b"}, "b": {"type": "ip"}}, ["b"], id="an alias"),
        pytest.param({"a": {"type": "object"}}, ["a"], id="an object without fields"),
        pytest.param({"a": {"dynamic": "false", "properties": {"b": {"type": "ip"}}}}, ["a", "a.b"],
                     id="an object with more than its fields"),
        pytest.param({}, [], id="nothing"),
    ],
)  # fmt: skip
def test_fields_are_columns(properties: dict, columns: list[str]) -> None:
    assert [column.name for column in fields_of({"properties": properties}).columns] == columns


@pytest.mark.parametrize(
    ("source", "kept", "lost"),
    [
        pytest.param({}, (), (), id="documents are kept"),
        pytest.param({"enabled": True}, (), (), id="and said to be"),
        pytest.param({"mode": "synthetic"}, (), (), id="or made up anew"),
        pytest.param({"enabled": False}, ("a", "o.n"), ("t", "off"), id="documents are not kept"),
        pytest.param({"mode": "disabled"}, ("a", "o.n"), ("t", "off"), id="in newer words"),
        pytest.param({"excludes": ["o"]}, ("o.n",), (), id="an object is left out"),
        pytest.param({"excludes": ["o.*"]}, ("o.n",), (), id="its members are left out"),
        pytest.param({"excludes": ["t"]}, (), ("t",), id="full text is left out"),
        pytest.param({"includes": ["a", "t"]}, ("o.n",), ("off",), id="some alone are kept"),
    ],
)
def test_what_documents_lack_is_read_from_the_index_where_it_keeps_it(
    source: dict, kept: tuple[str, ...], lost: tuple[str, ...]
) -> None:
    properties = {
        "a": {"type": "keyword"},
        "t": {"type": "text"},
        "o": {"properties": {"n": {"type": "long"}}},
        "off": {"type": "keyword", "doc_values": False},
    }
    found = fields_of({"_source": source, "properties": properties})
    assert (found.kept, found.lost) == (kept, lost)
    assert {column.name for column in found.columns} == {"a", "t", "o.n", "off"} - set(lost)


@pytest.mark.parametrize(
    ("dynamic", "loose"),
    [("true", False), (True, False), ("strict", False), ("runtime", False), ("false", True),
     (False, True)],
)  # fmt: skip
def test_documents_may_hold_what_no_field_describes(dynamic: object, loose: bool) -> None:
    assert fields_of({"dynamic": dynamic, "properties": {}}).loose is loose


def test_a_columns_comment_is_in_its_meta() -> None:
    properties = {"a": {"type": "ip", "meta": {"comment": "地址"}}}
    assert fields_of({"properties": properties}).columns == (Column("a", "ip", "地址"),)


def test_columns_that_take_all_below_them_are_told() -> None:
    properties = {
        "f": {"type": "flattened"},
        "o": {"type": "object", "enabled": False},
        "a": {"type": "keyword"},
    }
    assert fields_of({"properties": properties}).whole == ("f", "o")
