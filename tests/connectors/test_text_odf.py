# OpenDocument texts as odfdo writes them.
from __future__ import annotations

import io

import pytest
from office_files import odt_bytes, with_parts

from connectors.guard_frame import Fault
from connectors.text_odf import run

LIMITS = (1 << 30, 200)
TEXT = odt_bytes(["张三  电话 13812345678"], ["姓名", "李四"])


def test_paragraphs_and_tables_come_with_their_parts() -> None:
    meta = "<m xmlns:dc='x'><dc:creator>王五</dc:creator><date>2020</date></m>"
    styles = "<s><p>页眉</p></s>"
    raw = with_parts(TEXT, {"meta.xml": meta.encode(), "styles.xml": styles.encode()})
    (rows,) = run(io.BytesIO(raw), LIMITS)
    assert list(zip(rows[1], rows[2], strict=True)) == [
        ("paragraph 1", "张三  电话 13812345678"),
        ("table 1, row 1", "姓名\t李四"),
        ("header 1", "页眉"),
        ("property", "王五"),
    ]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        pytest.param({"content.xml": None}, "damaged", id="no content"),
        pytest.param(
            {"META-INF/manifest.xml": b"<m><encryption-data/></m>"}, "locked", id="a password"
        ),
        pytest.param({"content.xml": b"<!DOCTYPE x><x/>"}, "declared", id="a document type"),
    ],
)
def test_what_is_refused(parts: dict[str, bytes | None], code: str) -> None:
    with pytest.raises(Fault) as caught:
        list(run(io.BytesIO(with_parts(TEXT, parts)), LIMITS))
    assert caught.value.code == code
