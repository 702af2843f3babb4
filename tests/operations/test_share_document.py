# Documents go out as documents, what is found in them covered in its place, or not at all.
from __future__ import annotations

from pathlib import Path

import docx
import pytest
from catalogued_documents import catalogued
from catalogued_people import make_settings
from made_numbers import citizens, mobiles
from office_files import docx_bytes, pdf_bytes
from pypdf import PdfReader

from operations import Settings, apply_share, ledger_entries, share_document, trace_file
from operations.marking import BARE
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
    with pytest.raises(MisuseError, match="a document has no columns"):
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


MARKED = """
header: {id: marked-documents, title: {zh: 一, en: one}, owner: t, created: 2026-11-01, maturity: stable,
  source: made up, gaps: none}
purposes:
  - id: marked
    title: {zh: 带水印, en: marked}
    rules:
      - {id: m-phones, labels: [cn.mobile], operator: replace, parameters: {domain: person_id, kind: mobile}, reason: {zh: 一, en: real}}
      - {id: m-ids, labels: [cn.id18], operator: replace, parameters: {domain: person_id, kind: id18}, reason: {zh: 一, en: real}}
      - {id: m-rest, operator: redact, reason: {zh: 五, en: withheld}}
"""


def people(path: Path, kind: str, count: int) -> Path:
    lines = [
        f"第{place}位，身份证号{number}，电话{phone}。"
        for place, (number, phone) in enumerate(zip(citizens(count), mobiles(count), strict=True))
    ]
    if kind == ".docx":
        path.write_bytes(docx_bytes(lines, []))
    elif kind == ".pdf":
        path.write_bytes(pdf_bytes([lines]))
    else:
        body = "".join(f"<p>{line}</p>" for line in lines) if kind == ".html" else "\n".join(lines)
        path.write_text(body, "utf-8")
    return path


@pytest.mark.parametrize("kind", [".docx", ".html", ".pdf", ".txt", ".md"])
def test_a_document_names_its_recipient_by_what_stands_in_it(
    settings: Settings, tmp_path: Path, kind: str
) -> None:
    assert settings.policies is not None
    (settings.policies / "masking" / "marked.yaml").write_text(MARKED, encoding="utf-8")
    source = people(tmp_path / f"in{kind}", kind, 12)
    told: list[str] = []
    asked = {**ASKED, "purpose": "marked", "tell": told.append}
    for name in ("市医保局", "市教育局"):
        output = tmp_path / f"{name}{kind}"
        target = catalogued(settings, source)
        outcome = apply_share(settings, target, output=output, **{**asked, "recipient": name})
        assert outcome.share is not None
        assert outcome.share.watermark.startswith("wm-")
        (found,) = trace_file(settings, str(output)).named
        assert found.recipient == name
        assert found.suspicion.false_accusation < 1e-6
    assert trace_file(settings, str(source)).named == ()
    assert not any("so few values" in line for line in told)
    last = [each for each in ledger_entries(settings) if each["action"] == "share"][-1]
    assert last["body"]["detail"]["watermark"] == outcome.share.watermark


def test_a_document_with_little_or_nothing_to_mark_says_so(
    settings: Settings, tmp_path: Path
) -> None:
    assert settings.policies is not None
    (settings.policies / "masking" / "marked.yaml").write_text(MARKED, encoding="utf-8")
    told: list[str] = []
    asked = {**ASKED, "purpose": "marked", "tell": told.append}
    short = catalogued(settings, people(tmp_path / "few.txt", ".txt", 2))
    apply_share(settings, short, output=tmp_path / "copy.txt", **asked)
    assert any("so few values" in line for line in told)
    bare = tmp_path / "bare.txt"
    bare.write_text("联系zhangwei@example.com。", "utf-8")
    target, output = catalogued(settings, bare), tmp_path / "no.txt"
    with pytest.raises(MisuseError, match="what is found in it is covered, not replaced"):
        apply_share(settings, target, output=output, **asked, watermark=True)
    assert not output.exists()
    told.clear()
    done = apply_share(settings, target, output=output, **asked)
    assert done.share is not None
    assert done.share.watermark == ""
    assert BARE in told
