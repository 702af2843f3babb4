# Plain text in pieces, whatever its encoding and the length of its lines.
import io

import pytest

from connectors import text_pieces
from schema import SourceError

TEXT = "王芳\r\n电话13800138000，𠮷野。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_text_is_the_same_in_every_encoding(encoding):
    pieces = list(text_pieces(io.BytesIO(TEXT.encode(encoding)), "t"))
    assert "".join(pieces) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_line_without_end_comes_in_bounded_pieces(encoding):
    text = "数据，" * 400_000
    pieces = list(text_pieces(io.BytesIO(text.encode(encoding)), "t"))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 256 * 1024


def test_an_empty_file_has_no_pieces():
    assert list(text_pieces(io.BytesIO(b""), "t")) == []


def test_a_damaged_byte_is_one_replacement_character():
    raw = ("王芳" * 50).encode() + b"\xff" + b"abc"
    assert "".join(text_pieces(io.BytesIO(raw), "t")) == "王芳" * 50 + "\ufffdabc"


def test_what_is_no_text_is_refused_by_name_alone():
    with pytest.raises(SourceError, match=r"^photo\.jpg: is not text in"):
        list(text_pieces(io.BytesIO(bytes(range(256)) * 40), "photo.jpg"))
