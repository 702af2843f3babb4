# What is in a PDF that people read, and where: the content of pages, what it draws again from
# elsewhere (forms, patterns, how annotations and fields look), outlines and addresses that links
# lead to. What nobody can look into is refused: embedded files, forms that a program makes up,
# fonts that do not say what they show, pages that are pictures.
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ContentStream,
    Destination,
    DictionaryObject,
    IndirectObject,
    StreamObject,
)

from .guard_frame import Fault
from .pdf_content import Shown, shown
from .pdf_font import Font, font_of, under
from .pdf_lines import Text, texts_in

__all__ = ["Key", "Link", "Page", "Parts", "Stream", "key_of", "parts_of"]

# The number of an object, or of a page's content.
Key = tuple[str, int]

_FILES = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
_HIDDEN = 0x02 | 0x20
_DRAWN = 50
_UNTOLD = 20
_MOST_DEPTH = 20


@dataclass(slots=True)
class Stream:
    """A stream of instructions, what it shows, and the fonts it may name."""

    key: Key
    shown: Shown
    resources: DictionaryObject
    fonts: dict[str, tuple[Key, Font]]

    def font(self, name: str) -> Font | None:
        """The font of that name, None where there is none."""
        return self.fonts[name][1] if name in self.fonts else None


@dataclass(frozen=True, slots=True)
class Link:
    """A place on a page that leads to an address outside, or to a page by its place."""

    box: Any
    address: str = ""
    page: int = -1


@dataclass(slots=True)
class Page:
    """A page, the streams that are drawn on it, and what annotations look like there."""

    page: PageObject
    key: Key
    streams: list[Stream] = field(default_factory=list)
    looks: list[tuple[Key, Any, Any]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class Parts:
    """All of it; `texts` with the stream, outline or link that each is of."""

    pages: list[Page] = field(default_factory=list)
    streams: dict[Key, Stream] = field(default_factory=dict)
    outlines: list[tuple[int, str, int]] = field(default_factory=list)
    texts: list[tuple[str, Text | None, tuple[str, int, int], Key | None]] = field(
        default_factory=list
    )


def parts_of(reader: PdfReader) -> Parts:
    """What is in the document. Raises Fault for what nobody can look into."""
    root = reader.root_object
    _refuse_embedded(reader, root)
    parts = Parts()
    reading = _Reading(reader, parts)
    for number, page in enumerate(reader.pages):
        parts.pages.append(reading.page(page, number))
    _refuse_untold(parts)
    _refuse_drawn(parts)
    for stream in parts.streams.values():
        for text in texts_in(stream.shown.glyphs):
            parts.texts.append((text.text, text, ("stream", 0, 0), stream.key))
    parts.outlines = list(_outlines(reader, reader.outline, 0))
    for place, (_, title, _) in enumerate(parts.outlines):
        parts.texts.append((title, None, ("outline", place, 0), None))
    for number, one in enumerate(parts.pages):
        for place, link in enumerate(one.links):
            if link.address:
                parts.texts.append((link.address, None, ("link", number, place), None))
    return parts


def key_of(held: DictionaryObject, name: str) -> Key:
    """By what the object that a dictionary has under a name is known."""
    raw = held.raw_get(name)
    if isinstance(raw, IndirectObject):
        return "object", raw.idnum
    return "inside", id(raw)


class _Reading:
    """Streams as they are met, each read once."""

    def __init__(self, reader: PdfReader, parts: Parts) -> None:
        self._reader = reader
        self._parts = parts
        self._fonts: dict[Key, Font] = {}
        self._depth = 0

    def page(self, page: PageObject, number: int) -> Page:
        """A page with all that is drawn on it."""
        resources = page.get("/Resources", DictionaryObject()).get_object()
        found = Page(page, ("page", number))
        content = ContentStream(page.get("/Contents"), self._reader, "bytes")
        self._stream(found, found.key, content, resources)
        for place, raw in enumerate(page.get("/Annots") or ()):
            annotation = raw.get_object()
            if isinstance(annotation, DictionaryObject):
                self._annotation(found, annotation, place)
        return found

    def _stream(
        self, page: Page, key: Key, content: ContentStream, resources: DictionaryObject
    ) -> None:
        known = self._parts.streams.get(key)
        if known is not None:
            page.streams.append(known)
            return
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise Fault("deep")
        fonts = dict(self._named(resources, "/Font", self._font))
        pictures = {
            name for name, held, each in _each(resources, "/XObject")
            if not isinstance(each, StreamObject) or each.get("/Subtype") != "/Form"
        }  # fmt: skip
        given = {name: font for name, (_, font) in fonts.items()}
        told = shown(content, given.get, lambda name: name in pictures)
        stream = Stream(key, told, resources, fonts)
        self._parts.streams[key] = stream
        page.streams.append(stream)
        for kind in ("/XObject", "/Pattern"):
            for name, held, each in _each(resources, kind):
                is_form = each.get("/Subtype") == "/Form" or each.get("/PatternType") == 1
                if isinstance(each, StreamObject) and is_form:
                    self.form(page, key_of(held, name), each, resources)
        self._depth -= 1

    def form(self, page: Page, key: Key, form: StreamObject, around: DictionaryObject) -> None:
        """A stream with resources of its own, or those around it."""
        own = form.get("/Resources", around).get_object()
        self._stream(page, key, ContentStream(form, self._reader, "bytes"), own)

    def _font(self, font: DictionaryObject, key: Key) -> tuple[Key, Font]:
        if key not in self._fonts:
            self._fonts[key] = font_of(font)
            for _, _, drawn in _each(font, "/CharProcs"):
                told = shown(
                    ContentStream(drawn, self._reader, "bytes"), lambda _: None, lambda _: True
                )
                if told.owners:
                    raise Fault("glyphs", 1, len(self._parts.pages) + 1)
        return key, self._fonts[key]

    def _named(
        self,
        resources: DictionaryObject,
        kind: str,
        made: Callable[[DictionaryObject, Key], tuple[Key, Font]],
    ) -> Iterator[tuple[str, tuple[Key, Font]]]:
        for name, held, each in _each(resources, kind):
            yield name, made(each, key_of(held, name))

    def _annotation(self, page: Page, annotation: DictionaryObject, place: int) -> None:
        kind = annotation.get("/Subtype")
        if kind == "/Link":
            link = self._link(annotation)
            if link is not None:
                page.links.append(link)
            return
        if kind in {"/Popup", "/Text"} or int(annotation.get("/F", 0)) & _HIDDEN:
            return
        look = _look(annotation)
        if look is None:
            if kind == "/Widget" and _filled(annotation):
                raise Fault("fields")
            return
        held, name = look
        key = key_of(held, name)
        form: Any = under(held, name)
        key = key if key[0] == "object" else ("look", len(self._parts.pages) << 16 | place)
        self.form(page, key, form, DictionaryObject())
        page.looks.append((key, form, annotation.get("/Rect")))

    def _link(self, annotation: DictionaryObject) -> Link | None:
        box = annotation.get("/Rect")
        action = under(annotation, "/A") or DictionaryObject()
        if action.get("/S") == "/URI":
            address = action.get("/URI", "")
            told = address.decode("latin-1") if isinstance(address, bytes) else str(address)
            return Link(box, address=told)
        target = annotation.get("/Dest", action.get("/D") if action.get("/S") == "/GoTo" else None)
        target = target.get_object() if target is not None else None
        if isinstance(target, str) and target in self._reader.named_destinations:
            target = self._reader.named_destinations[target].dest_array
        if isinstance(target, list) and target and isinstance(target[0], IndirectObject):
            led: Any = target[0].get_object()
            number = self._reader.get_page_number(led)
            return Link(box, page=number) if number is not None and number >= 0 else None
        return None


def _each(held: DictionaryObject, kind: str) -> Iterator[tuple[str, DictionaryObject, Any]]:
    """Names and objects of one kind of resources, each with the dictionary it is in."""
    found = under(held, kind)
    if isinstance(found, DictionaryObject):
        for name in found:
            each = found[name].get_object()
            if isinstance(each, DictionaryObject):
                yield name, found, each


def _look(annotation: DictionaryObject) -> tuple[DictionaryObject, str] | None:
    """Where the stream is that draws the annotation as it usually looks."""
    looks = under(annotation, "/AP")
    if not isinstance(looks, DictionaryObject) or "/N" not in looks:
        return None
    usual = looks["/N"].get_object()
    if isinstance(usual, StreamObject):
        return looks, "/N"
    state = str(annotation.get("/AS", ""))
    if isinstance(usual, DictionaryObject) and state in usual:
        return (usual, state) if isinstance(usual[state].get_object(), StreamObject) else None
    return None


def _filled(field_: DictionaryObject) -> bool:
    """Whether a field holds a text, itself or as one of several places of it."""
    for _ in range(_MOST_DEPTH):
        value = field_.get("/V")
        if value is not None and isinstance(value.get_object(), str | bytes | list):
            return bool(str(value.get_object()).strip() not in {"", "/Off"})
        parent = field_.get("/Parent")
        if parent is None:
            return False
        field_ = parent.get_object()
    return False


def _refuse_embedded(reader: PdfReader, root: DictionaryObject) -> None:
    form = root.get("/AcroForm")
    if form is not None and "/XFA" in form.get_object():
        raise Fault("xfa")
    embedded = len(list(reader.attachments)) + ("/Collection" in root) + ("/AF" in root)
    for page in reader.pages:
        for annotation in page.get("/Annots") or ():
            held = annotation.get_object()
            embedded += isinstance(held, DictionaryObject) and held.get("/Subtype") in _FILES
    if embedded:
        raise Fault("embedded", embedded)


def _refuse_untold(parts: Parts) -> None:
    def untold(page: Page) -> bool:
        for stream in page.streams:
            glyphs = stream.shown.glyphs
            unknown = sum(
                1 for each in glyphs if not each.text or "\ue000" <= each.text[0] <= "\uf8ff"
            )
            if stream.shown.untold or unknown * _UNTOLD > len(glyphs):
                return True
        return False

    _refuse("glyphs", [untold(page) for page in parts.pages])


def _refuse_drawn(parts: Parts) -> None:
    def drawn(page: Page) -> bool:
        told = [stream.shown for stream in page.streams]
        glyphs = sum(len(each.glyphs) for each in told)
        pictures = sum(each.pictures for each in told)
        hidden = sum(each.hidden for each in told)
        if not glyphs:
            return bool(pictures) or sum(each.painted for each in told) >= _DRAWN
        return bool(pictures) and hidden * 2 > glyphs

    _refuse("drawn", [drawn(page) for page in parts.pages])


def _refuse(code: str, pages: list[bool]) -> None:
    if any(pages):
        raise Fault(code, sum(pages), pages.index(True) + 1)


def _outlines(reader: PdfReader, outline: Any, depth: int) -> Iterator[tuple[int, str, int]]:
    """Depth, title and page of each entry, -1 for none."""
    if depth > _MOST_DEPTH:
        raise Fault("deep")
    for each in outline:
        if isinstance(each, list):
            yield from _outlines(reader, each, depth + 1)
        elif isinstance(each, Destination):
            number = reader.get_destination_page_number(each)
            yield depth, str(each.title or ""), -1 if number is None else number
