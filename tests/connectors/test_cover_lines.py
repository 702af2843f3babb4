# Lines keep their bytes, their ends and their encoding.
from __future__ import annotations

import io

import pytest

from connectors.cover_lines import run
from connectors.guard_frame import Fault

TEXT = "第一行\r\n电话13800138000，谢谢\n\n末行"


def lines(raw: bytes) -> list[str]:
    return [text for message in run(io.BytesIO(raw), (0, 0)) for text in message[1]]


def covered(raw: bytes, edits: list) -> bytes:
    return b"".join(message[1] for message in run(io.BytesIO(raw), (0, 0), edits))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_one_line_is_covered_and_the_rest_stays(encoding: str) -> None:
    raw = TEXT.encode(encoding)
    assert lines(raw) == ["第一行", "电话13800138000，谢谢", "", "末行"]
    assert covered(raw, []) == raw
    shown = covered(raw, [[1, [[2, 13, "138****8000"]]]])
    assert shown == TEXT.replace("13800138000", "138****8000").encode(encoding)


@pytest.mark.parametrize(
    "raw", [b"\xff\xff\xff", "好".encode() * 90 + b"\xff" + "好".encode() * 90]
)
def test_what_is_damaged_is_said(raw: bytes) -> None:
    with pytest.raises(Fault):
        lines(raw)
