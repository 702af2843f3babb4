# Which documents can be written again, and that a guarded program does it.
from __future__ import annotations

from pathlib import Path

import pytest
from office_files import docx_bytes

from connectors import covered_document, discover, document_texts, keeps_document
from schema import Access, SourceError, Table


def one(path: Path) -> Table:
    (table,) = [each for each in discover(str(path), Access()) if isinstance(each, Table)]
    return table


def test_a_document_goes_out_as_its_own_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx_bytes(["电话13800138000"]))
    table = one(path)
    assert keeps_document(table, "copy.docx")
    assert not keeps_document(table, "copy.csv")
    texts = document_texts(table, Access())
    number = texts.index("电话13800138000")
    out = tmp_path / "b.docx"
    out.write_bytes(b"".join(covered_document(table, Access(), [(number, [(2, 13, "***")])])))
    assert "电话***" in document_texts(one(out), Access())


def test_what_cannot_be_written_again_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text("From: a@b.cn\nSubject: x\n\ntext\n")
    table = one(path)
    if table.kind == "document":
        assert not keeps_document(table, "copy.eml")
        with pytest.raises(SourceError, match="cannot be written again"):
            document_texts(table, Access())
