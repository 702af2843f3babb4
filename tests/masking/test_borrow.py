# Operators of Presidio over columns: equal cells stay equal, and what they take is checked.
from __future__ import annotations

import pyarrow as pa
import pytest

from masking.borrow import borrowed, borrowed_fault

KEYS = {"d": bytes(range(32))}


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({"name": "mask", "chars_to_mask": "4"}, "****0138000"),
        (
            {"name": "mask", "chars_to_mask": "4", "from_end": "true", "masking_char": "#"},
            "1380013####",
        ),
        ({"name": "replace", "new_value": "<电话>"}, "<电话>"),
        ({"name": "redact"}, ""),
    ],
)
def test_a_cell_is_what_presidio_makes_of_it(parameters: dict[str, str], shown: str) -> None:
    assert borrowed_fault(parameters) == ""
    cells = pa.array(["13800138000", None, "", "13800138000"])
    assert borrowed(cells, parameters, KEYS).to_pylist() == [shown, None, "", shown]


def test_a_hash_joins_under_one_key_and_under_no_other() -> None:
    rule = {"name": "hash", "domain": "d"}
    first = borrowed(pa.array(["a", "b", "a"]), rule, KEYS).to_pylist()
    other = borrowed(pa.array(["a"]), rule, {"d": bytes(32)}).to_pylist()
    assert first[0] == first[2] != first[1]
    assert other[0] not in first


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({}, "needs `name`: one of"),
        ({"name": "custom"}, "needs `name` to be one of"),
        ({"name": "encrypt", "key": "x"}, "and no more, has ['key']"),
        ({"name": "mask"}, "needs `chars_to_mask`"),
        ({"name": "mask", "chars_to_mask": "4", "masking_char": "ab"}, "to be one character"),
        ({"name": "hash"}, "needs a `domain`"),
        ({"name": "redact", "new_value": "x"}, "takes `name` and no more"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(parameters: dict[str, str], told: str) -> None:
    assert told in borrowed_fault(parameters)
