# Programs of fonts without the glyphs that are no longer used; the others keep their places. As
# part of a file: test_cover_pdf.py.
from __future__ import annotations

import io

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from pdf_files import han_truetype, page, stream
from pypdf import PdfReader

from connectors.guard_frame import Fault
from connectors.pdf_font import font_of, map_of
from connectors.pdf_left_fonts import left_of, map_text


def cff(names: list[str]) -> bytes:
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", *names])
    builder.setupCharacterMap({})
    drawn = {}
    for name in [".notdef", *names]:
        pen = T2CharStringPen(600, None)
        pen.moveTo((0, 0))
        pen.lineTo((500, 0))
        pen.lineTo((500, 500))
        pen.closePath()
        drawn[name] = pen.getCharString()
    builder.setupCFF("Han", {}, drawn, {})
    builder.setupHorizontalMetrics(dict.fromkeys(drawn, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return TTFont(io.BytesIO(out.getvalue())).getTableData("CFF ")


def left(kind: str, program: bytes, font: str, used: dict[int, bytes], about: str = "") -> bytes:
    raw = page("", fonts=f"/F1 {font}", more=[stream(program, about)])
    reader = PdfReader(io.BytesIO(raw))
    described = reader.pages[0]["/Resources"]["/Font"]["/F1"]
    file = reader.get_object(5)
    return left_of(kind, file, described, used, font_of(described))


def test_a_simple_font_keeps_what_its_codes_may_mean() -> None:
    font = "<< /Type /Font /Subtype /TrueType /BaseFont /A+H /Encoding << /Differences [65 /uni5F20] >> >>"
    program = TTFont(io.BytesIO(left("/FontFile2", han_truetype("张伟"), font, {65: b"A"})))
    outlines = [program["glyf"][name].numberOfContours for name in program.getGlyphOrder()]
    assert outlines == [1, 1, 0]
    assert [sorted(table.cmap) for table in program["cmap"].tables] == [[0x5F20]] * 2


def test_names_of_glyphs_go_with_them() -> None:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /A+H /Encoding << /Differences [65 /uni5F20 /uni4F1F] >> >>"
    raw = left("/FontFile3", cff(["uni5F20", "uni4F1F"]), font, {65: b"A"}, "/Subtype /Type1C")
    assert b"uni5F20" in raw
    assert b"uni4F1F" not in raw
    below = "/DescendantFonts [<< /Subtype /CIDFontType0 >>]"
    font = f"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H {below} >>"
    raw = left(
        "/FontFile3", cff(["uni5F20", "uni4F1F"]), font, {2: b"\0\2"}, "/Subtype /CIDFontType0C"
    )
    assert b"uni5F20" not in raw
    assert b"uni4F1F" in raw


def test_type_1_stays_and_damage_is_told() -> None:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /A >>"
    assert left("/FontFile", b"%!PS", font, {}) == b"%!PS"
    for kind in ("/FontFile2", "/FontFile3"):
        with pytest.raises(Fault):
            left(kind, b"no font", font, {})


def test_a_map_is_read_as_it_was_written() -> None:
    texts = {b"\x01": "张", b"\x02\x03": "fi", b"\x04": "𠮷"}
    assert map_of(map_text(texts)) == {1: "张", 0x203: "fi", 4: "𠮷"}
    assert map_of(map_text({})) == {}
