# Documents as tables of text: what is the same for all of them.
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from office_files import docx_bytes, odt_bytes, ofd_bytes, pdf_bytes, pptx_bytes, with_parts
from picture_files import picture_bytes, scanned_pdf

from connectors import document
from connectors.document import check, discover, read
from schema import HOLDS, Access, Sample, SourceError

TEXT = "姓名：张三\n\n电话 13812345678\n"


def test_a_text_is_a_table_of_parts_and_texts(file_of: Callable[..., Path], take: Callable) -> None:
    found = take(file_of(TEXT, "a.md"))
    assert found.rows == [
        {"part": "line 1", "text": "姓名：张三"},
        {"part": "line 3", "text": "电话 13812345678"},
    ]
    assert (found.table.name, found.table.kind, found.table.rows) == ("a.md", "document", None)
    assert [column.holds for column in found.table.columns] == ["place", "prose"]
    (batch,) = found.batches
    assert [field.metadata for field in batch.schema] == [{HOLDS: b"place"}, {HOLDS: b"prose"}]


def test_a_sample_is_some_rows_in_their_order(file_of: Callable[..., Path], take: Callable) -> None:
    path = file_of("".join(f"{n}\n" for n in range(5000)), "a.log")
    one, again, other = (take(path, Sample(50, seed)).rows for seed in (1, 1, 2))
    assert one == again != other
    numbers = [int(row["text"]) for row in one]
    assert len(numbers) == 50
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("name", ["a.py", "Dockerfile", ".env"])
def test_an_empty_page_of_code_is_a_table_without_rows(
    name: str, file_of: Callable[..., Path], take: Callable
) -> None:
    found = take(file_of(b"", name))
    assert (found.rows, found.skipped, found.table.rows) == ([], [], 0)


def test_a_page_of_blanks_has_no_rows(file_of: Callable[..., Path], take: Callable) -> None:
    found = take(file_of(b" \n\n", "a.py"))
    assert (found.rows, found.skipped) == ([], [])


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        pytest.param("a.py", bytes(range(256)) * 9, "is not text in UTF-8, GB18030 or UTF-16", id="no text"),
        pytest.param("a.docx", b"", "is empty", id="an empty document"),
        pytest.param("gone.md", None, "does not exist", id="no file"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    name: str, content: bytes | None, error: str, file_of: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / name if content is None else file_of(content, name)
    with pytest.raises(SourceError) as caught:
        list(discover(str(path), Access()))
    assert (caught.value.problem, caught.value.source) == (error, str(path))


def test_a_file_that_is_gone_when_it_is_read_is_said(file_of: Callable[..., Path]) -> None:
    path = file_of(TEXT, "a.md")
    (table,) = discover(str(path), Access())
    path.unlink()
    with pytest.raises(SourceError, match="does not exist"):
        list(read(table, Sample(), Access()))


def test_check_reads_a_little(file_of: Callable[..., Path]) -> None:
    check(str(file_of(TEXT, "a.md")), Access())
    with pytest.raises(SourceError):
        check(str(file_of(b"x", "a.docx")), Access())


def test_pictures_and_scanned_pages_are_read(file_of: Callable[..., Path], take: Callable) -> None:
    assert take(file_of(picture_bytes(["13812345678"], form="PNG"), "a.png")).rows == [
        {"part": "image 1", "text": "13812345678"}
    ]
    found = take(file_of(scanned_pdf(["text:typed"], ["13912345678"]), "a.pdf"))
    assert [row for row in found.rows if row["part"].startswith("page")] == [
        {"part": "page 1", "text": "typed"},
        {"part": "page 2", "text": "13912345678"},
    ]
    assert found.skipped == []


def test_without_the_extra_they_are_told_with_the_way_to_it(
    file_of: Callable[..., Path], take: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "_reads_pictures", lambda: False)
    path = file_of(picture_bytes(["x"], form="PNG"), "a.png")
    with pytest.raises(SourceError, match=r"is a picture: pip install 'tongguan\[ocr\]'"):
        take(path)
    found = take(file_of(scanned_pdf(["text:typed"], ["x"]), "a.pdf"))
    assert found.errors == [
        "has 1 pages that are pictures, the first is page 2: pip install 'tongguan[ocr]' reads them"
    ]
    assert found.rows[0] == {"part": "page 1", "text": "typed"}


OFFICE = {
    "a.docx": docx_bytes(["电话 13812345678"]),
    "a.pptx": pptx_bytes([["电话 13812345678"]]),
    "a.odt": odt_bytes(["电话 13812345678"]),
    "a.ofd": ofd_bytes([[("电话 13812345678", 1, 1, "")]]),
    "a.pdf": pdf_bytes([["电话 13812345678"]]),
    "a.html": "<p>电话 13812345678".encode(),
    "a.eml": "Subject: x\n\n电话 13812345678".encode(),
}


@pytest.mark.parametrize("name", OFFICE)
def test_every_format_is_read(name: str, file_of: Callable[..., Path], take: Callable) -> None:
    found = take(file_of(OFFICE[name], name))
    # A slide is one text, with whatever else stands on it.
    assert [row for row in found.rows if "电话 13812345678" in row["text"]]
    assert found.skipped == []


@pytest.mark.parametrize(
    ("name", "raw", "error"),
    [
        pytest.param("a.docx", OFFICE["a.docx"][:-100], "is damaged or cut off", id="a cut-off document"),
        pytest.param("a.pdf", pdf_bytes([["x"]], password="x"), "is protected by a password", id="a password"),
        pytest.param("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is in the format of before 2007: save it as .docx or .pptx", id="an old document"),
        pytest.param("a.docx", with_parts(OFFICE["a.docx"], {"word/document.xml": b"<!DOCTYPE x><x/>"}), "declares entities of its own, which no document needs and some use to do harm", id="a document type"),
        pytest.param("a.docx", with_parts(OFFICE["a.docx"], {"word/document.xml": b"<a>" * 600}), "is nested too deep", id="too deep"),
        pytest.param("a.docx", with_parts(OFFICE["a.docx"], {"word/media/a.bmp": bytes(64 << 20)}), "unpacks to more than 200 times its size", id="a bomb"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_document_is_said(
    name: str, raw: bytes, error: str, file_of: Callable[..., Path]
) -> None:
    (table,) = discover(str(file_of(raw, name)), Access())
    with pytest.raises(SourceError) as caught:
        list(read(table, Sample(), Access()))
    assert caught.value.problem == error


def test_what_comes_before_damage_is_read(file_of: Callable[..., Path], take: Callable) -> None:
    raw = with_parts(OFFICE["a.docx"], {"word/header1.xml": b"<x", "word/vbaProject.bin": b"x"})
    found = take(file_of(raw, "a.docm"))
    assert found.rows[0] == {"part": "paragraph 1", "text": "电话 13812345678"}
    assert found.errors == ["is damaged or cut off, after 1 texts"]
