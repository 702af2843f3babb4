# Into the copy goes what is needed to draw, once, and nothing that is noted beside it.
from __future__ import annotations

import io

from pdf_files import everything, page, stream
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NameObject

from connectors.pdf_copy import Copy, han_font, latin_font
from connectors.pdf_objects import Objects


def copied(raw: bytes) -> tuple[Objects, DictionaryObject]:
    objects = Objects()
    copy = Copy(objects, lambda _: None, {}, {}, dict([latin_font(objects)]))
    resources = PdfReader(io.BytesIO(raw)).pages[0]["/Resources"].get_object()
    return objects, copy.resources(resources)


def test_what_is_noted_stays_behind() -> None:
    raw = page(
        "",
        resources="/ExtGState << /G 5 0 R /H 5 0 R >> /Properties << /P << /Title (secret) >> >> "
        "/XObject << /I 6 0 R /F 7 0 R >> /Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB "
        "/Metadata 8 0 R /Coords [0 0 1 1] /Function << /FunctionType 2 /N 1 /Domain [0 1] >> >> >>",
        more=[
            "<< /Type /ExtGState /CA .5 /SMask << /G 7 0 R >> /PieceInfo << /X (secret) >> >>",
            stream("secret", "/Subtype /Image"),
            stream("secret", "/Subtype /Form"),
            stream("secret", "/Type /Metadata"),
        ],
    )
    objects, made = copied(raw)
    root = objects.add(DictionaryObject({NameObject("/Resources"): made}))
    file = objects.file(root)
    assert b"secret" not in everything(file)
    assert b"/CA 0.5" in file or b"/CA .5" in file
    assert made["/ExtGState"].raw_get("/G") == made["/ExtGState"].raw_get("/H")
    assert sorted(made["/Font"]) == ["/F1", "/TgLatin"]
    assert list(made["/XObject"]) == []


def test_a_ring_of_objects_ends() -> None:
    raw = page(
        "",
        resources="/ExtGState << /G 5 0 R >>",
        more=["<< /CA 1 /Next 6 0 R >>", "<< /Back 5 0 R >>"],
    )
    _, made = copied(raw)
    assert list(made["/ExtGState"]) == ["/G"]


def test_chinese_words_can_be_read_back() -> None:
    objects = Objects()
    name, _ = han_font(objects, {"张", "李"})
    assert name == "/TgHan"
    assert b"<5F20> <5F20>" in everything(objects.file(objects.reserve()))
