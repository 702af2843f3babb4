# Another reader sees what is there, and a value is found in whichever bytes it is kept.
from __future__ import annotations

import io

import pytest
from office_files import pdf_bytes
from pdf_files import han_page, page, stream

from connectors.check_pdf import run
from connectors.guard_frame import Fault


def looked(raw: bytes, *values: str) -> tuple[list[str], int]:
    *told, (kind, held) = run(io.BytesIO(raw), (0, 0), values)
    assert kind == "held"
    return [text for message in told for text in message[1]], held


def test_words_links_outlines_and_notes_are_seen() -> None:
    raw = page(
        "BT /F1 12 Tf 50 700 Td (words) Tj ET",
        page="/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (tel:138) >> >>]",
        catalogue="/Outlines 5 0 R",
        more=[
            "<< /Type /Outlines /First 6 0 R /Last 6 0 R >>",
            "<< /Title (entry) /Parent 5 0 R >>",
            "<< /Author (Wang) >>",
        ],
        trailer="/Info 7 0 R",
    )
    texts, _ = looked(raw)
    assert [each.strip() for each in texts] == ["words", "tel:138", "entry", "Wang"]


@pytest.mark.parametrize(
    "raw",
    [
        page("BT /F1 12 Tf 50 700 Td (zhang@x.cn) Tj ET"),
        page("BT /F1 12 Tf 50 700 Td (zhang) Tj 0 -14 Td (@x.cn) Tj ET"),
        page("BT /F1 12 Tf 50 700 Td <7a68616e67> Tj <40782e636e> Tj ET 0 0 1 1 re W n"),
        page("% zhang@x.cn"),
        page("", more=[stream("zhang@x.cn")]),
        page("", more=[stream("zhang@x.cn", "/R << /A << /B << /C 1 0 R >> >> >>")]),
        page("", more=[r"(zhang\100x.cn)"]),
        page("", more=["<FEFF" + "zhang@x.cn".encode("utf-16-be").hex() + ">"]),
    ],
)
def test_a_value_is_found(raw: bytes) -> None:
    assert looked(raw, "zhang@x.cn", "lisi@x.cn")[1] == 1


def test_chinese_values() -> None:
    assert looked(han_page("患者张伟"), "张伟", "李强")[1] == 1
    assert looked(pdf_bytes([["患者张伟"]]), "张伟", "李强")[1] == 1
    # Not where one line ends and another begins.
    assert looked(pdf_bytes([["开张", "伟业"]]), "张伟")[1] == 0


def test_what_is_no_pdf_is_said() -> None:
    with pytest.raises(Fault):
        looked(b"%PDF-nothing")
