# Encodings are told from the bytes; damage is marked where it stands and ends nothing.
from __future__ import annotations

import io
import os

import pyarrow as pa
import pytest

from connectors.encoding import (
    DAMAGED,
    DecodedStream,
    decoded,
    detect_encoding,
    mark_length,
    texts,
)

TEXT = "姓名,电话\n张三丰,13812345678\n𠮷野家,1\n" * 50


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        pytest.param(TEXT.encode(), "utf-8", id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), "utf-8", id="UTF-8 with a mark"),
        pytest.param(TEXT.encode("gb18030"), "gb18030", id="GB18030"),
        pytest.param("姓名,电话".encode("gb2312"), "gb18030", id="GB2312, few characters"),
        pytest.param(
            "id,name\n1,联通".encode("gbk"), "gb18030", id="the two words UTF-8 was taken for"
        ),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le", id="UTF-16 little end"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", id="UTF-16 big end"),
        pytest.param(b"a,b\n1,2\n", "utf-8", id="plain ASCII"),
        pytest.param(b"a\x01b\n1\x012\n" * 9, "utf-8", id="Hive's separators are text"),
        pytest.param(
            TEXT.encode() + b"\xff" + TEXT.encode(), "utf-8", id="UTF-8 with a wrong byte"
        ),
        pytest.param(b"a,b\nx\x00y,2\n" * 20, "utf-8", id="a NUL now and then"),
        pytest.param(bytes(range(256)) * 20, None, id="all bytes there are"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), None, id="a picture"),
        pytest.param(TEXT.encode("utf-16-le"), None, id="UTF-16 without a mark"),
    ],
)
def test_told_from_its_bytes_is(head: bytes, encoding: str | None) -> None:
    assert detect_encoding(head, whole=True) == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_head_cut_anywhere_is_told_as_well(encoding: str) -> None:
    raw = TEXT.encode(encoding)
    assert {detect_encoding(raw[:end], whole=False) for end in range(40, 120)} == {encoding}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
def test_a_stream_gives_the_text_in_pieces_of_any_size(encoding: str, size: int) -> None:
    spent: list[int] = []
    raw = TEXT.encode(encoding)
    stream = DecodedStream(io.BytesIO(raw), encoding, spent.append)
    pieces = list(iter(lambda: stream.read(size), b""))
    assert b"".join(pieces).decode() == TEXT
    assert {len(piece) for piece in pieces[:-1]} <= {size}
    assert sum(spent) == len(raw)
    assert stream.first_damage is None


def test_all_is_given_at_once_when_asked() -> None:
    stream = DecodedStream(io.BytesIO(TEXT.encode("gbk", "ignore")), "gb18030", lambda _n: None)
    assert stream.read() == TEXT.replace("𠮷", "").encode()


@pytest.mark.parametrize(
    ("raw", "encoding", "at", "text"),
    [
        pytest.param(b"ab\xffcd\n", "utf-8", 2, f"ab{DAMAGED}cd\n", id="in UTF-8"),
        pytest.param(b"ab,\xe5\xbc", "utf-8", 3, f"ab,{DAMAGED}", id="at the cut-off end"),
        pytest.param(b"ab\xff,\xd6\xd0\n", "gb18030", 2, f"ab{DAMAGED},中\n", id="in GB18030"),
        pytest.param(b"a\xd6\n1", "gb18030", 1, f"a{DAMAGED}\n1", id="never eating a line end"),
        pytest.param(b"a\x00\x00\xd8b\x00", "utf-16-le", 2, f"a{DAMAGED}b", id="in UTF-16"),
    ],
)
def test_damage_is_marked(raw: bytes, encoding: str, at: int, text: str) -> None:
    stream = DecodedStream(io.BytesIO(raw), encoding, lambda _n: None)
    assert stream.read().decode() == text
    assert stream.first_damage == at


def test_the_place_of_damage_counts_from_the_start_of_the_file() -> None:
    raw = b"x" * 5000 + b"\xff\n"
    file = io.BytesIO(raw)
    file.seek(100)
    stream = DecodedStream(file, "utf-8", lambda _n: None)
    while stream.read(64):
        pass
    assert stream.first_damage == 5000


def test_marks_have_their_length() -> None:
    heads = [b"\xef\xbb\xbfa", b"\xff\xfea", b"\xfe\xffa", b"a", b""]
    assert [mark_length(head) for head in heads] == [3, 2, 2, 0, 0]


def test_random_bytes_are_no_text() -> None:
    assert detect_encoding(os.urandom(4096), whole=True) is None


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("张".encode(), "张", id="UTF-8"),
        pytest.param("张".encode("gbk"), "张", id="GBK"),
        pytest.param(b"\xff", "\ufffd", id="neither"),
        pytest.param("张", "张", id="text already"),
    ],
)
def test_a_cell_is_decoded(raw: bytes | str, text: str) -> None:
    assert decoded(raw) == text


def test_one_wrong_cell_costs_no_other() -> None:
    raw = pa.array(["张".encode(), None, "三".encode("gbk")], pa.binary())
    assert texts(raw).to_pylist() == ["张", None, "三"]
    assert texts(raw.slice(0, 2)).to_pylist() == ["张", None]
