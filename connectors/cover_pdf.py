# The program that covers values in PDF (ISO 32000), run for covered_document.py behind guard.py.
# Nothing is painted over: glyphs that show a value are taken out of the instructions that draw
# them, and the file is written anew from what its pages need to be drawn, so that no earlier
# version, note, remark, picture or unused character is left in it. Annotations and filled
# fields become part of their page as they look; addresses, links within, and outlines stay.
from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from .covering import Edit, Edits, Unit, by_unit, in_chunks, texts_of
from .guard_frame import Fault, Message
from .pdf_copy import Copy, han_font, latin_font
from .pdf_lines import Text
from .pdf_objects import Objects
from .pdf_parts import Key, Link, Page, Parts, parts_of
from .pdf_without import without
from .text_pdf import FAULTS

__all__ = ["run"]

_BOXES = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")


def run(file: BinaryIO, _limits: tuple[int, int], edits: Edits | None = None) -> Iterator[Message]:
    """The texts of the document, or with edits the document in which they are made."""
    log = logging.getLogger("pypdf")
    # What it warns of may quote the file.
    level, log.level = log.level, logging.CRITICAL
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise Fault("locked")
        if not len(reader.pages):
            raise Fault("damaged")
        parts = parts_of(reader)
        if edits is None:
            yield from texts_of([text for text, _, _, _ in parts.texts])
            return
        raw = _Written(parts, edits).file()
    except FAULTS:
        raise Fault("damaged") from None
    finally:
        log.level = level
    yield from in_chunks(raw)


class _Written:
    """The document written anew."""

    def __init__(self, parts: Parts, edits: Edits) -> None:
        self._parts = parts
        self._objects = Objects()
        self._taken: dict[Key, dict[int, str]] = {}
        self._words: dict[tuple[str, int, int], str] = {}
        self._entries: dict[int, DictionaryObject] = {}
        for number, those in by_unit(edits).items():
            written, text, where, key = parts.texts[number]
            if text is not None and key is not None:
                _take(self._taken.setdefault(key, {}), text, written, those)
            else:
                unit = Unit()
                unit.add(written, 0)
                self._words[where] = unit.changed(those).get(0, written)
        used: dict[Key, set[bytes]] = {}
        for key, stream in parts.streams.items():
            taken = self._taken.setdefault(key, {})
            for place, glyph in enumerate(stream.shown.glyphs):
                if not glyph.text:
                    taken.setdefault(place, "")
                elif place not in taken and glyph.font in stream.fonts:
                    used.setdefault(stream.fonts[glyph.font][0], set()).add(glyph.code)
        fonts = {key: font for each in parts.streams.values() for key, font in each.fonts.values()}
        self._copy = Copy(self._objects, self._content, used, fonts, self._own_fonts())

    def file(self) -> bytes:
        """All of it."""
        objects = self._objects
        root, tree = objects.reserve(), objects.reserve()
        pages = [objects.reserve() for _ in self._parts.pages]
        for number, page in enumerate(self._parts.pages):
            objects.put(pages[number], self._page(page, number, tree, pages))
        held = _typed("/Pages")
        held[NameObject("/Kids")] = ArrayObject(pages)
        held[NameObject("/Count")] = NumberObject(len(pages))
        objects.put(tree, held)
        about = _typed("/Catalog")
        about[NameObject("/Pages")] = tree
        if self._parts.outlines:
            about[NameObject("/Outlines")] = self._outlines(pages)
        objects.put(root, about)
        return objects.file(root)

    def _own_fonts(self) -> Mapping[str, IndirectObject]:
        words = "".join(each for taken in self._taken.values() for each in taken.values())
        own = dict([latin_font(self._objects)]) if words else {}
        if han := {each for each in words if not " " <= each <= "~"}:
            own |= dict([han_font(self._objects, han)])
        return own

    def _content(self, key: Key) -> tuple[bytes, DictionaryObject] | None:
        stream = self._parts.streams.get(key)
        if stream is None:
            return None
        return without(stream.shown, self._taken.get(key, {}), stream.font), stream.resources

    def _page(
        self, page: Page, number: int, tree: IndirectObject, pages: Sequence[IndirectObject]
    ) -> DictionaryObject:
        made = _typed("/Page")
        made[NameObject("/Parent")] = tree
        for name in _BOXES:
            if name in page.page:
                copied = self._copy.copied(page.page[name].get_object())
                if copied is not None:
                    made[NameObject(name)] = copied
        content, resources = self._content(page.key) or (b"", DictionaryObject())
        drawn = self._copy.resources(resources)
        looks = b""
        for place, (key, form, box) in enumerate(page.looks):
            forms = drawn.setdefault(NameObject("/XObject"), DictionaryObject())
            forms[NameObject(f"/TgLook{place}")] = self._copy.form(key, form)
            looks += f"q {_placed(form, box)} cm /TgLook{place} Do Q\n".encode()
        made[NameObject("/Resources")] = drawn
        made[NameObject("/Contents")] = self._objects.stream(b"q\n" + content + b"\nQ\n" + looks)
        links = [
            self._link(link, self._words.get(("link", number, place), link.address), pages)
            for place, link in enumerate(page.links)
        ]
        if links:
            made[NameObject("/Annots")] = ArrayObject(links)
        return made

    def _link(self, link: Link, address: str, pages: Sequence[IndirectObject]) -> IndirectObject:
        made = _typed("/Annot")
        made[NameObject("/Subtype")] = NameObject("/Link")
        made[NameObject("/Rect")] = _numbers(link.box)
        made[NameObject("/Border")] = _numbers([0, 0, 0])
        if link.page >= 0:
            made[NameObject("/Dest")] = ArrayObject([pages[link.page], NameObject("/Fit")])
        else:
            action = DictionaryObject({NameObject("/S"): NameObject("/URI")})
            action[NameObject("/URI")] = TextStringObject(address)
            made[NameObject("/A")] = action
        return self._objects.add(made)

    def _outlines(self, pages: Sequence[IndirectObject]) -> IndirectObject:
        """The tree of entries, by the depth of each."""
        objects = self._objects
        top, root = _typed("/Outlines"), objects.reserve()
        path: list[tuple[DictionaryObject, IndirectObject]] = [(top, root)]
        for place, (depth, title, page) in enumerate(self._parts.outlines):
            del path[min(depth, len(path) - 1) + 1 :]
            above, reference = path[-1]
            entry, own = DictionaryObject(), objects.reserve()
            told = self._words.get(("outline", place, 0), title)
            entry[NameObject("/Title")] = TextStringObject(told)
            entry[NameObject("/Parent")] = reference
            if 0 <= page < len(pages):
                entry[NameObject("/Dest")] = ArrayObject([pages[page], NameObject("/Fit")])
            last = above.get("/Last")
            if last is None:
                above[NameObject("/First")] = own
            else:
                before = self._entries[last.idnum] if isinstance(last, IndirectObject) else entry
                before[NameObject("/Next")] = own
                entry[NameObject("/Prev")] = last
            above[NameObject("/Last")] = own
            self._entries[own.idnum] = entry
            objects.put(own, entry)
            path.append((entry, own))
        objects.put(root, top)
        return root


def _take(taken: dict[int, str], text: Text, written: str, edits: Sequence[Edit]) -> None:
    """The glyphs that show what is covered, with what is drawn in the room of each."""
    for start, end, new in edits:
        old = written[start:end]
        if len(old) == len(new):
            places = [at for at in range(len(old)) if old[at] != new[at]]
            words = "".join(new[at] for at in places)
        else:
            head = _alike(old, new)
            tail = min(_alike(old[::-1], new[::-1]), len(old) - head, len(new) - head)
            places = list(range(head, len(old) - tail))
            words = new[head : len(new) - tail]
        glyphs = [glyph for at in places if (glyph := text.glyphs[start + at]) is not None]
        distinct = list(dict.fromkeys(glyphs))
        count = len(distinct)
        for place, glyph in enumerate(distinct):
            part = words[place * len(words) // count : (place + 1) * len(words) // count]
            taken.setdefault(glyph, part)


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _placed(form: Any, box: Any) -> str:
    """The matrix that puts what an annotation looks like into its box (ISO 32000-1, 12.5.5)."""
    left, low, right, high = _corners(form.get("/BBox", [0, 0, 1, 1]))
    a, b, c, d, e, f = (float(each) for each in form.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    xs = [a * x + c * y + e for x in (left, right) for y in (low, high)]
    ys = [b * x + d * y + f for x in (left, right) for y in (low, high)]
    to_left, to_low, to_right, to_high = _corners(box)
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    across = (to_right - to_left) / wide if wide else 1.0
    up = (to_high - to_low) / tall if tall else 1.0
    return f"{across:.5f} 0 0 {up:.5f} {to_left - min(xs) * across:.5f} {to_low - min(ys) * up:.5f}"


def _corners(box: Any) -> tuple[float, float, float, float]:
    one, two, three, four = (float(each) for each in box)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _numbers(held: Any) -> ArrayObject:
    return ArrayObject(FloatObject(float(each)) for each in held)


def _typed(kind: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/Type"): NameObject(kind)})
