# Fonts in a PDF without the characters that its text no longer has. A font made for one document
# holds those that occur in it, often in the order in which they do: what nothing uses any more
# would spell what was taken out. Places of glyphs stay, their outlines, names and codes go.
# Type 1 programs (FontFile) are handed on as they are: they hold letters of alphabets.
from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from fontTools import agl, cffLib
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.tables._g_l_y_f import Glyph

from .guard_frame import Fault
from .pdf_font import Font, under

__all__ = ["is_composite", "left_of", "map_text"]

# What a program embedded in a PDF needs (ISO 32000-1, 9.9).
_TABLES = frozenset(
    {
        "head",
        "hhea",
        "hmtx",
        "maxp",
        "loca",
        "glyf",
        "CFF ",
        "cvt ",
        "fpgm",
        "prep",
        "cmap",
        "vhea",
        "vmtx",
    }
)
_AT_ONCE = 100
# Symbols stand at these codes in fonts of their own.
_SYMBOLS = 0xF000


def left_of(
    name: str, file: Any, font: Mapping[str, Any], used: Mapping[int, bytes], told: Font | None
) -> bytes:
    """The font's program with what these codes need. Raises Fault where it cannot be read."""
    data = bytes(file.get_data())
    below = under(font, "/DescendantFonts")[0].get_object() if is_composite(font) else None
    if name == "/FontFile" or told is None or (below is not None and told.codec):
        return data
    try:
        if name == "/FontFile2" or file.get("/Subtype") == "/OpenType":
            return _sfnt(data, below, font, used, told)
        return _bare(data, font, used, told)
    except (
        TTLibError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        AssertionError,
        OSError,
    ):
        raise Fault("damaged") from None


def is_composite(font: Mapping[str, Any]) -> bool:
    """Whether the font is made of others."""
    return "/DescendantFonts" in font


def map_text(texts: Mapping[bytes, str]) -> bytes:
    r"""A ToUnicode map of codes and what they show.

    >>> b"<01> <5F20>" in map_text({b"\x01": "张"})
    True
    """
    lengths = sorted({len(code) for code in texts}) or [1]
    spaces = [f"<{'00' * each}> <{'FF' * each}>" for each in lengths]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CMapName /Left def /CMapType 2 def",
        f"{len(spaces)} begincodespacerange {' '.join(spaces)} endcodespacerange",
    ]
    pairs = sorted(texts.items())
    for start in range(0, len(pairs), _AT_ONCE):
        part = pairs[start : start + _AT_ONCE]
        lines.append(f"{len(part)} beginbfchar")
        lines += [
            f"<{code.hex().upper()}> <{text.encode('utf-16-be', 'surrogatepass').hex().upper()}>"
            for code, text in part
        ]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()


def _sfnt(
    data: bytes, below: Any, font: Mapping[str, Any], used: Mapping[int, bytes], told: Font
) -> bytes:
    program = TTFont(io.BytesIO(data), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    order = program.getGlyphOrder()
    if "CFF " in program:
        fonts = program["CFF "].cff
        kept = _kept_in_cff(fonts, font, used, told)
        _emptied(fonts, kept)
    else:
        wanted = (
            _by_codes(program, used, told)
            if below is None
            else _by_places(below, order, used, told)
        )
        kept = _with_parts(program, wanted | set(order[:1]))
        glyphs, widths = program["glyf"], program["hmtx"]
        for name in order:
            if name not in kept:
                glyphs[name] = Glyph()
                widths[name] = (0, 0)
    if "cmap" in program and below is None:
        for table in program["cmap"].tables:
            table.cmap = {code: name for code, name in table.cmap.items() if name in kept}
    for table in set(program.keys()) - _TABLES - {"GlyphOrder"}:
        del program[table]
    if below is not None and "cmap" in program:
        del program["cmap"]
    out = io.BytesIO()
    program.save(out, reorderTables=None)
    return out.getvalue()


def _by_places(below: Any, order: list[str], used: Mapping[int, bytes], told: Font) -> set[str]:
    placed = under(below, "/CIDToGIDMap")
    table = bytes(placed.get_data()) if hasattr(placed, "get_data") else None
    kept = set()
    for number in used:
        cid = told.cids.get(number, number)
        place = cid if table is None else int.from_bytes(table[2 * cid : 2 * cid + 2], "big")
        if place < len(order):
            kept.add(order[place])
    return kept


def _by_codes(program: TTFont, used: Mapping[int, bytes], told: Font) -> set[str]:
    """Whatever a reader may take the codes for: codes, symbols, characters."""
    kept = set()
    for table in program["cmap"].tables if "cmap" in program else ():
        for number in used:
            text = told.texts.get(number, "")
            for code in (number, _SYMBOLS + number, ord(text) if len(text) == 1 else -1):
                if code in table.cmap:
                    kept.add(table.cmap[code])
    return kept


def _with_parts(program: TTFont, names: set[str]) -> set[str]:
    """These, and the glyphs that they are made of."""
    kept, waiting = set(), set(names)
    glyphs = program["glyf"]
    while waiting:
        name = waiting.pop()
        kept.add(name)
        glyph = glyphs[name]
        if glyph.isComposite():
            waiting |= {part.glyphName for part in glyph.components} - kept
    return kept


def _bare(data: bytes, font: Mapping[str, Any], used: Mapping[int, bytes], told: Font) -> bytes:
    fonts = cffLib.CFFFontSet()
    fonts.decompile(io.BytesIO(data), None, isCFF2=False)
    _emptied(fonts, _kept_in_cff(fonts, font, used, told))
    out = io.BytesIO()
    fonts.compile(out, TTFont(recalcBBoxes=False), isCFF2=False)
    return out.getvalue()


def _kept_in_cff(
    fonts: Any, font: Mapping[str, Any], used: Mapping[int, bytes], told: Font
) -> set[str]:
    top = fonts[fonts.fontNames[0]]
    names = list(top.charset)
    if is_composite(font):
        cids = {told.cids.get(number, number) for number in used}
        if hasattr(top, "ROS"):
            return {".notdef", *(f"cid{cid:05d}" for cid in cids)}
        return {names[cid] for cid in cids | {0} if cid < len(names)}
    kept = {".notdef", *_differing(font, used)}
    own = top.Encoding if isinstance(top.Encoding, list) else StandardEncoding
    for number in used:
        if number < len(own):
            kept.add(own[number])
        text = told.texts.get(number, "")
        kept |= {agl.UV2AGL.get(ord(each), "") for each in text}
    return kept


def _differing(font: Mapping[str, Any], used: Iterable[int]) -> set[str]:
    encoding = under(font, "/Encoding")
    wanted, names, code = set(used), set(), 0
    for each in encoding.get("/Differences", ()) if hasattr(encoding, "get") else ():
        if isinstance(each, int):
            code = int(each)
        else:
            if code in wanted:
                names.add(str(each).lstrip("/"))
            code += 1
    return names


def _emptied(fonts: Any, kept: set[str]) -> None:
    """All glyphs but these without outlines and names."""
    fonts.desubroutinize()
    top = fonts[fonts.fontNames[0]]
    strings = top.CharStrings
    by_cid = hasattr(top, "ROS")
    free = max((int(name[3:]) for name in top.charset if name.startswith("cid")), default=0)
    renamed = {}
    for place, name in enumerate(top.charset):
        if place and name not in kept:
            strings[name].setProgram(["endchar"])
            free += 1
            renamed[name] = f"cid{free:05d}" if by_cid else f"g{place}"
    top.charset = [renamed.get(name, name) for name in top.charset]
    strings.charStrings = {renamed.get(key, key): each for key, each in strings.charStrings.items()}
    if isinstance(getattr(top, "Encoding", None), list):
        top.Encoding = [".notdef" if name in renamed else name for name in top.Encoding]
