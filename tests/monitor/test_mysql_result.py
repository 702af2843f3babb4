# One answer packet by packet: done, refused, rows; prepared and executed; cut short.
import struct

import pytest

from monitor.mysql_result import Answer, Result

END = b"\xfe\0\0\2\0"


def column(name: bytes, kind: int = 253) -> bytes:
    told = b"".join(bytes([len(each)]) + each for each in (b"def", b"", b"", b"", name, b""))
    return told + b"\x0c" + struct.pack("<HIBHBH", 45, 100, kind, 0, 0, 0)


def fed(result: Result, way: str, *bodies: bytes, no_eof: bool = False) -> object:
    """The last reply; before it there must be none."""
    *before, last = [result.take(way, each, no_eof=no_eof) for each in bodies]
    assert before == [None] * len(before)
    return last


@pytest.mark.parametrize("no_eof", [False, True])
def test_rows_with_and_without_an_end_behind_their_columns(no_eof: bool) -> None:
    result = Result(10)
    middle = () if no_eof else (END,)
    reply = fed(result, "rows", b"\2", column(b"a"), column(b"b"), *middle, b"\1x\1y", b"\xfb\1z", END,
                no_eof=no_eof)  # fmt: skip
    assert (reply.affected, reply.outcome, reply.more) == (2, "success", False)
    assert result.rows.body().rows.to_pydict() == {"a": ["x", None], "b": ["y", "z"]}


def test_done_refused_and_a_file_that_is_wanted() -> None:
    done = fed(Result(1), "rows", b"\0\5\0\x0a\0\0\0")
    assert (done.affected, done.more) == (5, True)
    assert fed(Result(1), "rows", b"\xff\x15\4#28000no").outcome == "failure"
    # How far a statement is, MariaDB says under the mark of an error.
    assert fed(Result(1), "rows", b"\xff\xff\xff\1\1\2") is None
    assert fed(Result(1), "rows", b"\xfbname").wants_file


def test_a_statement_prepared_and_executed_again() -> None:
    prepared = Result(10)
    prepared.statement = "select"
    reply = fed(prepared, "prepare", b"\0\7\0\0\0\1\0\1\0\0\0\0", column(b"?"), END,
                column(b"n", 3), END)  # fmt: skip
    assert (reply.outcome, prepared.number) == ("success", 7)
    once = prepared.again()
    fed(once, "execute", b"\1", column(b"n", 3), END, b"\0\0\x2a\0\0\0", END)
    assert once.rows.body().rows.to_pydict() == {"n": ["42"]}
    # MariaDB leaves out what the client knows.
    twice = prepared.again()
    fed(twice, "execute", b"\1\0", b"\0\0\x2b\0\0\0", END, no_eof=True)
    assert twice.rows.body().rows.to_pydict() == {"n": ["43"]}


def test_what_is_shorter_than_it_says() -> None:
    with pytest.raises(IndexError):
        fed(Result(1), "prepare", b"\0\1")
    with pytest.raises(IndexError):
        fed(Result(1), "rows", b"\1", column(b"a"), END, b"\5x")


def test_talk_about_the_connection_is_no_event() -> None:
    assert Answer("rows", "select 1", 0, Result(1)).told
    assert not Answer("plain", "", 0, Result(1)).told
    assert not Answer("database", "people", 0, Result(1)).told
