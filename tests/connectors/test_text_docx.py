# Word documents as python-docx writes them, and parts it does not write.
from __future__ import annotations

import io

import pytest
from office_files import docx_bytes, with_parts

from connectors.guard_frame import Fault
from connectors.text_docx import run

LIMITS = (1 << 30, 200)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PLAIN = docx_bytes(["张三，身份证 61010219900307109X", ""], [["姓名", "电话"], ["李四", "13812345678"]], author="王五")  # fmt: skip


def told(raw: bytes) -> tuple[list[tuple[str, str]], list[object]]:
    rows, left = [], []
    for message in run(io.BytesIO(raw), LIMITS):
        if message[0] == "left":
            left.append(message[1])
        else:
            rows.extend(zip(message[1], message[2], strict=True))
    return rows, left


def test_a_document_comes_with_its_parts() -> None:
    assert told(PLAIN) == (
        [
            ("paragraph 1", "张三，身份证 61010219900307109X"),
            ("table 1, row 1", "姓名\t电话"),
            ("table 1, row 2", "李四\t13812345678"),
            ("header 1", "内部资料"),
            ("footer 1", "共一页"),
            ("property", "王五"),
        ],
        [],
    )


def test_notes_comments_links_and_macros_are_found() -> None:
    note = f"<w:x {W}><w:footnote><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:footnote></w:x>"
    links = (
        '<Relationships xmlns="x"><Relationship Target="mailto:a@b.cn" TargetMode="External"/>'
        '<Relationship Target="styles.xml"/></Relationships>'
    )
    rows, left = told(
        with_parts(
            PLAIN,
            {
                "word/footnotes.xml": note.format("脚注").encode(),
                "word/comments.xml": note.format("批注").encode(),
                "word/_rels/footnotes.xml.rels": links.encode(),
                "word/vbaProject.bin": b"x",
            },
        )
    )
    assert ("footnote 1", "脚注") in rows
    assert ("comment 1", "批注") in rows
    assert ("link", "mailto:a@b.cn") in rows
    assert left == ["macro"]


def test_a_document_that_is_pictures_alone_says_so() -> None:
    scan = {"word/media/image1.png": b"x", "word/media/image2.png": b"x"}
    _, left = told(with_parts(docx_bytes(["  "]), scan))
    assert left == ["pictures"]
    _, left = told(with_parts(docx_bytes(["关于"]), scan))
    assert left == []


def test_a_part_that_is_damaged_leaves_what_comes_before() -> None:
    found = run(io.BytesIO(with_parts(PLAIN, {"word/header1.xml": b"<x"})), LIMITS)
    _, parts, _ = next(found)
    assert parts[0] == "paragraph 1"
    with pytest.raises(Fault, match="damaged"):
        next(found)


def test_a_package_without_a_document_is_a_fault() -> None:
    with pytest.raises(Fault, match="damaged"):
        told(with_parts(PLAIN, {"word/document.xml": None}))
