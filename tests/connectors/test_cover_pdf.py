# What is covered in a PDF is nowhere in its copy: not in what is drawn, wherever that is kept, not in
# what is noted, remarked or left of earlier versions, not by another program's reading.
from __future__ import annotations

import io
import re
import shutil
import subprocess

import pypdfium2
import pytest
from office_files import pdf_bytes
from pdf_files import everything, han_page, page, stream, updated

from connectors.cover_pdf import run
from connectors.guard_frame import Fault

LIMITS = (1 << 30, 1000)
SECRET = "13800138000"
SHOWN = "138****8000"


def texts(raw: bytes) -> list[str]:
    return [text for message in run(io.BytesIO(raw), LIMITS) for text in message[1]]


def covered(raw: bytes, value: str = SECRET, new: str = SHOWN) -> bytes:
    edits = []
    for number, text in enumerate(texts(raw)):
        places = [
            [found.start(), found.end(), new] for found in re.finditer(re.escape(value), text)
        ]
        if places:
            edits.append([number, places])
    assert edits, "no text holds the value"
    return b"".join(message[1] for message in run(io.BytesIO(raw), LIMITS, edits))


def seen(raw: bytes) -> str:
    document = pypdfium2.PdfDocument(raw)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def by_poppler(raw: bytes) -> str:
    told = subprocess.run(["pdftotext", "-", "-"], input=raw, capture_output=True, check=True)
    return told.stdout.decode()


def assert_gone(raw: bytes, value: str = SECRET) -> None:
    readers = [seen(raw)]
    if shutil.which("pdftotext"):
        readers.append(by_poppler(raw))
    for told in readers:
        assert value not in "".join(told.split())
    held = everything(raw)
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "gb18030"):
        assert value.encode(encoding) not in held


FORM = "/Type /XObject /Subtype /Form /BBox [0 0 500 100] "
OWN_FONT = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>"
DRAWN = f"BT /F1 12 Tf 5 5 Td (Tel {SECRET}) Tj ET"
TEXT = f"BT /F1 12 Tf 50 700 Td (Tel {SECRET} end) Tj ET"


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        f"BT /F1 12 Tf 50 700 Td <{SECRET.encode().hex()}> Tj ET",
        "BT /F1 12 Tf 50 700 Td [(138) -20 (00) 15.5 (138) (000)] TJ ET",
        "BT /F1 12 Tf 50 700 Td 12 TL (Tel) Tj (13800138000) ' 1 2 (end) \" ET",
        # Letter by letter, each in its place.
        "BT /F1 12 Tf " + " ".join(
            f"1 0 0 1 {50 + 6.7 * n:.1f} 700 Tm ({each}) Tj" for n, each in enumerate(SECRET)
        ) + " ET",
        # Turned by 90 degrees, in a scaled space, behind a state that is restored.
        "q .5 0 0 .5 0 0 cm BT 0 24 -24 0 300 300 Tm /F1 1 Tf 3 Ts (13800138000) Tj ET Q",
        # Drawn back to front: the beginning comes last.
        "BT /F1 12 Tf 1 0 0 1 70.02 700 Tm (00138000) Tj 1 0 0 1 50 700 Tm (138) Tj ET",
        # What stands far apart is one number all the same.
        "BT /F1 12 Tf 9 Tc 50 700 Td (13800138000) Tj ET",
        # Broken at the margin.
        "BT /F1 12 Tf 50 700 Td (the number of Mr. Wang is long and it is 13800) Tj 0 -14 Td (138000) Tj ET",
    ],
    ids=["string", "hex", "kerned", "quotes", "letters", "turned", "backwards", "apart", "broken"],
)  # fmt: skip
def test_what_is_drawn_goes(content: str) -> None:
    copy = covered(page(content))
    assert_gone(copy)
    told = "".join(seen(copy).split())
    assert told.count("*") == 4


def test_words_around_stay_where_they_were() -> None:
    before, after = page(TEXT), covered(page(TEXT))
    assert "Tel 138****" in seen(after)
    places = []
    for raw in (before, after):
        text = pypdfium2.PdfDocument(raw)[0].get_textpage()
        at = text.get_text_range().index("end")
        places.append(text.get_charbox(at)[0])
    # The room is rounded, so that its width does not tell which digits stood there.
    assert places[0] <= places[1] <= places[0] + 6.01


OUTSIDE = {
    "form": page("/X Do", resources="/XObject << /X 5 0 R >>", more=[stream(DRAWN, FORM + OWN_FONT)]),
    "form in a form": page(
        "/X Do",
        resources="/XObject << /X 5 0 R >>",
        more=[
            stream("/Y Do", FORM + "/Resources << /XObject << /Y 6 0 R >> >>"),
            stream(DRAWN, FORM + OWN_FONT),
        ],
    ),
    "form with the page's fonts": page(
        "/X Do", resources="/XObject << /X 5 0 R >>", more=[stream(DRAWN, FORM)]
    ),
    "pattern": page(
        "/Pattern cs /P scn 0 0 500 500 re f",
        resources="/Pattern << /P 5 0 R >>",
        more=[
            stream(
                DRAWN,
                "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 200 200] "
                "/XStep 200 /YStep 200 " + OWN_FONT,
            )
        ],
    ),
    "annotation": page(
        "",
        page="/Annots [5 0 R]",
        more=[
            (f"<< /Type /Annot /Subtype /FreeText /Rect [50 600 250 640] /Contents (Tel {SECRET}) "
            f"/RC (<p>{SECRET}</p>) /T ({SECRET}) /AP << /N 6 0 R >> >>"),
            stream(DRAWN, FORM + OWN_FONT),
        ],
    ),
    "field": page(
        "",
        catalogue="/AcroForm << /Fields [5 0 R] >>",
        page="/Annots [5 0 R]",
        more=[
            (f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (phone) /V ({SECRET}) /DV ({SECRET}) "
            "/Rect [50 600 250 640] /AP << /N 6 0 R >> >>"),
            stream(DRAWN, FORM + OWN_FONT),
        ],
    ),
    "link": page(
        TEXT,
        page="/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI "
        f"/URI (tel:{SECRET}) >> /Contents ({SECRET}) >>]",
    ),
    "outline": page(
        TEXT,
        catalogue="/Outlines 5 0 R",
        more=[
            "<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
            f"<< /Title (Tel {SECRET}) /Parent 5 0 R /Dest [3 0 R /Fit] >>",
        ],
    ),
    "noted": page(
        TEXT,
        catalogue=f"/Metadata 5 0 R /PageLabels << /Nums [0 << /P ({SECRET}) >>] >> "
        f"/Names << /Dests << /Names [({SECRET}) [3 0 R /Fit]] >> /JavaScript << /Names [(a) << /S "
        f"/JavaScript /JS ({SECRET}) >>] >> >> /StructTreeRoot << /Type /StructTreeRoot /K << /S /P "
        f"/ActualText ({SECRET}) /Alt ({SECRET}) >> >> /PieceInfo << /X << /Private ({SECRET}) >> >>",
        page=f"/PieceInfo << /X << /Private ({SECRET}) >> >> /Metadata 5 0 R",
        more=[stream(f"<x:xmpmeta>{SECRET}</x:xmpmeta>", "/Type /Metadata /Subtype /XML"), f"<< /Title ({SECRET}) >>"],
        trailer="/Info 6 0 R",
    ),
    "words said of a picture": page(
        f"/Span << /ActualText ({SECRET}) >> BDC /Fig << /Alt ({SECRET}) /MCID 0 >> BDC {TEXT} EMC EMC",
    ),
    "nobody's": page(TEXT, more=[stream(TEXT), f"({SECRET})"]),
    "earlier version": updated(page(TEXT), 4, stream(TEXT.replace("Tel", "Phone"))),
}  # fmt: skip


@pytest.mark.parametrize("where", sorted(OUTSIDE))
def test_a_value_is_gone_wherever_it_was_kept(where: str) -> None:
    raw = OUTSIDE[where]
    copy = covered(raw)
    assert_gone(copy)
    assert "138****" in "".join(seen(copy).split()) or where == "pattern"
    # It can be looked at, and looks like something.
    assert pypdfium2.PdfDocument(copy)[0].render().to_pil().getcolors(1 << 24)


def test_links_and_outlines_stay_without_the_value() -> None:
    copy = everything(covered(OUTSIDE["link"]))
    assert b"tel:138****8000" in copy
    (entry,) = pypdfium2.PdfDocument(covered(OUTSIDE["outline"])).get_toc()
    assert entry.get_title() == "Tel 138****8000"
    assert entry.get_dest().get_index() == 0


def test_fonts_forget_what_is_no_longer_shown() -> None:
    """A font made for a document spells, glyph by glyph, what was taken out of it."""
    raw = han_page("患者张伟今日复诊")
    copy = covered(raw, "张伟", "张*")
    assert_gone(copy, "张伟")
    held = everything(copy)
    assert "复".encode("utf-16-be") in held
    assert "伟".encode("utf-16-be") not in held
    from fontTools.ttLib import TTFont
    from pypdf import PdfReader

    font = PdfReader(io.BytesIO(copy)).pages[0]["/Resources"]["/Font"]["/F1"]["/DescendantFonts"][0]
    font = font.get_object()
    assert [number for number in font["/W"] if isinstance(number, int)] == [1, 2, 3, 5, 6, 7, 8]
    program = TTFont(io.BytesIO(font["/FontDescriptor"]["/FontFile2"].get_data()))
    assert "post" not in program
    glyphs = [program["glyf"][name] for name in program.getGlyphOrder()]
    assert [bool(glyph.numberOfContours) for glyph in glyphs] == [True] * 4 + [False] + [True] * 4
    assert "患者张" in seen(copy)


def test_han_by_codes_that_everybody_knows() -> None:
    raw = pdf_bytes([["通知", "患者张伟，电话13800138000。"], ["第二页"]], author="王芳芳")
    copy = covered(raw, "张伟", "李小龙")
    assert_gone(copy, "张伟")
    assert "李小龙" in "".join(seen(copy).split())
    assert "王芳芳".encode("utf-16-be") not in everything(copy)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (han_page("患者张伟", told=False), "glyphs"),
        (page("", more=[]).replace(b"%PDF", b"%PDX")[:200], "damaged"),
        (pdf_bytes([["x"]], password="geheim"), "locked"),
        (pdf_bytes([["x"]], owner="geheim"), "locked"),
        (pdf_bytes([["x"], []]), "drawn"),
        (page("BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"), "drawn"),
        (page("0 0 1 1 re f " * 60), "drawn"),
        (page(TEXT, catalogue="/AcroForm << /Fields [] /XFA (x) >>"), "xfa"),
        (page(TEXT, catalogue="/Collection << >>"), "embedded"),
        (
            page(TEXT, page="/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 1 1] >>]"),
            "embedded",
        ),
        (
            page(TEXT, page="/Annots [<< /Subtype /Widget /FT /Tx /V (Wang) /Rect [0 0 1 1] >>]"),
            "fields",
        ),
    ],
    ids=["no names", "damaged", "password", "owner", "scan", "inline", "drawing", "xfa", "collection", "attached", "undrawn"],
)  # fmt: skip
def test_what_nobody_can_look_into_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Fault) as raised:
        texts(raw)
    assert raised.value.code == code


def test_embedded_files_are_refused() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page(TEXT))))
    writer.add_attachment("list.csv", SECRET.encode())
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Fault) as raised:
        texts(out.getvalue())
    assert raised.value.code == "embedded"


def test_pictures_are_left_out() -> None:
    picture = stream(b"\xff" * 12, "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB")  # fmt: skip
    raw = page(f"/P Do {TEXT}", resources="/XObject << /P 5 0 R >>", more=[picture])
    copy = covered(raw)
    assert b"/Image" not in copy
    assert "Tel 138" in seen(copy)


def test_the_same_file_gives_the_same_copy() -> None:
    assert covered(page(TEXT)) == covered(page(TEXT))


def test_a_font_drawn_in_the_file_forgets_as_well() -> None:
    names = {"T": "uni0054", "W": "uni0057", "a": "uni0061", "n": "uni006E", "g": "uni0067"}
    procs = " ".join(f"/{name} 5 0 R" for name in names.values())
    differences = " ".join(f"{ord(sign)} /{name}" for sign, name in names.items())
    font = (
        "<< /Type /Font /Subtype /Type3 /FontMatrix [.001 0 0 .001 0 0] /FontBBox [0 0 900 900] "
        f"/FirstChar 65 /LastChar 122 /Widths [{'600 ' * 58}] /CharProcs << {procs} >> "
        f"/Encoding << /Type /Encoding /Differences [{differences}] >> >>"
    )
    box = stream("600 0 0 0 500 700 d1 0 0 500 700 re f")
    raw = page("BT /F1 12 Tf 50 700 Td (TWang) Tj ET", fonts=f"/F1 {font}", more=[box])
    copy = covered(raw, "Wang", "***")
    held = everything(copy)
    assert b"/uni0054" in held
    assert not any(name.encode() in held for sign, name in names.items() if sign != "T")
    assert pypdfium2.PdfDocument(copy)[0].render().to_pil().getcolors(1 << 24)
