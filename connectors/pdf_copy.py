# What of a PDF's objects goes into its copy, which is what pages need to be drawn: fonts, colours,
# forms, patterns. Pictures do not, nor whatever is noted of an object, said about it to programs,
# or led to from it. Fonts keep no sign of characters that the copy does not show.
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from .guard_frame import Fault
from .pdf_font import Font, map_of, under
from .pdf_left_fonts import is_composite, left_of, map_text
from .pdf_objects import Objects
from .pdf_parts import Key
from .pdf_without import FONTS

__all__ = ["Copy", "han_font", "latin_font"]

_RESOURCES = ("/Font", "/XObject", "/ColorSpace", "/ExtGState", "/Pattern", "/Shading")
_LEFT_OUT = frozenset(
    {
        "/AF", "/Alternates", "/CharSet", "/CIDSet", "/FontFamily", "/LastModified", "/Measure",
        "/Metadata", "/MetaData", "/OC", "/OPI", "/Parent", "/PieceInfo", "/PtData",
        "/Ref", "/SMask", "/StructParent", "/StructParents", "/ActualText",
    }
)  # fmt: skip
_OF_STREAM = frozenset(
    {"/Length", "/Filter", "/DecodeParms", "/DL", "/F", "/FFilter", "/FDecodeParms"}
)
_OF_FONT = frozenset({"/ToUnicode", "/DescendantFonts", "/FontDescriptor", "/CharProcs"})
_FONTS = frozenset({"/Type0", "/Type1", "/MMType1", "/TrueType", "/Type3"})
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_MOST_DEPTH = 60


class Copy:
    """Objects of one document copied into another, each once.

    `content` gives what a stream of instructions holds then, None for what is none; `used` are the
    codes by which the copy still uses a font.
    """

    def __init__(
        self,
        objects: Objects,
        content: Callable[[Key], tuple[bytes, DictionaryObject] | None],
        used: Mapping[Key, set[bytes]],
        fonts: Mapping[Key, Font],
        own: Mapping[str, IndirectObject],
    ) -> None:
        self._objects = objects
        self._content = content
        self._used = used
        self._fonts = fonts
        self._own = own
        self._known: dict[int, IndirectObject | None] = {}
        self._depth = 0

    def resources(self, held: DictionaryObject) -> DictionaryObject:
        """What a stream may name, and the fonts of words in others' stead."""
        made = DictionaryObject()
        for kind in _RESOURCES:
            if kind in held:
                copied = self.copied(held[kind].get_object())
                if isinstance(copied, DictionaryObject):
                    made[NameObject(kind)] = copied
        if self._own:
            fonts = made.setdefault(NameObject("/Font"), DictionaryObject())
            for name, font in self._own.items():
                fonts[NameObject(name)] = font
        return made

    def form(self, key: Key, form: StreamObject) -> IndirectObject:
        """A stream of instructions as it is then."""
        (content, resources) = self._content(key) or (b"", DictionaryObject())
        about = self._entries(form, leave=_OF_STREAM | {"/Resources"})
        about[NameObject("/Resources")] = self.resources(resources)
        return self._objects.stream(content, dict(about))

    def copied(self, obj: Any) -> PdfObject | None:
        """The object, None for one that is left out."""
        if isinstance(obj, IndirectObject):
            if obj.idnum not in self._known:
                self._known[obj.idnum] = None
                self._known[obj.idnum] = self._referred(obj)
            return self._known[obj.idnum]
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise Fault("deep")
        try:
            if isinstance(obj, StreamObject):
                return self._stream(obj, None)
            if _is_font(obj):
                return self._font(obj, ("inside", id(obj)))
            if isinstance(obj, DictionaryObject):
                return self._entries(obj)
            if isinstance(obj, ArrayObject):
                items = [self.copied(each) for each in obj]
                return ArrayObject([each for each in items if each is not None])
            return obj if isinstance(obj, PdfObject) else None
        finally:
            self._depth -= 1

    def _referred(self, reference: IndirectObject) -> IndirectObject | None:
        obj = reference.get_object()
        key = ("object", reference.idnum)
        if isinstance(obj, StreamObject):
            made = self._stream(obj, key)
            return made if isinstance(made, IndirectObject) else None
        if _is_font(obj):
            return self._objects.add(self._font(obj, key))
        copied = self.copied(obj)
        return self._objects.add(copied) if copied is not None else None

    def _stream(self, stream: StreamObject, key: Key | None) -> PdfObject | None:
        if stream.get("/Subtype") == "/Image":
            return None
        if key is not None and self._content(key) is not None:
            return self.form(key, stream)
        if stream.get("/Subtype") == "/Form" or ("/PatternType" in stream and "/BBox" in stream):
            return None
        return self._objects.stream(
            bytes(stream.get_data()), dict(self._entries(stream, leave=_OF_STREAM))
        )

    def _entries(
        self, held: DictionaryObject, leave: frozenset[str] | set[str] = frozenset()
    ) -> DictionaryObject:
        made = DictionaryObject()
        for name in held:
            if name in _LEFT_OUT or name in leave:
                continue
            copied = self.copied(held.raw_get(name))
            if copied is not None:
                made[NameObject(name)] = copied
        return made

    def _font(self, font: DictionaryObject, key: Key) -> DictionaryObject:
        """A font without what only tells of characters that are no longer shown."""
        used = {int.from_bytes(code, "big"): code for code in self._used.get(key, ())}
        below = under(font, "/DescendantFonts")[0].get_object() if is_composite(font) else font
        about: DictionaryObject = under(below, "/FontDescriptor") or DictionaryObject()
        made = self._entries(font, leave=_OF_FONT)
        told = under(font, "/ToUnicode")
        if isinstance(told, StreamObject):
            texts = map_of(told.get_data())
            kept = {code: texts[number] for number, code in used.items() if number in texts}
            made[NameObject("/ToUnicode")] = self._objects.stream(map_text(kept))
        lower = made
        shown = self._fonts.get(key)
        if below is font:
            names = _fewer_codes(made, font, set(used))
            drawn = under(font, "/CharProcs")
            if isinstance(drawn, DictionaryObject):
                # Of a font that is drawn here, the drawings and their names.
                leave = {name for name in drawn if name not in names}
                made[NameObject("/CharProcs")] = self._entries(drawn, leave=leave)
        else:
            lower = self._entries(below, leave={"/FontDescriptor"})
            if shown is not None and not shown.codec:
                _narrowed(lower, shown, used, below, self._objects)
            made[NameObject("/DescendantFonts")] = ArrayObject([self._objects.add(lower)])
        if about:
            described = self._entries(about, leave=set(_FILES))
            for name in _FILES:
                if name in about:
                    file: Any = under(about, name)
                    left = left_of(name, file, font, used, shown)
                    entries = self._entries(file, leave=_OF_STREAM)
                    if name == "/FontFile2":
                        entries[NameObject("/Length1")] = NumberObject(len(left))
                    described[NameObject(name)] = self._objects.stream(left, dict(entries))
            lower[NameObject("/FontDescriptor")] = self._objects.add(described)
        return made


def _is_font(obj: Any) -> TypeGuard[DictionaryObject]:
    """Whether text is shown by it; parts of composite fonts are copied with those."""
    return isinstance(obj, DictionaryObject) and obj.get("/Subtype") in _FONTS


def _fewer_codes(made: DictionaryObject, font: DictionaryObject, used: set[int]) -> set[str]:
    """The names of glyphs still used; names and widths of other codes are left out of the font,
    which has at most 256.
    """
    names: set[str] = set()
    encoding = under(font, "/Encoding")
    if isinstance(encoding, DictionaryObject):
        kept, code = ArrayObject(), 0
        for each in under(encoding, "/Differences") or ():
            if isinstance(each, int):
                code = int(each)
            else:
                if code in used:
                    names.add(str(each))
                    kept.append(NumberObject(code))
                    kept.append(each)
                code += 1
        own = DictionaryObject({NameObject("/Type"): NameObject("/Encoding")})
        own[NameObject("/Differences")] = kept
        if "/BaseEncoding" in encoding:
            own[NameObject("/BaseEncoding")] = NameObject(str(encoding["/BaseEncoding"]))
        made[NameObject("/Encoding")] = own
    first, widths = int(font.get("/FirstChar", 0)), under(font, "/Widths")
    if widths is not None:
        made[NameObject("/Widths")] = ArrayObject(
            each.get_object() if first + place in used else NumberObject(0)
            for place, each in enumerate(widths)
        )
    return names


def _narrowed(
    made: DictionaryObject,
    shown: Font,
    used: Mapping[int, bytes],
    below: DictionaryObject,
    objects: Objects,
) -> None:
    """Widths and places of the glyphs still used alone: others tell which characters there were."""
    cids = sorted({shown.cids.get(number, number) for number in used})
    if "/W" in made:
        widths = ArrayObject()
        for cid in cids:
            if cid in shown.widths:
                widths.append(NumberObject(cid))
                widths.append(ArrayObject([FloatObject(shown.widths[cid])]))
        made[NameObject("/W")] = widths
    placed = under(below, "/CIDToGIDMap")
    if isinstance(placed, StreamObject):
        table = bytes(placed.get_data())
        left = bytearray(len(table))
        for cid in cids:
            left[2 * cid : 2 * cid + 2] = table[2 * cid : 2 * cid + 2]
        made[NameObject("/CIDToGIDMap")] = objects.stream(bytes(left))


def latin_font(objects: Objects) -> tuple[str, IndirectObject]:
    """Name and font of ASCII words in others' stead; every reader has it."""
    font = _named({"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier"})
    font[NameObject("/Encoding")] = NameObject("/WinAnsiEncoding")
    return FONTS[0], objects.add(font)


def han_font(objects: Objects, characters: set[str]) -> tuple[str, IndirectObject]:
    """Name and font of Chinese words in others' stead; readers have one for this collection."""
    about = _named({"/Type": "/FontDescriptor", "/FontName": "/STSong-Light"})
    for name, number in (
        ("/Flags", 6), ("/ItalicAngle", 0), ("/Ascent", 752), ("/Descent", -271), ("/CapHeight", 737),
        ("/StemV", 58),
    ):  # fmt: skip
        about[NameObject(name)] = NumberObject(number)
    about[NameObject("/FontBBox")] = ArrayObject(FloatObject(n) for n in (-25, -254, 1000, 880))
    system = DictionaryObject()
    system[NameObject("/Registry")] = TextStringObject("Adobe")
    system[NameObject("/Ordering")] = TextStringObject("GB1")
    system[NameObject("/Supplement")] = NumberObject(4)
    below = _named({"/Type": "/Font", "/Subtype": "/CIDFontType0", "/BaseFont": "/STSong-Light"})
    below[NameObject("/CIDSystemInfo")] = system
    below[NameObject("/DW")] = NumberObject(1000)
    below[NameObject("/FontDescriptor")] = objects.add(about)
    font = _named({"/Type": "/Font", "/Subtype": "/Type0", "/BaseFont": "/STSong-Light"})
    font[NameObject("/Encoding")] = NameObject("/UniGB-UCS2-H")
    font[NameObject("/DescendantFonts")] = ArrayObject([objects.add(below)])
    plain = {each.encode("utf-16-be"): each for each in sorted(characters) if ord(each) < 0x10000}
    font[NameObject("/ToUnicode")] = objects.stream(map_text(plain))
    return FONTS[1], objects.add(font)


def _named(entries: dict[str, str]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): NameObject(each) for key, each in entries.items()})
