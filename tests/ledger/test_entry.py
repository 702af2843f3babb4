# Numbers are the samples of RFC 8785 appendix B, written as the doubles they stand for.
from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import Entry, canonical, entry_text, read_entry
from schema import LedgerBroken, Level

ENTRY = Entry(
    sequence=3,
    time="2026-11-02T08:00:00Z",
    action="share.apply",
    actor="李警官",
    unit="shaanxi/xian/police",
    body={"detail": {"rows": 12, "purpose": "统计"}, "records": [{"version": 1}]},
)
TEXT = (
    '{"action":"share.apply","actor":"李警官","body":{"detail":{"purpose":"统计","rows":12},'
    '"records":[{"version":1}]},"sequence":3,"time":"2026-11-02T08:00:00Z",'
    '"unit":"shaanxi/xian/police"}'
).encode()


def test_an_entry_has_one_text() -> None:
    assert entry_text(ENTRY) == TEXT
    assert read_entry(TEXT) == ENTRY


def test_the_order_in_which_a_body_was_filled_does_not_show() -> None:
    other = {"records": ({"version": 1},), "detail": {"purpose": "统计", "rows": 12.0}}
    assert entry_text(replace(ENTRY, body=other)) == TEXT


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555555", "333333333.3333333"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
    ],
)
def test_a_number_has_the_form_the_standard_lists(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical(number) == text.encode()


def test_keys_are_ordered_by_utf16_units() -> None:
    """The sample of RFC 8785 section 3.2.3: code points would put the emoji last."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    text = canonical(dict.fromkeys(keys, 0)).decode()
    ordered = ["\\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert text == "{" + ",".join(f'"{key}":0' for key in ordered) + "}"


def test_a_level_is_written_as_its_word() -> None:
    assert canonical({"level": Level.CORE}) == b'{"level":"core"}'


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(float("nan"), "not a finite number", id="not a number"),
        pytest.param(float("inf"), "not a finite number", id="infinity"),
        pytest.param(-float("inf"), "not a finite number", id="minus infinity"),
        pytest.param(2**53, r"beyond 2\^53", id="the first integer that may round"),
        pytest.param(-(2**53), r"beyond 2\^53", id="the first negative one"),
        pytest.param(6222021234567890123, r"beyond 2\^53", id="a card number as an integer"),
        pytest.param("\ud800", "surrogate", id="half a surrogate pair"),
        pytest.param({1: "a"}, "key that is not text", id="a key that is a number"),
        pytest.param({"\udfff": 1}, "surrogate", id="a key with half a pair"),
        pytest.param(b"raw", "bytes", id="bytes"),
        pytest.param({1, 2}, "set", id="a set"),
        pytest.param(object(), "object", id="something else"),
    ],
)
def test_what_json_cannot_carry_exactly_is_refused_by_place_and_not_by_value(
    value: object, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        entry_text(replace(ENTRY, body={"detail": [0, value]}))  # type: ignore[dict-item]
    assert "value.body.detail[1]" in str(caught.value)
    assert "6222021234567890123" not in str(caught.value)


@pytest.mark.parametrize("value", [2**53 - 1, -(2**53) + 1, True, None, "\U0001f600", 0.1])
def test_the_last_values_that_fit_are_kept(value: bool | float | str | None) -> None:
    entry = replace(ENTRY, body={"value": value})
    assert read_entry(entry_text(entry)) == entry


def test_a_body_nested_without_end_is_refused() -> None:
    body: dict[str, object] = {}
    body["again"] = body
    with pytest.raises(ValueError, match="nested deeper"):
        entry_text(replace(ENTRY, body=body))  # type: ignore[arg-type]


def test_entries_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        entry_text(replace(ENTRY, sequence=0))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT.replace(b":3", b": 3"), id="a space"),
        pytest.param(TEXT.replace(b":3", b":3.0"), id="a number written longer"),
        pytest.param(TEXT.replace(b'"sequence":3', b'"sequence":"3"'), id="a number as text"),
        pytest.param(TEXT.replace(b'"sequence":3', b'"sequence":true'), id="a truth as a number"),
        pytest.param(TEXT.replace(b'"sequence":3,', b""), id="a field short"),
        pytest.param(TEXT[:-1] + b',"zeal":1}', id="a field more"),
        pytest.param(TEXT.replace(b"{", b'{"action":"x",', 1), id="a key twice"),
        pytest.param(TEXT[:-1], id="an end cut off"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe", id="no UTF-8"),
        pytest.param(b"[" * 100_000, id="brackets without end"),
    ],
)
def test_a_text_that_is_not_an_entrys_own_is_refused(text: bytes) -> None:
    with pytest.raises(LedgerBroken):
        read_entry(text)


_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",)))
)
_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)


@given(
    st.dictionaries(
        _TEXT,
        st.recursive(
            _SCALARS,
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
            max_leaves=12,
        ),
        max_size=5,
    )
)
def test_every_body_comes_back_as_it_was(body: dict[str, object]) -> None:
    entry = replace(ENTRY, body=body)  # type: ignore[arg-type]
    text = entry_text(entry)
    assert read_entry(text).body == body
    assert entry_text(read_entry(text)) == text
