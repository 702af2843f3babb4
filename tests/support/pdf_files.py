# PDF files made by hand, each with a value in a place of its own.
from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence

from pypdf import PdfReader
from pypdf.generic import ContentStream, DecodedStreamObject

from connectors.pdf_content import Shown, shown
from connectors.pdf_font import Font

HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
# A font of ASCII, its codes the characters.
FONT = Font(
    ((1, 0, 255),),
    {code: chr(code) for code in range(32, 127)},
    "",
    {32: 250.0},
    500.0,
    is_simple=True,
    is_vertical=False,
)


def written(objects: Sequence[str | bytes], trailer: str = "") -> bytes:
    """A file of these objects, the first its catalogue; "stream" parts are bytes as they stand."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, obj in enumerate(objects, 1):
        places.append(out.tell())
        raw = obj if isinstance(obj, bytes) else obj.encode("latin-1")
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, raw))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(places) + 1, trailer.encode(), start)
    )
    return out.getvalue()


def stream(content: str | bytes, about: str = "") -> bytes:
    """A stream, packed."""
    packed = zlib.compress(content if isinstance(content, bytes) else content.encode("latin-1"))
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {about} >>".encode()
    return head + b"\nstream\n" + packed + b"\nendstream"


def page(
    content: str | bytes,
    *,
    resources: str = "",
    fonts: str = f"/F1 {HELVETICA}",
    page: str = "",
    catalogue: str = "",
    more: Sequence[str | bytes] = (),
    trailer: str = "",
) -> bytes:
    """A file of one page; `more` objects are numbered from 5."""
    return written(
        [
            f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                f"/Resources << /Font << {fonts} >> {resources} >> {page} >>"
            ),
            stream(content),
            *more,
        ],
        trailer,
    )


def updated(raw: bytes, number: int, obj: bytes) -> bytes:
    """The file with one object exchanged by an appended update, the old one still in it."""
    before = int(re.findall(rb"startxref\s+(\d+)", raw)[-1])
    place = len(raw)
    body = b"%d 0 obj\n%s\nendobj\n" % (number, obj)
    start = place + len(body)
    return (
        raw
        + body
        + b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
        + b"trailer\n<< /Size %d /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(PdfReader(io.BytesIO(raw)).xref[0]) + 2, before, start)
    )


def han_truetype(characters: str) -> bytes:
    """A TrueType font of these characters in their order, each a box of its own width."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [".notdef", *(f"uni{ord(each):04X}" for each in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(each): f"uni{ord(each):04X}" for each in characters})
    glyphs = {}
    for place, name in enumerate(names):
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        for point in ((0, 700 + place), (600, 700 + place), (600, 0)):
            pen.lineTo(point)
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Han", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def han_page(text: str, *, told: bool = True) -> bytes:
    """A page that shows a text by an embedded font, its characters numbered as they first occur."""
    characters = "".join(dict.fromkeys(text))
    codes = {each: number for number, each in enumerate(characters, 1)}
    shown = "".join(f"{codes[each]:04X}" for each in text)
    pairs = "\n".join(
        f"<{number:04X}> <{each.encode('utf-16-be').hex()}>" for each, number in codes.items()
    )
    cmap = (
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar"
    )
    return page(
        f"BT /F1 12 Tf 50 700 Td <{shown}> Tj ET",
        fonts="/F1 5 0 R",
        more=[
            (
                "<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Han /Encoding /Identity-H "
                f"/DescendantFonts [6 0 R] {'/ToUnicode 9 0 R' if told else ''} >>"
            ),
            (
                "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Han /CIDToGIDMap /Identity "
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                f"/FontDescriptor 7 0 R /DW 1000 /W [1 [{' '.join(['1000'] * len(codes))}]] >>"
            ),
            (
                "<< /Type /FontDescriptor /FontName /AAAAAA+Han /Flags 4 /FontBBox [0 -200 1000 800] "
                "/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 /FontFile2 8 0 R >>"
            ),
            stream(han_truetype(characters)),
            stream(cmap),
        ],
    )


def everything(raw: bytes) -> bytes:
    """All bytes of a file, what is packed unpacked."""
    found = [raw]
    for part in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(part[1]))
        except zlib.error:
            found.append(part[1])
    for content in list(found):
        digits = b"".join(
            b"".join(each.split()) for each in re.findall(rb"<([0-9A-Fa-f\s]+)>", content)
        )
        found.append(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()))
        found.append(re.sub(rb"\\([0-7]{3})", lambda code: bytes([int(code[1], 8) & 255]), content))
    return b"\n".join(found)


def read(content: str) -> Shown:
    """Instructions as glyphs, /F1 being FONT and /P a form."""
    plain = DecodedStreamObject()
    plain.set_data(content.encode())
    stream = ContentStream(plain, None, "bytes")
    return shown(stream, {"/F1": FONT}.get, lambda name: name == "/P")
