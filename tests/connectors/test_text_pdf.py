# PDF as reportlab writes it, and as damage leaves it.
from __future__ import annotations

import io

import pytest
from office_files import pdf_bytes

from connectors.guard_frame import Fault
from connectors.text_pdf import run

PAGES = [["姓名：张三 身份证 610102199003071098", "电话 13812345678"], ["第二页"]]


def told(raw: bytes) -> tuple[list[tuple[str, str]], list[tuple[object, ...]]]:
    rows, left = [], []
    for message in run(io.BytesIO(raw)):
        if message[0] == "left":
            left.append(tuple(message[1:]))
        else:
            rows.extend(zip(message[1], message[2], strict=True))
    return rows, left


def test_a_page_is_a_text_of_lines() -> None:
    rows, left = told(pdf_bytes(PAGES, author="王五"))
    assert rows[:2] == [("page 1", "\n".join(PAGES[0])), ("page 2", "第二页")]
    assert ("property", "王五") in rows
    assert left == []


def test_a_page_that_is_a_picture_is_counted() -> None:
    rows, left = told(pdf_bytes([[], PAGES[0], []]))
    assert [part for part, _ in rows if part.startswith("page")] == ["page 2"]
    assert left == [("scanned", 2, 1)]


def test_forms_links_and_remarks_are_read() -> None:
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    pdf = canvas.Canvas(out, invariant=1)
    pdf.drawString(72, 72, "x")
    pdf.acroForm.textfield(name="phone", value="13812345678", x=100, y=100)
    pdf.linkURL("https://x.cn/?id=1", (0, 0, 10, 10))
    pdf.textAnnotation("remark", Rect=(0, 0, 10, 10))
    pdf.save()
    rows, _ = told(out.getvalue())
    assert ("field", "phone: 13812345678") in rows
    assert ("page 1, link", "https://x.cn/?id=1") in rows
    assert ("page 1, comment", "remark") in rows


def test_a_password_bars_and_an_owners_password_does_not() -> None:
    with pytest.raises(Fault, match="locked"):
        told(pdf_bytes(PAGES, password="x"))
    rows, _ = told(pdf_bytes(PAGES, owner="x"))
    assert rows[1] == ("page 2", "第二页")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"%PDF-1.7\nrubbish", id="rubbish"),
        pytest.param(b"%PDF-1.7\n", id="nothing"),
        pytest.param(pdf_bytes(PAGES)[:300], id="cut off early"),
    ],
)
def test_what_has_no_page_is_a_fault(raw: bytes) -> None:
    with pytest.raises(Fault, match="damaged"):
        told(raw)


def test_a_page_that_is_damaged_costs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, NumberObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes([*PAGES, ["第三页"]]))))
    writer.pages[1][NameObject("/Contents")] = NumberObject(7)
    writer.pages[1][NameObject("/Resources")] = NumberObject(7)
    out = io.BytesIO()
    writer.write(out)
    rows, left = told(out.getvalue())
    assert [part for part, _ in rows if part.startswith("page")] == ["page 1", "page 3"]
    assert left == [("doubtful", 1, 2)]
    assert caplog.text == ""


def test_a_page_that_ends_the_reading_of_it_costs_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pypdf import PageObject

    extract = PageObject.extract_text

    def fail_on_the_second(page: PageObject) -> str:
        if page.page_number == 1:
            raise RecursionError
        return extract(page)

    monkeypatch.setattr(PageObject, "extract_text", fail_on_the_second)
    rows, left = told(pdf_bytes([*PAGES, ["第三页"]]))
    assert [part for part, _ in rows if part.startswith("page")] == ["page 1", "page 3"]
    assert left == [("pages", 1, 2)]


def test_a_file_cut_anywhere_ends_in_a_fault_or_in_pages() -> None:
    raw = pdf_bytes(PAGES)
    for end in range(100, len(raw), 97):
        try:
            rows, _ = told(raw[:end])
        except Fault as fault:
            assert fault.code == "damaged"  # noqa: PT017  either will do
        else:
            assert all(part for part, _ in rows)
