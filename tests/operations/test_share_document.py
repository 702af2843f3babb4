# Documents go out as documents, what is found in them covered in its place, or not at all.
from __future__ import annotations

from pathlib import Path

import docx
import pytest
from catalogued_documents import catalogued
from catalogued_people import make_settings
from office_files import docx_bytes, pdf_bytes
from pypdf import PdfReader

from operations import Settings, apply_share, share_document
from operations.recording import Book
from schema import (
    Level,
    MisuseError,
    RefusedError,
    Share,
)

ASKED = {"purpose": "hand-over", "recipient": "市医保局", "approver": "李处长"}
LINE = "患者张伟，身份证号11010519491231002X，电话13800138000，邮箱zhangwei@example.com，今日复诊。"
SECRETS = ("11010519491231002X", "13800138000", "张伟", "zhangwei@example.com")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


def written(path: Path, kind: str) -> Path:
    if kind == ".docx":
        path.write_bytes(docx_bytes(["通知", LINE], [["姓名", "欧阳锋"]], author="王芳芳"))
    elif kind == ".pdf":
        # The name stands once where nothing around it says that it is one.
        path.write_bytes(pdf_bytes([["通知", *LINE.split("，")], ["附张伟片子"]], author="王芳芳"))
    elif kind == ".html":
        path.write_text(
            f"<html><body><p>{LINE.replace('138', '<b>138</b>')}</p></body></html>", "utf-8"
        )
    else:
        path.write_bytes(f"# 通知\r\n{LINE}\r\n完\r\n".encode("gb18030"))
    return path


@pytest.mark.parametrize("kind", [".docx", ".html", ".pdf", ".txt"])
def test_values_are_covered_in_their_places(settings: Settings, tmp_path: Path, kind: str) -> None:
    source = written(tmp_path / f"in{kind}", kind)
    output = tmp_path / f"copy{kind}"
    outcome = apply_share(settings, catalogued(settings, source), output=output, **ASKED)
    assert outcome.share is not None
    assert {column.name: column.operator for column in outcome.share.columns}["cn.mobile"] == "mask"
    if kind == ".docx":
        document = docx.Document(output)
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert document.core_properties.author == ""
    elif kind == ".pdf":
        reader = PdfReader(output)
        assert not reader.metadata
        text = "\n".join(page.extract_text().replace(" ", "") for page in reader.pages)
    else:
        text = output.read_bytes().decode("gb18030" if kind in {".txt", ".md"} else "utf-8")
    for secret in SECRETS:
        assert secret not in text.replace("<b>", "").replace("</b>", "")
    assert "138****8000" in text
    assert "张**" in text
    assert "今日复诊。" in text
    if kind == ".txt":
        assert text.startswith("# 通知\r\n")
        assert text.endswith("\r\n完\r\n")


@pytest.mark.parametrize("kind", [".docx", ".pdf"])
def test_spans_that_cover_nothing_deliver_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    source = written(tmp_path / f"in{kind}", kind)
    output = tmp_path / "out" / f"copy{kind}"
    output.parent.mkdir()
    real = share_document.covered_document
    monkeypatch.setattr(
        share_document, "covered_document", lambda table, access, _: real(table, access, [])
    )
    with pytest.raises(RefusedError, match=r"column text still holds .*cn\.mobile"):
        apply_share(settings, catalogued(settings, source), output=output, **ASKED)
    assert list(output.parent.iterdir()) == []
    with Book(settings.home) as book:
        assert book.list(Share) == []


def test_what_may_not_be_shared_so_is_refused(settings: Settings, tmp_path: Path) -> None:
    source = written(tmp_path / "in.txt", ".txt")
    target = catalogued(settings, source, Level.IMPORTANT)
    with pytest.raises(RefusedError, match="nothing of a text of that grade"):
        apply_share(settings, target, output=tmp_path / "copy.txt", **ASKED)
    target = catalogued(settings, source)
    with pytest.raises(MisuseError, match="no columns to drop"):
        apply_share(settings, target, output=tmp_path / "copy.txt", **ASKED, drop=["text"])
    with pytest.raises(MisuseError, match="expected a name ending in"):
        apply_share(settings, target, output=tmp_path / "copy.docx", **ASKED)
    dry = apply_share(settings, target, output=tmp_path / "copy.txt", **ASKED, dry_run=True)
    assert {"cn.id18", "cn.mobile"} <= {column.name for column in dry.plan.columns}
    phones = {each.name: each for each in dry.preview}["cn.mobile"]
    assert phones.after == ("138****8000",)
    assert phones.before == ("#" * 11,)
    assert not any(secret in str(dry.preview) for secret in SECRETS)
    assert not (tmp_path / "copy.txt").exists()
