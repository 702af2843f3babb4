# Heads and bodies read from a stream: whole, within bounds, and refused where they break the rules.
import io

import pytest

from connectors.http_message import chunks, head_of, read_head, sized


def test_heads_one_after_the_other() -> None:
    stream = io.BytesIO(b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /x HTTP/1.1\nA:b\n\n")
    assert read_head(stream).endswith(b"Host: a\r\n\r\n")
    assert head_of(read_head(stream)) == ("POST /x HTTP/1.1", {"a": "b"})
    assert read_head(stream) == b""


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\nHost: a\r\n", b"GET / HT", b"A: b\r\n" * 50])
def test_a_head_that_is_cut_off_or_too_long(said: bytes) -> None:
    with pytest.raises(ValueError, match="cut off or too long"):
        read_head(io.BytesIO(said), most=100)


def test_chunks_with_extensions_and_fields_behind() -> None:
    said: list[str] = []
    stream = io.BytesIO(b'3;a="b"\r\nabc\r\n10\r\n0123456789abcdef\r\n0; ieof\r\nX: y\r\n\r\nrest')
    assert b"".join(chunks(stream, said)) == b"abc0123456789abcdef"
    assert said == ["ieof"]
    assert stream.read() == b"rest"


@pytest.mark.parametrize(
    "said",
    [b"zz\r\nabc\r\n", b"-1\r\n", b"3\r\nab", b"3\r\nabcd\r\n0\r\n\r\n", b"", b"f" * 16 + b"\r\n"],
    ids=["no number", "negative", "cut off", "too long", "none", "beyond all"],
)
def test_chunks_against_the_rules(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"chunk|cut off"):
        list(chunks(io.BytesIO(said)))


def test_a_body_of_a_size() -> None:
    assert b"".join(sized(io.BytesIO(b"abcdef"), 4)) == b"abcd"
    with pytest.raises(ValueError, match="cut off"):
        list(sized(io.BytesIO(b"abc"), 4))
