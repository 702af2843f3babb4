# OFD pages: objects at one height are a line, however few characters each has.
from __future__ import annotations

import io

import pytest
from office_files import OFD, ofd_bytes, with_parts

from connectors.guard_frame import Fault
from connectors.text_ofd import run

LIMITS = (1 << 30, 200)
PAGES = ofd_bytes(
    [
        [
            ("姓名：张三", 10, 20, "5 5 5 5"),
            ("电话 13812345678", 10, 30, ""),
            ("西安", 90, 30.5, ""),
        ],
        [(sign, 10 + 5 * n, 20, "") for n, sign in enumerate("610102199003071098")],
    ]
)


def rows(raw: bytes) -> list[tuple[str, str]]:
    (message,) = run(io.BytesIO(raw), LIMITS)
    return list(zip(message[1], message[2], strict=True))


def test_a_page_is_a_text_of_lines() -> None:
    assert rows(PAGES) == [
        ("page 1", "姓名：张三\n电话 13812345678 西安"),
        ("page 2", "610102199003071098"),
        ("property", "王五"),
    ]


@pytest.mark.parametrize(
    ("left", "text"),
    [(20, "张三李四"), (22.9, "张三李四"), (23.1, "张三 李四"), (5, "张三李四")],
)
def test_what_stands_apart_is_parted(left: float, text: str) -> None:
    raw = ofd_bytes([[("张三", 10, 20, ""), ("李四", left, 20, "")]])
    assert rows(raw)[0] == ("page 1", text)


def test_templates_and_remarks_are_read() -> None:
    document = (
        f"<ofd:Document {OFD}><ofd:TemplatePage ID='1' BaseLoc='Tpls/T/Content.xml'/>"
        "<ofd:Pages><ofd:Page ID='2' BaseLoc='/Doc_0/Pages/Page_0/Content.xml'/></ofd:Pages></ofd:Document>"
    )
    content = f"<p {OFD}><ofd:TextObject><ofd:TextCode>{{}}</ofd:TextCode></ofd:TextObject></p>"
    raw = with_parts(
        PAGES,
        {
            "Doc_0/Document.xml": document.encode(),
            "Doc_0/Tpls/T/Content.xml": content.format("抬头").encode(),
            "Doc_0/Annots/Page_0/Annotation.xml": content.format("批注").encode(),
        },
    )
    assert [text for _, text in rows(raw)][:2] == ["抬头", "姓名：张三\n电话 13812345678 西安"]
    assert ("comment", "批注") in rows(raw)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        pytest.param({"OFD.xml": None}, "damaged", id="no root"),
        pytest.param({"Doc_0/Pages/Page_1/Content.xml": None}, "damaged", id="a page that is not there"),
        pytest.param({"Encryptions.xml": b"<x/>"}, "locked", id="encrypted"),
        pytest.param({"OFD.xml": b"<!DOCTYPE x><x/>"}, "declared", id="a document type"),
    ],
)  # fmt: skip
def test_what_is_refused(parts: dict[str, bytes | None], code: str) -> None:
    with pytest.raises(Fault) as caught:
        list(run(io.BytesIO(with_parts(PAGES, parts)), LIMITS))
    assert caught.value.code == code
