# Lines of text and source code, whatever their encoding, their ends and their length.
from __future__ import annotations

import io

import pytest

from connectors import text_lines
from connectors.guard_frame import Fault
from connectors.text_lines import run

TEXT = "姓名：张三\n\n  电话 13812345678\nend"
LINES = [("line 1", "姓名：张三"), ("line 3", "电话 13812345678"), ("line 4", "end")]


def lines(raw: bytes) -> tuple[list[tuple[str, str]], list[tuple[object, ...]]]:
    rows, left = [], []
    for message in run(io.BytesIO(raw)):
        if message[0] == "left":
            left.append(tuple(message[1:]))
        else:
            rows.extend(zip(message[1], message[2], strict=True))
    return rows, left


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_lines_come_with_their_numbers(encoding: str) -> None:
    assert lines(TEXT.encode(encoding)) == (LINES, [])


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 1 << 20])
def test_ends_of_other_systems_count_once(
    end: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_lines, "_CHUNK", chunk)
    assert lines(TEXT.replace("\n", end).encode()) == (LINES, [])


def test_a_line_without_an_end_is_one_line_in_pieces() -> None:
    rows, _ = lines("字".encode() * 1_000_000 + b"\nlast")
    assert {part for part, _ in rows[:-1]} == {"line 1"}
    assert sum(len(text) for _, text in rows[:-1]) == 1_000_000
    assert rows[-1] == ("line 2", "last")


def test_a_wrong_byte_is_marked_and_told() -> None:
    assert lines(b"good line here\nab\xffcd\n") == (
        [("line 1", "good line here"), ("line 2", "ab\ufdd0cd")],
        [("encoding", 17)],
    )


def test_what_is_no_text_is_a_fault() -> None:
    with pytest.raises(Fault):
        lines(bytes(range(256)) * 99)
