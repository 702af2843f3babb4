# What people read in a PDF is found, each once, with where it stands. What is refused:
# test_cover_pdf.py.
from __future__ import annotations

import io

import pytest
from pdf_files import page, stream
from pypdf import PdfReader

from connectors.guard_frame import Fault
from connectors.pdf_parts import Parts, key_of, parts_of

TEXT = "BT /F1 12 Tf 50 700 Td (one) Tj ET"
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"


def parts(raw: bytes) -> Parts:
    return parts_of(PdfReader(io.BytesIO(raw)))


def test_a_form_is_read_once_however_often_it_is_drawn() -> None:
    raw = page(
        "/A Do /B Do", resources="/XObject << /A 5 0 R /B 5 0 R >>", more=[stream(TEXT, FORM)]
    )
    found = parts(raw)
    assert [text for text, *_ in found.texts] == ["one"]
    assert list(found.streams) == [("page", 0), ("object", 5)]


def test_a_form_that_draws_itself_ends() -> None:
    own = FORM + " /Resources << /XObject << /A 5 0 R >> >>"
    raw = page("/A Do", resources="/XObject << /A 5 0 R >>", more=[stream("/A Do", own)])
    assert parts(raw).texts == []


def test_links_lead_to_addresses_and_pages() -> None:
    raw = page(
        TEXT,
        catalogue="/Dests << /here [3 0 R /Fit] >>",
        page="/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (http://x/) >> >> "
        "<< /Subtype /Link /Rect [0 0 1 1] /Dest [3 0 R /Fit] >> "
        "<< /Subtype /Link /Rect [0 0 1 1] /Dest /here >> "
        "<< /Subtype /Link /Rect [0 0 1 1] /A << /S /Launch /F (rm) >> >> "
        "<< /Subtype /Text /Contents (remark) /Rect [0 0 1 1] >>]",
    )
    found = parts(raw)
    assert [(link.address, link.page) for link in found.pages[0].links] == [
        ("http://x/", -1),
        ("", 0),
        ("", 0),
    ]
    assert ("http://x/", None, ("link", 0, 0), None) in found.texts


def test_what_is_hidden_is_not_drawn() -> None:
    look = "/AP << /N 5 0 R >>"
    raw = page(
        TEXT,
        page=f"/Annots [<< /Subtype /Stamp /F 2 /Rect [0 0 1 1] {look} >> "
        f"<< /Subtype /Stamp /Rect [0 0 1 1] {look} >>]",
        more=[stream("BT /F1 9 Tf (two) Tj ET", FORM + " /Resources << /Font << /F1 << /Type /Font "
              "/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>")],
    )  # fmt: skip
    found = parts(raw)
    assert [text for text, *_ in found.texts] == ["one", "two"]
    assert len(found.pages[0].looks) == 1


def test_letters_drawn_by_letters_are_refused() -> None:
    font = (
        "<< /Type /Font /Subtype /Type3 /FontMatrix [.001 0 0 .001 0 0] /FontBBox [0 0 9 9] "
        "/FirstChar 65 /LastChar 65 /Widths [9] /Encoding << /Differences [65 /A] >> "
        "/CharProcs << /A 5 0 R >> >>"
    )
    with pytest.raises(Fault) as raised:
        parts(page("BT /F1 9 Tf (A) Tj ET", fonts=f"/F1 {font}", more=[stream(TEXT)]))
    assert raised.value.code == "glyphs"


def test_objects_are_known_by_their_numbers() -> None:
    reader = PdfReader(io.BytesIO(page(TEXT)))
    held = reader.pages[0]
    assert key_of(held, "/Contents") == ("object", 4)
    assert key_of(held, "/MediaBox")[0] == "inside"
