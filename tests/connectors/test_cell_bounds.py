# Cells lie where the parser reads them, whatever quotes, escapes and line ends there are.
from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.cell_bounds import Signs, cell_bounds

COMMA = Signs("utf-8", ",", '"', "")


def parsed(raw: bytes, signs: Signs, width: int) -> list[list[str]] | None:
    """What Arrow reads, None where it leaves a record out."""
    names = [f"c{place}" for place in range(width)]
    ragged = []
    try:
        table = pa_csv.read_csv(
            io.BytesIO(raw),
            read_options=pa_csv.ReadOptions(use_threads=False, column_names=names),
            parse_options=pa_csv.ParseOptions(
                delimiter=signs.delimiter,
                quote_char=signs.quote or False,
                double_quote=not signs.escape,
                escape_char=signs.escape or False,
                newlines_in_values=True,
                invalid_row_handler=lambda row: ragged.append(row) or "skip",
            ),
            convert_options=pa_csv.ConvertOptions(
                strings_can_be_null=False, column_types=dict.fromkeys(names, pa.string())
            ),
        )
    except pa.ArrowInvalid:
        return []
    return None if ragged else [list(row.values()) for row in table.to_pylist()]


def said(cell: str, signs: Signs) -> str:
    """What a cell's own bytes say, sign by sign."""
    out, at, quoted = "", 0, False
    while at < len(cell):
        sign = cell[at]
        if signs.quote and sign == signs.quote and at == 0:
            quoted = True
        elif signs.escape and sign == signs.escape:
            at += 1
            out += cell[at : at + 1]
        elif quoted and sign == signs.quote:
            if not signs.escape and cell[at + 1 : at + 2] == sign:
                out, at = out + sign, at + 1
            else:
                quoted = False
        else:
            out += sign
        at += 1
    return out


@settings(max_examples=400, deadline=None)
@given(
    text=st.text(alphabet="ab,|\"'\n\r\\字 ", max_size=24),
    delimiter=st.sampled_from(",|"),
    quote=st.sampled_from(["", '"', "'"]),
    escape=st.sampled_from(["", "\\"]),
    width=st.integers(1, 3),
)
@example(text='a,"b\r\n",""""\r\n', delimiter=",", quote='"', escape="", width=3)
@example(text='a"b,c"\n', delimiter=",", quote='"', escape="", width=2)
@example(text="\\\r\n", delimiter=",", quote='"', escape="\\", width=1)
def test_cells_are_what_the_parser_reads(
    text: str, delimiter: str, quote: str, escape: str, width: int
) -> None:
    signs = Signs("utf-8", delimiter, quote, escape if quote else "")
    raw = text.encode()
    wanted = parsed(raw, signs, width)
    if wanted == []:
        return
    found = cell_bounds(raw, signs, width, last=True)
    if wanted is None:
        assert found is None
        return
    assert found is not None
    assert found.end == len(raw)
    cells = [
        [said(raw[start:end].decode(), signs) for start, end in zip(*record, strict=True)]
        for record in zip(found.starts, found.ends, strict=True)
    ]
    assert cells == wanted


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", "|"])
def test_a_byte_within_a_longer_character_is_no_sign(encoding: str, sign: str) -> None:
    # Characters of GB18030 whose second byte is a bar, and one of four bytes.
    text = "".join(chr(c) for c in range(0x4E00, 0x9FA5) if chr(c).encode("gb18030")[-1] == 0x7C)
    raw = f"{text}{sign}𠀀\r\nx{sign}\r\n".encode(encoding)
    found = cell_bounds(raw, Signs(encoding, sign, '"', ""), 2, last=True)
    assert found is not None
    cells = [raw[a:b].decode(encoding) for a, b in zip(found.starts.flat, found.ends.flat)]  # noqa: B905
    assert cells == [text, "𠀀", "x", ""]


@pytest.mark.parametrize(
    ("raw", "end"),
    [
        pytest.param(b"a,b\nc,", 4, id="a record that is cut off waits"),
        pytest.param(b"a,b\r", 0, id="a CR at the end may be half of a line end"),
        pytest.param(b'a,"b\n', 0, id="a line end in open quotes is none"),
        pytest.param(b"", 0, id="nothing"),
    ],
)
def test_what_is_not_whole_is_left_for_later(raw: bytes, end: int) -> None:
    found = cell_bounds(raw, COMMA, 2, last=False)
    assert found is not None
    assert found.end == end


def test_a_record_of_another_width_is_said() -> None:
    assert cell_bounds(b"a,b\nc\n", COMMA, 2, last=True) is None
