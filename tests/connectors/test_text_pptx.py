# Slides as python-pptx writes them.
from __future__ import annotations

import io

import pytest
from office_files import pptx_bytes, with_parts

from connectors.guard_frame import Fault
from connectors.text_pptx import run

LIMITS = (1 << 30, 200)
SLIDES = pptx_bytes([["概况", "电话 13812345678", "住址"], ["名单", "李四"]], notes="备注：王五")


def test_a_slide_is_a_text_and_its_notes_another() -> None:
    (rows,) = run(io.BytesIO(SLIDES), LIMITS)
    found = list(zip(rows[1], rows[2], strict=True))
    assert found[:3] == [
        ("slide 1", "概况\n电话 13812345678\n住址"),
        ("slide 2", "名单\n李四\n姓名\t张三"),
        ("notes 1", "备注：王五"),
    ]


def test_comments_are_found() -> None:
    comment = "<p:cmLst xmlns:p='x'><p:cm><p:text>批注</p:text></p:cm></p:cmLst>"
    raw = with_parts(SLIDES, {"ppt/comments/comment1.xml": comment.encode()})
    (rows,) = run(io.BytesIO(raw), LIMITS)
    assert ("comment 1", "批注") in list(zip(rows[1], rows[2], strict=True))


def test_a_package_without_slides_is_a_fault() -> None:
    with pytest.raises(Fault, match="damaged"):
        list(run(io.BytesIO(with_parts(SLIDES, {"ppt/presentation.xml": None})), LIMITS))
