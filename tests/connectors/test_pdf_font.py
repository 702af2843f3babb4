# Codes of fonts: what they show, how wide they are, and what nobody can tell.
from __future__ import annotations

import io

import pytest
from pdf_files import HELVETICA, page, stream
from pypdf import PdfReader

from connectors.pdf_font import Font, font_of, map_of, under


def font(described: str, *more: bytes | str) -> Font:
    raw = page("", fonts=f"/F1 {described}", more=more)
    return font_of(PdfReader(io.BytesIO(raw)).pages[0]["/Resources"]["/Font"]["/F1"])


def told(found: Font, string: bytes) -> str:
    return "".join(code.text for code in found.codes(string))


@pytest.mark.parametrize(
    ("encoding", "string", "text"),
    [
        ("UniGB-UCS2-H", "张3".encode("utf-16-be"), "张3"),
        ("UniGB-UTF16-H", "𠮷3".encode("utf-16-be"), "𠮷3"),
        ("GBK-EUC-H", "张3".encode("gbk"), "张3"),
        ("GBK2K-H", "㐂3".encode("gb18030"), "㐂3"),
        ("GB-EUC-V", "张".encode("gb2312"), "张"),
        ("ETen-B5-H", "張".encode("big5"), "張"),
        ("90ms-RKSJ-H", "張".encode("cp932"), "張"),
        ("Identity-H", b"\0\1", ""),
    ],
)
def test_composite_fonts_by_known_encodings(encoding: str, string: bytes, text: str) -> None:
    below = "<< /Type /Font /Subtype /CIDFontType0 /DW 900 /W [1 [207] 814 816 500] >>"
    found = font(f"<< /Subtype /Type0 /Encoding /{encoding} /DescendantFonts [{below}] >>")
    assert told(found, string) == text
    assert found.is_vertical is encoding.endswith("V")
    assert found.tells is bool(text)


def test_widths_of_ascii_in_chinese_fonts() -> None:
    below = "<< /Subtype /CIDFontType0 /W [1 [207 270] 814 816 500] >>"
    proportional = font(f"<< /Subtype /Type0 /Encoding /UniGB-UCS2-H /DescendantFonts [{below}] >>")
    assert [code.width for code in proportional.codes(b"\0 \0!\x5f\x20")] == [207, 270, 1000]
    half = font(f"<< /Subtype /Type0 /Encoding /GBK-EUC-H /DescendantFonts [{below}] >>")
    assert [code.width for code in half.codes(b" !")] == [500, 500]


def test_a_map_within_the_file() -> None:
    cmap = (
        "1 begincodespacerange <00> <7F> endcodespacerange "
        "1 begincodespacerange <8000> <FFFF> endcodespacerange "
        "1 begincidrange <20> <7e> 5 endcidrange 1 begincidchar <8001> 900 endcidchar"
    )
    below = "<< /Subtype /CIDFontType0 /W [6 [321] 900 [654]] >>"
    found = font(
        f"<< /Subtype /Type0 /Encoding 5 0 R /DescendantFonts [{below}] /ToUnicode 6 0 R >>",
        stream(cmap),
        stream("1 beginbfrange <20> <21> [<0041> <00660069>] endbfrange"),
    )
    codes = found.codes(b"!\x80\x01")
    assert [(code.raw, code.text, code.width) for code in codes] == [
        (b"!", "fi", 321.0),
        (b"\x80\x01", "", 654.0),
    ]


def test_simple_fonts_by_names() -> None:
    assert told(font(HELVETICA), b"caf\xe9") == "café"
    named = "<< /Differences [65 /uni5F20 /zhang /four] >>"
    found = font(
        f"<< /Subtype /Type1 /BaseFont /X /Encoding {named} /FirstChar 65 /Widths [1 2] >>"
    )
    assert told(found, b"ACB") == "张4"
    assert [code.width for code in found.codes(b"AB")] == [1.0, 2.0]
    assert told(font("<< /Subtype /Type1 /BaseFont /Times-Roman >>"), b"a1") == "a1"
    assert told(font("<< /Subtype /Type1 /BaseFont /ZapfDingbats >>"), b"4") == "■"


def test_a_font_of_symbols_says_nothing() -> None:
    about = "<< /Type /FontDescriptor /Flags 4 >>"
    found = font(f"<< /Subtype /TrueType /BaseFont /A /FontDescriptor {about} >>")
    assert not found.tells
    drawn = font(
        "<< /Subtype /Type3 /FontMatrix [.01 0 0 .01 0 0] /FirstChar 65 /Widths [60] "
        "/Encoding << /Differences [65 /a0] >> >>"
    )
    assert not drawn.tells
    assert drawn.codes(b"A")[0].width == pytest.approx(600)


def test_broken_maps_say_what_they_can() -> None:
    assert map_of(b"1 beginbfrange <01> <02> <") == {}
    assert map_of(b"2 beginbfchar <1> <41> <02> <D800> endbfchar")[1] == "A"
    assert map_of(b"1 beginbfrange <00> <FFFFFFFF> <0041> endbfrange")[1] == "B"
    assert under({}, "/X") is None


def test_a_type_1_program_has_names_of_its_own() -> None:
    program = "%!PS /Encoding 256 array dup 65 /uni5F20 put dup 66/four put def currentfile eexec x"
    about = "<< /Type /FontDescriptor /Flags 4 /FontFile 5 0 R >>"
    found = font(f"<< /Subtype /Type1 /BaseFont /A /FontDescriptor {about} >>", stream(program))
    assert told(found, b"AB") == "张4"
    standard = "%!PS /Encoding StandardEncoding def currentfile eexec x"
    found = font(f"<< /Subtype /Type1 /BaseFont /A /FontDescriptor {about} >>", stream(standard))
    assert told(found, b"A") == "A"
