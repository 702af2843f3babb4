# Word documents keep their bytes but for what is covered, who wrote them, and pictures.
from __future__ import annotations

import io
import zipfile

import pytest
from office_files import docx_bytes, with_parts

from connectors.cover_docx import run
from connectors.guard_frame import Fault

LIMITS = (1 << 30, 1000)
RUNS = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
    "<w:r><w:t>电话138</w:t></w:r><w:proofErr/><w:r><w:t>0013&amp;</w:t></w:r><w:r><w:tab/>"
    '<w:t xml:space="preserve"> 末</w:t></w:r><w:del w:author="王芳"><w:r><w:delText>旧值</w:delText></w:r></w:del></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>张三</w:t></w:r></w:p>"
    "</w:tc></w:tr></w:tbl></w:body></w:document>"
)


def texts(raw: bytes) -> list[str]:
    return [text for message in run(io.BytesIO(raw), LIMITS) for text in message[1]]


def covered(raw: bytes, edits: list) -> bytes:
    return b"".join(message[1] for message in run(io.BytesIO(raw), LIMITS, edits))


def part(raw: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(name).decode()


def everything(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_a_paragraph_and_a_row_are_one_text_each() -> None:
    raw = with_parts(docx_bytes(["x"]), {"word/document.xml": RUNS.encode()})
    found = texts(raw)
    assert "电话1380013&\t 末旧值" in found
    assert "姓名\t张三" in [
        " ".join(text.split(" ")).replace(" \t", "\t").strip() for text in found
    ]
    shown = part(covered(raw, []), "word/document.xml")
    assert shown == RUNS.replace('w:author="王芳"', 'w:author=""')


def test_a_value_over_several_runs_is_gone() -> None:
    raw = with_parts(docx_bytes(["x"]), {"word/document.xml": RUNS.encode()})
    found = texts(raw)
    number = found.index("电话1380013&\t 末旧值")
    shown = part(covered(raw, [[number, [[2, 10, "<*>"], [13, 15, "**"]]]]), "word/document.xml")
    assert "<w:t>电话&lt;*&gt;</w:t></w:r><w:proofErr/><w:r><w:t></w:t>" in shown
    assert "<w:delText>**</w:delText>" in shown


def test_who_wrote_it_the_preview_and_pictures_go() -> None:
    raw = docx_bytes(["正文"], author="王芳芳")
    raw = with_parts(
        raw,
        {
            "word/media/image1.png": b"a face",
            "docProps/thumbnail.jpeg": b"the first page",
            "_rels/.rels": part(raw, "_rels/.rels")
            .replace(
                "</Relationships>",
                '<Relationship Id="rId99" Type="http://x/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/>'
                "</Relationships>",
            )
            .encode(),
        },
    )
    shown = covered(raw, [])
    assert not any(
        each in everything(shown)
        for each in ("王芳芳".encode(), b"a face", b"first page", b"rId99")
    )
    assert part(shown, "word/document.xml") == part(raw, "word/document.xml")
    import docx

    assert docx.Document(io.BytesIO(shown)).paragraphs[0].text == "正文"


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/embeddings/a.xlsx", "word/afchunk.mht"]
)
def test_what_nobody_looks_into_is_refused(name: str) -> None:
    with pytest.raises(Fault) as raised:
        texts(with_parts(docx_bytes(["x"]), {name: b"x"}))
    assert raised.value.code == "embedded"
